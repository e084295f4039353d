"""A question is asked in portions where there is much to join, and answered the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from selaras.agreements import read_agreement
from selaras.agreements.reading import order_versions
from selaras.agreements.values import Book
from selaras.calendars import find_calendar
from selaras.evidence import Evidence
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.ledger import evaluate, gather
from selaras.ledger.evaluate import ask
from selaras.ledger.memory import FileMemory
from selaras.ledger.portions import Portion, portions_of
from selaras.ledger.question import Question
from selaras.ledger.reach import history_of
from selaras.ledger.reading import Reading

from .companies import AGREEMENT, evidence_of, rows_of

COMPLETE = datetime(2026, 9, 1, tzinfo=UTC)
SETTLED = datetime(2026, 8, 20, tzinfo=UTC)
RUNNING = datetime(2026, 5, 13, 5, tzinfo=UTC)
DAILY = """
  daily:
    {promisor: sales, promisee: marketing, per: rep, every: day,
     measure: {response_time: {from: leads.created_at, to: attempts.happened_at}},
     objective: {within: 3 business days, for: 80%}}
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    path = tmp_path_factory.mktemp("agreements") / "everything.yaml"
    path.write_text(AGREEMENT + DAILY, encoding="utf-8")
    return order_versions([read_agreement(path)])


@pytest.fixture(scope="module", params=[3, 8])
def evidence(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    rows = rows_of(request.param, leads=300)
    return evidence_of(rows, tmp_path_factory.mktemp("company"), COMPLETE)


def _engine(most: int | None) -> DuckDBEngine:
    engine = DuckDBEngine()
    engine.rows_at_once = most
    return engine


def _question(
    book: Book, evidence: Evidence, name: str, as_of: datetime, *, most: int | None
) -> Question:
    (version,) = book.versions
    (commitment,) = [c for c in version.agreement.commitments if c.name == name]
    reading = Reading(_engine(most), evidence.snapshot(), as_of)
    found = ask(version, book.versions, commitment, reading, find_calendar)
    assert found is not None
    return found


@pytest.mark.parametrize("as_of", [SETTLED, RUNNING])
def test_verdicts_do_not_hang_on_portions(
    book: Book, evidence: Evidence, as_of: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: list[int] = []

    def counted(question: Question) -> tuple[Portion, ...]:
        portions = portions_of(question)
        counts.append(len(portions))
        return portions

    monkeypatch.setattr(gather, "portions_of", counted)
    whole = evaluate(book, evidence, as_of=as_of, engine=_engine(None)).verdicts
    assert set(counts) == {1}
    for most in (1, 40, 90):
        counts.clear()
        assert evaluate(book, evidence, as_of=as_of, engine=_engine(most)).verdicts == whole
        assert max(counts) > 1


def test_verdicts_of_portions_are_remembered_as_those_of_the_whole(
    book: Book, evidence: Evidence, tmp_path: Path
) -> None:
    for as_of in (RUNNING, SETTLED):
        whole = evaluate(book, evidence, as_of=as_of, engine=_engine(None)).verdicts
        memory = FileMemory(tmp_path / "counts.sqlite3")
        engine = _engine(40)
        found = evaluate(book, evidence, as_of=as_of, engine=engine, memory=memory)
        assert found.verdicts == whole
        memory.save()


@pytest.mark.parametrize("most", [1, 40, 90, 10_000])
@pytest.mark.parametrize("name", ["response", "response-hours", "daily", "persistence", "tickets"])
def test_portions_are_the_active_periods_each_once(
    book: Book, evidence: Evidence, name: str, most: int
) -> None:
    for as_of in (SETTLED, RUNNING):
        question = _question(book, evidence, name, as_of, most=most)
        portions = portions_of(question)
        assert sorted(i for portion in portions for i in portion) == list(question.active)
        assert all(list(portion) == sorted(portion) for portion in portions)


def test_what_is_small_enough_is_asked_at_once(book: Book, evidence: Evidence) -> None:
    question = _question(book, evidence, "response", SETTLED, most=10_000)
    assert portions_of(question) == (question.active,)


def _begins(question: Question, portions: Sequence[Portion]) -> list[set[str]]:
    starts = [{question.periods[i].start.astimezone(UTC) for i in p} for p in portions]
    return [{f"{at:%Y-%m}" for at in ats} for ats in starts]


def test_days_that_begin_in_one_month_are_asked_together(book: Book, evidence: Evidence) -> None:
    question = _question(book, evidence, "daily", SETTLED, most=1)
    months = _begins(question, portions_of(question))
    assert len(months) == 6
    assert all(len(month) == 1 for month in months)


def test_neighbours_are_together_up_to_so_many_rows(book: Book, evidence: Evidence) -> None:
    question = _question(book, evidence, "response", SETTLED, most=120)
    portions = portions_of(question)
    assert [len(portion) for portion in portions] == [2, 2, 2]


@pytest.mark.parametrize("name", ["response", "daily"])
def test_what_still_runs_is_with_what_it_is_compared_with(
    book: Book, evidence: Evidence, name: str
) -> None:
    question = _question(book, evidence, name, RUNNING, most=1)
    *before, last = portions_of(question)
    assert before
    runs = [i for i in question.active if history_of(question, i)]
    assert runs
    for index in runs:
        assert {index, *history_of(question, index)} <= set(last)
    assert not set(runs).intersection(*before)


@pytest.mark.parametrize("name", ["response-rolling", "leads", "revenue", "quality"])
def test_windows_that_overlap_and_what_does_not_wait_are_asked_at_once(
    book: Book, evidence: Evidence, name: str
) -> None:
    question = _question(book, evidence, name, SETTLED, most=1)
    assert portions_of(question) == (question.active,)


def test_numbers_from_all_over_the_store_are_asked_at_once(book: Book, tmp_path: Path) -> None:
    rows = rows_of(3, leads=300)
    # Who loads in pieces that are no pieces of time gives numbers that do not follow it.
    for piece in range(10):
        part = {name: found[piece::10] for name, found in rows.items()}
        if piece:
            part = {"leads": part["leads"]}
        evidence = evidence_of(part, tmp_path, COMPLETE, export="changes")
    question = _question(book, evidence, "response", SETTLED, most=1)
    assert portions_of(question) == (question.active,)
