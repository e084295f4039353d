"""Where an answer reads from: a reading of a snapshot, or Arrow tables that somebody hands over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import ibis.expr.types as ir

from selaras.contracts import TABLES, Kind
from selaras.errors import InputError, said
from selaras.evidence.engines import Engine
from selaras.ledger.reading import Reading

TYPES = {
    Kind.TEXT: "string",
    Kind.WORD: "string",
    Kind.TIME: "timestamp('UTC', 6)",
    Kind.DAY: "date",
    Kind.AMOUNT: "float64",
    Kind.RATE: "float64",
    Kind.WHOLE: "int64",
    Kind.FLAG: "boolean",
}
"""The types that handed-over columns are brought to: amounts and rates are floats."""


class Source(Protocol):
    """Evidence tables as of an instant, on an engine."""

    @property
    def engine(self) -> Engine: ...

    @property
    def snapshot_id(self) -> str | None: ...

    def has(self, table: str) -> bool: ...

    def table(self, name: str) -> ir.Table:
        """Every column of the contract; what is not held reads as null."""
        ...


@dataclass(frozen=True)
class ReadingSource:
    """A snapshot seen as of an instant."""

    reading: Reading

    @property
    def engine(self) -> Engine:
        return self.reading.engine

    @property
    def snapshot_id(self) -> str | None:
        return self.reading.snapshot.id

    @property
    def as_of(self) -> datetime:
        return self.reading.as_of

    def has(self, table: str) -> bool:
        return self.reading.has(table)

    def table(self, name: str) -> ir.Table:
        return self.reading.table(name)

    def has_day_precision(self, table: str, column: str) -> bool:
        return self.reading.has_day_precision(table, column)

    def complete_to(self, table: str) -> datetime | None:
        return self.reading.snapshot.complete_to(table)

    def complete_from(self, table: str) -> datetime | None:
        return self.reading.snapshot.complete_from(table)


def check_names(tables: Iterable[str]) -> None:
    """Raise InputError for a name that no evidence table bears."""
    for name in tables:
        if name not in TABLES:
            raise InputError(
                said("{name!r} is not an evidence table.", "{name!r} bukan tabel bukti.", name=name)
            )
