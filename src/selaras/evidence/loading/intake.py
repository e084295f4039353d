"""One mapping's source on its way to staged files: read, typed, settled, every row counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from selaras.contracts import FILE, SOURCE
from selaras.evidence.loading import reasons
from selaras.evidence.loading.batches import RawBatch
from selaras.evidence.loading.misfits import SCHEMA, Origin, broken_rows, misfit_rows
from selaras.evidence.loading.repeated import Settled, settle_repeats
from selaras.evidence.loading.rows import Misfits, Pseudonymise, TableRows
from selaras.evidence.mapping.values import Mapping, TableMapping

Batches = Callable[[], Iterator[RawBatch]]
"""Yields a source's rows from the start each time it is called, the same ones every time."""
Progress = Callable[[str, int], None]
"""Is told the mapping's name and how many of its rows have been read so far."""
_MISFITS = -1


@dataclass(slots=True)
class Tally:
    """One table's counts while a source is read.

    `keyless`: a misfit has no readable key, so that it could be any row.
    """

    read: int = 0
    filtered: int = 0
    merged: int = 0
    quarantined: Counter[str] = field(default_factory=Counter)
    keyless: bool = False


@dataclass(frozen=True, slots=True)
class Intake:
    """What came of one mapping's source: files of settled rows per table, files of misfits."""

    mapping: Mapping
    tallies: dict[str, Tally]
    settled: dict[str, Settled]
    misfit_paths: tuple[Path, ...]


def take_in(
    con: duckdb.DuckDBPyConnection,
    *,
    mapping: Mapping,
    batches: Batches,
    folder: Path,
    pseudonymise: Pseudonymise,
    at: datetime,
    progress: Progress | None = None,
) -> Intake:
    """Bring a source's rows into Parquet files under `folder`, misfits into others.

    InputError where the source lacks a column, or cannot be read.
    """
    folder.mkdir(parents=True)
    return _Taker(con, mapping, batches, folder, pseudonymise, at).run(progress)


class _Taker:
    def __init__(self, *parts: Any) -> None:
        self.con: duckdb.DuckDBPyConnection = parts[0]
        self.mapping: Mapping = parts[1]
        self.batches: Batches = parts[2]
        self.folder: Path = parts[3]
        self.at: datetime = parts[5]
        self.typists = [
            TableRows(self.con, self.mapping, table, parts[4]) for table in self.mapping.tables
        ]
        self.tallies = {table.table: Tally() for table in self.mapping.tables}

    def run(self, progress: Progress | None) -> Intake:
        with _Writers(self.folder) as writers:
            done = 0
            for batch in self.batches():
                for number, typist in enumerate(self.typists):
                    self._take(number, typist, batch, writers)
                done += batch.values.num_rows
                if progress is not None:
                    progress(self.mapping.name, done)
        settled = {table: self._settle(table, writers.paths) for table in self.tallies}
        misfits = [*writers.misfit_paths, *self._contradictory_rows(settled)]
        return Intake(self.mapping, self.tallies, settled, tuple(misfits))

    def _take(self, number: int, typist: TableRows, batch: RawBatch, writers: _Writers) -> None:
        tally = self.tallies[typist.table.table]
        typed = typist.type(batch)
        writers.write(number, typed.rows)
        origin = self._origin(typist.table)
        if len(typed.misfits.positions):
            writers.quarantine(misfit_rows(origin, batch, typed.misfits))
        if batch.broken:
            writers.quarantine(broken_rows(origin, batch.file, batch.columns, batch.broken))
            tally.quarantined.update(line.reason for line in batch.broken)
        tally.read += batch.values.num_rows + len(batch.broken)
        tally.filtered += typed.filtered
        tally.quarantined.update(typed.misfits.reasons)
        tally.keyless |= bool(batch.broken) or None in typed.misfits.keys

    def _origin(self, table: TableMapping) -> Origin:
        return Origin(self.mapping.name, self.mapping.version, table.table, self.at)

    def _settle(self, table: str, paths: dict[int, Path]) -> Settled:
        numbers = [i for i, typist in enumerate(self.typists) if typist.table.table == table]
        rule = self.typists[numbers[0]].table
        files = [paths[i] for i in numbers if i in paths]
        settled = settle_repeats(self.con, rule.contract, rule.repeated, files, self.folder)
        self.tallies[table].merged += settled.merged
        if settled.contradictory:
            self.tallies[table].quarantined[reasons.REPEATED_KEY] += len(settled.contradictory)
        return settled

    def _contradictory_rows(self, settled: dict[str, Settled]) -> Sequence[Path]:
        """Read the source again for the raw rows of contradictory keys: only then is it known."""
        wanted = {name: s for name, s in settled.items() if s.contradictory}
        if not wanted:
            return ()
        path = self.folder / "contradictory.parquet"
        with pq.ParquetWriter(path, SCHEMA) as writer:
            for batch in self.batches():
                for typist in self.typists:
                    found = wanted.get(typist.table.table)
                    if found is not None:
                        writer.write_table(self._contradictions(typist, batch, found))
        return (path,)

    def _contradictions(self, typist: TableRows, batch: RawBatch, settled: Settled) -> pa.Table:
        lines = {line for file, line in settled.contradictory if file == batch.file}
        at = [i for i, line in enumerate(batch.lines.tolist()) if line in lines]
        values = batch.values.take(pa.array(at, pa.int64()))
        part = RawBatch(batch.file, batch.columns, values, batch.lines[at])
        keys = typist.keys_of(part)
        found = [i for i, key in enumerate(keys) if key in settled.contradictory_keys]
        misfits = Misfits(
            np.array(found, dtype=np.int64),
            [reasons.REPEATED_KEY] * len(found),
            [None] * len(found),
            [keys[i] for i in found],
        )
        return misfit_rows(self._origin(typist.table), part, misfits)


class _Writers:
    """The Parquet files that are filled: one per table mapping, one of misfits."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.paths: dict[int, Path] = {}
        self._open: dict[int, pq.ParquetWriter] = {}

    @property
    def misfit_paths(self) -> tuple[Path, ...]:
        return (self.folder / "misfits.parquet",) if _MISFITS in self._open else ()

    def __enter__(self) -> _Writers:
        return self

    def __exit__(self, *_: object) -> None:
        for writer in self._open.values():
            writer.close()

    def write(self, number: int, rows: pa.Table) -> None:
        if rows.num_rows == 0:
            return
        if number not in self._open:
            self.paths[number] = self.folder / f"{number}.parquet"
            self._open[number] = pq.ParquetWriter(
                self.paths[number],
                rows.schema,
                # read once and thrown away: quick to write beats small
                compression="lz4",
                use_dictionary=[SOURCE, FILE],
                write_statistics=False,
            )
        self._open[number].write_table(rows)

    def quarantine(self, rows: pa.Table) -> None:
        if _MISFITS not in self._open:
            self._open[_MISFITS] = pq.ParquetWriter(self.folder / "misfits.parquet", SCHEMA)
        self._open[_MISFITS].write_table(rows)
