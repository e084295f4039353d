"""What is true of a whole table: read off the files, it is what a query finds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from selaras.evidence import open_evidence
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.evidence.staging import stage_rows
from selaras.ledger.reading import Reading

LEADS = (
    {"lead_id": "a", "created_at": "2026-01-05T02:00:00Z", "owner": "eva"},
    {"lead_id": "b", "created_at": "2026-03-02", "assigned_at": "2026-03-02T08:00:00.000001Z"},
    {"lead_id": "c", "created_at": "2026-03-03T01:00:00Z", "value": "12.5", "owner": "adi"},
)


def _reading(folder: Path) -> Reading:
    evidence = open_evidence(folder / "evidence")
    for number, kept in enumerate((LEADS, LEADS[:2])):
        staged = stage_rows("leads", kept, folder / f"staged-{number}", export="full")
        evidence.commit([staged], datetime(2026, 4, 1 + number, tzinfo=UTC))
    return Reading(DuckDBEngine(), evidence.snapshot(), datetime(2026, 5, 1, tzinfo=UTC))


def test_profile_read_off_the_files_is_what_a_query_finds(tmp_path: Path) -> None:
    reading = _reading(tmp_path)
    assert reading.profile("leads") == reading._ask("leads")


def test_profile_knows_nulls_days_times_and_deletions(tmp_path: Path) -> None:
    profile = _reading(tmp_path).profile("leads")
    assert profile.rows == 3
    assert {"owner", "value", "assigned_at"} <= profile.with_nulls
    assert not {"lead_id", "created_at"} & profile.with_nulls
    assert profile.with_day_precision == {"created_at"}
    assert profile.newest["assigned_at"] == datetime(2026, 3, 2, 8, 0, 0, 1, tzinfo=UTC)
    assert profile.deletes
    assert profile.last_deletion is not None


def test_profile_is_asked_for_where_a_footer_cannot_be_read(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    reading = _reading(tmp_path)
    monkeypatch.setattr("selaras.ledger.reading.facts_of", lambda files: None)
    assert reading.profile("leads").with_day_precision == {"created_at"}
