"""What a contract is made of: columns, tables and the fixed words in them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The type of a column, as evidence stores it."""

    TEXT = "text"
    WORD = "word"  # one of a fixed list
    TIME = "time"  # timestamp[us, UTC], with a companion that says whether only the day is known
    DAY = "day"  # a calendar date
    AMOUNT = "amount"  # decimal(18, 4)
    RATE = "rate"  # decimal(18, 8)
    WHOLE = "whole"  # int64
    FLAG = "flag"  # true, false or null


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an evidence table.

    `governed_by` names the time column of the same table at which this value was set; at an
    as-of before that time the value reads as null. `null_means` says what a null stands for.
    `required` columns quarantine a row that lacks them. `points_ahead` marks times that lie in the
    future when they are written (a deadline): they say nothing about how far a table is complete.
    """

    name: str
    kind: Kind
    says: str
    required: bool = False
    words: tuple[str, ...] = ()
    unit: str | None = None
    governed_by: str | None = None
    null_means: str = "not known"
    points_ahead: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One evidence table.

    `event_time` is the TIME column at which a row happened; it lays the table out by month and
    its newest value is the default of how far the table is complete. None for tables that state
    what holds rather than what happened. `parent` is the key column that rows are clustered by.
    `owner` is the column that names the person a row belongs to, where the table has one.
    """

    name: str
    says: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    event_time: str | None = None
    parent: str | None = None
    owner: str | None = None

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def numbered(self) -> dict[str, str]:
        """Columns of ids that are stored as a number as well, each with the name of that."""
        return {key: name for key, name in NUMBERED.items() if key in self.column_names}

    @property
    def times(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.kind is Kind.TIME)


def day_flag(time_column: str) -> str:
    """Name of the stored companion of a TIME column: true where only the day is known."""
    return f"{time_column}_is_day"


MONTH = "_month"
"""Stored partition column: `2026-01` of the event time in UTC, `none` where that is null, and `all`
in tables without an event time."""
SOURCE = "_source"
"""Stored column: the name of the mapping that loaded the row."""
LINE = "_line"
"""Stored column: the row's place in its source, counted from 1 with the header."""
FILE = "_file"
"""Stored column: the file (or member of an archive, or query) that the row came from."""
HASH = "_hash"
"""Stored column: a hash of the row's contract columns, to see whether a row changed."""
DELETED_AT = "deleted_at"
"""Stored TIME column: up to when the source was complete as the row went missing from it."""
NUMBERED = {"lead_id": "_lead_number", "ticket_id": "_ticket_number"}
"""Ids that many rows are joined by → the stored column of whole numbers that stand for them.

An id has one number, in all tables and snapshots of a store, and a number one id: a join by numbers
is the join by ids, and much cheaper. They are given out densely, from 1, as rows are loaded: those
of one load in order of event time.
"""
