"""Steps compiled once for each shape: building and compiling costs more than small evidence does.

A step is a function of the module level from tables and numbers to a table. It is shown stand-ins:
tables with columns and no rows, and numbers with a name and no value. So what it gives hangs on
nothing but the columns, the names and its keywords, and the SQL that it compiles to serves
whatever tables and numbers are filled in later.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import ibis
import ibis.expr.datatypes as dt

Numbers = Mapping[str, Any]
"""Whole numbers of 64 bits by name: ints, or their stand-ins."""


Step = Callable[..., ibis.Table]
"""`step(tables, numbers, **shape)` builds a table: `tables` and `numbers` are mappings by name."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """SQL with stand-ins, the columns that it gives, and the tables that it reads."""

    sql: str
    schema: ibis.Schema
    tables: tuple[str, ...]

    def filled(self, tables: Mapping[str, str], numbers: Mapping[str, int]) -> str:
        """The SQL with names of the engine's tables (by stand-in), and numbers, put in."""

        def table(found: re.Match[str]) -> str:
            return f'"{tables[found[1]]}"'

        def number(found: re.Match[str]) -> str:
            return f"CAST({int(numbers[found[1].lower()])} AS BIGINT)"

        return _NUMBER.sub(number, _TABLE.sub(table, self.sql))


_TABLE = re.compile(r'"given_table_(\w+)"')
_NUMBER = re.compile(r"\bgiven_number_(\w+)\(\)", re.IGNORECASE)


class CompiledSteps:
    """Steps that were compiled, by their shape, for one dialect."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Compiled] = {}

    def compiled(
        self,
        compile_: Callable[[ibis.Table], str],
        step: Step,
        schemas: Mapping[str, ibis.Schema],
        numbers: Numbers,
        shape: Mapping[str, Any],
    ) -> Compiled:
        """The step's SQL; built and compiled where no step of the same shape was before."""
        # By `repr`, because 1 equals True, and their SQL does not.
        asked = repr(sorted(shape.items()))
        key = step, frozenset(schemas.items()), frozenset(numbers), asked
        known = self._known.get(key)
        if known is None:
            stand_ins = {
                name: ibis.table(schema, name=f"given_table_{name}")
                for name, schema in schemas.items()
            }
            made = step(stand_ins, {name: _number(name) for name in numbers}, **shape)
            sql = compile_(made)
            tables = tuple(dict.fromkeys(_TABLE.findall(sql)))
            known = self._known[key] = Compiled(sql, made.schema(), tables)
        return known


@cache
def _number(name: str) -> Any:
    """A whole number to be filled in: to ibis a function of the engine with no arguments."""

    def stand_in() -> Any:
        """Stand in for the number."""

    named = ibis.udf.scalar.builtin(name=f"given_number_{name}", signature=((), dt.int64))
    return named(stand_in)()
