"""Reservations that are kept in a CSV."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from selaras.capacity.reservation_file import read_reservations
from selaras.capacity.reservations import Reservation, State
from selaras.errors import InputError

ZONE = ZoneInfo("Asia/Jakarta")
HEAD = "site,product,quantity,needed_on,state,expires_at,holder\n"


def _read(folder: Path, text: str) -> tuple[Reservation, ...]:
    path = folder / "held.csv"
    path.write_text(text, encoding="utf-8")
    return read_reservations(path, ZONE)


def test_rows_are_reservations(tmp_path: Path) -> None:
    first, second = _read(
        tmp_path,
        HEAD
        + "Abepura,Fibre,40,2026-06-10,,2026-06-05T17:00,sales\n"
        + "Abepura,Fibre,2.5,2026-06-11,ordered,,\n",
    )
    assert (first.quantity, first.needed_on, first.holder) == (40.0, date(2026, 6, 10), "sales")
    assert first.expires_at == datetime(2026, 6, 5, 10, tzinfo=UTC)
    assert (second.state, second.expires_at, second.reservation_id) == (
        State.ORDERED,
        None,
        "held.csv:3",
    )


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (",Fibre,1,2026-06-10,,,", "held.csv:2: site ''"),
        ("A,Fibre,-1,2026-06-10,,,", "held.csv:2: quantity '-1'"),
        ("A,Fibre,lots,2026-06-10,,,", "held.csv:2: quantity 'lots'"),
        ("A,Fibre,1,10/06/2026,,,", "held.csv:2: needed_on '10/06/2026'"),
        ("A,Fibre,1,2026-06-10,parked,,", "held.csv:2: state, kind or priority"),
        ("A,Fibre,1,2026-06-10,,soon,", "held.csv:2: expires_at 'soon'"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(InputError) as raised:
        _read(tmp_path, HEAD + row + "\n")
    assert says in str(raised.value)


def test_a_missing_column_and_a_missing_file_are_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no column 'needed_on'"):
        _read(tmp_path, "site,product,quantity\n")
    with pytest.raises(InputError, match="cannot be read"):
        read_reservations(tmp_path / "none.csv", ZONE)
