"""The statements that taking a reservation is made of, written out.

A take is measured in hundreds a second on one file: building the same statements through the ORM
costs several times what the database does with them. They run on SQLite and PostgreSQL alike.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from selaras.capacity.resources import Place
from selaras.records.reservations.models import Balance, Reservation, ReservedPlace

_PLACES = ReservedPlace._meta.db_table
_RESERVATIONS = Reservation._meta.db_table
_BALANCES = Balance._meta.db_table
_NAMES = ("site", "product", "kind", "unit")
_ADD = (
    f"INSERT INTO {_BALANCES} (place_id, day, quantity) VALUES (%s, %s, %s) "
    f"ON CONFLICT (place_id, day) DO UPDATE "
    # Rounded, since SQLite adds decimals as floats and a balance has to come back to nothing.
    f"SET quantity = ROUND({_BALANCES}.quantity + excluded.quantity, 4)"
)
_writers = threading.Lock()


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that will write. On SQLite the threads of a process queue up for it.

    SQLite lets one write at a time, and those that wait sleep and try again: with many of them the
    file is idle most of the time, and some wait for ever.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with _writers, transaction.atomic():
            yield
    else:
        with transaction.atomic():
            yield


def lock_place(place: Place) -> int:
    """The id of a place's row, made where there is none, and locked until the transaction ends."""
    names = [place.site, place.product, str(place.kind), place.unit]
    fits = " AND ".join(f"{name} = %s" for name in _NAMES)
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {_PLACES} WHERE {fits}{lock}", names)
        row = cursor.fetchone()
        if row is None:
            columns = ", ".join(_NAMES)
            cursor.execute(
                f"INSERT INTO {_PLACES} ({columns}) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
                names,
            )
            cursor.execute(f"SELECT id FROM {_PLACES} WHERE {fits}{lock}", names)
            row = cursor.fetchone()
    return int(row[0])


def taken_at(place_id: int) -> list[tuple[date, float]]:
    """What is held and ordered at a place, by day."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT day, quantity FROM {_BALANCES} WHERE place_id = %s AND quantity > 0",
            [place_id],
        )
        return [(_day(day), float(quantity)) for day, quantity in cursor.fetchall()]


def run_out(place_id: int, at: datetime) -> list[tuple[int, date, Decimal]]:
    """Holds of a place whose time has come: id, day and quantity."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, needed_on, quantity FROM {_RESERVATIONS} "
            "WHERE place_id = %s AND state = 'held' AND expires_at <= %s",
            [place_id, connection.ops.adapt_datetimefield_value(at)],
        )
        return [
            (int(found), _day(day), Decimal(str(quantity)))
            for found, day, quantity in cursor.fetchall()
        ]


def change_balance(place_id: int, day: date, by: Decimal) -> None:
    """Add to a day's balance, in the transaction of what changes it."""
    with connection.cursor() as cursor:
        if by < 0:
            # An insert of less than nothing is refused before it meets the row that is there.
            cursor.execute(
                f"UPDATE {_BALANCES} SET quantity = ROUND(quantity + %s, 4) "
                "WHERE place_id = %s AND day = %s",
                [_decimal(by), place_id, connection.ops.adapt_datefield_value(day)],
            )
        else:
            cursor.execute(
                _ADD, [place_id, connection.ops.adapt_datefield_value(day), _decimal(by)]
            )


def insert(row: Reservation) -> Reservation:
    """Write a new reservation; the same object, with its id."""
    fields = [field for field in Reservation._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join("%s" for _ in fields)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_RESERVATIONS} ({columns}) VALUES ({marks}) RETURNING id", values
        )
        row.pk = int(cursor.fetchone()[0])
    row._state.adding, row._state.db = False, connection.alias
    return row


def _day(value: Any) -> date:
    """SQLite gives days back as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _decimal(value: Decimal) -> Any:
    return connection.ops.adapt_decimalfield_value(value, 20, 4)
