"""What is remembered of settled periods: it saves work, and never changes an answer."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from selaras.agreements import read_agreements
from selaras.agreements.values import Book
from selaras.ledger import Ledger, evaluate
from selaras.ledger.memory import FileMemory

from .companies import AGREEMENT, evidence_of, rows_of

Rows = dict[str, list[dict[str, object]]]

RESPONSE = """
agreement: response
parties: [marketing, sales]
effective: {from: 2026-01-01}
calendar: jakarta-office
commitments:
  response:
    {promisor: sales, promisee: marketing, every: month,
     measure: {response_time: {from: leads.assigned_at, to: attempts.happened_at}},
     objective: {within: 1 business day, for: 80%}}
"""


def _book(folder: Path, text: str) -> Book:
    path = folder / "agreement.yaml"
    path.write_text(text, encoding="utf-8")
    return read_agreements(path)


class Company:
    """A company whose ledger is remembered in one file from one evaluation to the next."""

    def __init__(self, folder: Path, book: Book) -> None:
        self._folder, self._book = folder, book
        self._file = folder / "counts.sqlite3"

    def held(self, rows: Rows, as_of: datetime) -> Ledger:
        """The ledger, which is the same with what is remembered and without."""
        evidence = evidence_of(rows, self._folder / "company", as_of)
        memory = FileMemory(self._file)
        remembered = evaluate(self._book, evidence, as_of=as_of, memory=memory)
        memory.save()
        fresh = evaluate(self._book, evidence, as_of=as_of)
        assert remembered.verdicts == fresh.verdicts, f"at {as_of}"
        return fresh

    def counted_at(self) -> list[str]:
        """Every as-of at which something that is remembered was counted."""
        with closing(sqlite3.connect(self._file)) as file:
            return sorted({at for (at,) in file.execute("SELECT as_of FROM counts")})


def test_late_evidence_never_leaves_an_old_count(tmp_path: Path) -> None:
    """Every row arrives some time after it happened, and the ledger is asked every month or so."""
    chance = random.Random(4)
    rows = rows_of(4, leads=40)
    arrivals = {
        table: [(_known(row) + timedelta(days=chance.expovariate(1 / 8)), row) for row in found]
        for table, found in rows.items()
    }
    company = Company(tmp_path, _book(tmp_path, AGREEMENT))
    remembered_once = False
    for number in range(5):
        as_of = datetime(2026, 2, 20, 3, tzinfo=UTC) + timedelta(days=33 * number)
        arrived = {
            table: [row for at, row in found if at <= as_of] for table, found in arrivals.items()
        }
        company.held(arrived, as_of)
        remembered_once |= company.counted_at()[0] < as_of.isoformat()
    assert remembered_once


def _known(row: dict[str, object]) -> datetime:
    """When the last that the row states had happened; before everything, where it states none."""
    times = [value for value in row.values() if isinstance(value, datetime)]
    return max(times, default=datetime(2026, 1, 1, tzinfo=UTC))


def _lead(number: int, created: datetime, assigned: datetime) -> dict[str, object]:
    return {"lead_id": f"lead-{number}", "created_at": created, "assigned_at": assigned}


def _attempt(number: int, at: datetime) -> dict[str, object]:
    return {
        "attempt_id": f"attempt-{number}", "lead_id": f"lead-{number}", "happened_at": at,
        "automated": False, "outcome": "no_answer",
    }  # fmt: skip


def _two_leads() -> Rows:
    """One at the end of January and answered in February, one in February."""
    first, second = datetime(2026, 1, 30, 4, tzinfo=UTC), datetime(2026, 2, 10, 4, tzinfo=UTC)
    return {
        "leads": [_lead(1, first, first), _lead(2, second, second)],
        "attempts": [_attempt(1, first + timedelta(days=3)), _attempt(2, second)],
    }


def test_a_month_is_not_counted_again_for_what_happened_long_after_its_dues(
    tmp_path: Path,
) -> None:
    """The answers of January lie in February too, but not at the end of it."""
    company = Company(tmp_path, _book(tmp_path, RESPONSE))
    rows, before = _two_leads(), datetime(2026, 2, 20, tzinfo=UTC)
    company.held(rows, before)
    assert company.counted_at() == [before.isoformat()]
    late = datetime(2026, 2, 21, 4, tzinfo=UTC)
    rows["leads"].append(_lead(3, late, late))
    rows["attempts"].append(_attempt(3, late))
    company.held(rows, late + timedelta(days=1))
    assert company.counted_at() == [before.isoformat()]


def test_a_month_is_counted_again_for_an_answer_that_arrives_late(tmp_path: Path) -> None:
    company = Company(tmp_path, _book(tmp_path, RESPONSE))
    rows, before = _two_leads(), datetime(2026, 2, 20, tzinfo=UTC)
    (answer, *others) = rows["attempts"]
    company.held({**rows, "attempts": others}, before)
    later = before + timedelta(days=1)
    company.held({**rows, "attempts": [answer, *others]}, later)
    assert company.counted_at() == [later.isoformat()]


def test_a_lead_assigned_before_it_was_created_counts_in_the_month_of_its_assignment(
    tmp_path: Path,
) -> None:
    """Evidence of leads is laid out by when they were created."""
    company = Company(tmp_path, _book(tmp_path, RESPONSE))
    rows, before = _two_leads(), datetime(2026, 4, 1, tzinfo=UTC)
    company.held(rows, before)
    rows["leads"].append(
        _lead(3, datetime(2026, 4, 2, tzinfo=UTC), datetime(2026, 1, 20, 4, tzinfo=UTC))
    )
    ledger = company.held(rows, datetime(2026, 4, 3, tzinfo=UTC))
    assert next(v.n for v in ledger.verdicts) == 2
