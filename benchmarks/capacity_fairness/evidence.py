"""Evidence of a simulated programme as of an instant, from its rows and without an engine.

Reading a few hundred rows through an engine takes far longer than answering; that the engine reads
the same is a matter of tests.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from selaras.capacity.claims.claims_query import claims_of_rows
from selaras.capacity.known import Evidence
from selaras.capacity.plant import Plant
from selaras.capacity.plant_rows import resources_of_rows, tests_of_rows
from selaras.capacity.problems import Problems
from selaras.capacity.programmes.cells import cells_of
from selaras.capacity.programmes.programmes_rows import programmes_of_rows
from selaras.contracts import TABLES

UTC_ZONE = ZoneInfo("UTC")


def evidence_at(tables: dict[str, pa.Table], at: datetime) -> Evidence:
    """What the tables say at an instant: nothing that happened, or was judged, later."""
    rows = {name: _rows(name, table) for name, table in tables.items()}
    problems = Problems()
    resources = resources_of_rows(rows["resources"], problems)
    tests = [row for row in rows["capacity_tests"] if row["tested_at"] <= at]
    known = {resource.resource_id for resource in resources}
    plant = Plant(at, UTC_ZONE, resources, tests_of_rows(tests, known, UTC_ZONE, problems))
    cells = cells_of(
        {name: tables["demand"][name].to_pylist() for name in tables["demand"].schema.names}
    )
    claims = [_judged_by(row, at) for row in rows["claims"] if row["stated_at"] <= at]
    return Evidence(
        at,
        UTC_ZONE,
        cells,
        programmes_of_rows(rows["programmes"], rows["programme_demand"], cells.spots),
        plant,
        claims_of_rows(claims),
        None,
    )


def _rows(name: str, table: pa.Table) -> list[dict[str, Any]]:
    """Rows with every column of the contract; what is not held is null."""
    nothing = dict.fromkeys(TABLES[name].column_names)
    return [nothing | row for row in table.to_pylist()]


def _judged_by(row: dict[str, Any], at: datetime) -> dict[str, Any]:
    """A claim without what came of it, where that was judged later."""
    later = row["judged_at"] is not None and row["judged_at"] > at
    return {**row, "outcome": None, "judged_at": None} if later else row
