"""Feedback with a deadline."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.records.feedback.conftest import act
from tests.web.conftest import person

from selaras.errors import InputError
from selaras.records.alerts.models import Notice
from selaras.records.feedback.give import (
    answer_feedback,
    give_feedback,
    seen_feedback,
    withdraw_feedback,
)
from selaras.records.feedback.models import Feedback, SmallWin
from selaras.records.feedback.waiting import waiting_for
from selaras.records.feedback.wins import seen_wins, take_wins, tell_win
from selaras.records.people.models import Party, Person, Role
from selaras.records.people.scope import scope_of

NOW = datetime(2026, 4, 11, 3, tzinfo=UTC)


def given(someone: Person, **changes: Any) -> Feedback:
    said: dict[str, Any] = {
        "about": "lead",
        "about_id": "L-17",
        "from_party": "sales",
        "to_party": "marketing",
        "text": "Nobody answers there.",
        "due_at": NOW + timedelta(days=3),
        "now": NOW,
    } | changes
    return give_feedback(act(someone), scope_of(someone), **said)


def test_feedback_waits_for_the_other_party(maya: Person, rahmat: Person) -> None:
    one = given(rahmat)
    (waits,) = waiting_for(scope_of(maya), NOW)
    assert (waits.kind, waits.url, waits.overdue, waits.of) == (
        "feedback", f"/feedback/{one.pk}/", False, "marketing",
    )  # fmt: skip
    assert waiting_for(scope_of(rahmat), NOW) == ()
    assert waiting_for(scope_of(maya), NOW + timedelta(days=4))[0].overdue


def test_both_are_told_once(maya: Person, rahmat: Person) -> None:
    answer_feedback(act(maya), scope_of(maya), given(rahmat), "Mended.", now=NOW)
    told = [(notice.person, notice.kind) for notice in Notice.objects.order_by("pk")]
    assert told == [(maya, "feedback"), (rahmat, "feedback")]


def test_answer_ends_the_wait_and_says_whether_it_was_late(maya: Person, rahmat: Person) -> None:
    in_time = answer_feedback(act(maya), scope_of(maya), given(rahmat), "Mended.", now=NOW)
    late = answer_feedback(
        act(maya), scope_of(maya), given(rahmat), "Mended.", now=NOW + timedelta(days=5)
    )
    assert (in_time.state, in_time.was_late, late.was_late) == ("answered", False, True)
    assert waiting_for(scope_of(maya), NOW) == ()
    with pytest.raises(InputError, match="already"):
        answer_feedback(act(maya), scope_of(maya), late, "Again.")


def test_feedback_is_answered_by_the_party_asked_and_taken_back_by_the_other(
    maya: Person, rahmat: Person
) -> None:
    one = given(rahmat)
    with pytest.raises(PermissionDenied):
        answer_feedback(act(rahmat), scope_of(rahmat), one, "Me.")
    with pytest.raises(PermissionDenied):
        withdraw_feedback(act(maya), scope_of(maya), one)
    assert withdraw_feedback(act(rahmat), scope_of(rahmat), one).state == "withdrawn"


@pytest.mark.parametrize(
    "changes",
    [
        {"about": "weather"},
        {"about_id": " "},
        {"to_party": "sales"},
        {"to_party": "nobody"},
        {"text": ""},
        {"text": "x" * 4001},
        {"due_at": NOW},
    ],
)
def test_unclear_feedback_is_refused(rahmat: Person, home: Party, changes: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        given(rahmat, **changes)


def test_feedback_is_given_for_ones_own_party(maya: Person) -> None:
    with pytest.raises(PermissionDenied):
        given(maya)


def test_feedback_is_between_the_two(maya: Person, rahmat: Person, home: Party) -> None:
    given(rahmat)
    seen = [
        seen_feedback(scope_of(someone)).count()
        for someone in (
            maya,
            person("dian", ("nusantara", Role.AUDITOR)),
            person("budi", ("network", Role.MEMBER)),
            person("wulan", ("hotel-nirwana", Role.CUSTOMER)),
        )
    ]
    assert seen == [1, 1, 0, 0]


def test_wins_are_told_by_members_and_shown_to_both(maya: Person, rahmat: Person) -> None:
    tell_win(act(maya), scope_of(maya), text="All called in time", happened_on=NOW.date(),
             parties=("marketing", "sales"), agreement="marketing-sales")  # fmt: skip
    assert seen_wins(scope_of(rahmat)).get().sentence["id"] == "All called in time"
    with pytest.raises(PermissionDenied):
        tell_win(act(rahmat), scope_of(rahmat), text="x", happened_on=NOW.date(),
                 parties=("network",))  # fmt: skip


def test_attributed_wins_are_taken_once_and_only_where_shown(maya: Person) -> None:
    rows = [
        {"lead": "L-1", "converted_at": "2026-04-02T03:00:00+00:00", "sure": "likely",
         "sentence": {"en": "It was the webinar.", "id": "Berkat webinar."}},
        {"lead": "L-2", "converted_at": "2026-04-03T03:00:00+00:00", "sure": "cannot_tell",
         "sentence": {"en": "?", "id": "?"}},
    ]  # fmt: skip
    for expected in (1, 0):
        new = take_wins(
            act(maya), rows, parties=("marketing", "sales"), agreement="marketing-sales"
        )
        assert new == expected
    assert SmallWin.objects.get().source == "attribution"
