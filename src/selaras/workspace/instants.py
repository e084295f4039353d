"""Instants as people write them on a command line."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from selaras.errors import InputError


def read_instant(text: str | None, zone: ZoneInfo, *, option: str) -> datetime:
    """An ISO 8601 instant; now, in UTC, for None.

    Without an offset it is local to `zone`; a date alone is that day's midnight. Raises
    InputError naming the option it came by.
    """
    if text is None:
        return datetime.now(UTC)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(
            f"{option} {text!r} is not an instant.",
            mend="Write ISO 8601, as in 2026-04-01T09:00+07:00 or 2026-04-01.",
        ) from None
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=zone)
