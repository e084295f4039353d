"""One row written by one statement that is built once: for what is written hundreds a second.

Through the ORM most of the time of an insert goes into building the same statement again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

Row = TypeVar("Row", bound=models.Model)
_Field: TypeAlias = "models.Field[Any, Any]"
_Adapt: TypeAlias = "Callable[[_Field, Any, BaseDatabaseWrapper], Any]"


def insert(row: Row) -> Row:
    """Write a new row whose key the database gives; the same object, with its key.

    As `save` does it, without signals: what has a moment of its own (`auto_now_add`) gets it.
    """
    database = connections[DEFAULT_DB_ALIAS]
    columns, statement = _plan(type(row), database.vendor)
    values = []
    for field, adapt in columns:
        value = field.pre_save(row, True)
        values.append(None if value is None else adapt(field, value, database))
    with database.cursor() as cursor:
        cursor.execute(statement, values)
        row.pk = int(cursor.fetchone()[0])
    row._state.adding, row._state.db = False, database.alias
    return row


@cache
def _plan(model: type[models.Model], vendor: str) -> tuple[tuple[tuple[_Field, _Adapt], ...], str]:
    """The columns of a model but its key, with how each is handed to a database of that kind."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(str(field.column)) for field in fields)
    marks = ", ".join("%s" for _ in fields)
    key = model._meta.pk
    assert key is not None
    statement = (
        f"INSERT INTO {quoted(model._meta.db_table)} ({names}) VALUES ({marks}) "
        f"RETURNING {quoted(str(key.column))}"
    )
    return tuple((field, _adapting(field)) for field in fields), statement


def _adapting(field: _Field) -> _Adapt:
    """How values of a field are handed over; text and whole numbers go as they are."""
    if isinstance(field, (models.CharField, models.TextField)):
        return _text
    if isinstance(field, (models.IntegerField, models.ForeignKey)):
        return _as_is
    return _adapted


def _text(field: _Field, value: Any, database: BaseDatabaseWrapper) -> Any:
    """Members of an enumeration go as their text."""
    return str(value)


def _as_is(field: _Field, value: Any, database: BaseDatabaseWrapper) -> Any:
    return value


def _adapted(field: _Field, value: Any, database: BaseDatabaseWrapper) -> Any:
    return field.get_db_prep_save(value, database)
