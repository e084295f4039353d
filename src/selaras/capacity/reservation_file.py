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
from selaras.errors import InputError, Said, said

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
        raise InputError(
            said(
                "It cannot be read: {why}.", "Berkas tidak dapat dibaca: {why}.", why=error.strerror
            ),
            file=str(path),
        ) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            said(
                "This is not a CSV in UTF-8: {error}.",
                "Ini bukan CSV dalam UTF-8: {error}.",
                error=error,
            ),
            file=str(path),
        ) from None


def _check_columns(path: Path, columns: Sequence[str]) -> None:
    for name in REQUIRED:
        if name not in columns:
            raise InputError(
                said("There is no column {name!r}.", "Tidak ada kolom {name!r}.", name=name),
                file=str(path),
                line=1,
                mend=said(
                    "It needs {required}; it may have {optional}.",
                    "Yang wajib: {required}; yang boleh ada: {optional}.",
                    required=", ".join(REQUIRED),
                    optional=", ".join(OPTIONAL),
                ),
            )


def _reservation(path: Path, line: int, row: Mapping[str, str], zone: ZoneInfo) -> Reservation:
    def text(name: str) -> str | None:
        return (row.get(name) or "").strip() or None

    def unread(name: str, mend: Said) -> InputError:
        return InputError(
            said(
                "{name} {written} cannot be read.",
                "{name} {written} tidak dapat dibaca.",
                name=name,
                written=repr(row.get(name)),
            ),
            file=str(path),
            line=line,
            mend=mend,
        )

    site, product = text("site"), text("product")
    if site is None or product is None:
        raise unread(
            "site" if site is None else "product",
            said("Every reservation names both.", "Setiap reservasi menyebut keduanya."),
        )
    try:
        quantity = float(text("quantity") or "nan")
    except ValueError:
        quantity = math.nan
    if not (math.isfinite(quantity) and quantity >= 0):
        raise unread(
            "quantity", said("Write a number of 0 or more.", "Tulis bilangan 0 atau lebih.")
        )
    try:
        needed_on = date.fromisoformat(text("needed_on") or "")
    except ValueError:
        raise unread(
            "needed_on", said("Write a day as in 2026-06-30.", "Tulis tanggal seperti 2026-06-30.")
        ) from None
    try:
        expires_at = _instant(text("expires_at"), zone)
    except ValueError:
        raise unread(
            "expires_at",
            said(
                "Write an instant as in 2026-06-30T17:00+07:00.",
                "Tulis waktu seperti 2026-06-30T17:00+07:00.",
            ),
        ) from None
    try:
        state = State(text("state") or State.HELD)
        kind = Kind(text("kind") or "") if text("kind") else None
        priority = int(text("priority") or 0)
    except ValueError:
        raise InputError(
            said(
                "state, kind or priority cannot be read.",
                "state, kind, atau priority tidak dapat dibaca.",
            ),
            file=str(path),
            line=line,
            mend=said(
                "state is one of {known}, kind stock or hours, priority whole.",
                "state adalah salah satu dari {known}, kind adalah stock atau hours, "
                "priority bilangan bulat.",
                known=", ".join(State),
            ),
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
