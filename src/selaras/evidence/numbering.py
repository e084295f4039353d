"""Whole numbers that stand for the ids that rows are joined by: one for each id of a store.

They lie in `_numbers/<column>/<first>-<last>.parquet` under the evidence folder. Every number that
a row was stored with can be read back from the row, so the folder is made again where it is lost.
Those of one load follow time: what waits in a month has numbers that lie close together, and an
engine joins the sooner the fewer numbers lie between the first and the last.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from selaras.contracts import NUMBERED, Table
from selaras.errors import EvidenceError, said
from selaras.evidence.delta_table import files_by_month
from selaras.evidence.footers import facts_of
from selaras.evidence.literals import files_sql, text_sql
from selaras.evidence.manifest import Manifest
from selaras.evidence.stored_columns import contract

FOLDER = "_numbers"
_ID, _NUMBER, _AT = "_id", "_number", "_at"


@dataclass(frozen=True, slots=True)
class Numbering:
    """The numbers of a store's ids. One writer at a time, as for the store itself.

    `root` is the evidence folder; `files` are those of the latest snapshot with numbers in them,
    by the table's name.
    """

    root: Path
    files: Mapping[str, Sequence[str]]
    _whole: set[str] = field(default_factory=set)

    def give(self, con: duckdb.DuckDBPyConnection, table: Table, rows: str) -> None:
        """Number the ids in the SELECT `rows` of a table's columns that have no number yet.

        They follow the event time of their first row, and then themselves. What is given stays
        given, also where the load that asked does not end.
        """
        for column in table.numbered:
            if column not in self._whole:
                self._mend(con, column)
                self._whole.add(column)
            self._give(con, table, column, rows)

    def _give(self, con: duckdb.DuckDBPyConnection, table: Table, column: str, rows: str) -> None:
        at = "NULL" if table.event_time is None else f'"{table.event_time}"'
        con.execute(
            f"CREATE OR REPLACE TABLE unnumbered AS SELECT {_ID}, min({_AT}) AS {_AT}"
            f' FROM (SELECT "{column}"::VARCHAR AS {_ID}, {at} AS {_AT} FROM ({rows}))'
            f" ANTI JOIN ({self._known(column)}) USING ({_ID}) WHERE {_ID} IS NOT NULL"
            f" GROUP BY {_ID}"
        )
        (count,) = _row(con, "SELECT count(*) FROM unnumbered")
        if count:
            last = self._last(column)
            numbers = f"{last} + row_number() OVER (ORDER BY {_AT} NULLS LAST, {_ID})"
            rows = f"SELECT {_ID}, {numbers} AS {_NUMBER} FROM unnumbered"
            self._write(con, column, rows, last + 1, last + count)
        con.execute("DROP TABLE unnumbered")

    def _known(self, column: str) -> str:
        """SELECT of the ids that have a number, with it: `_id` and `_number`."""
        held = self._held(column)
        if not held:
            return f"SELECT NULL::VARCHAR AS {_ID}, NULL::BIGINT AS {_NUMBER} LIMIT 0"
        return f"SELECT {_ID}, {_NUMBER} FROM {_parquet_sql(held)}"

    def numbered(self, table: Table, rows: str) -> str:
        """The SELECT `rows` of a table's columns, with the numbers of its ids beside them."""
        names, joins = "", ""
        for place, (column, name) in enumerate(table.numbered.items()):
            names += f', known_{place}.{_NUMBER} AS "{name}"'
            joins += (
                f" LEFT JOIN ({self._known(column)}) known_{place}"
                f' ON given."{column}" = known_{place}.{_ID}'
            )
        if not joins:
            return rows
        numbers = ", ".join(f"'{name}'" for name in table.numbered.values())
        given = f"SELECT COLUMNS(name -> name NOT IN ({numbers})) FROM ({rows})"
        return f"SELECT given.*{names} FROM ({given}) AS given{joins}"

    def _held(self, column: str) -> list[Path]:
        return sorted((self.root / FOLDER / column).glob("*.parquet"))

    def _last(self, column: str) -> int:
        held = self._held(column)
        return int(held[-1].stem.partition("-")[2]) if held else 0

    def _mend(self, con: duckdb.DuckDBPyConnection, column: str) -> None:
        """Make the numbers again from the rows where files are missing: two ids never share one."""
        held = [tuple(int(end) for end in file.stem.split("-")) for file in self._held(column)]
        whole = all(one[1] + 1 == other[0] for one, other in itertools.pairwise(held))
        starts = not held or held[0][0] == 1
        if whole and starts and self._greatest(column) <= self._last(column):
            return
        parts = []
        for name, files in self.files.items():
            if column in contract(name).numbered and files:
                columns = f'"{column}" AS {_ID}, "{NUMBERED[column]}" AS {_NUMBER}'
                parts.append(f"SELECT {columns} FROM {_parquet_sql(files)}")
        together = " UNION ALL ".join(parts)
        con.execute(
            f"CREATE OR REPLACE TABLE renumbered AS SELECT DISTINCT {_ID}, {_NUMBER}"
            f" FROM ({together}) WHERE {_ID} IS NOT NULL"
        )
        rows, ids, numbers, last = _row(
            con,
            f"SELECT count(*), count(DISTINCT {_ID}), count(DISTINCT {_NUMBER}),"
            f" coalesce(max({_NUMBER}), 0) FROM renumbered",
        )
        if not rows == ids == numbers:
            raise EvidenceError(
                said(
                    "{folder} is damaged, and rows disagree on the numbers of their {column}: "
                    "restore that folder from a backup, or load into an empty one.",
                    "{folder} rusak, dan baris-barisnya berbeda tentang nomor {column}: pulihkan "
                    "folder itu dari cadangan, atau muat ke folder kosong.",
                    folder=self.root / FOLDER,
                    column=column,
                )
            )
        for file in self._held(column):
            file.unlink()
        if rows:
            self._write(con, column, "FROM renumbered", 1, last)
        con.execute("DROP TABLE renumbered")

    def _greatest(self, column: str) -> int:
        """The greatest number that any row of the latest snapshot holds, as footers state it."""
        greatest = 0
        for name, files in self.files.items():
            if column in contract(name).numbered:
                found = facts_of(files)
                if found is None:
                    raise EvidenceError(
                        said(
                            "Files of {table} cannot be read.",
                            "Berkas {table} tidak dapat dibaca.",
                            table=self.root / name,
                        )
                    )
                facts = found[1].get(NUMBERED[column])
                if facts is not None and isinstance(facts.greatest, int):
                    greatest = max(greatest, facts.greatest)
        return greatest

    def _write(
        self, con: duckdb.DuckDBPyConnection, column: str, rows: str, first: int, last: int
    ) -> None:
        folder = self.root / FOLDER / column
        folder.mkdir(parents=True, exist_ok=True)
        passing, file = folder / "passing", folder / f"{first:015d}-{last:015d}.parquet"
        con.execute(f"COPY ({rows}) TO {text_sql(passing)} (FORMAT parquet, COMPRESSION zstd)")
        with passing.open("rb") as written:
            os.fsync(written.fileno())
        passing.replace(file)


def is_numbered(table: Table, columns: Iterable[str]) -> bool:
    """Whether rows that are stored in these columns have the numbers of all their ids."""
    return set(table.numbered.values()) <= set(columns)


def numbering_of(root: Path, latest: Manifest) -> Numbering:
    """The numbers of a store whose latest snapshot is `latest`."""
    files: dict[str, Sequence[str]] = {}
    for name, state in latest.tables.items():
        if set(contract(name).numbered.values()) & set(state.columns):
            by_month = files_by_month(root / name, state.version)
            files[name] = [path for paths in by_month.values() for path in paths]
    return Numbering(root, files)


def _parquet_sql(files: Iterable[str | Path]) -> str:
    return f"read_parquet({files_sql(files)}, hive_partitioning=false)"


def _row(con: duckdb.DuckDBPyConnection, query: str) -> tuple[int, ...]:
    row = con.execute(query).fetchone()
    return () if row is None else row
