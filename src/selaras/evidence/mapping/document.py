"""The shape of a mapping's YAML: what may be written, checked by pydantic, shown as JSON Schema."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from selaras.contracts import TABLES

Text = Annotated[str, WithJsonSchema({"type": ["string", "number", "boolean"]})]
Nullable = Annotated[str | None, WithJsonSchema({"type": ["string", "number", "boolean", "null"]})]
Truth = Annotated[bool, WithJsonSchema({"type": "boolean"})]
TableName = Annotated[str, WithJsonSchema({"enum": sorted(TABLES)})]
Sign = Annotated[str, Field(min_length=1, max_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=False)


class SourceDocument(_Strict):
    """Where the rows come from: `file`, `folder` or `sql`."""

    file: str | None = Field(None, description="A file, relative to the mapping or the workspace.")
    folder: str | None = Field(None, description="A folder; each file of it that fits `pattern`.")
    pattern: str | None = Field(None, description="Which files of the folder, as in `leads-*.csv`.")
    sql: str | None = Field(None, description="A query.")
    sqlite: str | None = Field(None, description="The SQLite file that `sql` is asked of.")
    postgres: str | None = Field(
        None, description="Name of the environment variable with the DSN that `sql` is asked of."
    )
    format: Literal["csv", "parquet", "json_lines", "excel"] | None = Field(
        None, description="What the file is; by its suffix where this is not stated."
    )
    member: str | None = Field(None, description="Which file of a zip archive.")
    sheet: str | None = Field(None, description="Which sheet of a workbook; else the first.")
    delimiter: str | None = Field(None, description="One sign, or `tab`; found out if not stated.")
    encoding: str | None = Field(None, description="As in utf-8, utf-16, cp1252; else found out.")
    quote: str | None = Field(None, description='One sign (default `"`), or `none`.')
    escape: Sign | None = Field(None, description="The sign before a quote inside quotes.")
    header: Truth = Field(True, description="false where the first line is a row; then `names`.")
    names: list[str] | None = Field(None, description="The columns of a file without header.")
    skip: int = Field(0, ge=0, le=100_000, description="Lines before the header.")


class ColumnDocument(_Strict):
    """How one column of the table is filled."""

    from_: str | None = Field(None, alias="from", description="The source's column.")
    value: Nullable = Field(None, description="A constant.")
    expression: str | None = Field(None, description="SQL over the source's columns, per row.")
    format: str | list[str] | None = Field(
        None, description="strptime formats of a time or a day, `epoch` or `epoch_ms`."
    )
    precision: Literal["day", "hour", "minute", "second"] | None = Field(
        None, description="`day` where only the day is known."
    )
    time_zone: str | None = Field(None, description="Zone of times without offset, as Asia/Jakarta")
    nulls: list[Nullable] | None = Field(
        None, description="Values that mean `nothing`, besides the mapping's own."
    )
    map: dict[str, Nullable] | None = Field(None, description="Value of the source: word here.")
    else_: Nullable = Field(None, alias="else", description="The word for all other values.")
    decimal: Sign | None = Field(None, description="Decimal sign, `.` if not stated.")
    thousands: Sign | None = Field(None, description="Sign between thousands.")
    personal: Truth = Field(False, description="true: replaced by a random id at load.")


def _column(value: Any) -> Any:
    return {"from": value} if isinstance(value, str) else value


Column = Annotated[
    ColumnDocument,
    BeforeValidator(_column, json_schema_input_type=str | ColumnDocument),
]


class TableDocument(_Strict):
    """How one table is filled."""

    columns: dict[str, Column]
    where: str | None = Field(None, description="Only rows for which this expression is true.")
    repeated: Literal["refuse", "first", "last"] = Field(
        "refuse", description="Which row counts where rows of one load share a key and differ."
    )
    order_by: str | None = Field(None, description="Expression that says which row is last.")


class ListedTableDocument(TableDocument):
    table: TableName


class MappingDocument(_Strict):
    """One source and the evidence tables that it feeds."""

    mapping: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,79}$", description="Its name.")
    source: SourceDocument
    export: Literal["full", "changes"] = Field(
        "changes", description="`full`: what is missing from it was deleted."
    )
    complete_to: str | None = Field(
        None, description="Up to when the source is complete: a date (its end) or a time."
    )
    complete_from: str | None = Field(
        None,
        description="From when on the source is complete, where it begins in the middle of what "
        "happened: a date (its start) or a time.",
    )
    time_zone: str | None = Field(None, description="Zone of times without offset, as Asia/Jakarta")
    nulls: list[Nullable] | None = Field(None, description="Values that mean `nothing`.")
    decimal: Sign | None = Field(None, description="Decimal sign, `.` if not stated.")
    thousands: Sign | None = Field(None, description="Sign between thousands.")
    table: TableName | None = Field(None, description="The table, where there is one.")
    columns: dict[str, Column] | None = None
    where: str | None = None
    repeated: Literal["refuse", "first", "last"] | None = None
    order_by: str | None = None
    tables: dict[TableName, TableDocument] | list[ListedTableDocument] | None = Field(
        None, description="The tables, where there are several."
    )


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a mapping's YAML, for editors."""
    schema = MappingDocument.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
