"""Reservations from a CSV file, for those who keep them elsewhere."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from selaras.capacity.reservations import Reservation, State
from selaras.capacity.resources import Kind
from selaras.errors import InputError

REQUIRED = ("site", "product", "quantity", "needed_on")
OPTIONAL = (
    "reservation_id",
    "state",
    "expires_at",
    "holder",
    "priority",
    "unit",
    "kind",
    "programme",
)


def read_reservations(path: Path, zone: ZoneInfo) -> tuple[Reservation, ...]:
    """Read `site,product,quantity,needed_on` and whatever of the optional columns there is.

    Instants without an offset are local to `zone`. Raises InputError, with file and line, for
    anything that cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            _check_columns(path, reader.fieldnames or [])
            return tuple(_reservation(path, n, row, zone) for n, row in enumerate(reader, start=2))
    except OSError as error:
        raise InputError(f"It cannot be read: {error.strerror}.", file=str(path)) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"This is not a CSV in UTF-8: {error}.", file=str(path)) from None


def _check_columns(path: Path, columns: Sequence[str]) -> None:
    for name in REQUIRED:
        if name not in columns:
            raise InputError(
                f"There is no column {name!r}.",
                file=str(path),
                line=1,
                mend=f"It needs {', '.join(REQUIRED)}; it may have {', '.join(OPTIONAL)}.",
            )


def _reservation(path: Path, line: int, row: Mapping[str, str], zone: ZoneInfo) -> Reservation:
    def text(name: str) -> str | None:
        return (row.get(name) or "").strip() or None

    def refuse(name: str, mend: str) -> InputError:
        return InputError(
            f"{name} {row.get(name)!r} cannot be read.", file=str(path), line=line, mend=mend
        )

    site, product = text("site"), text("product")
    if site is None or product is None:
        raise refuse("site" if site is None else "product", "Every reservation names both.")
    try:
        quantity = float(text("quantity") or "nan")
    except ValueError:
        quantity = math.nan
    if not (math.isfinite(quantity) and quantity >= 0):
        raise refuse("quantity", "Write a number of 0 or more.")
    try:
        needed_on = date.fromisoformat(text("needed_on") or "")
    except ValueError:
        raise refuse("needed_on", "Write a day as in 2026-06-30.") from None
    try:
        expires_at = _instant(text("expires_at"), zone)
    except ValueError:
        raise refuse("expires_at", "Write an instant as in 2026-06-30T17:00+07:00.") from None
    try:
        state = State(text("state") or State.HELD)
        kind = Kind(text("kind") or "") if text("kind") else None
        priority = int(text("priority") or 0)
    except ValueError:
        raise InputError(
            "state, kind or priority cannot be read.",
            file=str(path),
            line=line,
            mend=f"state is one of {', '.join(State)}, kind stock or hours, priority whole.",
        ) from None
    name = text("reservation_id") or f"{path.name}:{line}"
    return Reservation(
        reservation_id=name,
        site=site,
        product=product,
        quantity=quantity,
        needed_on=needed_on,
        state=state,
        expires_at=expires_at,
        holder=text("holder"),
        priority=priority,
        unit=text("unit"),
        kind=kind,
        programme=text("programme"),
    )


def _instant(text: str | None, zone: ZoneInfo) -> datetime | None:
    if text is None:
        return None
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=zone)
