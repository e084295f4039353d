"""Allowances made by hand, and people who may reserve."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np

from selaras.capacity.allowance import Allowance
from selaras.capacity.resources import Kind, Place

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
TODAY = NOW.date()


def stock(most: float = 100.0, site: str = "Abepura", used: float = 0.0) -> Allowance:
    """So much tested stock on each of 60 days."""
    return Allowance(
        Place(site, "Fibre 100", Kind.STOCK, "ports"),
        TODAY,
        np.full(60, most),
        np.full(60, used),
        np.zeros(0),
        0.95,
        "abc",
    )


def hours(a_day: float = 10.0) -> Allowance:
    """So many hours on each of 60 days."""
    there = a_day * np.arange(1, 61)
    place = Place("Abepura", "Installation", Kind.HOURS, "hours")
    return Allowance(place, TODAY, there, np.zeros(60), there, 0.95, "abc")


def day(after: int) -> date:
    return TODAY + timedelta(days=after)
