"""Keeping the store small: compaction of small files, and vacuum of old versions."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from selaras.contracts import TABLES
from selaras.errors import InputError, said
from selaras.evidence.comparison import stored_rows_sql
from selaras.evidence.delta_table import (
    TARGET_FILE_BYTES,
    files_by_month,
    prepare,
)
from selaras.evidence.literals import names
from selaras.evidence.manifest import (
    Manifest,
    TableState,
    manifest_numbers,
    read_manifest,
    write_durably,
)
from selaras.evidence.numbering import Numbering, is_numbered, numbering_of
from selaras.evidence.pins import is_vacuumed, pins_held, read_pins, vacuumed_mark
from selaras.evidence.staging import staging_folder
from selaras.evidence.store import Evidence, Say
from selaras.evidence.stored_columns import contract, stored_schema, stored_types
from selaras.evidence.upsert import BATCH_ROWS, row_order, write_portions
from selaras.evidence.working_database import working_database

KEEP_DAYS = 30


@dataclass(frozen=True, slots=True)
class Compaction:
    """`snapshot` is the new one's number, None where there was nothing to do.

    `files_before` and `files_after` count the Parquet files of the latest snapshot.
    """

    snapshot: int | None
    files_before: int
    files_after: int


@dataclass(frozen=True, slots=True)
class Vacuum:
    """What a vacuum removed, or would: files, their bytes, and snapshots no longer readable."""

    files: int
    bytes: int
    snapshots: tuple[int, ...]


def compact(evidence: Evidence, say: Say | None = None) -> Compaction:
    """Put the small files of a month together: a new snapshot with the same content id."""
    if evidence.is_empty:
        return Compaction(None, 0, 0)
    with evidence.writing(say), staging_folder(evidence.root) as work:
        before = evidence.latest()
        after = replace(before, cause="compact")
        numbering = numbering_of(evidence.root, before)
        for name, state in before.tables.items():
            compacted = _compacted(evidence, work / name, name, state, numbering)
            after = after.with_table(name, compacted)
        counts = (_count(evidence, before), _count(evidence, after))
        if after.tables == before.tables:
            return Compaction(None, *counts)
        return Compaction(evidence.publish(after, before), *counts)


def vacuum(
    evidence: Evidence,
    keep_days: float = KEEP_DAYS,
    *,
    dry_run: bool = False,
    now: datetime | None = None,
    say: Say | None = None,
) -> Vacuum:
    """Remove files that no snapshot needs which is the latest, pinned, or recent.

    Recent is what was the latest at some time in the last `keep_days` days: somebody may be
    reading it. What killed loads left behind goes too. `now` is the clock unless given.
    """
    if keep_days < 0:
        raise InputError(
            said(
                "keep_days is {days}, it cannot be negative.",
                "keep_days adalah {days}, padahal tidak boleh negatif.",
                days=f"{keep_days:g}",
            )
        )
    if evidence.is_empty:
        return Vacuum(0, 0, ())
    root = evidence.root
    with evidence.writing(say), pins_held(root):
        since = (now or datetime.now(UTC)) - timedelta(days=keep_days)
        made = [read_manifest(root, number) for number in manifest_numbers(root)]
        readable = [manifest for manifest in made if not is_vacuumed(root, manifest.number)]
        kept = _kept(root, readable, since)
        needed = {path for manifest in kept for path in _files(root, manifest)}
        doomed = [path for path in _stored_files(root) if str(path) not in needed]
        doomed_paths = {str(path) for path in doomed}
        lost = tuple(
            manifest.number
            for manifest in readable
            if manifest not in kept and not doomed_paths.isdisjoint(_files(root, manifest))
        )
        size = sum(path.stat().st_size for path in doomed)
        if not dry_run:
            # Marked before the first file goes: a reader never meets half a snapshot unwarned.
            for number in lost:
                write_durably(vacuumed_mark(root, number), "")
            for path in doomed:
                path.unlink()
            _remove_orphans(root, made)
        return Vacuum(len(doomed), size, lost)


def _kept(root: Path, made: Sequence[Manifest], since: datetime) -> list[Manifest]:
    pinned = {pin.snapshot for pin in read_pins(root)}
    followers = [*made[1:], None]
    return [
        manifest
        for manifest, follower in zip(made, followers, strict=True)
        if follower is None or follower.written_at >= since or manifest.number in pinned
    ]


def _files(root: Path, manifest: Manifest) -> set[str]:
    return {
        path
        for name, state in manifest.tables.items()
        for paths in files_by_month(root / name, state.version).values()
        for path in paths
    }


def _stored_files(root: Path) -> list[Path]:
    """Data files of every table's folder, whether a version knows them or not."""
    return sorted(path for name in TABLES for path in (root / name).glob("*/*.parquet"))


def _remove_orphans(root: Path, made: Sequence[Manifest]) -> None:
    """Folders of tables whose first load was killed: no snapshot has them."""
    known = {name for manifest in made for name in manifest.tables}
    for name in TABLES:
        if name not in known:
            shutil.rmtree(root / name, ignore_errors=True)


def _is_scattered(paths: Sequence[str]) -> bool:
    """A rewritten month leaves one file under half the target at most: the last."""
    small = [path for path in paths if Path(path).stat().st_size < TARGET_FILE_BYTES / 2]
    return len(small) > 1


def _count(evidence: Evidence, manifest: Manifest) -> int:
    return len(_files(evidence.root, manifest))


def _compacted(
    evidence: Evidence, work: Path, name: str, state: TableState, numbering: Numbering
) -> TableState:
    """The table with its scattered months rewritten; the same state where there are none.

    All files of a version have the same columns: those of an older contract, or without the
    numbers of their ids, are rewritten whole.
    """
    table = contract(name)
    files = files_by_month(evidence.root / name, state.version)
    scattered = [month for month in files if _is_scattered(files[month])]
    numbered = is_numbered(table, state.columns)
    if not scattered and (numbered or not files):
        return state
    columns_now = tuple(stored_types(table))
    whole = state.columns != columns_now
    sizes = {month: state.months[month].rows for month in (files if whole else scattered)}
    columns = names(stored_schema(table).names)
    delta = prepare(evidence.root / name, table, state.version)
    with working_database(work, evidence.memory_limit, evidence.threads) as con:
        if not numbered:
            every = [path for month in files for path in files[month]]
            stored = stored_rows_sql(table, every, state.columns, state.rows)
            numbering.give(con, table, stored)

        def sorted_rows(portion: Sequence[str]) -> pa.RecordBatchReader:
            paths = [path for month in portion for path in files[month]]
            count = sum(state.months[month].rows for month in portion)
            rows = stored_rows_sql(table, paths, state.columns, count)
            if not numbered:
                rows = numbering.numbered(table, rows)
            return con.execute(
                f"SELECT {columns} FROM ({rows}) ORDER BY {names(row_order(table))}"
            ).to_arrow_reader(BATCH_ROWS)

        version = write_portions(delta, table, sizes, sorted_rows, whole=whole)
    return replace(state, version=version, columns=columns_now)
