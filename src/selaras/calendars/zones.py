"""Time zones by their names."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

NO_PLACES = ("localtime", "posixrules", "Factory", "posix/", "right/")
"""Names in the time zone database that are another zone on another machine, or no place's time."""


def zone_of(name: str) -> ZoneInfo:
    """The zone of a place, such as Asia/Jakarta. Raises LookupError where there is none."""
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise LookupError(name) from None
    if name.startswith(NO_PLACES):
        raise LookupError(name)
    return zone
