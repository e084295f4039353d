"""Working time: calendars, durations, elapsed and due."""

from selaras.calendars.calendar import Calendar, Holiday
from selaras.calendars.duration import Duration, DurationUnit, read_duration
from selaras.calendars.grid import Grid, grid_of, reach
from selaras.calendars.reading import calendar_names, find_calendar, read_calendar
from selaras.calendars.working_time import Due, Pause, due, elapsed, instant_at, worked

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
