"""The evidence tables that a step is shown, and what is true of them as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import ibis.expr.types as ir


class Evident(Protocol):
    """Who can be asked for evidence tables: a reading, or a step's stand-ins."""

    def has(self, table: str, /) -> bool: ...

    def table(self, name: str, /) -> ir.Table: ...


@dataclass(frozen=True, slots=True)
class Facts:
    """Columns, as (table, column), that hold nulls, or times that are known to the day only."""

    with_nulls: tuple[tuple[str, str], ...] = ()
    with_day_precision: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A step's tables, those of evidence among them by their names."""

    tables: Mapping[str, ir.Table]
    facts: Facts = Facts()

    def has(self, table: str, /) -> bool:
        return table in self.tables

    def table(self, name: str, /) -> ir.Table:
        return self.tables[name]

    def may_be_null(self, table: str, column: str) -> bool:
        return (table, column) in self.facts.with_nulls

    def has_day_precision(self, table: str, column: str) -> bool:
        return (table, column) in self.facts.with_day_precision
