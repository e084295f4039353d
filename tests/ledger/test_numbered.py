"""Groups as numbers: what is counted by them is what is counted by their texts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from selaras.agreements import read_agreements
from selaras.evidence import Evidence
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.ledger import evaluate, numbered
from selaras.ledger.form import ledger_form, to_json

from .companies import evidence_of, rows_of

MIDDLE = datetime(2026, 4, 17, 5, tzinfo=UTC)
END = datetime(2026, 9, 1, tzinfo=UTC)
RESPONSE = (
    "{response_time: {from: leads.created_at, to: attempts.happened_at, where: {automated: false}}}"
)
TRIES = "{attempts: {within: 20 days, from: leads.created_at}}"
PROMISES = {
    "by-rep": ("rep", RESPONSE, "{within: 4 business hours, for: 60%}"),
    "by-region": ("leads.region", RESPONSE, "{within: 4 business hours, for: 60%}"),
    "by-team": ("team", RESPONSE, "{within: 24 hours, for: 60%}"),
    "for-all": (None, RESPONSE, "{within: 1 business day, for: 60%}"),
    "by-subject": (
        "rep",
        RESPONSE,
        "{within: {by: subject, rep-1: 2 business days, else: 4 business hours}, for: 60%}",
    ),
    "tries": ("rep", TRIES, "{at_least: 3, for: 60%}"),
    "tries-by-subject": ("region", TRIES, "{at_least: {by: subject, west: 1, else: 3}, for: 60%}"),
    "tries-by-source": ("source", TRIES, "{at_least: 2, for: 60%}"),
}
BOOK = """
agreement: numbered
parties: [marketing, sales, service]
effective: {from: 2026-01-10, to: 2026-06-20}
calendar: jakarta-office
commitments:
"""


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    return evidence_of(rows_of(3), tmp_path_factory.mktemp("company"), END)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    text = BOOK
    for name, (per, measure, objective) in PROMISES.items():
        counted = f"per: {per}, " if per else ""
        text += (
            f"  {name}: {{promisor: sales, promisee: marketing, {counted}every: month,\n"
            f"    measure: {measure},\n    objective: {objective}}}\n"
        )
    path = tmp_path_factory.mktemp("book") / "numbered.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("as_of", [MIDDLE, END])
def test_groups_as_numbers_give_the_same_ledger(
    book: Path, evidence: Evidence, as_of: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ledger(readers: int) -> tuple[str, bool]:
        asked: list[str] = []
        derive = DuckDBEngine.derive

        def noted(self: DuckDBEngine, step: Any, *given: Any, **shape: Any) -> Any:
            asked.append(step.__qualname__)
            return derive(self, step, *given, **shape)

        monkeypatch.setattr(numbered, "LEAST_READERS", readers)
        monkeypatch.setattr(DuckDBEngine, "derive", noted)
        found = evaluate(read_agreements(book), evidence, as_of=as_of)
        monkeypatch.setattr(DuckDBEngine, "derive", derive)
        form = to_json(ledger_form(found.as_of, found.snapshot.id, found.verdicts))
        return form, "grouped_items" in asked

    by_number, by_text = ledger(3), ledger(1_000)
    assert (by_number[1], by_text[1]) == (True, False)
    assert by_number[0] == by_text[0]


def test_a_trace_says_subjects_in_words(book: Path, evidence: Evidence) -> None:
    ledger = evaluate(read_agreements(book), evidence, as_of=END)
    named = {v.subject for v in ledger.verdicts if v.commitment == "by-team"}
    assert named == {"sales", "unknown"}
    for verdict in ledger.verdicts:
        if verdict.commitment in ("by-rep", "by-team"):
            assert len(ledger.trace(verdict).items) == verdict.n + verdict.exempt
