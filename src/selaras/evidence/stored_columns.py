"""How an evidence table is stored: which columns, in which types, and a hash of each row."""

from __future__ import annotations

import pyarrow as pa

from selaras.contracts import (
    DELETED_AT,
    FILE,
    HASH,
    LINE,
    MONTH,
    SOURCE,
    TABLES,
    Column,
    Kind,
    Table,
    day_flag,
)
from selaras.errors import InputError, said

SQL_TYPES = {
    Kind.TEXT: "VARCHAR",
    Kind.WORD: "VARCHAR",
    Kind.TIME: "TIMESTAMP WITH TIME ZONE",
    Kind.DAY: "DATE",
    Kind.AMOUNT: "DECIMAL(18,4)",
    Kind.RATE: "DECIMAL(18,8)",
    Kind.WHOLE: "BIGINT",
    Kind.FLAG: "BOOLEAN",
}
NO_EVENT_TIME = "none"
"""Month of a row whose event time is null."""
WHOLE_TABLE = "all"
"""Month of every row of a table without an event time."""


def contract(name: str) -> Table:
    """The contract of an evidence table; InputError with the known names for any other."""
    if name not in TABLES:
        raise InputError(
            said("{name!r} is not an evidence table.", "{name!r} bukan tabel bukti.", name=name),
            mend=said("Known are {known}.", "Yang dikenal: {known}.", known=", ".join(TABLES)),
        )
    return TABLES[name]


def staged_types(table: Table) -> dict[str, str]:
    """Column → SQL type of what a load hands over: contract columns, day flags, where it was."""
    types = {column.name: SQL_TYPES[column.kind] for column in table.columns}
    types |= {day_flag(column.name): "BOOLEAN" for column in table.times}
    return types | {SOURCE: "VARCHAR", FILE: "VARCHAR", LINE: "BIGINT"}


def stored_types(table: Table) -> dict[str, str]:
    """Column → SQL type of what is kept in Parquet: the staged columns and what a load adds."""
    numbers = dict.fromkeys(table.numbered.values(), "BIGINT")
    return staged_types(table) | {DELETED_AT: SQL_TYPES[Kind.TIME], HASH: "BIGINT"} | numbers


def readable_types(table: Table) -> dict[str, str]:
    """Column → SQL type of what can be asked for: the stored columns and the month."""
    return stored_types(table) | {MONTH: "VARCHAR"}


def staged_schema(table: Table) -> pa.Schema:
    """The Arrow schema of what a load hands over, in the order of `staged_types`."""
    kinds = {
        "VARCHAR": pa.string(),
        "TIMESTAMP WITH TIME ZONE": pa.timestamp("us", "UTC"),
        "DATE": pa.date32(),
        "DECIMAL(18,4)": pa.decimal128(18, 4),
        "DECIMAL(18,8)": pa.decimal128(18, 8),
        "BIGINT": pa.int64(),
        "BOOLEAN": pa.bool_(),
    }
    return pa.schema([(name, kinds[kind]) for name, kind in staged_types(table).items()])


def stored_schema(table: Table) -> pa.Schema:
    """The Arrow schema of the Delta table: stored columns, then the partition column."""
    added = [(DELETED_AT, pa.timestamp("us", "UTC")), (HASH, pa.int64())]
    numbers = [(name, pa.int64()) for name in table.numbered.values()]
    more = pa.schema([*added, *numbers, (MONTH, pa.string())])
    return pa.schema([*staged_schema(table), *more])


def hash_sql(table: Table) -> str:
    """SQL of a row's 60-bit hash, over its contract columns and day flags.

    The first 15 digits of the MD5 of a text from which every value can be read back: the texts
    themselves, then per column `;name=value`, or `;name:length` for a text. It rests on nothing
    that a version of DuckDB, a machine or a session could change. Nulls (and flags that are false)
    leave no mark, so a contract that gains a column does not change the hash of rows without it.
    """
    texts = [column.name for column in table.columns if column.kind in (Kind.TEXT, Kind.WORD)]
    parts = [f'"{name}"' for name in texts]
    parts += [f"';{name}:' || strlen(\"{name}\")" for name in texts]
    parts += [_tagged(column) for column in table.columns if column.name not in texts]
    parts += [
        f"CASE WHEN \"{day_flag(column.name)}\" THEN ';{day_flag(column.name)}' END"
        for column in table.times
    ]
    return _hash_sql(f"concat({', '.join(parts)})")


def _hash_sql(text: str) -> str:
    """By way of the hexadecimal text: DuckDB's md5_number takes five times as long."""
    return f"('0x' || left(md5({text}), 15))::BIGINT"


def _tagged(column: Column) -> str:
    name = f'"{column.name}"'
    values = {
        Kind.TIME: f"epoch_us({name})",
        Kind.DAY: f"date_diff('day', DATE '1970-01-01', {name})",
        Kind.FLAG: f"{name}::TINYINT",
    }
    return f"';{column.name}=' || {values.get(column.kind, name)}"


def month_sql(table: Table) -> str:
    """SQL of a row's month; the plain timestamp spares a time zone lookup per row."""
    if table.event_time is None:
        return f"'{WHOLE_TABLE}'"
    at = f'make_timestamp(epoch_us("{table.event_time}"))'
    return f"coalesce(strftime({at}, '%Y-%m'), '{NO_EVENT_TIME}')"


def day_sql(table: Table) -> str:
    """SQL of the day of a row's month, in UTC as `month_sql`; 0 where it has no event time."""
    if table.event_time is None:
        return "0"
    return f'coalesce(day(make_timestamp(epoch_us("{table.event_time}"))), 0)'


def digest_sql() -> str:
    """SQL aggregate over rows: the same for the same rows in any order, deletions included.

    A sum, so that those of parts add up to that of the whole; of rows it takes their count too.
    """
    deleted = _hash_sql(f"{HASH} || ':' || epoch_us({DELETED_AT})")
    row = f"CASE WHEN {DELETED_AT} IS NULL THEN {HASH} ELSE {deleted} END"
    return f"coalesce(sum({row}), 0)::VARCHAR"
