"""The evidence tables that a step is shown."""

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
class Shown:
    """A step's tables, those of evidence among them by their names."""

    tables: Mapping[str, ir.Table]

    def has(self, table: str, /) -> bool:
        return table in self.tables

    def table(self, name: str, /) -> ir.Table:
        return self.tables[name]
