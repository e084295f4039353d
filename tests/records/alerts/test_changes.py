"""What changed is told once, to those whose business it is, and nothing else is told."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from tests.records.alerts.conftest import Note, verdict
from tests.web.conftest import person

from selaras.ledger import Status
from selaras.records.alerts import notices
from selaras.records.alerts.changes import change_of
from selaras.records.alerts.models import Change, Delivery, Notice, Preference, SeenState
from selaras.records.alerts.wording import worded
from selaras.records.people.models import Membership, Party, Role
from selaras.records.people.scope import scope_of


@pytest.mark.parametrize(
    ("status", "told", "kind"),
    [
        (Status.AT_RISK, "", "at_risk"),
        (Status.AT_RISK, "at_risk", None),
        (Status.AT_RISK, "kept", "at_risk"),
        (Status.AT_RISK, "missed", None),
        (Status.MISSED, "", "missed"),
        (Status.MISSED, "at_risk", "missed"),
        (Status.MISSED, "missed", None),
        (Status.KEPT, "", None),
        (Status.KEPT, "at_risk", "kept"),
        (Status.KEPT, "missed", "kept"),
        (Status.KEPT, "kept", None),
        (Status.RUNNING, "at_risk", None),
        (Status.EXCUSED, "missed", None),
        (Status.CANNOT_TELL, "missed", None),
    ],
)
def test_change_is_told_when_it_is_news(status: Status, told: str, kind: str | None) -> None:
    assert change_of(status, told) == kind


def test_draft_is_remembered_and_told_once_it_is_signed(home: Party, note: Note) -> None:
    person("sari", ("sales", Role.MEMBER))
    assert note(verdict(Status.MISSED).but(standing="draft")) == []
    assert (SeenState.objects.count(), Notice.objects.count()) == (1, 0)
    assert len(note(verdict(Status.MISSED))) == 1


def test_first_look_tells_what_is_news_and_no_history(home: Party, note: Note) -> None:
    person("sari", ("sales", Role.MEMBER))
    march = verdict(Status.MISSED, first=date(2026, 3, 1), last=date(2026, 3, 31))
    february = verdict(Status.MISSED, first=date(2026, 2, 1), last=date(2026, 2, 28))
    assert [change.form["period"]["start"][:7] for change in note(march, february)] == ["2026-03"]
    assert note(february) == []


def test_miss_is_told_once_to_both_sides(home: Party, note: Note) -> None:
    sari, maya = person("sari", ("sales", Role.MEMBER)), person("maya", ("marketing", Role.HEAD))
    person("nadia", ("network", Role.HEAD))
    person("adi", ("nusantara", Role.ADMINISTRATOR))
    note(verdict(Status.RUNNING))
    note(verdict(Status.MISSED))
    note(verdict(Status.MISSED))
    assert {n.person for n in Notice.objects.all()} == {sari, maya}
    assert Delivery.objects.count() == 2
    assert Notice.objects.filter(person=sari).get().says["en"] == (
        "Sales → Marketing: First response, Apr 2026 is missed."
        " 80.0%, where 85% (4 business hours) is asked (n = 15)."
    )


def test_each_turn_for_the_worse_and_back_is_told(home: Party, note: Note) -> None:
    person("sari", ("sales", Role.MEMBER))
    note(verdict(Status.RUNNING))
    for status in (Status.AT_RISK, Status.RUNNING, Status.AT_RISK, Status.MISSED, Status.KEPT):
        note(verdict(status))
    kinds = list(Change.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["at_risk", "missed", "kept"]


def test_a_reps_own_promise_is_told_to_those_who_may_see_it(home: Party, note: Note) -> None:
    dewi = person("dewi", ("sales", Role.MEMBER), person_id="dewi")
    rina = person("rina", ("sales", Role.MEMBER), person_id="rina")
    person("maya", ("marketing", Role.HEAD))  # `individuals` is own_team: not Marketing's business
    note(verdict(Status.RUNNING, subject="dewi"))
    note(verdict(Status.AT_RISK, subject="dewi"))
    assert {n.person for n in Notice.objects.all()} == {dewi, rina}


def test_who_wants_their_own_alone_is_told_their_own_alone(home: Party, note: Note) -> None:
    rina = person("rina", ("sales", Role.MEMBER), person_id="rina")
    Preference.objects.create(person=rina, about="own")
    note(verdict(Status.RUNNING, subject="dewi"), verdict(Status.RUNNING, subject="rina"))
    note(verdict(Status.MISSED, subject="dewi"), verdict(Status.MISSED, subject="rina"))
    assert [n.change.form["subject"] for n in rina.notices.select_related("change")] == ["rina"]


def test_what_nobody_wants_to_know_is_not_told(home: Party, note: Note) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    Preference.objects.create(person=sari, at_risk=False, email=False)
    note(verdict(Status.RUNNING))
    note(verdict(Status.AT_RISK))
    assert not sari.notices.exists()
    note(verdict(Status.MISSED))
    assert (sari.notices.count(), Delivery.objects.count()) == (1, 0)


def test_new_period_at_risk_is_told_and_old_history_is_not(home: Party, note: Note) -> None:
    person("sari", ("sales", Role.MEMBER))
    april = verdict(Status.RUNNING)
    note(april)
    old = verdict(Status.MISSED, first=date(2025, 3, 1), last=date(2025, 3, 31))
    new = verdict(Status.AT_RISK, first=date(2026, 5, 1), last=date(2026, 5, 31))
    assert [change.form["period"]["start"][:7] for change in note(april, old, new)] == ["2026-05"]


def test_rolling_windows_are_one_matter(home: Party, note: Note) -> None:
    person("sari", ("sales", Role.MEMBER))
    days = [date(2026, 4, day) for day in (1, 2, 3)]
    windows = [verdict(Status.AT_RISK, first=d, last=date(2026, 4, 27 + d.day)) for d in days]
    note(verdict(Status.RUNNING, first=date(2026, 3, 31), last=date(2026, 4, 27)))
    told = [len(note(*windows[: count + 1])) for count in range(3)]
    assert told == [1, 0, 0]


def test_many_changes_are_one_message(home: Party, note: Note) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    reps = ("ani", "budi", "dewi")
    note(*(verdict(Status.RUNNING, subject=rep) for rep in reps))
    note(*(verdict(Status.MISSED, subject=rep) for rep in reps))
    assert Delivery.objects.get(person=sari).notices.count() == 3


def test_look_that_breaks_leaves_nothing_and_is_repeated_whole(
    home: Party, note: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    note(verdict(Status.RUNNING))
    with monkeypatch.context() as patch:
        patch.setattr(notices, "_send", lambda *_: (_ for _ in ()).throw(OSError("gone")))
        with pytest.raises(OSError, match="gone"):
            note(verdict(Status.MISSED))
    assert (Change.objects.count(), sari.notices.count()) == (0, 0)
    assert len(note(verdict(Status.MISSED))) == 1
    assert (sari.notices.count(), Delivery.objects.count()) == (1, 1)


def test_occasion_is_told_once(home: Party) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    says = {"en": "A proposal waits.", "id": "Ada usulan."}
    for _ in range(2):
        with transaction.atomic():
            notices.tell([sari], key="proposal-1", kind="agreement", says=says, link="/agreements/")
    assert [n.sentence for n in sari.notices.all()] == ["A proposal waits."]


def test_who_left_no_longer_sees_the_notice(home: Party, note: Note) -> None:
    sari = person("sari", ("sales", Role.MEMBER), ("network", Role.MEMBER))
    note(verdict(Status.RUNNING))
    note(verdict(Status.MISSED))
    assert len(worded(sari.notices.select_related("change"), scope_of(sari), "id")) == 1
    Membership.objects.filter(person=sari, party__slug="sales").delete()
    assert worded(sari.notices.select_related("change"), scope_of(sari), "id") == []
