"""Small wins taken after an evaluation: for whom they stand, and each once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.web.conftest import AS_OF, person, signed_in

from selaras.errors import EvidenceError
from selaras.records.feedback.models import SmallWin
from selaras.records.people.models import Party, Role
from selaras.records.tasks.models import Task
from selaras.web.book import book
from selaras.web.jobs import enqueue
from selaras.web.jobs.evaluations import tell_changes
from selaras.web.jobs.performing import work_off
from selaras.web.pages.feedback import jobs
from selaras.web.pages.feedback.jobs import win_agreements
from selaras.workspace import Workspace

WIN = {
    "lead": "L-0117",
    "converted_at": "2026-04-02T03:00:00+00:00",
    "sure": "likely",
    "sentence": {"en": "The webinar brought L-0117", "id": "Webinar menghasilkan L-0117"},
}
UNSURE = WIN | {"lead": "L-0118", "sure": "cannot_tell"}


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What attribution shows: the template's evidence has no touches to show anything by."""
    found: list[dict[str, Any]] = [WIN, UNSURE]
    monkeypatch.setattr(jobs, "_found", lambda _moment: found)
    return found


def _look() -> Any:
    enqueue("wins", key="wins")
    work_off()
    return Task.objects.filter(name="wins").latest("id").result


def test_wins_are_kept_once_and_only_the_sure_ones(
    home: Party, place: Workspace, shown: list[dict[str, Any]]
) -> None:
    assert _look() == {"wins": 1}
    assert _look() == {"wins": 0}
    (win,) = SmallWin.objects.all()
    assert (win.agreement, win.parties.split(), win.source, win.sure) == (
        *("marketing-sales", ["marketing", "sales"]),
        *("attribution", "likely"),
    )


def test_wins_stand_in_the_feed_of_their_parties_alone(
    home: Party, place: Workspace, shown: list[dict[str, Any]]
) -> None:
    _look()
    member = signed_in(person("sari", ("sales", Role.MEMBER)))
    other = signed_in(person("nano", ("network", Role.MEMBER)))
    assert "The webinar brought L-0117" in member.get("/feedback/wins/").content.decode()
    assert "L-0117" not in other.get("/feedback/wins/").content.decode()


def test_an_agreement_with_a_customer_tells_of_no_lead(home: Party, place: Workspace) -> None:
    (version,) = book().versions
    with_customer = replace(
        version,
        agreement=replace(version.agreement, name="x", parties=("marketing", "hotel-nirwana")),
    )
    told_in = win_agreements([version, with_customer], AS_OF.date())
    assert [one.agreement.name for one in told_in] == ["marketing-sales"]


def test_an_agreement_that_is_over_is_told_nothing(home: Party, place: Workspace) -> None:
    (version,) = book().versions
    day = version.agreement.effective_from
    assert win_agreements([version], day.replace(year=day.year - 1)) == []


def test_evidence_without_touches_has_no_wins_and_no_failure(
    home: Party, place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise EvidenceError("Attribution needs the table touches, which was never loaded.")

    monkeypatch.setattr(jobs, "work_out", refuse)
    monkeypatch.setattr(jobs, "find_answer", lambda _key: None)
    assert _look() == {"wins": 0}


def test_wins_are_looked_for_whenever_verdicts_are_told(home: Party, place: Workspace) -> None:
    tell_changes()
    assert Task.objects.filter(name="wins", state="waiting").count() == 1
