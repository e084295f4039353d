"""A network of two sites: one with tested ports, one where nothing but a claim is known."""

from __future__ import annotations

from collections import OrderedDict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from selaras.evidence import open_evidence
from selaras.evidence.staging import stage_rows
from selaras.records.reservations import standing
from selaras.web import kept
from selaras.web.pages.capacity import known_now, plant_now
from selaras.workspace import Workspace, open_workspace

AS_OF = datetime(2026, 5, 16, tzinfo=UTC)
MONDAY = date(2025, 11, 3)


def _rows() -> dict[str, list[dict[str, Any]]]:
    weeks = [MONDAY + timedelta(days=7 * n) for n in range(27)]
    return {
        "resources": [
            {"resource_id": "A-1", "site": "Abepura", "product": "fibre", "kind": "stock",
             "unit": "ports", "claimed": 200},
            {"resource_id": "S-1", "site": "Sentani", "product": "fibre", "kind": "stock",
             "unit": "ports", "claimed": 150},
        ],
        "capacity_tests": [
            {"resource_id": "A-1", "tested_at": _at(date(2026, 3, 2)), "capacity": 180,
             "method": "load test", "tester": "bayu", "passed": True,
             "expires_at": _at(date(2027, 3, 2))},
        ],
        "utilisation": [
            {"resource_id": name, "happened_at": _at(week), "used": 60 + n % 3}
            for n, week in enumerate(weeks)
            for name in ("A-1", "S-1")
        ],
        "demand": [
            {"site": site, "product": "fibre", "period_start": week,
             "period_end": week + timedelta(days=6), "wanted": 5 + n % 4, "served": 5 + n % 4,
             "sold_out": False}
            for n, week in enumerate(weeks)
            for site in ("Abepura", "Sentani")
        ],
        "programmes": [
            {"programme_id": "june", "name": "June offer", "starts": date(2026, 6, 1),
             "ends": date(2026, 6, 28), "target": 40},
            {"programme_id": "march", "name": "March offer", "starts": date(2026, 3, 2),
             "ends": date(2026, 3, 29), "target": 60, "approved_by": "director",
             "approved_at": _at(date(2026, 2, 20))},
        ],
        "programme_demand": [
            {"programme_id": name, "site": "Abepura", "product": "fibre",
             "period_start": first + timedelta(days=7 * n),
             "period_end": first + timedelta(days=7 * n + 6), "planned": 10}
            for name, first in (("june", date(2026, 6, 1)), ("march", date(2026, 3, 2)))
            for n in range(4)
        ],
        "claims": [
            {"claim_id": "C1", "team": "technical", "stated_at": _at(date(2026, 2, 1)),
             "subject": "Abepura/fibre", "quantity": 200, "due_at": _at(date(2026, 3, 1))},
        ],
    }  # fmt: skip


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The workspace, loaded. Read it only."""
    root = tmp_path_factory.mktemp("network")
    (root / "selaras.toml").write_text('as_of = "2026-05-16T00:00+00:00"\n', encoding="utf-8")
    evidence = open_evidence(root / "evidence")
    evidence.commit(
        [
            stage_rows(table, rows, root / "staged", export="full", complete_to=AS_OF)
            for table, rows in _rows().items()
        ],
        AS_OF,
    )
    return open_workspace(Path(root))


@pytest.fixture
def plant(network: Workspace, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The network as the workspace that is served."""
    settings.WORKSPACE = network.root
    # Every test has its reservations undone, and begins to count them anew.
    monkeypatch.setattr(known_now, "_kept", {})
    monkeypatch.setattr(plant_now, "_booked", {})
    monkeypatch.setattr(standing, "_kept", {})
    monkeypatch.setattr(kept, "_texts", OrderedDict())
    return network
