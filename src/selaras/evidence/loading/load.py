"""Loading: sources through their mappings into evidence, in one commit, every row counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Dictionary
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from selaras.errors import InputError
from selaras.evidence.loading import reasons
from selaras.evidence.loading.batches import RawBatch
from selaras.evidence.loading.quarantine import (
    SCHEMA,
    Origin,
    Quarantine,
    broken_rows,
    misfit_rows,
)
from selaras.evidence.loading.repeated import Settled, settle_repeats
from selaras.evidence.loading.report import LoadReport, TableCount
from selaras.evidence.loading.rows import Misfits, Pseudonymise, TableRows
from selaras.evidence.loading.sources import Places, read_source
from selaras.evidence.mapping.values import Export, Mapping, TableMapping
from selaras.evidence.staging import Staged, staging_folder
from selaras.evidence.store import CommitResult, Evidence
from selaras.evidence.upsert import LoadCount

Progress = Callable[[str, int], None]
"""Is told the mapping's name and how many of its rows have been read so far."""


def load(  # noqa: PLR0913  (what a load depends on; all by name)
    evidence: Evidence,
    mappings: Sequence[Mapping],
    *,
    source_dirs: Sequence[Path] = (),
    files: Dictionary[str, Path] | None = None,
    loaded_at: datetime,
    pseudonymise: Pseudonymise,
    complete_to: date | datetime | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Load the sources of `mappings` in one commit; rows that do not fit go to quarantine.

    Parameters
    ----------
    source_dirs
        Where source files are looked for, before the mapping's folder and the one around that
        (the workspace).
    files
        Mapping's name → the file to read instead of the one it names.
    loaded_at
        The time of the load, aware.
    pseudonymise
        What replaces ids that a mapping calls personal.
    complete_to
        Up to when all these sources are complete; None: as each mapping states.
    progress
        Is told how far reading is.

    InputError where a mapping or a source is wrong; then nothing is loaded.
    """
    places = Places(tuple(source_dirs), files or {})
    quarantine = Quarantine(evidence.root)
    with staging_folder(evidence.root) as work, typing_database(work) as con:
        intakes = [
            _Intake(con, mapping, places, work / str(i), pseudonymise, loaded_at)
            for i, mapping in enumerate(mappings)
        ]
        for intake in intakes:
            intake.run(progress)
        staged = [part for intake in intakes for part in intake.staged(complete_to)]
        quarantine.expire(loaded_at)
        for intake in intakes:
            quarantine.keep(
                intake.mapping.name,
                intake.misfit_paths,
                {},
                anew=intake.mapping.export is Export.FULL,
            )
        result = evidence.commit(staged, loaded_at)
    return _report(intakes, result, loaded_at)


@contextmanager
def typing_database(work: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB database for typing, under a memory limit, that spills into the folder `work`."""
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        con.execute("SET memory_limit = '384MB'")
        con.execute("SET temp_directory = ?", [str(work / "spill")])
        yield con


@dataclass(slots=True)
class _Tally:
    """One table's counts while a source is read."""

    read: int = 0
    filtered: int = 0
    merged: int = 0
    quarantined: Counter[str] = field(default_factory=Counter)
    keyless: bool = False


class _Intake:
    """One mapping's source on its way to staged files."""

    def __init__(  # noqa: PLR0913  (what a load is handed)
        self,
        con: duckdb.DuckDBPyConnection,
        mapping: Mapping,
        places: Places,
        folder: Path,
        pseudonymise: Pseudonymise,
        loaded_at: datetime,
    ) -> None:
        folder.mkdir(parents=True)
        self.con = con
        self.mapping = mapping
        self.places = places
        self.folder = folder
        self.loaded_at = loaded_at
        self.typists = [TableRows(con, mapping, table, pseudonymise) for table in mapping.tables]
        self.tallies: dict[str, _Tally] = {table.table: _Tally() for table in mapping.tables}
        self.settled: dict[str, Settled] = {}
        self.misfit_paths: list[Path] = []

    def run(self, progress: Progress | None) -> None:
        """Read, type and settle all rows; afterwards everything is in Parquet files."""
        with _Writers(self) as writers:
            done = 0
            for batch in read_source(self.mapping, self.places):
                for number, typist in enumerate(self.typists):
                    self._take(number, typist, batch, writers)
                done += batch.values.num_rows
                if progress is not None:
                    progress(self.mapping.name, done)
            self.misfit_paths = writers.misfit_paths
            paths = writers.paths
        for table in self.tallies:
            self._settle(table, [paths[i] for i in self._numbers(table) if i in paths])
        self._set_apart_contradictions()

    def _numbers(self, table: str) -> list[int]:
        return [i for i, typist in enumerate(self.typists) if typist.table.table == table]

    def _take(self, number: int, typist: TableRows, batch: RawBatch, writers: _Writers) -> None:
        tally = self.tallies[typist.table.table]
        typed = typist.type(batch)
        writers.write(number, typed.rows)
        origin = self._origin(typist.table)
        if len(typed.misfits.positions):
            writers.quarantine(misfit_rows(origin, batch, typed.misfits))
        if batch.broken:
            writers.quarantine(broken_rows(origin, batch.file, batch.columns, batch.broken))
        tally.read += batch.values.num_rows + len(batch.broken)
        tally.filtered += typed.filtered
        tally.quarantined.update(typed.misfits.reasons)
        tally.quarantined.update({reasons.BROKEN_LINE: len(batch.broken)} if batch.broken else {})
        tally.keyless |= bool(batch.broken) or None in typed.misfits.keys

    def _origin(self, table: TableMapping) -> Origin:
        return Origin(self.mapping.name, self.mapping.version, table.table, self.loaded_at)

    def _settle(self, table: str, paths: list[Path]) -> None:
        rule = self.typists[self._numbers(table)[0]].table
        settled = settle_repeats(self.con, rule.contract, rule.repeated, paths, self.folder)
        self.settled[table] = settled
        self.tallies[table].merged += settled.merged
        if settled.contradictory:
            self.tallies[table].quarantined[reasons.REPEATED_KEY] += len(settled.contradictory)

    def _set_apart_contradictions(self) -> None:
        """Read the source again for the raw rows of contradictory keys: only then is it known."""
        wanted = {name: s for name, s in self.settled.items() if s.contradictory}
        if not wanted:
            return
        path = self.folder / "contradictory.parquet"
        with pq.ParquetWriter(path, SCHEMA) as writer:
            for batch in read_source(self.mapping, self.places):
                for typist in self.typists:
                    settled = wanted.get(typist.table.table)
                    if settled is not None:
                        writer.write_table(self._contradictions(typist, batch, settled))
        self.misfit_paths = [*self.misfit_paths, path]

    def _contradictions(self, typist: TableRows, batch: RawBatch, settled: Settled) -> pa.Table:
        lines = {line for file, line in settled.contradictory if file == batch.file}
        at = [i for i, line in enumerate(batch.lines.tolist()) if line in lines]
        part = RawBatch(
            batch.file, batch.columns, batch.values.take(pa.array(at, pa.int64())), batch.lines[at]
        )
        keys = typist.keys_of(part)
        found = [i for i, key in enumerate(keys) if key in settled.contradictory_keys]
        count = len(found)
        misfits = Misfits(
            np.array(found, dtype=np.int64),
            [reasons.REPEATED_KEY] * count,
            [None] * count,
            [keys[i] for i in found],
        )
        return misfit_rows(self._origin(typist.table), part, misfits)

    def staged(self, complete_to: date | datetime | None) -> Iterator[Staged]:
        """What the store takes: one entry per table."""
        stated = complete_to if complete_to is not None else self.mapping.complete_to
        reached = None if stated is None else instant_of(stated, self.mapping)
        for table, settled in self.settled.items():
            export = self.mapping.export.value
            yield Staged(table, self.mapping.name, settled.paths, export, reached)


class _Writers:
    """The Parquet files that an intake fills: one per table mapping, one of misfits."""

    def __init__(self, intake: _Intake) -> None:
        self.intake = intake
        self.paths: dict[int, Path] = {}
        self.misfit_paths: list[Path] = []
        self._open: dict[int, pq.ParquetWriter] = {}

    def __enter__(self) -> _Writers:
        return self

    def __exit__(self, *_: object) -> None:
        for writer in self._open.values():
            writer.close()

    def write(self, number: int, rows: pa.Table) -> None:
        if rows.num_rows == 0:
            return
        if number not in self._open:
            self.paths[number] = self.intake.folder / f"{number}.parquet"
            self._open[number] = pq.ParquetWriter(self.paths[number], rows.schema)
        self._open[number].write_table(rows)

    def quarantine(self, rows: pa.Table) -> None:
        if -1 not in self._open:
            path = self.intake.folder / "misfits.parquet"
            self.misfit_paths.append(path)
            self._open[-1] = pq.ParquetWriter(path, SCHEMA)
        self._open[-1].write_table(rows)


def instant_of(complete_to: date | datetime, mapping: Mapping) -> datetime:
    """The instant up to which: of a date the end of that local day."""
    if isinstance(complete_to, datetime):
        return complete_to
    if mapping.time_zone is None:
        raise InputError(
            f"complete_to {complete_to} is a day, and the mapping has no time zone.",
            file=str(mapping.file),
            mend="Add `time_zone:`, or state the time with its offset.",
        )
    return datetime.combine(complete_to + timedelta(days=1), time(), mapping.time_zone)


def _report(intakes: Sequence[_Intake], result: CommitResult, loaded_at: datetime) -> LoadReport:
    committed = {(count.table, count.source): count for count in result.counts}
    counts = []
    for intake in intakes:
        for table, tally in intake.tallies.items():
            count = committed.get((table, intake.mapping.name), LoadCount(table, ""))
            counts.append(_count(intake.mapping.name, table, tally, count))
    return LoadReport(result.snapshot, loaded_at, tuple(counts))


def _count(mapping: str, table: str, tally: _Tally, count: LoadCount) -> TableCount:
    return TableCount(
        mapping=mapping,
        table=table,
        read=tally.read,
        inserted=count.inserted,
        updated=count.updated,
        unchanged=count.unchanged,
        restored=count.restored,
        merged=count.merged + tally.merged,
        filtered=tally.filtered,
        deleted=count.deleted,
        quarantined=tuple(sorted(tally.quarantined.items())),
    )
