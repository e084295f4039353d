"""A joint review from its call to the last of its actions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import groupby

import pytest
from django.core.exceptions import PermissionDenied
from tests.records.answers.test_keep import keep
from tests.records.reviews.conftest import act
from tests.web.conftest import person

from selaras.errors import InputError
from selaras.evidence import open_evidence
from selaras.records.alerts.models import Notice
from selaras.records.audit.models import AuditRow
from selaras.records.people.models import Party, Person, Role
from selaras.records.people.scope import scope_of
from selaras.records.reviews.agenda import (
    add_point,
    draw_anew,
    leave_out,
    move_point,
    put_on_agenda,
)
from selaras.records.reviews.material import version_in_force
from selaras.records.reviews.meetings import (
    call_meeting,
    cancel_meeting,
    hold_meeting,
    ledger_of,
    move_meeting,
    open_meetings,
    proposed_start,
    seen_meetings,
    write_minutes,
)
from selaras.records.reviews.models import Action, Meeting
from selaras.records.reviews.outcomes import (
    close_action,
    decide,
    give_action,
    postpone_action,
    reopen_action,
)
from selaras.workspace import Workspace
from selaras.workspace.standing import StandingLedger

AT = datetime(2026, 5, 6, 3, tzinfo=UTC)
NAME = "marketing-sales"


def called(someone: Person, ledger: StandingLedger) -> Meeting:
    version = version_in_force(ledger, NAME, date(2026, 4, 11))
    return call_meeting(act(someone), scope_of(someone), version, ledger, starts_at=AT)


def keys(meeting: Meeting) -> list[str]:
    return [item.key for item in meeting.items.all() if not item.left_out]


def test_review_is_made_from_the_ledger(ledger: StandingLedger, maya: Person) -> None:
    meeting = called(maya, ledger)
    assert (meeting.slugs, meeting.time_zone) == (["marketing", "sales"], "Asia/Jakarta")
    assert "promises" in keys(meeting)
    assert any(key.startswith("promise/") for key in keys(meeting))
    assert AuditRow.objects.get(action="review.called").parties == " marketing sales "


def test_review_is_proposed_by_the_cadence_after_the_last(
    ledger: StandingLedger, own_place: Workspace, maya: Person
) -> None:
    version = version_in_force(ledger, NAME, date(2026, 4, 11))
    first = proposed_start(version, own_place.now())
    called(maya, ledger)
    second = proposed_start(version, own_place.now())
    assert (first.isoformat(), second.isoformat()) == (
        "2026-05-06T10:00:00+07:00",
        "2026-06-04T10:00:00+07:00",
    )


def test_agenda_drawn_anew_keeps_what_people_did(ledger: StandingLedger, maya: Person) -> None:
    meeting = called(maya, ledger)
    who, reach = act(maya), scope_of(maya)
    own = add_point(who, reach, meeting, "Who is on leave?")
    first, second, *_ = meeting.items.all()
    leave_out(who, reach, first)
    move_point(who, reach, own, up=True)
    before = keys(meeting)
    draw_anew(who, reach, meeting, ledger)
    assert keys(meeting) == before
    assert first.key not in before
    assert before[-1] != own.key
    leave_out(who, reach, first, out=False)
    assert keys(meeting)[:2] == [first.key, second.key]


def test_first_point_stays_where_it_is(ledger: StandingLedger, maya: Person) -> None:
    meeting = called(maya, ledger)
    before = keys(meeting)
    first, *_, last = meeting.items.all()
    move_point(act(maya), scope_of(maya), first, up=True)
    move_point(act(maya), scope_of(maya), last, up=False)
    assert keys(meeting) == before


def test_held_review_stays_as_it_was(
    ledger: StandingLedger, own_place: Workspace, maya: Person, rahmat: Person
) -> None:
    meeting = hold_meeting(
        act(maya), scope_of(maya), called(maya, ledger), ledger, present=(maya, rahmat)
    )
    assert (meeting.state, meeting.snapshot, meeting.as_of) == ("held", 1, ledger.as_of)
    pins = open_evidence(own_place.evidence).pins()
    assert [pin.reason for pin in pins] == [f"review {meeting.pk}"]
    later = StandingLedger(ledger.book, (), None, None)
    assert ledger_of(meeting, later) == meeting.ledger
    assert {line["commitment"] for line in meeting.ledger} >= {"first-response"}
    for change in (
        lambda: draw_anew(act(maya), scope_of(maya), meeting, later),
        lambda: add_point(act(maya), scope_of(maya), meeting, "x"),
        lambda: hold_meeting(act(maya), scope_of(maya), meeting, ledger),
        lambda: cancel_meeting(act(maya), scope_of(maya), meeting),
    ):
        with pytest.raises(InputError):
            change()
    assert set(meeting.present.all()) == {maya, rahmat}


def test_next_review_looks_at_the_open_actions_of_the_last(
    ledger: StandingLedger, maya: Person, rahmat: Person
) -> None:
    first = hold_meeting(act(maya), scope_of(maya), called(maya, ledger), ledger)
    action = give_action(act(maya), scope_of(maya), first, text="Call sooner", owner=rahmat,
                         due_on=date(2026, 4, 20))  # fmt: skip
    assert f"action/{action.pk}" in keys(called(rahmat, ledger))


def test_decisions_stand_on_points_of_their_own_agenda(
    ledger: StandingLedger, maya: Person
) -> None:
    meeting, other = called(maya, ledger), called(maya, ledger)
    point = meeting.items.first()
    assert decide(act(maya), scope_of(maya), meeting, "We wait.", point).item == point
    with pytest.raises(InputError, match="another agenda"):
        decide(act(maya), scope_of(maya), other, "We wait.", point)


def test_action_is_done_dropped_with_a_word_and_opened_again(
    ledger: StandingLedger, maya: Person, rahmat: Person
) -> None:
    meeting = called(maya, ledger)
    who, reach = act(rahmat), scope_of(rahmat)
    action = give_action(act(maya), scope_of(maya), meeting, text="Call sooner", owner=rahmat,
                         due_on=date(2026, 4, 20))  # fmt: skip
    with pytest.raises(InputError, match="without a word"):
        close_action(who, reach, action, done=False)
    postpone_action(who, reach, action, date(2026, 5, 1))
    done = close_action(who, reach, action, done=True, said="It works.")
    assert (done.state, done.closed_by, done.due_on) == ("done", rahmat, date(2026, 5, 1))
    with pytest.raises(InputError, match="already"):
        close_action(who, reach, action, done=True)
    assert reopen_action(who, reach, done).state == "open"
    acts = list(AuditRow.objects.filter(object_kind="action").values_list("action", flat=True))
    assert acts == ["action.reopened", "action.done", "action.postponed", "action.given"]


def test_action_is_given_to_members_alone(
    ledger: StandingLedger, maya: Person, home: Party
) -> None:
    stranger = person("budi", ("network", Role.MEMBER))
    with pytest.raises(InputError, match="none of the parties"):
        give_action(act(maya), scope_of(maya), called(maya, ledger), text="x", owner=stranger,
                    due_on=date(2026, 5, 1))  # fmt: skip


def test_director_of_the_company_takes_actions_too(
    ledger: StandingLedger, maya: Person, home: Party
) -> None:
    director = person("hendra", ("nusantara", Role.HEAD))
    action = give_action(act(maya), scope_of(maya), called(maya, ledger), text="x",
                         owner=director, due_on=date(2026, 5, 1))  # fmt: skip
    assert Action.objects.get(pk=action.pk).owner == director


def test_review_is_seen_by_parties_and_auditors_and_written_by_members(
    ledger: StandingLedger, maya: Person, rahmat: Person, home: Party
) -> None:
    meeting = called(maya, ledger)
    auditor = person("dian", ("nusantara", Role.AUDITOR))
    stranger = person("budi", ("network", Role.MEMBER))
    assert seen_meetings(scope_of(rahmat)).get() == meeting
    assert seen_meetings(scope_of(auditor)).get() == meeting
    assert not seen_meetings(scope_of(stranger)).exists()
    assert not open_meetings(scope_of(auditor)).exists()
    for someone in (auditor, stranger):
        with pytest.raises(PermissionDenied):
            write_minutes(act(someone), scope_of(someone), meeting, "x")
        with pytest.raises(PermissionDenied):
            called(someone, ledger)


def test_people_are_told_of_what_is_theirs(
    ledger: StandingLedger, maya: Person, rahmat: Person
) -> None:
    meeting = called(maya, ledger)
    cancelled = cancel_meeting(act(rahmat), scope_of(rahmat), called(maya, ledger))
    give_action(act(maya), scope_of(maya), meeting, text="Call sooner", owner=rahmat,
                due_on=date(2026, 4, 20))  # fmt: skip
    told = [(notice.person.name, notice.says["en"]) for notice in Notice.objects.order_by("pk")]
    title, when = cancelled.title, "6 May 2026, 10:00 WIB"
    assert told == [
        ("Rahmat", f"“{title}” is called for {when}."),
        ("Rahmat", f"“{title}” is called for {when}."),
        ("Maya", f"“{title}” of {when} is cancelled."),
        ("Rahmat", "You are to do this by 20 April 2026: Call sooner"),
    ]


def test_moved_review_keeps_its_calendar_id(ledger: StandingLedger, maya: Person) -> None:
    meeting = called(maya, ledger)
    uid = meeting.calendar_id
    moved = move_meeting(act(maya), scope_of(maya), meeting, starts_at=AT.replace(day=7),
                         lasts_minutes=90, place="Merapi", title="")  # fmt: skip
    assert (moved.calendar_id, moved.revision, moved.lasts_minutes) == (uid, 1, 90)
    with pytest.raises(InputError, match="5 to 480"):
        move_meeting(act(maya), scope_of(maya), meeting, starts_at=AT, lasts_minutes=1000,
                     place="", title="")  # fmt: skip


def test_answer_is_put_on_an_agenda_once(
    ledger: StandingLedger, own_place: Workspace, maya: Person
) -> None:
    meeting, kept = called(maya, ledger), keep(maya)
    add_point(act(maya), scope_of(maya), meeting, "Who covers leads in June?")
    for _ in range(2):
        put_on_agenda(act(maya), scope_of(maya), meeting, kept)
    assert keys(meeting).count(f"answer/{kept.pk}") == 1
    sections = [item.section for item in meeting.items.all()]
    assert len([name for name, _ in groupby(sections)]) == len(set(sections))  # none in two places
    other = keep(maya, parties=("marketing",))
    put_on_agenda(act(maya), scope_of(maya), meeting, other)
    draw_anew(act(maya), scope_of(maya), meeting, ledger)
    assert f"answer/{kept.pk}" in keys(meeting)


def test_agenda_finds_answers_that_everybody_there_may_see(
    ledger: StandingLedger, own_place: Workspace, maya: Person
) -> None:
    of_both = keep(maya, agreement="")  # as a page keeps it: asked of the funnel, not of a promise
    of_one = keep(maya, agreement="", parties=("marketing",))
    of_another = keep(maya, agreement="marketing-technical")
    found = keys(called(maya, ledger))
    assert f"answer/{of_both.pk}" in found
    assert f"answer/{of_one.pk}" not in found
    assert f"answer/{of_another.pk}" not in found
