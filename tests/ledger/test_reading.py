"""What a reading shows of a snapshot, as of an instant."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from selaras.evidence import open_evidence
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.evidence.staging import stage_rows
from selaras.ledger.reading import Reading

AS_OF = datetime(2026, 5, 16, tzinfo=UTC)
AHEAD = datetime(2026, 9, 1, tzinfo=UTC)
BEFORE = datetime(2026, 3, 1, tzinfo=UTC)


def test_a_deadline_is_known_once_it_is_stated_and_what_is_set_later_is_not(tmp_path: Path) -> None:
    """A test that holds until September says so in May; a deal closed in September is open."""
    evidence = open_evidence(tmp_path / "evidence")
    rows = {
        "capacity_tests": [{"resource_id": "A", "tested_at": BEFORE, "expires_at": AHEAD}],
        "deals": [{"deal_id": "D", "created_at": BEFORE, "closed_at": AHEAD, "outcome": "won"}],
    }
    evidence.commit(
        [stage_rows(table, found, tmp_path / "staged") for table, found in rows.items()], AS_OF
    )
    engine = DuckDBEngine()
    reading = Reading(engine, evidence.snapshot(), AS_OF)
    tests = engine.to_arrow(reading.table("capacity_tests")).to_pylist()
    deals = engine.to_arrow(reading.table("deals")).to_pylist()
    engine.close()

    assert [one["expires_at"] for one in tests] == [AHEAD]
    assert [(one["closed_at"], one["outcome"]) for one in deals] == [(None, None)]
