"""Steps compiled once for each shape: building and compiling costs more than small evidence does.

A step is a function of the module level from tables and numbers to a table. It is shown stand-ins:
tables with columns and no rows, and numbers with a name and no value. So what it gives hangs on
nothing but the columns, the names and its keywords, and the SQL that it compiles to serves
whatever tables and numbers are filled in later.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Hashable, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
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
_IN_PROCESS: dict[Hashable, Compiled] = {}
_PACKAGES = ("statistics", "calendars", "contracts", "evidence", "agreements", "ledger")
"""Those that a step may call."""
_CREATE = "CREATE TABLE IF NOT EXISTS steps (key TEXT PRIMARY KEY, made_by TEXT, body TEXT)"


class CompiledSteps:
    """Steps that were compiled for one dialect, by their shape: in this process, or by a file.

    The file is a cache and nothing more: it is read where it can be, and holds for the same
    programs alone.
    """

    def __init__(self, dialect: str, path: Path | None = None) -> None:
        self._dialect, self._path = dialect, path
        self._kept = {} if path is None else _read(path)
        self._fresh: dict[str, Compiled] = {}

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
        asked = self._dialect, repr(sorted(shape.items()))
        key = step, frozenset(schemas.items()), frozenset(numbers), asked
        known = _IN_PROCESS.get(key)
        if known is None:
            name = _name(step, schemas, numbers, asked)
            known = _IN_PROCESS[key] = _compiled_of(self._kept.get(name)) or self._made(
                name, compile_, step, schemas, numbers, shape
            )
        return known

    def _made(
        self,
        name: str,
        compile_: Callable[[ibis.Table], str],
        step: Step,
        schemas: Mapping[str, ibis.Schema],
        numbers: Numbers,
        shape: Mapping[str, Any],
    ) -> Compiled:
        stand_ins = {
            table: ibis.table(schema, name=f"given_table_{table}")
            for table, schema in schemas.items()
        }
        made = step(stand_ins, {number: _number(number) for number in numbers}, **shape)
        sql = compile_(made)
        tables = tuple(dict.fromkeys(_TABLE.findall(sql)))
        self._fresh[name] = Compiled(sql, made.schema(), tables)
        return self._fresh[name]

    def save(self) -> None:
        """Write what was compiled; a file that cannot be written is left alone."""
        if self._path is None or not self._fresh:
            return
        rows = [(name, _programs(), _body_of(made)) for name, made in self._fresh.items()]
        try:
            with closing(sqlite3.connect(self._path, timeout=5)) as file, file:
                file.execute(_CREATE)
                file.execute("DELETE FROM steps WHERE made_by <> ?", (_programs(),))
                file.executemany("INSERT OR REPLACE INTO steps VALUES (?, ?, ?)", rows)
        except sqlite3.Error:
            return
        self._fresh.clear()


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        with closing(sqlite3.connect(path, timeout=5)) as file:
            asked = "SELECT key, body FROM steps WHERE made_by = ?"
            return dict(file.execute(asked, (_programs(),)).fetchall())
    except sqlite3.Error:
        return {}


@cache
def _programs() -> str:
    """What else the SQL hangs on: the versions of what compiles it, and the files of a step."""
    root = Path(__file__).parents[2]
    files = sorted(file for package in _PACKAGES for file in (root / package).rglob("*.py"))
    stats = [(str(file.relative_to(root)), file.stat()) for file in files]
    held = [(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats]
    names = [version(name) for name in ("ibis-framework", "sqlglot", "duckdb")]
    return hashlib.sha256(repr((names, held)).encode()).hexdigest()


def _name(
    step: Step,
    schemas: Mapping[str, ibis.Schema],
    numbers: Numbers,
    asked: tuple[str, str],
) -> str:
    columns = [
        (table, [(column, str(kind)) for column, kind in schema.items()])
        for table, schema in sorted(schemas.items())
    ]
    text = repr((step.__module__, step.__qualname__, columns, sorted(numbers), asked))
    return hashlib.sha256(text.encode()).hexdigest()


def _body_of(made: Compiled) -> str:
    columns = [(name, str(kind)) for name, kind in made.schema.items()]
    return json.dumps([made.sql, columns, made.tables])


def _compiled_of(body: str | None) -> Compiled | None:
    if body is None:
        return None
    sql, columns, tables = json.loads(body)
    schema = ibis.schema({name: _kind(text) for name, text in columns})
    return Compiled(sql, schema, tuple(tables))


_kind = cache(dt.dtype)


@cache
def _number(name: str) -> Any:
    """A whole number to be filled in: to ibis a function of the engine with no arguments."""

    def stand_in() -> Any:
        """Stand in for the number."""

    named = ibis.udf.scalar.builtin(name=f"given_number_{name}", signature=((), dt.int64))
    return named(stand_in)()
