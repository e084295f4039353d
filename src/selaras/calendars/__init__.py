"""Working time: calendars, durations, elapsed and due.

The names are imported when they are first used: a command that needs a duration alone should
not wait for everything that reads calendars.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from selaras.calendars.calendar import Calendar, Holiday
    from selaras.calendars.duration import Duration, DurationUnit, read_duration
    from selaras.calendars.finding import calendar_names, find_calendar
    from selaras.calendars.grid import Grid, grid_of, reach
    from selaras.calendars.reading import read_calendar
    from selaras.calendars.working_time import Due, Pause, due, elapsed, instant_at, worked

_HOMES = {
    "calendar": ("Calendar", "Holiday"),
    "duration": ("Duration", "DurationUnit", "read_duration"),
    "finding": ("calendar_names", "find_calendar"),
    "grid": ("Grid", "grid_of", "reach"),
    "reading": ("read_calendar",),
    "working_time": ("Due", "Pause", "due", "elapsed", "instant_at", "worked"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Calendar",
    "Due",
    "Duration",
    "DurationUnit",
    "Grid",
    "Holiday",
    "Pause",
    "calendar_names",
    "due",
    "elapsed",
    "find_calendar",
    "grid_of",
    "instant_at",
    "reach",
    "read_calendar",
    "read_duration",
    "worked",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
