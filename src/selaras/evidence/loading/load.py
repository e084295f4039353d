"""Loading: sources through their mappings into evidence, in one commit, every row counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Dictionary
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

import duckdb

from selaras.contracts import TABLES
from selaras.evidence.comparison import LoadCount
from selaras.evidence.connection import settle
from selaras.evidence.literals import files_sql, text_sql
from selaras.evidence.loading.batches import RawBatch
from selaras.evidence.loading.completeness import Stated, check_beginning
from selaras.evidence.loading.intake import Batches, Intake, Progress, Tally, take_in
from selaras.evidence.loading.keys import key_sql, standing_rows_sql
from selaras.evidence.loading.quarantine import Quarantine
from selaras.evidence.loading.report import LoadReport, TableCount
from selaras.evidence.loading.rows import Pseudonymise
from selaras.evidence.loading.sources import Places, read_source
from selaras.evidence.loading.spool import spooled
from selaras.evidence.mapping.values import Export, Mapping, SqlSource
from selaras.evidence.staging import Staged, staging_folder
from selaras.evidence.store import CommitResult, Evidence
from selaras.evidence.stored_columns import staged_types


def load(
    evidence: Evidence,
    mappings: Sequence[Mapping],
    *,
    source_dirs: Sequence[Path] = (),
    files: Dictionary[str, Path] | None = None,
    loaded_at: datetime,
    pseudonymise: Pseudonymise,
    complete_to: date | datetime | None = None,
    complete_from: date | datetime | None = None,
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
    complete_from
        From when on they are; None: as each mapping states. Refused where nothing lies after it.
    progress
        Is told how far reading is.

    InputError where a mapping or a source is wrong; then nothing is loaded.
    """
    places = Places(tuple(source_dirs), files or {})
    quarantine = Quarantine(evidence.root)
    with staging_folder(evidence.root) as work, typing_database(work) as con:
        intakes = []
        for number, mapping in enumerate(mappings):
            folder = work / str(number)
            intakes.append(
                take_in(
                    con,
                    mapping=mapping,
                    batches=_batches(mapping, places, work / f"{number}-spool"),
                    folder=folder,
                    pseudonymise=pseudonymise,
                    at=loaded_at,
                    progress=progress,
                )
            )
        stated = Stated(complete_from, complete_to)
        for intake in intakes:
            check_beginning(con, evidence, intake, stated, loaded_at)
        coming = _loaded_paths(intakes)
        parts = [
            part
            for intake in intakes
            for part in _parts(con, evidence, intake, work, stated, coming)
        ]
        quarantine.expire(loaded_at)
        for intake in intakes:
            # before the commit: a load that is killed in between is repeated, not lost
            quarantine.keep(
                intake.mapping.name,
                intake.misfit_paths,
                {table: settled.paths for table, settled in intake.settled.items()},
                anew=intake.mapping.export is Export.FULL,
            )
        result = evidence.commit([part.staged for part in parts], loaded_at)
    return LoadReport(result.snapshot, loaded_at, counts_of(intakes, parts, result))


