"""Today: the sentence, what asks for attention, what waits and what changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.ledger.test_together import recorded, verdict
from tests.web.conftest import person, signed_in
from tests.web.ledger.conftest import whole

from selaras.demo.templates import start_workspace
from selaras.ledger import Status
from selaras.ledger.together import together
from selaras.records.people.models import Party, Person, Role
from selaras.web.ledger_now import seen_ledger
from selaras.web.pages.ledger.pairs import Side
from selaras.web.pages.ledger.sentences import side_sentence
from selaras.web.pages.today.changes import changes_since
from selaras.web.person import scope_of
from selaras.workspace import Workspace, open_workspace
from selaras.workspace.standing import StandingLedger

__all__ = ["whole"]


@pytest.fixture
def empty_place(tmp_path: Path, settings: Any) -> Workspace:
    """A workspace in which nothing is yet."""
    (tmp_path / "selaras.toml").write_text('name = "New"\n')
    settings.WORKSPACE = tmp_path
    return open_workspace(tmp_path)


NAMES = {"sales": "Sales", "marketing": "Marketing"}


class _Promise:
    """As much of a promise as a sentence reads."""

    def __init__(self, *periods: Any) -> None:
        self.periods = periods
        self.newest = periods[0]
        self.last_over = next((p for p in periods if p.is_over and p.decided), None)


def _sentence(*promises: _Promise, as_of: datetime) -> str:
    side = Side("sales", "marketing", promises)  # type: ignore[arg-type]
    return side_sentence(side, NAMES, as_of)


def _whole(*statuses: Status) -> Any:
    return together(recorded(*(verdict(str(n), status=s) for n, s in enumerate(statuses))))


def test_sentence_counts_what_was_kept() -> None:
    june = datetime(2026, 6, 2, tzinfo=UTC)
    kept = _whole(Status.KEPT, Status.KEPT, Status.MISSED, Status.EXCUSED)
    said = _sentence(_Promise(kept), as_of=june)
    assert said == "Sales kept 2 of 3 promises to Marketing in May 2026."


def test_sentence_says_what_is_at_risk_now() -> None:
    may = datetime(2026, 5, 16, tzinfo=UTC)
    said = _sentence(_Promise(_whole(Status.AT_RISK, Status.RUNNING, Status.MISSED)), as_of=may)
    assert said == ("Of 3 promises of Sales to Marketing, now 1 of 3 are at risk and 1 missed.")
    said = _sentence(_Promise(_whole(Status.RUNNING)), as_of=may)
    assert said.endswith("nothing is at risk now.")


def test_page_begins_with_what_my_party_owes(home: Party, place: Workspace) -> None:
    text = signed_in(person("sari", ("sales", Role.MEMBER))).get("/").content.decode()
    heading = text[text.index("<h1") : text.index("</h1>")]
    assert "Sales" in heading
    assert "Marketing" in heading


def test_page_asks_little(
    home: Party, place: Workspace, django_assert_max_num_queries: Any
) -> None:
    browser = signed_in(person("sari", ("sales", Role.HEAD)))
    browser.get("/")
    with django_assert_max_num_queries(20):
        page = browser.get("/")
    assert len(page.content) < 100_000


def test_a_first_visit_has_no_changes_and_is_noted(home: Party, place: Workspace) -> None:
    someone = person("sari", ("sales", Role.MEMBER))
    text = signed_in(someone).get("/").content.decode()
    assert "Since your last visit" not in text
    someone.refresh_from_db()
    assert someone.visited_at is not None


def test_a_later_visit_tells_what_changed_for_as_long_as_it_lasts(
    home: Party, whole: StandingLedger
) -> None:
    someone = person("sari", ("sales", Role.MEMBER))
    before = min(one.recorded_at for one in whole.recorded) - timedelta(days=1)
    Person.objects.filter(pk=someone.pk).update(visited_at=before)
    browser = signed_in(Person.objects.get(pk=someone.pk))
    for _look in range(2):
        text = browser.get("/").content.decode()
        assert "Since your last visit" in text
        assert "Nothing has changed its standing." not in text


def test_nothing_changed_since_the_last_evaluation(home: Party, whole: StandingLedger) -> None:
    someone = person("sari", ("sales", Role.MEMBER))
    seen = seen_ledger(scope_of(someone))
    assert changes_since(seen, timezone.now()) == []
    assert changes_since(seen, None) == []


def test_changes_are_counted_by_promise_period_and_status(
    home: Party, whole: StandingLedger
) -> None:
    someone = person("sari", ("sales", Role.MEMBER))
    seen = seen_ledger(scope_of(someone))
    since = min(one.recorded_at for one in whole.recorded) - timedelta(days=1)
    changes = changes_since(seen, since)
    every = sum(
        1
        for promise in seen.promises
        for period in promise.periods
        for one in period.recorded
        if one.verdict.status is not Status.RUNNING
    )
    assert sum(change.count for change in changes) == every
    assert [c.period.first for c in changes] == sorted(
        (c.period.first for c in changes), reverse=True
    )


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.MEMBER])
def test_somebody_without_agreements_is_welcomed(home: Party, place: Workspace, role: Role) -> None:
    browser: Client = signed_in(person("nina", ("network", role)))
    page = browser.get("/")
    assert page.status_code == 200


def test_administrator_of_an_empty_house_is_shown_the_first_steps(
    db: None, empty_place: Workspace
) -> None:
    home = Party.objects.create(slug="nusantara", name="Nusantara", kind="company", home=True)
    browser = signed_in(person("ratna", (home.slug, Role.ADMINISTRATOR)))
    page = browser.get("/")
    assert [step.is_done for step in page.context["steps"]] == [False] * 4
    assert "Four steps lead to the first verdict" in page.content.decode()
    for slug in ("marketing", "sales"):
        Party.objects.create(slug=slug, name=slug.title(), company=home)
    person("sari", ("sales", Role.MEMBER))
    assert [step.is_done for step in browser.get("/").context["steps"]] == [
        *(True, True, False, False)
    ]
    assert "Ask an administrator" not in browser.get("/ledger/").content.decode()
    capacity = browser.get("/capacity/").content.decode()
    assert "There is no evidence yet." in capacity
    assert str(empty_place.root) not in capacity


def test_a_draft_in_a_file_does_not_hide_what_comes_before_the_first_verdict(
    db: None, tmp_path: Path, settings: Any
) -> None:
    start_workspace(tmp_path / "new", "marketing-sales")
    settings.WORKSPACE = tmp_path / "new"
    home = Party.objects.create(slug="nusantara", name="Nusantara", kind="company", home=True)
    page = signed_in(person("ratna", (home.slug, Role.ADMINISTRATOR))).get("/")
    assert [step.is_done for step in page.context["steps"]] == [False] * 4
    assert "Bring the evidence" in page.content.decode()


def test_others_are_shown_no_steps_that_they_may_not_take(db: None, empty_place: Workspace) -> None:
    home = Party.objects.create(slug="nusantara", name="Nusantara", kind="company", home=True)
    page = signed_in(person("dian", (home.slug, Role.AUDITOR))).get("/")
    assert page.context["steps"] == []
