"""Promises that go on under another version of their agreement are learnt from as before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from selaras.agreements import read_agreement
from selaras.agreements.reading import order_versions
from selaras.agreements.values import AgreementVersion, Book
from selaras.evidence import Evidence
from selaras.ledger import Ledger, Verdict, evaluate
from selaras.ledger.memory import FileMemory

from .companies import AGREEMENT, evidence_of, rows_of

AMENDED = "2026-04-01"
GROWING = """
  growing:
    {promisor: marketing, promisee: sales, measure: {count: leads}, every: month,
     objective: {growth: 10%}}
"""


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    complete = datetime(2026, 9, 1, tzinfo=UTC)
    return evidence_of(rows_of(5, leads=400), tmp_path_factory.mktemp("company"), complete)


def _version(folder: Path, name: str, text: str) -> AgreementVersion:
    path = folder / f"{name}.yaml"
    path.write_text(text + GROWING, encoding="utf-8")
    return read_agreement(path)


def _amended(folder: Path, *changes: tuple[str, str]) -> Book:
    """The agreement, and a version of it from 1 April that says something else."""
    text = AGREEMENT.replace("from: 2026-01-10", f"from: {AMENDED}")
    for was, now in changes:
        assert was in text
        text = text.replace(was, now)
    return order_versions(
        [_version(folder, "first", AGREEMENT), _version(folder, "second", text + "\n")]
    )


def _since(ledger: Ledger) -> list[Verdict]:
    day = date.fromisoformat(AMENDED)
    return [replace(v, version="") for v in ledger.verdicts if v.period.first >= day]


@pytest.mark.parametrize("day", [1, 3, 17, 42, 60])
def test_an_amendment_that_leaves_promises_alone_changes_no_verdict(
    tmp_path: Path, evidence: Evidence, day: int
) -> None:
    as_of = datetime(2026, 4 + day // 31, day % 31 or 1, 5, tzinfo=UTC)
    whole = order_versions([_version(tmp_path, "whole", AGREEMENT)])
    expected = _since(evaluate(whole, evidence, as_of=as_of))
    memory = FileMemory(tmp_path / "counts.sqlite3")
    for _time in range(2):
        found = _since(evaluate(_amended(tmp_path), evidence, as_of=as_of, memory=memory))
        assert found == expected
        memory.save()
    assert sum(v.probability_missed is not None for v in found) > 3


APRIL = datetime(2026, 4, 17, 5, tzinfo=UTC)


def _undecided(ledger: Ledger, commitment: str) -> dict[str | None, Verdict]:
    """Those of April that somebody can be held to, by subject."""
    return {
        v.subject: v
        for v in _since(ledger)
        if v.commitment == commitment and v.subject != "unassigned"
    }


def test_of_another_target_as_much_is_known(tmp_path: Path, evidence: Evidence) -> None:
    """What is asked changes the chance of a miss, and what is learnt from stays."""
    some, more = (
        _undecided(
            evaluate(
                _amended(tmp_path, ("{at_least: 4}", f"{{at_least: {asked}}}")),
                evidence,
                as_of=APRIL,
            ),
            "leads",
        )
        for asked in (24, 28)
    )
    assert len(some) == 4
    assert some.keys() == more.keys()
    for subject, less in some.items():
        assert less.estimate == more[subject].estimate is not None
        assert 0 < less.probability_missed < more[subject].probability_missed < 1


@pytest.mark.parametrize(
    ("commitment", "was", "now"),
    [
        ("leads-weekly", "per: source, every", "per: source, of: {region: west}, every"),
        ("persistence", "{within: 20 days", "{within: 25 days"),
        ("response", "{from: leads.assigned_at,", "{from: leads.created_at,"),
    ],
)
def test_of_another_promise_nothing_is_learnt(
    tmp_path: Path, evidence: Evidence, commitment: str, was: str, now: str
) -> None:
    book = _amended(tmp_path, (was, now))
    found = evaluate(book, evidence, as_of=datetime(2026, 4, 9, 5, tzinfo=UTC))
    verdicts = [v for v in _since(found) if v.commitment == commitment]
    assert verdicts
    assert {v.probability_missed for v in verdicts} == {None}
    assert any(v.status.value in ("running", "at_risk") for v in verdicts)


def test_verdicts_of_an_amended_agreement_are_traced(tmp_path: Path, evidence: Evidence) -> None:
    ledger = evaluate(_amended(tmp_path), evidence, as_of=datetime(2026, 5, 12, 5, tzinfo=UTC))
    counted = 0
    for verdict in ledger.verdicts:
        if verdict.commitment == "persistence" and verdict.period.first.month in (3, 4, 5):
            items = ledger.trace(verdict).items
            assert sum(i.judgement == "kept" for i in items) == verdict.kept
            assert all(verdict.period.start <= i.start < verdict.period.end for i in items)
            counted += len(items)
    assert counted > 50
