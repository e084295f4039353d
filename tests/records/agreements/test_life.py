"""The life of an agreement: drafted, proposed, commented on, answered, signed, ended."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from tests.records.agreements.conftest import NOW, TEXT, person, proposed

from selaras.agreements.values import Standing
from selaras.errors import InputError, InternalError
from selaras.records.agreements.book import signed_book, workspace_book
from selaras.records.agreements.commenting import comment
from selaras.records.agreements.drafting import change_draft, start_draft
from selaras.records.agreements.ending import agree_to_end, give_notice, take_notice_back
from selaras.records.agreements.models import (
    CalendarAdoption,
    Comment,
    Draft,
    Enactment,
    Proposal,
    Signature,
    Version,
)
from selaras.records.agreements.proposing import answer_open, propose, withdraw
from selaras.records.agreements.signing import sign
from selaras.records.audit.actor import Actor
from selaras.records.audit.models import AuditRow
from selaras.records.people.models import Role
from selaras.workspace import Workspace


def signed(maya: Actor, sari: Actor, place: Workspace, text: str = TEXT) -> Enactment:
    proposal = proposed(maya, place, text)
    for actor, party in ((maya, "marketing"), (sari, "sales")):
        sign(actor, place, proposal.pk, party=party, hash=proposal.version.hash)
    return Enactment.objects.get(proposal=proposal)


def test_a_version_holds_from_its_first_day_once_both_have_signed(
    maya: Actor, sari: Actor, place: Workspace
) -> None:
    proposal = proposed(maya, place)
    sign(maya, place, proposal.pk, party="marketing", hash=proposal.version.hash)
    assert signed_book().versions == ()
    sign(sari, place, proposal.pk, party="sales", hash=proposal.version.hash)
    (version,) = signed_book().versions
    assert version.standing is Standing.SIGNED
    assert version.version == proposal.version.hash
    assert (version.in_force_from, version.in_force_to) == (date(2026, 4, 1), date(2026, 12, 31))
    assert version.signed_by == ("marketing", "sales")


def test_a_version_signed_late_holds_from_the_day_of_the_last_signature(
    maya: Actor, sari: Actor, place: Workspace
) -> None:
    text = TEXT.replace("from: 2026-04-01", "from: 2026-01-01")
    assert signed(maya, sari, place, text).force_from == date(2026, 3, 10)


def test_the_day_of_signing_is_that_of_the_agreements_zone(
    maya: Actor, sari: Actor, place: Workspace
) -> None:
    proposal = proposed(maya, place, TEXT.replace("from: 2026-04-01", "from: 2026-01-01"))
    late = datetime(2026, 3, 10, 18, tzinfo=UTC)  # one in the morning in Jakarta
    for actor, party in ((maya, "marketing"), (sari, "sales")):
        sign(actor, place, proposal.pk, party=party, hash=proposal.version.hash, at=late)
    assert Enactment.objects.get().force_from == date(2026, 3, 11)


def test_a_later_version_supersedes_from_its_own_first_day(
    maya: Actor, sari: Actor, place: Workspace
) -> None:
    signed(maya, sari, place)
    text = TEXT.replace("at_least: 50", "at_least: 60").replace("2026-04-01", "2026-07-01")
    signed(maya, sari, place, text)
    days = [(v.in_force_from, v.in_force_to) for v in signed_book().versions]
    assert days == [
        (date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 12, 31)),
    ]


def test_files_count_until_something_is_signed(maya: Actor, sari: Actor, place: Workspace) -> None:
    (place.agreements / "a.yaml").write_text(TEXT.replace("at_least: 50", "at_least: 1"))
    assert [v.standing for v in workspace_book(place).versions] == [Standing.DRAFT]
    enacted = signed(maya, sari, place)
    assert [v.version for v in workspace_book(place).versions] == [enacted.version.hash]


@pytest.mark.parametrize("model", [Version, Signature, Enactment, Comment, CalendarAdoption])
def test_what_was_signed_is_never_changed(
    maya: Actor, sari: Actor, place: Workspace, model: type
) -> None:
    proposal = proposed(maya, place)
    comment(sari, place, proposal.pk, text="50 is little")
    for actor, party in ((maya, "marketing"), (sari, "sales")):
        sign(actor, place, proposal.pk, party=party, hash=proposal.version.hash)
    row = model.objects.first()
    for act in (row.save, row.delete, model.objects.all().delete):
        with pytest.raises(InternalError):
            act()
    with pytest.raises(InternalError):
        model.objects.update(pk=7)


def test_only_a_signer_of_the_party_signs(maya: Actor, sari: Actor, place: Workspace) -> None:
    proposal = proposed(maya, place)
    member = person("budi", ("sales", Role.MEMBER))
    auditor = person("asih", ("sales", Role.AUDITOR))
    for actor in (maya, member, auditor):
        with pytest.raises(PermissionDenied):
            sign(actor, place, proposal.pk, party="sales", hash=proposal.version.hash)
    assert Signature.objects.count() == 0


def test_signing_twice_is_signing_once(maya: Actor, sari: Actor, place: Workspace) -> None:
    proposal = proposed(maya, place)
    first = sign(sari, place, proposal.pk, party="sales", hash=proposal.version.hash)
    again = sign(sari, place, proposal.pk, party="sales", hash=proposal.version.hash)
    assert first.pk == again.pk
    assert AuditRow.objects.filter(action="agreement.signed").count() == 1


def test_a_second_signer_of_a_party_is_told_who_signed(
    maya: Actor, sari: Actor, place: Workspace
) -> None:
    proposal = proposed(maya, place)
    sign(sari, place, proposal.pk, party="sales", hash=proposal.version.hash)
    other = person("dewi", ("sales", Role.HEAD))
    with pytest.raises(InputError, match="Sari has signed for Sales already"):
        sign(other, place, proposal.pk, party="sales", hash=proposal.version.hash)


def test_another_text_than_the_one_shown_is_not_signed(
    maya: Actor, sari: Actor, place: Workspace
) -> None:
    proposal = proposed(maya, place)
    with pytest.raises(InputError, match="not the one that is proposed now"):
        sign(sari, place, proposal.pk, party="sales", hash="0" * 64)


def test_a_draft_with_errors_is_not_proposed(maya: Actor, place: Workspace) -> None:
    with pytest.raises(InputError, match="no calendar"):
        proposed(maya, place, TEXT.replace("jakarta-office", "nowhere"))


def test_an_old_form_does_not_overwrite_a_newer_draft(maya: Actor, place: Workspace) -> None:
    draft = start_draft(maya, place, name="marketing-sales", party="marketing", text=TEXT)
    changed = change_draft(maya, place, draft.pk, text=TEXT + "# new\n", revision=1)
    with pytest.raises(InputError, match="has changed this draft"):
        change_draft(maya, place, draft.pk, text=TEXT + "# old\n", revision=1)
    assert changed.revision == 2


def test_a_draft_is_its_own_partys(maya: Actor, sari: Actor, place: Workspace) -> None:
    draft = start_draft(maya, place, name="marketing-sales", party="marketing", text=TEXT)
    with pytest.raises(PermissionDenied):
        change_draft(sari, place, draft.pk, text=TEXT, revision=1)
    with pytest.raises(PermissionDenied):
        start_draft(sari, place, name="other", party="marketing", text=TEXT)


def test_an_answer_takes_the_place_of_the_proposal(
    maya: Actor, sari: Actor, place: Workspace
) -> None:
    first = proposed(maya, place)
    text = TEXT.replace("at_least: 50", "at_least: 60")
    draft = start_draft(
        sari, place, name="marketing-sales", party="sales", text=text,
        follows=first.version, answers=first,
    )  # fmt: skip
    second = propose(sari, place, draft.pk, revision=draft.revision)
    first.refresh_from_db()
    assert (first.state, second.state) == (Proposal.State.ANSWERED, Proposal.State.OPEN)
    assert second.answers == first
    with pytest.raises(InputError, match="answered with another proposal"):
        sign(sari, place, first.pk, party="sales", hash=first.version.hash)


def test_a_proposal_that_came_between_has_to_be_read_first(
    maya: Actor, sari: Actor, place: Workspace
) -> None:
    mine = start_draft(sari, place, name="marketing-sales", party="sales", text=TEXT)
    proposed(maya, place, TEXT.replace("50", "55"))
    with pytest.raises(InputError, match="Marketing has proposed version 1 meanwhile"):
        propose(sari, place, mine.pk, revision=1)
    mine = answer_open(sari, mine.pk)
    assert propose(sari, place, mine.pk, revision=mine.revision).version.number == 2
    assert Draft.objects.count() == 0


def test_only_the_party_that_proposed_withdraws(maya: Actor, sari: Actor, place: Workspace) -> None:
    proposal = proposed(maya, place)
    with pytest.raises(PermissionDenied):
        withdraw(sari, place, proposal.pk)
    assert withdraw(maya, place, proposal.pk).state == Proposal.State.WITHDRAWN
    with pytest.raises(InputError, match="Marketing has taken version 1 back"):
        sign(sari, place, proposal.pk, party="sales", hash=proposal.version.hash)


def test_what_was_signed_is_not_proposed_again_word_for_word(
    maya: Actor, sari: Actor, place: Workspace
) -> None:
    signed(maya, sari, place)
    with pytest.raises(InputError, match="version 1 word for word"):
        proposed(maya, place)


def test_strangers_do_not_comment(maya: Actor, place: Workspace) -> None:
    proposal = proposed(maya, place)
    with pytest.raises(PermissionDenied):
        comment(person("nina", ("network", Role.HEAD)), place, proposal.pk, text="hm")
    with pytest.raises(InputError, match="no commitment"):
        comment(maya, place, proposal.pk, text="hm", commitment="nothing")


def test_a_notice_ends_it_after_thirty_days_or_when_all_agree(
    maya: Actor, sari: Actor, place: Workspace
) -> None:
    text = TEXT.replace("from: 2026-04-01", "from: 2026-03-01")
    signed(maya, sari, place, text)
    ending = give_notice(
        maya, place, "marketing-sales", party="marketing", last_day=date(2026, 3, 20), reason="new"
    )
    assert signed_book().versions[0].in_force_to == date(2026, 4, 9)
    agree_to_end(sari, place, ending.pk, party="sales")
    assert signed_book().versions[0].in_force_to == date(2026, 3, 20)
    with pytest.raises(InputError, match="agreed to the end already"):
        take_notice_back(maya, place, ending.pk)


def test_a_notice_that_is_taken_back_ends_nothing(
    maya: Actor, sari: Actor, place: Workspace
) -> None:
    signed(maya, sari, place)
    ending = give_notice(
        maya, place, "marketing-sales", party="marketing", last_day=date(2026, 5, 1), reason="new"
    )
    with pytest.raises(InputError, match="Notice was given already"):
        give_notice(sari, place, "marketing-sales", party="sales", last_day=date(2026, 6, 1),
                    reason="x")  # fmt: skip
    with pytest.raises(PermissionDenied):
        take_notice_back(sari, place, ending.pk)
    take_notice_back(maya, place, ending.pk)
    assert signed_book().versions[0].in_force_to == date(2026, 12, 31)


def test_a_notice_does_not_reach_into_the_past(maya: Actor, sari: Actor, place: Workspace) -> None:
    signed(maya, sari, place)
    with pytest.raises(InputError, match="has passed"):
        give_notice(maya, place, "marketing-sales", party="marketing",
                    last_day=date(2026, 3, 9), reason="x")  # fmt: skip


def test_each_act_leaves_one_row(maya: Actor, sari: Actor, place: Workspace) -> None:
    signed(maya, sari, place)
    rows = list(AuditRow.objects.order_by("id").values_list("action", "person__name"))
    assert rows == [
        ("draft.started", "Maya"),
        ("agreement.proposed", "Maya"),
        ("agreement.signed", "Maya"),
        ("agreement.signed", "Sari"),
        ("agreement.enacted", "Sari"),
    ]


def test_the_calendars_are_adopted_with_the_last_signature(
    maya: Actor, sari: Actor, place: Workspace
) -> None:
    enacted = signed(maya, sari, place)
    (adopted,) = CalendarAdoption.objects.filter(enactment=enacted)
    assert (adopted.name, adopted.adopted_on) == ("jakarta-office", date(2026, 4, 1))
    assert len(adopted.hash) == 64
    assert adopted.resolved["calendar"] == "jakarta-office"


def test_the_clock_is_the_workspaces(maya: Actor, place: Workspace) -> None:
    assert proposed(maya, place).proposed_at == NOW
