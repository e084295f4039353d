"""The statements that taking a reservation is made of, written out.

A take is measured in hundreds a second on one file: building the same statements through the ORM
costs several times what the database does with them. They run on SQLite and PostgreSQL alike.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import connection

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


def lock_place(place: Place) -> int:
    """The id of a place's row, made where there is none, and locked until the transaction ends."""
    names = [place.site, place.product, place.kind.value, place.unit]
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
            # As text and a plain number: ready-made days and decimals of ninety rows cost as much
            # as everything else here.
            f"SELECT CAST(day AS TEXT), quantity * 1.0 FROM {_BALANCES} "
            "WHERE place_id = %s AND quantity > 0",
            [place_id],
        )
        return [(_read_day(day), float(quantity)) for day, quantity in cursor.fetchall()]


@lru_cache(maxsize=4096)
def _read_day(text: str) -> date:
    """A day as text; takers read the same few hundred again and again."""
    return date.fromisoformat(text)


def balances(
    at: datetime, place_ids: Collection[int] | None = None
) -> list[tuple[int, int, float]]:
    """Place, day (proleptic ordinal) and quantity of every balance, and below 0 of what has run out
    by an instant and was not ended yet; of some places alone where their ids are given."""
    some = [] if place_ids is None else list(place_ids)
    there = "" if place_ids is None else f" AND place_id IN ({', '.join(['%s'] * len(some))})"
    over = (
        f"SELECT place_id, CAST(needed_on AS TEXT), SUM(quantity) * -1.0 FROM {_RESERVATIONS} "
        f"WHERE state = 'held' AND expires_at <= %s{there} GROUP BY place_id, needed_on"
    )
    days: dict[str, int] = {}
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT place_id, CAST(day AS TEXT), quantity * 1.0 FROM {_BALANCES} "
            f"WHERE quantity > 0{there}",
            some,
        )
        rows = cursor.fetchall()
        cursor.execute(over, [connection.ops.adapt_datetimefield_value(at), *some])
        for place, text, quantity in [*rows, *cursor.fetchall()]:
            day = days.get(text)
            if day is None:
                day = days[text] = date.fromisoformat(text).toordinal()
            found.append((place, day, float(quantity)))
    return found


def places_run_out(since: datetime, until: datetime) -> set[int]:
    """The ids of places where a hold ran out in between.

    The state is written out, so that the index of holds tells it without looking at reservations.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT place_id FROM {_RESERVATIONS} "
            "WHERE state = 'held' AND expires_at > %s AND expires_at <= %s",
            [connection.ops.adapt_datetimefield_value(at) for at in (since, until)],
        )
        return {int(found) for (found,) in cursor.fetchall()}


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


def _day(value: Any) -> date:
    """SQLite gives days back as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _decimal(value: Decimal) -> Any:
    return connection.ops.adapt_decimalfield_value(value, 20, 4)
