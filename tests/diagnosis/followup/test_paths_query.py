"""How leads were worked, as the engine counts it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.diagnosis.followup.company import AGREEMENT, Truth, company

from selaras.agreements import read_agreements
from selaras.diagnosis.followup.asked import Asked
from selaras.diagnosis.followup.paths_query import read_paths
from selaras.errors import InputError

MADE = company(Truth(leads=200, late=0.3))


def test_tallies_are_those_of_the_rows(tmp_path: Path) -> None:
    paths = read_paths(MADE.asked(tmp_path))
    assert paths.n == 200
    assert int((paths.leads * paths.made).sum()) == len(MADE.rows["attempts"])
    by_grade = dict(zip(paths.words["grade"], paths.tally(["grade"], paths.leads), strict=True))
    assert by_grade == {
        grade: sum(lead["grade"] == grade for lead in MADE.rows["leads"]) for grade in "AB"
    }
    won = sum(deal["outcome"] == "won" for deal in MADE.rows["deals"])
    assert int((paths.leads * (paths.won == 1)).sum()) == won


def test_speed_is_judged_by_the_agreement(tmp_path: Path) -> None:
    paths = read_paths(MADE.asked(tmp_path, agreement=AGREEMENT))
    counted = dict(zip(paths.words["speed"], paths.tally(["speed"], paths.leads), strict=True))
    assigned = {lead["lead_id"]: lead["assigned_at"] for lead in MADE.rows["leads"]}
    late = sum(
        (a["happened_at"] - assigned[a["lead_id"]]).total_seconds() > 24 * 3600
        for a in MADE.rows["attempts"]
        if a["attempt_id"].endswith("-0")
    )
    assert counted == {"broken": late, "kept": 200 - late}


def test_every_version_of_the_promise_governs_its_own_periods(tmp_path: Path) -> None:
    asked = MADE.asked(tmp_path, agreement=AGREEMENT.replace("2025-12-01", "2026-02-01"))
    earlier = AGREEMENT.replace("to: 2026-12-31", "to: 2026-01-31")
    (tmp_path / "agreements" / "earlier.yaml").write_text(earlier)
    both = Asked(asked.reading, read_agreements(tmp_path / "agreements"), asked.start, asked.end)
    paths = read_paths(both)
    assert set(paths.words["speed"]) == {"kept", "broken"}


def test_what_happened_after_the_as_of_is_not_seen(tmp_path: Path) -> None:
    asked = MADE.asked(tmp_path)
    asked.reading.as_of = datetime(2026, 2, 1, tzinfo=UTC)
    paths = read_paths(asked)
    assert paths.n == sum(lead["assigned_at"] <= asked.horizon for lead in MADE.rows["leads"])
    assert int((paths.leads * paths.made).sum()) == sum(
        attempt["happened_at"] <= asked.horizon for attempt in MADE.rows["attempts"]
    )


def test_a_period_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    asked = MADE.asked(tmp_path)
    with pytest.raises(InputError, match="ends before it begins"):
        Asked(asked.reading, None, asked.end, asked.start)


def test_instants_without_an_offset_are_refused(tmp_path: Path) -> None:
    asked = MADE.asked(tmp_path)
    with pytest.raises(InputError, match="has no offset"):
        Asked(asked.reading, None, datetime(2026, 1, 1), asked.end)
