"""A mapping tried on the first rows of its file, without loading anything."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from selaras.contracts import TABLES
from selaras.evidence.loading.batches import RawBatch
from selaras.evidence.loading.intake import take_in
from selaras.evidence.loading.load import typing_database
from selaras.evidence.loading.misfits import QuarantinedRow, read_row
from selaras.evidence.loading.sources import Places, read_source
from selaras.evidence.mapping import Mapping
from selaras.records.loads.limits import SAMPLED_ROWS

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class TriedTable:
    """What came of one table: rows read, those that fit, why others do not, a few of both."""

    table: str
    read: int
    fit: int
    filtered: int
    reasons: tuple[tuple[str, int], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """A mapping on up to SAMPLED_ROWS rows of its file."""

    tables: tuple[TriedTable, ...]
    misfits: tuple[QuarantinedRow, ...]

    @property
    def all_fit(self) -> bool:
        return not any(table.reasons for table in self.tables)


def try_mapping(mapping: Mapping, path: Path) -> Trial:
    """Read the head of the file at `path` through a mapping.

    Ids that are personal are shown as `(hidden)`. Raises InputError as a load would.
    """
    places = Places((), {mapping.name: path})
    with tempfile.TemporaryDirectory(prefix="selaras-") as folder:
        work = Path(folder)
        with typing_database(work) as con:
            intake = take_in(
                con,
                mapping=mapping,
                batches=lambda: _head(mapping, places),
                folder=work / "trial",
                pseudonymise=lambda _kind, ids: [f"(hidden {i})" for i, _ in enumerate(ids, 1)],
                at=datetime.now(UTC),
            )
        tables = []
        for name, tally in intake.tallies.items():
            settled = intake.settled[name]
            columns, rows = _rows(name, settled.paths)
            misfit = sum(tally.quarantined.values())
            tables.append(
                TriedTable(
                    name,
                    tally.read,
                    tally.read - misfit - tally.filtered,
                    tally.filtered,
                    tuple(sorted(tally.quarantined.items())),
                    columns,
                    rows,
                )
            )
        misfits = [
            read_row(row)
            for file in intake.misfit_paths
            for row in pq.read_table(file).slice(0, _SHOWN).to_pylist()
        ]
    return Trial(tuple(tables), tuple(misfits[:_SHOWN]))


def _head(mapping: Mapping, places: Places) -> Iterator[RawBatch]:
    left = SAMPLED_ROWS
    for batch in read_source(mapping, places):
        count = min(left, batch.values.num_rows)
        yield RawBatch(
            batch.file,
            batch.columns,
            batch.values.slice(0, count),
            batch.lines[:count],
            tuple(
                line for line in batch.broken if not count or line.line <= batch.lines[count - 1]
            ),
            batch.is_clean,
        )
        left -= count
        if left <= 0:
            return


def _rows(table: str, paths: Any) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    """A few rows as they would be stored, only the contract's columns that hold anything."""
    if not paths:
        return (), ()
    found = pq.read_table(paths[0]).slice(0, _SHOWN).to_pylist()
    names = [
        name
        for name in TABLES[table].column_names
        if any(row.get(name) is not None for row in found)
    ]
    return tuple(names), tuple(tuple(row.get(name) for name in names) for row in found)
