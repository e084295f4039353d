"""What the Parquet files of a table say of its columns in their footers: no row is read."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import pyarrow as pa
import pyarrow.parquet as pq

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """Of one column over all files: how many values are null, the greatest and the least value.

    These are datetimes for times, bools for flags and ints for whole numbers, None where there is
    no value; of other kinds they are not read.
    """

    nulls: int = 0
    greatest: datetime | bool | int | None = None
    least: datetime | bool | int | None = None


def facts_of(files: Iterable[str]) -> tuple[int, dict[str, ColumnFacts]] | None:
    """Rows, and facts of every column that the files have; None where a footer lacks them.

    A column that one of the files lacks counts as null there.
    """
    rows = 0
    found: dict[str, ColumnFacts] = {}
    held: dict[str, int] = {}
    for file in files:
        try:
            state = os.stat(file)
            known = _facts_of_file(file, state.st_size, state.st_mtime_ns)
        except (OSError, pa.ArrowException):
            return None
        if known is None:
            return None
        rows += known[0]
        for name, facts in known[1].items():
            found[name] = _both(found.get(name, ColumnFacts()), facts)
            held[name] = held.get(name, 0) + known[0]
    return rows, {
        name: replace(facts, nulls=facts.nulls + rows - held[name]) for name, facts in found.items()
    }


@lru_cache(maxsize=4096)
def _facts_of_file(
    file: str, _size: int, _changed_ns: int
) -> tuple[int, dict[str, ColumnFacts]] | None:
    """Rows and facts of one file, remembered: files of evidence are never written again."""
    footer = pq.read_metadata(file)
    found: dict[str, ColumnFacts] = {}
    for group in range(footer.num_row_groups):
        portion = footer.row_group(group)
        for number in range(footer.num_columns):
            column = portion.column(number)
            facts = _facts(column, portion.num_rows)
            if facts is None:
                return None
            name = column.path_in_schema
            found[name] = _both(found.get(name, ColumnFacts()), facts)
    return footer.num_rows, found


def _facts(column: pq.ColumnChunkMetaData, rows: int) -> ColumnFacts | None:
    known = column.statistics
    if known is None or not known.has_null_count:
        return None
    if known.null_count == rows or known.physical_type not in ("INT64", "BOOLEAN"):
        return ColumnFacts(known.null_count)
    if not known.has_min_max:
        return None
    ends = known.max_raw, known.min_raw
    if known.physical_type == "BOOLEAN" or known.logical_type.type == "NONE":
        return ColumnFacts(known.null_count, *ends)
    if known.logical_type.type != "TIMESTAMP":
        return ColumnFacts(known.null_count)
    if "microseconds" not in known.logical_type.to_json():
        return None
    return ColumnFacts(known.null_count, *(_EPOCH + timedelta(microseconds=end) for end in ends))


def _both(one: ColumnFacts, other: ColumnFacts) -> ColumnFacts:
    greatest = [x.greatest for x in (one, other) if x.greatest is not None]
    least = [x.least for x in (one, other) if x.least is not None]
    return ColumnFacts(
        one.nulls + other.nulls,
        max(greatest, default=None),
        min(least, default=None),
    )
