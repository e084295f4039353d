"""A mapping as frozen values: how one source feeds the evidence tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from selaras.contracts import TABLES, Table
from selaras.evidence.mapping.expressions import columns_of


class Format(StrEnum):
    """What a source file is."""

    CSV = "csv"
    PARQUET = "parquet"
    JSON_LINES = "json_lines"
    EXCEL = "excel"


class Export(StrEnum):
    """Whether a source holds all there is, or only what is new or changed."""

    FULL = "full"
    CHANGES = "changes"


class Repeated(StrEnum):
    """What becomes of rows of one load that share a key and differ."""

    REFUSE = "refuse"
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class CsvForm:
    """How a CSV file is written; None where it is to be detected.

    `names` are the columns where the file has no header; `skip` is a number of lines before the
    header (or before the first row).
    """

    delimiter: str | None = None
    encoding: str | None = None
    quote: str | None = '"'
    escape: str | None = None
    names: tuple[str, ...] | None = None
    skip: int = 0


@dataclass(frozen=True, slots=True)
class FileSource:
    """One file, or each file of a folder that fits `pattern`, in the order of their names."""

    path: str
    pattern: str | None = None
    form: Format | None = None
    csv: CsvForm = CsvForm()
    member: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class SqlSource:
    """A query. Exactly one of `sqlite` (a file) and `postgres` (an environment variable's name,
    which holds the DSN) is given."""

    query: str
    sqlite: str | None = None
    postgres: str | None = None


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Where the values of one contract column come from, and how they are read.

    Exactly one of `source` (a column), `expression` (over columns) and `constant` holds, unless
    `is_constant`, where `constant` may be None. `formats` empty means ISO 8601. `words` maps
    values to words; a value not among them reads as `otherwise` where `has_otherwise`, else as
    itself. `line` is the mapping's own line.
    """

    column: str
    source: str | None = None
    expression: str | None = None
    constant: str | None = None
    is_constant: bool = False
    formats: tuple[str, ...] = ()
    day_precision: bool | None = None
    time_zone: ZoneInfo | None = None
    nulls: tuple[str, ...] = ("",)
    words: tuple[tuple[str, str | None], ...] = ()
    has_otherwise: bool = False
    otherwise: str | None = None
    decimal: str = "."
    thousands: str | None = None
    personal: bool = False
    line: int | None = None


@dataclass(frozen=True, slots=True)
class TableMapping:
    """How one evidence table is fed. `order_by` is an expression over source columns."""

    table: str
    columns: tuple[ColumnMapping, ...]
    where: str | None = None
    repeated: Repeated = Repeated.REFUSE
    order_by: str | None = None
    line: int | None = None

    @property
    def contract(self) -> Table:
        return TABLES[self.table]


@dataclass(frozen=True, slots=True)
class Mapping:
    """One source and the tables that it feeds.

    Parameters
    ----------
    name
        What the rows' `_source` says; unique in a workspace.
    complete_to
        A date (through the end of that local day), an instant, or None: as far as the rows reach.
    complete_from
        A date (from its first instant on), an instant, or None: from the beginning of all.
    nulls
        Texts that stand for "nothing" in every column; the empty text always does.
    version
        Hash of the mapping's content (64 hexadecimal characters).
    """

    name: str
    source: FileSource | SqlSource
    export: Export
    tables: tuple[TableMapping, ...]
    complete_to: date | datetime | None = None
    complete_from: date | datetime | None = None
    time_zone: ZoneInfo | None = None
    nulls: tuple[str, ...] = ("",)
    version: str = ""
    export_is_stated: bool = True
    file: Path = field(default=Path(), compare=False)

    @property
    def columns_read(self) -> tuple[str, ...]:
        """Names of the source columns that any table needs, in the order first met."""
        names: dict[str, None] = {}
        for table in self.tables:
            for column in table.columns:
                if column.source is not None:
                    names.setdefault(column.source)
                if column.expression is not None:
                    names.update(dict.fromkeys(columns_of(column.expression)))
            for expression in (table.where, table.order_by):
                if expression is not None:
                    names.update(dict.fromkeys(columns_of(expression)))
        return tuple(names)