@contextmanager
def typing_database(work: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB database for typing, under a memory limit, that spills into the folder `work`."""
    with duckdb.connect() as con:
        settle(con)
        con.execute("SET memory_limit = '384MB'")
        con.execute("SET temp_directory = ?", [str(work / "spill")])
        yield con


def _batches(mapping: Mapping, places: Places, spool: Path) -> Batches:
    """A query may yield other rows when asked again, so its rows are kept for a second reading."""
    read: Callable[[], Iterator[RawBatch]] = partial(read_source, mapping, places)
    return spooled(read, spool) if isinstance(mapping.source, SqlSource) else read


@dataclass(frozen=True, slots=True)
class Part:
    """What is committed of one table of one mapping.

    `standing` of its rows come from evidence itself: rows of a full export that do not fit, and
    so must not be taken for deleted. `held_back`: nothing at all is taken for deleted, since lines
    without a readable key may hold any row, or since the source held no row at all.
    """

    staged: Staged
    standing: int = 0
    held_back: bool = False


def _parts(
    con: duckdb.DuckDBPyConnection,
    evidence: Evidence,
    intake: Intake,
    work: Path,
    stated: Stated,
    coming: Dictionary[str, Sequence[Path]],
) -> Iterator[Part]:
    mapping = intake.mapping
    begins, reached = stated.of(mapping)
    for table, settled in intake.settled.items():
        staged = Staged(
            table,
            mapping.name,
            settled.paths,
            "full" if mapping.export is Export.FULL else "changes",
            reached,
            begins,
        )
        misfits = intake.misfit_paths
        if mapping.export is Export.FULL and _is_empty(intake) and _has_rows(evidence, staged):
            yield Part(replace(staged, export="changes"), held_back=True)
        elif mapping.export is Export.CHANGES or not misfits:
            yield Part(staged)
        elif intake.tallies[table].keyless:
            yield Part(replace(staged, export="changes"), held_back=True)
        else:
            path = work / f"{mapping.name}-{table}-standing.parquet"
            standing = _standing(con, evidence, staged, misfits, coming[table], path)
            yield (
                Part(replace(staged, paths=(path, *staged.paths)), standing)
                if standing
                else (Part(staged))
            )


def _loaded_paths(intakes: Sequence[Intake]) -> dict[str, list[Path]]:
    """The files of rows that come into each table, from all sources of a load."""
    paths: dict[str, list[Path]] = {}
    for intake in intakes:
        for table, settled in intake.settled.items():
            paths.setdefault(table, []).extend(settled.paths)
    return paths


def _is_empty(intake: Intake) -> bool:
    """Whether the source held not one row: more likely a failed export than a clear-out."""
    return not any(tally.read for tally in intake.tallies.values())


def _has_rows(evidence: Evidence, staged: Staged) -> bool:
    return standing_rows_sql(evidence, TABLES[staged.table], staged.source) is not None


def _standing(
    con: duckdb.DuckDBPyConnection,
    evidence: Evidence,
    staged: Staged,
    misfits: Sequence[Path],
    coming: Sequence[Path],
    path: Path,
) -> int:
    """Write the rows of evidence whose keys are among the misfits alone; how many they are.

    `coming` are the rows that come into the table now, from any source: these stand for a key.
    """
    table = TABLES[staged.table]
    rows = standing_rows_sql(evidence, table, staged.source)
    if rows is None:
        return 0
    key = key_sql(table)
    columns = ", ".join(f'"{name}"' for name in staged_types(table))
    besides = ""
    if coming:
        rows_to_come = f"read_parquet({files_sql(coming)}, union_by_name=true)"
        besides = f" AND {key} NOT IN (SELECT {key} FROM {rows_to_come})"
    con.execute(
        f"COPY (SELECT {columns} FROM ({rows}) WHERE {key} IN (SELECT key FROM"
        f" read_parquet({files_sql(misfits)}) WHERE \"table\" = '{table.name}'){besides})"
        f" TO {text_sql(path)} (FORMAT parquet)"
    )
    found = con.execute(f"SELECT count(*) FROM read_parquet({text_sql(path)})").fetchone()
    return int(found[0]) if found else 0


def counts_of(
    intakes: Sequence[Intake], parts: Sequence[Part], result: CommitResult
) -> tuple[TableCount, ...]:
    """The counts of every table of every mapping, reading and committing together."""
    committed = {(count.table, count.source): count for count in result.counts}
    by_table = {(part.staged.table, part.staged.source): part for part in parts}
    counts = []
    for intake in intakes:
        for table, tally in intake.tallies.items():
            place = (table, intake.mapping.name)
            part = by_table[place]
            count = committed.get(place, LoadCount(*place))
            counts.append(_count(intake.mapping.name, table, tally, part, count))
    return tuple(counts)


def _count(mapping: str, table: str, tally: Tally, part: Part, count: LoadCount) -> TableCount:
    return TableCount(
        mapping=mapping,
        table=table,
        read=tally.read,
        inserted=count.inserted,
        updated=count.updated,
        unchanged=count.unchanged - part.standing,
        restored=count.restored,
        merged=count.merged + tally.merged,
        filtered=tally.filtered,
        deleted=count.deleted,
        quarantined=tuple(sorted(tally.quarantined.items())),
        deletions_held_back=part.held_back,
    )
