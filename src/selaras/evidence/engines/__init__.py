"""Engines that run the measures: each hands out ibis tables over a snapshot's files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

    from selaras.evidence.engines.compiled import Step
    from selaras.evidence.snapshot import Snapshot


class Engine(Protocol):
    """What every engine can do; what it cannot is declared in its module and its tests.

    Sessions run in UTC. Expressions of one engine are not mixed with another's. It joins up to
    `rows_at_once` rows, numbered one by one, with many others by their numbers at its best; None:
    however many there are.
    """

    name: str
    rows_at_once: int | None

    def table(
        self,
        snapshot: Snapshot,
        name: str,
        columns: Iterable[str] | None = None,
        months: Iterable[str] | None = None,
    ) -> ibis.Table:
        """An evidence table; EvidenceError where the snapshot does not have it.

        `columns` None gives all but `_month` and `_hash`; `months` None gives all, and months
        without rows give an empty table of the same types.
        """
        ...

    def register(self, name: str, arrow_table: pa.Table) -> ibis.Table:
        """A small table made in Python, under a name that the engine may make unique."""
        ...

    def stage(self, expr: ibis.Table, name: str) -> ibis.Table:
        """The expression under a name, not yet run: a long one is built and compiled in steps."""
        ...

    def materialise(self, expr: ibis.Table, name: str) -> ibis.Table:
        """Run the expression once and keep its rows for as long as the engine is open."""
        ...

    def derive(
        self,
        step: Step,
        tables: Mapping[str, ibis.Table],
        numbers: Mapping[str, int],
        /,
        *,
        keep: bool = False,
        **shape: Any,
    ) -> ibis.Table:
        """What a step makes of tables and numbers, compiled once for each shape (see `compiled`).

        `keep` runs it and keeps the rows, as `materialise` does; else it is as `stage`. What is
        in `shape` must have a `repr` that says all about it.
        """
        ...

    def to_arrow(self, expr: ibis.Table) -> pa.Table:
        """Run the expression and bring its rows to Python."""
        ...

    def close(self) -> None:
        """Give back what the engine holds; its tables are gone then."""
        ...
