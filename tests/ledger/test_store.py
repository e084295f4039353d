"""Verdicts on record: appended where they differ, restated where late evidence changed them."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from selaras.agreements import read_agreements
from selaras.ledger import Ledger, evaluate
from selaras.ledger.reasons import reason_in
from selaras.ledger.store import VerdictStore

from .companies import evidence_of

AGREEMENT = """
agreement: a
parties: [marketing, sales]
effective: {from: 2026-01-01, to: 2026-02-28}
calendar: jakarta-office
commitments:
  leads:
    {promisor: marketing, promisee: sales, measure: {count: leads}, every: month,
     objective: {at_least: 2}}
"""
AS_OF = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "a.yaml"
    path.write_text(AGREEMENT)
    return path


def _leads(*days: int) -> dict[str, list[dict[str, object]]]:
    return {
        "leads": [
            {"lead_id": f"l{day}", "created_at": datetime(2026, 1, day, tzinfo=UTC)} for day in days
        ]
    }


def _evaluated(book: Path, folder: Path, *days: int, as_of: datetime = AS_OF) -> Ledger:
    evidence = evidence_of(_leads(*days), folder, AS_OF)
    return evaluate(read_agreements(book), evidence, as_of=as_of)


def test_the_same_is_recorded_once(book: Path, tmp_path: Path) -> None:
    store = VerdictStore(tmp_path / "verdicts")
    ledger = _evaluated(book, tmp_path, 5)
    for _again in range(2):
        recorded = store.record(ledger.verdicts, AS_OF, ledger.snapshot.number)
        assert recorded == ledger.verdicts
    assert len(store.history(ledger.verdicts[0])) == 1


def test_late_evidence_restates_a_final_verdict_and_says_what_changed(
    book: Path, tmp_path: Path
) -> None:
    store = VerdictStore(tmp_path / "verdicts")
    first = _evaluated(book, tmp_path, 5)
    store.record(first.verdicts, AS_OF, first.snapshot.number)
    later = _evaluated(book, tmp_path, 5, 6)
    january, february = store.record(later.verdicts, AS_OF, later.snapshot.number)
    (before,) = [r for r in store.history(january) if r.restates is None]
    assert january.restates == before.id
    assert january.reason is not None
    assert "status was missed, is kept" in january.reason
    assert "value was 1, is 2" in january.reason
    assert february.restates is None
    # Evaluated once more, it says the same and adds nothing.
    again = store.record(later.verdicts, AS_OF, later.snapshot.number)
    assert again == (january, february)
    assert len(store.history(january)) == 2


def test_a_compacted_snapshot_and_an_older_one_replay_to_the_same(
    book: Path, tmp_path: Path
) -> None:
    store = VerdictStore(tmp_path / "verdicts")
    folder = tmp_path / "company"
    first = _evaluated(book, folder, 5)
    store.record(first.verdicts, AS_OF, first.snapshot.number)
    later = _evaluated(book, folder, 5, 6)
    restated = store.record(later.verdicts, AS_OF, later.snapshot.number)
    # A compaction gives the same content a new number.
    compacted = later.snapshot.number + 1
    assert store.record(later.verdicts, AS_OF, compacted) == restated
    assert len(store.history(restated[0])) == 2
    assert store.restated(first.verdicts, AS_OF, first.snapshot.number) == first.verdicts


def test_what_was_not_final_is_not_restated(book: Path, tmp_path: Path) -> None:
    store = VerdictStore(tmp_path / "verdicts")
    early = datetime(2026, 1, 20, tzinfo=UTC)
    running = _evaluated(book, tmp_path, 5, as_of=early)
    store.record(running.verdicts, early, running.snapshot.number)
    ended = _evaluated(book, tmp_path, 5, 6)
    recorded = store.record(ended.verdicts, AS_OF, ended.snapshot.number)
    assert [v.restates for v in recorded] == [None, None]


def test_an_edited_agreement_restates_nothing(book: Path, tmp_path: Path) -> None:
    store = VerdictStore(tmp_path / "verdicts")
    first = _evaluated(book, tmp_path, 5)
    store.record(first.verdicts, AS_OF, first.snapshot.number)
    book.write_text(AGREEMENT.replace("at_least: 2", "at_least: 1"))
    edited = _evaluated(book, tmp_path, 5, 6)
    recorded = store.record(edited.verdicts, AS_OF, edited.snapshot.number)
    assert [v.restates for v in recorded] == [None, None]
    assert len(store.history(recorded[0])) == 2


def test_a_log_without_an_entry_holds_nothing(book: Path, tmp_path: Path) -> None:
    """As the first ones to be written leave it where their process is killed."""
    folder = tmp_path / "verdicts"
    (folder / "_delta_log").mkdir(parents=True)
    store = VerdictStore(folder)
    first = _evaluated(book, tmp_path, 5)
    assert store.restated(first.verdicts, AS_OF, 1) == first.verdicts
    store.record(first.verdicts, AS_OF, 1)
    assert len(store.history(first.verdicts[0])) == 1


def test_figures_that_come_back_stand_again(book: Path, tmp_path: Path) -> None:
    """Five leads, six, and five again, while the month runs: five is what stands."""
    store, early = VerdictStore(tmp_path / "verdicts"), datetime(2026, 1, 20, tzinfo=UTC)
    five = _evaluated(book, tmp_path / "one", 5, as_of=early).verdicts
    six = _evaluated(book, tmp_path / "two", 5, 6, as_of=early).verdicts
    for number, verdicts in enumerate((five, six, five, five), start=1):
        assert store.record(verdicts, early, number) == verdicts
    told = store.history(five[0])
    assert [record.content["value"] for record in told] == [1, 2, 1]
    assert len({record.id for record in told}) == 3


def test_what_a_newer_method_says_of_the_same_moment_stands(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = VerdictStore(tmp_path / "verdicts")
    ledger = _evaluated(book, tmp_path, 5)
    methods = ["100", "101", "102", "103"]
    for method in methods:
        monkeypatch.setattr("selaras.ledger.store.METHOD_VERSION", method)
        store.record(ledger.verdicts, AS_OF, ledger.snapshot.number)
    assert [record.content["method"] for record in store.history(ledger.verdicts[0])] == methods


def test_a_chance_that_moves_is_recorded_where_it_is_seen_to(book: Path, tmp_path: Path) -> None:
    store, early = VerdictStore(tmp_path / "verdicts"), datetime(2026, 1, 20, tzinfo=UTC)
    (running,) = _evaluated(book, tmp_path, 5, as_of=early).verdicts
    for chance in (0.312, 0.314, 0.331, 0.331):
        store.record([running.but(probability_missed=chance)], early, 1)
    told = [record.content["told"]["probability_missed"] for record in store.history(running)]
    assert told == [0.31, 0.33]


def test_an_older_moment_is_not_recorded_over_a_newer_one(book: Path, tmp_path: Path) -> None:
    store = VerdictStore(tmp_path / "verdicts")
    first = _evaluated(book, tmp_path, 5)
    later = _evaluated(book, tmp_path, 5, 6)
    store.record(first.verdicts, AS_OF, 1)
    store.record(later.verdicts, AS_OF, 2)
    store.record(first.verdicts, AS_OF, 1)
    assert [record.content["value"] for record in store.history(first.verdicts[0])] == [1, 2]


def test_what_changed_of_a_share_is_told_in_percent(book: Path, tmp_path: Path) -> None:
    store = VerdictStore(tmp_path / "verdicts")
    (january, _february) = _evaluated(book, tmp_path, 5).verdicts
    share = january.but(unit="share", asked=Fraction(9, 10), value=Fraction(8, 11))
    store.record([share], AS_OF, 1)
    (restated,) = store.record([share.but(value=Fraction(3, 4))], AS_OF, 2)
    assert "value was 72.73%, is 75%" in str(restated.reason)
    assert "nilai semula 72,73%, kini 75%" in reason_in("id", str(restated.reason))
    close = share.but(value=Fraction(750_001, 1_000_000))
    (restated,) = store.record([close], AS_OF, 3)
    assert "value was 0.75, is 0.750001" in str(restated.reason)
