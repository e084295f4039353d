"""What lint may know of evidence without reading its rows: from the footers of its files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from selaras.agreements.lint import LoadedTable
from selaras.contracts import TABLES, day_flag
from selaras.errors import EvidenceError, InputError
from selaras.evidence import Snapshot, open_evidence

_MONTH = re.compile(r"\d{4}-\d{2}")


@dataclass(frozen=True, slots=True)
class Known:
    """The loaded tables by name, and how many people have the role `rep` (None: not loaded)."""

    tables: dict[str, LoadedTable]
    reps: int | None


def known_evidence(root: Path) -> Known | None:
    """What the latest snapshot in `root` holds; None where nothing was ever loaded."""
    if not root.is_dir():
        return None
    try:
        snapshot = open_evidence(root).snapshot()
        tables = {name: _table(snapshot, name) for name in sorted(snapshot.tables)}
        return Known(tables, _reps(snapshot))
    except (EvidenceError, InputError):
        return None  # lint looks at agreements; `selaras evaluate` says what is wrong with evidence


def _table(snapshot: Snapshot, name: str) -> LoadedTable:
    footers = [pq.read_metadata(path) for path in snapshot.files(name)]
    groups = [footer.row_group(n) for footer in footers for n in range(footer.num_row_groups)]
    rows = snapshot.rows(name)
    months = [month for month in snapshot.months(name) if _MONTH.fullmatch(month)]
    begins = None
    if months and snapshot.complete_from(name) is None:
        begins = date.fromisoformat(f"{months[0]}-01")
    if rows == 0 or not groups:
        return LoadedTable(0)
    table = TABLES[name]
    nulls = {c.name for c in table.columns if _all_null(groups, c.name)}
    days = {c.name for c in table.times if _all_true(groups, day_flag(c.name))}
    return LoadedTable(rows, frozenset(nulls), frozenset(days - nulls), begins)


def _chunks(groups: Sequence[Any], column: str) -> list[Any]:
    """The column's part of every row group; none where the column is not stored."""
    found = []
    for group in groups:
        for n in range(group.num_columns):
            if group.column(n).path_in_schema == column:
                found.append(group.column(n))
    return found


def _is_null(chunk: Any) -> bool:
    """Whether a row group's part of a column is null in every row, as its footer says."""
    statistics = chunk.statistics
    return bool(
        statistics is not None
        and statistics.has_null_count
        and statistics.null_count == chunk.num_values
    )


def _all_null(groups: Sequence[Any], column: str) -> bool:
    chunks = _chunks(groups, column)
    return bool(chunks) and all(_is_null(chunk) for chunk in chunks)


def _all_true(groups: Sequence[Any], column: str) -> bool:
    """Whether a flag is true in every row that has it, and there is such a row."""
    filled = [chunk for chunk in _chunks(groups, column) if not _is_null(chunk)]
    return bool(filled) and all(
        chunk.statistics is not None
        and chunk.statistics.has_min_max
        and chunk.statistics.min is True
        for chunk in filled
    )


def _reps(snapshot: Snapshot) -> int | None:
    if "people" not in snapshot.tables:
        return None
    reps = 0
    for path in snapshot.files("people"):
        roles = pq.read_table(path, columns=["role", "deleted_at"])
        here = pc.and_(pc.equal(roles["role"], "rep"), pc.is_null(roles["deleted_at"]))
        reps += pc.sum(here).as_py() or 0
    return reps
