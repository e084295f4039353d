"""What must hold of every ledger, whatever the evidence."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from selaras.agreements import read_agreements
from selaras.evidence import Evidence
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.ledger import Ledger, evaluate
from selaras.ledger.form import ledger_form, to_json
from selaras.ledger.memory import FileMemory
from selaras.ledger.verdict import Status, Verdict

from .companies import AGREEMENT, evidence_of, rows_of

MIDDLE = datetime(2026, 4, 17, 5, tzinfo=UTC)
END = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "everything.yaml"
    path.write_text(AGREEMENT, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    return evidence_of(rows_of(1), tmp_path_factory.mktemp("company"), END)


def _some(ledger: Ledger) -> list[Verdict]:
    """Of each commitment the four verdicts with the most behind them."""
    chosen: list[Verdict] = []
    for name in sorted({v.commitment for v in ledger.verdicts}):
        found = [v for v in ledger.verdicts if v.commitment == name]
        chosen += sorted(found, key=lambda v: (-v.n - v.exempt, v.key))[:4]
    return chosen


def _json(ledger: Ledger) -> str:
    return to_json(ledger_form(ledger.as_of, ledger.snapshot.id, ledger.verdicts))


@pytest.mark.parametrize("as_of", [MIDDLE, END])
def test_trace_sums_equal_the_verdict(book: Path, evidence: Evidence, as_of: datetime) -> None:
    ledger = evaluate(read_agreements(book), evidence, as_of=as_of)
    checked = 0
    for verdict in _some(ledger):
        items = ledger.trace(verdict).items
        found = Counter(item.judgement for item in items)
        if verdict.unit == "ratio":
            sides = Counter((item.side, item.judgement) for item in items)
            assert sides["of", "counted"] == verdict.kept
            assert sides["over", "counted"] + sides["over", "unknown"] == verdict.n
            continue
        kept = found["kept"] + found["counted"]
        assert (kept, found["broken"], found["open"], found["unknown"], found["exempt"]) == (
            verdict.kept, verdict.broken, verdict.open, verdict.unknown, verdict.exempt,
        )  # fmt: skip
        assert verdict.n == kept + found["broken"] + found["open"] + found["unknown"]
        checked += len(items)
    assert checked > 100


def test_trace_judges_each_item_as_its_due_says(book: Path, evidence: Evidence) -> None:
    """The due is reckoned item by item in Python, the judgement by joins in the engine."""
    ledger = evaluate(read_agreements(book), evidence, as_of=END)
    compared = 0
    for verdict in _some(ledger):
        if verdict.commitment not in ("response", "tickets", "persistence"):
            continue
        for item in ledger.trace(verdict).items:
            if item.due is None or item.judgement == "exempt":
                continue
            if verdict.commitment == "persistence":
                asked = item.made is not None and item.made >= 3
                expected = "kept" if asked else "broken"
            else:
                in_time = item.stop is not None and item.stop <= item.due
                expected = "kept" if in_time else "broken"
            if verdict.commitment == "tickets" and item.elapsed_seconds == 12 * 3600:
                continue
            assert item.judgement == expected, item
            compared += 1
    assert compared > 40


def test_replay_is_byte_equal_with_other_threads(book: Path, evidence: Evidence) -> None:
    agreements = read_agreements(book)
    once = _json(evaluate(agreements, evidence, as_of=MIDDLE, engine=DuckDBEngine(threads=1)))
    again = _json(evaluate(agreements, evidence, as_of=MIDDLE, engine=DuckDBEngine(threads=3)))
    assert once == again


def test_remembered_counts_give_the_same_ledger(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loads follow each other; what is remembered never shows in the answer."""
    agreements = read_agreements(book)
    rows = rows_of(2, leads=80)
    cut = datetime(2026, 3, 20, tzinfo=UTC)
    early = {
        table: [r for r in found if _happened(r) is None or _happened(r) <= cut]
        for table, found in rows.items()
    }
    memory = tmp_path / "counts.sqlite3"
    for step, (loaded, as_of) in enumerate([(early, cut), (rows, MIDDLE), (rows, END)]):
        evidence = evidence_of(loaded, tmp_path / "company", as_of)
        kept = FileMemory(memory)
        remembered = _json(evaluate(agreements, evidence, as_of=as_of, memory=kept))
        kept.save()
        fresh = _json(evaluate(agreements, evidence, as_of=as_of))
        assert remembered == fresh, f"step {step}"
    counted = FileMemory(memory)
    assert _json(evaluate(agreements, evidence, as_of=END, memory=counted)) == fresh
    assert not counted.has_news, "a second evaluation of the same counted something again"


SHARING = """
agreement: sharing
parties: [marketing, sales, service]
effective: {from: 2026-01-10, to: 2026-06-20}
calendar: jakarta-office
commitments:
"""
RESPONDING = """
  {name}:
    {{promisor: sales, promisee: marketing, per: {per}, every: {every}, calendar: {calendar},
     measure: {{response_time: {{from: leads.created_at, to: attempts.happened_at,
                                 where: {{automated: false}}}}}},
     objective: {{within: {within}, for: 60%}}}}
"""
SHARED = [
    ("hours", "rep", "month", "jakarta-office", "4 business hours"),
    ("minutes", "region", "week", "jakarta-office", "90 business minutes"),
    ("elsewhere", "rep", "month", "makassar-office", "4 business hours"),
    ("rolling", "region", "rolling 14 days", "jakarta-office", "4 business hours"),
    ("days", "rep", "month", "jakarta-office", "1 business day"),
    ("wall", "rep", "month", "jakarta-office", "24 hours"),
]


@pytest.mark.parametrize("as_of", [MIDDLE, END])
def test_commitments_that_share_rows_are_judged_as_each_alone(
    evidence: Evidence, tmp_path: Path, as_of: datetime
) -> None:
    def verdicts(*promises: tuple[str, ...]) -> list[Verdict]:
        names = ("name", "per", "every", "calendar", "within")
        text = SHARING + "".join(
            RESPONDING.format(**dict(zip(names, promise, strict=True))) for promise in promises
        )
        (tmp_path / "sharing.yaml").write_text(text, encoding="utf-8")
        ledger = evaluate(read_agreements(tmp_path / "sharing.yaml"), evidence, as_of=as_of)
        return [verdict.but(version="") for verdict in ledger.verdicts]

    alone = [verdict for promise in SHARED for verdict in verdicts(promise)]
    together = verdicts(*SHARED)
    assert together == sorted(alone, key=lambda v: v.key)
    assert {v.kept > 0 for v in together if v.commitment == "elsewhere"} >= {True}


def _happened(row: dict[str, object]) -> datetime | None:
    for name in ("happened_at", "created_at", "opened_at"):
        at = row.get(name)
        if isinstance(at, datetime):
            return at
    return None


def test_every_cannot_tell_says_why(book: Path, evidence: Evidence) -> None:
    ledger = evaluate(read_agreements(book), evidence, as_of=END)
    untold = [v for v in ledger.verdicts if v.status is Status.CANNOT_TELL]
    assert untold
    assert all(v.reason for v in untold)
