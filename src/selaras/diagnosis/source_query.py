"""Where a diagnosis reads from: a ledger's reading, or Arrow tables that somebody hands over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from selaras.contracts import TABLES, day_flag
from selaras.evidence.engines import Engine
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.ledger import source_query as ledger
from selaras.ledger.reading import Reading


class Source(ledger.Source, Protocol):
    """What a diagnosis asks of a source beside its tables."""

    def has_day_precision(self, table: str, column: str) -> bool:
        """Whether some of the column's times are dates without a time of day."""
        ...

    def complete_to(self, table: str) -> datetime | None: ...

    def complete_from(self, table: str) -> datetime | None: ...


@dataclass
class ArrowSource:
    """Arrow tables under the names of the contracts, complete up to the as-of.

    Columns that a table lacks read as null, and times without a companion `_is_day` are exact.
    """

    tables: Mapping[str, pa.Table]
    engine: Engine = field(default_factory=DuckDBEngine)
    snapshot_id: str | None = None
    _held: dict[str, ir.Table] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ledger.check_names(self.tables)

    def has(self, table: str) -> bool:
        return table in self.tables

    def table(self, name: str) -> ir.Table:
        if name not in self._held:
            self._held[name] = self._register(name)
        return self._held[name]

    def has_day_precision(self, table: str, column: str) -> bool:
        flag = day_flag(column)
        held = self.tables[table]
        return flag in held.column_names and bool(pa.compute.any(held[flag]).as_py())

    def complete_to(self, table: str) -> datetime | None:
        return None

    def complete_from(self, table: str) -> datetime | None:
        return None

    def _register(self, name: str) -> ir.Table:
        given, contract = self.tables[name], TABLES[name]
        known = [c for c in contract.column_names if c in given.column_names]
        flags = [f for f in map(day_flag, known) if f in given.column_names]
        rows = self.engine.register(name, given.select(known + flags))
        columns = {}
        for column in contract.columns:
            wanted = ledger.TYPES[column.kind]
            there = column.name in known
            columns[column.name] = rows[column.name].cast(wanted) if there else ibis.null(wanted)
        for column in contract.times:
            flag = day_flag(column.name)
            columns[flag] = rows[flag] if flag in flags else ibis.literal(False)
        return self.engine.stage(rows.select(**columns), f"{name}_rows")


def source_of(evidence: Reading | Mapping[str, pa.Table] | Source) -> Source:
    """What a diagnosis may be handed, as a source."""
    if isinstance(evidence, Reading):
        return ledger.ReadingSource(evidence)
    if isinstance(evidence, Mapping):
        return ArrowSource(evidence)
    return evidence
