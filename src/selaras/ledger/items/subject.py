"""Whom or what an item is counted for: the word after `per`."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from selaras.contracts import TABLES
from selaras.errors import InputError, said
from selaras.ledger.items.keys import joined_by
from selaras.ledger.items.lookup import look_up
from selaras.ledger.items.owner import with_owner
from selaras.ledger.items.shown import Evident

UNASSIGNED = "unassigned"
"""The subject of items that nobody owns."""
UNKNOWN = "unknown"
"""The subject of items whose group is not known."""
_NUMBER_OF = "_number_of_"
PERSON_GROUPS = {"team": "team", "company": "company", "party": "team", "role": "role"}


def with_subject(
    items: ir.Table, reading: Evident, table: str, per: str | None, *, first_after: bool
) -> ir.Table:
    """`items` with a column `subject`: null without `per`, else a text.

    Items that are numbered by the group have its number in place of the text (see `numbered`).

    Raises InputError where no loaded table has the column that `per` names.
    """
    if per is None:
        return items.mutate(subject=ibis.null("string"))
    if number_column(per) in items.columns:
        return items.mutate(subject=items[number_column(per)])
    named = with_name(items, reading, table, per, first_after=first_after)
    return named.mutate(subject=named.subject.fill_null(nameless(per)))


def nameless(per: str) -> str:
    """The subject of items of which it is not known whose they are."""
    return UNASSIGNED if per == "rep" else UNKNOWN


def with_name(
    items: ir.Table, reading: Evident, table: str, per: str, *, first_after: bool
) -> ir.Table:
    """`items` with `subject` as in `with_subject`, null where it is not known."""
    if per == "rep":
        owned = with_owner(items, reading, table, first_after=first_after)
        return owned.mutate(subject=owned.owner)
    return with_group(items, reading, table, per, "subject", first_after=first_after)


def number_column(per: str) -> str:
    """The column of items that has the number of the group that `per` names."""
    return f"{_NUMBER_OF}{per}"


def is_number_column(column: str) -> bool:
    """Whether this is one of `number_column`."""
    return column.startswith(_NUMBER_OF)


def with_group(
    items: ir.Table,
    reading: Evident,
    table: str,
    column: str,
    name: str,
    *,
    first_after: bool = False,
) -> ir.Table:
    """`items` with a text column `name`: a column of their row, of its parent or of its owner."""
    where, column = locate(reading, table, column)
    if where == table:
        return items.mutate(**{name: items[column].cast("string")})
    if where == "people":
        owned = with_owner(items, reading, table, first_after=first_after)
        people = reading.table("people").select("person_id", **{name: _[column].cast("string")})
        return look_up(owned, people, {"owner": "person_id"})
    parents = reading.table(where)
    key = joined_by(TABLES[where].key[0], items, parents)
    return look_up(items, parents.select(key, **{name: _[column].cast("string")}), key)


def locate(reading: Evident, table: str, per: str) -> tuple[str, str]:
    """Table and column that `per` means for items of `table`; the table may not be loaded."""
    if "." in per:
        where, column = per.split(".", 1)
        return where, column
    for where in (table, *parents_of(table)):
        if per in TABLES[where].column_names and (where == table or reading.has(where)):
            return where, per
    column = PERSON_GROUPS.get(per, per)
    if column in TABLES["people"].column_names:
        return "people", column
    raise InputError(
        said(
            "`per: {per}` names no column of {table}, leads or people.",
            "`per: {per}` tidak menyebut kolom dari {table}, leads, atau people.",
            per=per,
            table=table,
        )
    )


def parents_of(table: str) -> tuple[str, ...]:
    """Tables whose key a table's rows carry: leads or tickets."""
    names = TABLES[table].column_names
    return tuple(
        parent
        for parent, key in (("leads", "lead_id"), ("tickets", "ticket_id"))
        if parent != table and key in names
    )
