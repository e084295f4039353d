"""What a load hands to the store: typed rows in Parquet files, not yet compared with anything."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from selaras.contracts import FILE, LINE, SOURCE, Column, Kind, Table, day_flag
from selaras.errors import InputError, said
from selaras.evidence.room import telling_of_room
from selaras.evidence.stored_columns import contract, staged_schema

Export = Literal["full", "changes"]
STAGING = "_staging"
_SCALES = {Kind.AMOUNT: Decimal("0.0001"), Kind.RATE: Decimal("0.00000001")}


@dataclass(frozen=True, slots=True)
class Staged:
    """Rows of one table from one source, ready to be committed.

    Parameters
    ----------
    table, source
        Name of the evidence table, and of the mapping that the rows came by.
    paths
        Parquet files with the columns of `staged_schema`. Where a key comes more than once, the
        later row wins: by the order of `paths`, then by the order in the file.
    export
        `full`: keys of this source that are missing were deleted. `changes`: they were not.
    complete_to
        The instant up to which the source is complete; None: the newest time in the rows.
    complete_from
        The instant from which on it is; None: nothing says that it begins late.
    """

    table: str
    source: str
    paths: tuple[Path, ...]
    export: Export
    complete_to: datetime | None = None
    complete_from: datetime | None = None


@contextmanager
def staging_folder(root: Path) -> Iterator[Path]:
    """A folder of one's own under the evidence folder `root`, removed at the end.

    A lock beside it tells a later load whether the process that made it still lives. That the
    disk filled up is told as an EvidenceError.
    """
    folder = root / STAGING / uuid.uuid4().hex
    folder.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(f"{folder}.lock")
    # Held before there is a folder: another load would take one without for a killed one's.
    with telling_of_room(root), lock:
        try:
            folder.mkdir()
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            Path(lock.lock_file).unlink(missing_ok=True)


def clear_abandoned(root: Path) -> int:
    """Remove the staging folders of processes that were killed; returns how many."""
    removed = 0
    staging = root / STAGING
    for folder in staging.iterdir() if staging.is_dir() else ():
        if not folder.is_dir():
            continue
        lock = FileLock(f"{folder}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            continue
        shutil.rmtree(folder, ignore_errors=True)
        Path(lock.lock_file).unlink(missing_ok=True)
        lock.release()
        removed += 1
    return removed


def stage_rows(
    table: str,
    rows: Iterable[Mapping[str, Any]],
    folder: Path,
    source: str = "test",
    *,
    export: Export = "changes",
    complete_to: datetime | None = None,
    complete_from: datetime | None = None,
    file: str = "rows",
) -> Staged:
    """Stage rows given as mappings: for tests and small tables made in Python.

    Times may be aware or naive (UTC) datetimes or ISO texts; a date alone, or an ISO text of one,
    sets the day flag. Numbers may be int, float, Decimal or text. A missing column is null.
    InputError for an unknown column, a word that is not on the list, or a missing required value.
    """
    known = contract(table)
    schema = staged_schema(known)
    made = [_stage_row(known, row, number) for number, row in enumerate(rows, start=2)]
    for row in made:
        row.setdefault(SOURCE, source)
        row.setdefault(FILE, file)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{table}-{uuid.uuid4().hex}.parquet"
    pq.write_table(pa.Table.from_pylist(made, schema=schema), path)
    return Staged(table, source, (path,), export, complete_to, complete_from)


def _stage_row(table: Table, row: Mapping[str, Any], line: int) -> dict[str, Any]:
    allowed = set(staged_schema(table).names)
    for name in row:
        if name not in allowed:
            raise InputError(
                said(
                    "{table} has no column {name!r}.",
                    "{table} tidak memiliki kolom {name!r}.",
                    table=table.name,
                    name=name,
                ),
                line=line,
            )
    made: dict[str, Any] = {LINE: line, **{name: row[name] for name in row if name in _PLACES}}
    for column in table.columns:
        value = row.get(column.name)
        if value is None and column.required:
            raise InputError(
                said(
                    "{table}.{column} is missing.",
                    "{table}.{column} tidak ada.",
                    table=table.name,
                    column=column.name,
                ),
                line=line,
            )
        try:
            made[column.name] = None if value is None else _typed(column, value)
        except (ValueError, TypeError, InvalidOperation):
            raise InputError(
                said(
                    "{value} does not fit {table}.{column} ({kind}).",
                    "{value} tidak cocok dengan {table}.{column} ({kind}).",
                    value=repr(value),
                    table=table.name,
                    column=column.name,
                    kind=column.kind,
                ),
                line=line,
            ) from None
        if column.kind is Kind.TIME:
            flag = day_flag(column.name)
            made[flag] = row[flag] if flag in row else _is_day(value)
    return made


_PLACES = (SOURCE, FILE, LINE)


def _is_day(value: Any) -> bool:
    if isinstance(value, str):
        return len(value.strip()) <= len("2026-01-31")
    return isinstance(value, date) and not isinstance(value, datetime)


def _typed(column: Column, value: Any) -> Any:
    match column.kind:
        case Kind.TIME:
            return _instant(value)
        case Kind.DAY:
            return date.fromisoformat(value) if isinstance(value, str) else value
        case Kind.AMOUNT | Kind.RATE:
            return Decimal(str(value)).quantize(_SCALES[column.kind])
        case Kind.WORD if column.words and value not in column.words:
            raise ValueError(value)
        case Kind.WHOLE:
            return int(value)
        case _:
            return value


def _instant(value: Any) -> datetime:
    moment = datetime.fromisoformat(value.strip()) if isinstance(value, str) else value
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
