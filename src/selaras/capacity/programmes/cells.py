"""What was wanted and served, period by period: the demand table as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from selaras.capacity.programmes.values import Floats, Spot

Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]
_USUAL_DAYS = 7
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, eq=False)
class DemandCells:
    """One row a site, product and period.

    Parameters
    ----------
    spots
        The sites and products; `spot` is the place of each row's in it.
    first, days
        First day of the period, counted from 1970-01-01, and how many days it has.
    wanted
        Quantity asked for, at least.
    served
        Quantity delivered, NaN where it is not known.
    cut
        True where more may have been wanted: the period was sold out, and nothing beyond what was
        served is on record.
    sold_out
        True where demand was cut off by capacity, whatever is on record.
    """

    spots: tuple[Spot, ...]
    spot: Codes
    first: Codes
    days: Floats
    wanted: Floats
    served: Floats
    cut: Flags
    sold_out: Flags

    @property
    def ends(self) -> Codes:
        """The day after each period."""
        return np.asarray(self.first + self.days.astype(np.int64))

    def where(self, chosen: Flags) -> DemandCells:
        """The rows that are chosen; the spots stay."""
        return DemandCells(
            self.spots,
            self.spot[chosen],
            self.first[chosen],
            self.days[chosen],
            self.wanted[chosen],
            self.served[chosen],
            self.cut[chosen],
            self.sold_out[chosen],
        )

    def without_rows(self) -> DemandCells:
        """The same spots, of which nothing is on record."""
        return self.where(np.zeros(self.wanted.size, dtype=bool))

    def known_at(self, day: date) -> DemandCells:
        """The rows whose period had ended by the beginning of that day."""
        return self.where(self.ends <= day_number(day))

    def by_week(self, day: date) -> DemandCells:
        """Periods of less than a week added up to weeks that are counted from that day.

        How far weeks scatter is not seen in days, which differ from one day of the week to the
        next. A week of which only some days are there keeps just these.
        """
        if not np.any(self.days < _USUAL_DAYS):
            return self
        week = np.floor_divide(self.first - day_number(day), _USUAL_DAYS)
        longer = self.days >= _USUAL_DAYS
        # A longer period stays on its own.
        key = np.where(longer, np.arange(self.days.size), -1)
        rows = np.stack([self.spot, week, key])
        _, at, of = np.unique(rows, axis=1, return_index=True, return_inverse=True)
        of, many = of.reshape(-1), at.size
        first = np.full(many, np.iinfo(np.int64).max)
        np.minimum.at(first, of, self.first)

        def added(values: Floats) -> Floats:
            return np.bincount(of, values, many).astype(np.float64)

        return DemandCells(
            self.spots,
            self.spot[at],
            first,
            added(self.days),
            added(self.wanted),
            added(self.served),
            np.bincount(of, self.cut, many) > 0,
            np.bincount(of, self.sold_out, many) > 0,
        )

    def spots_at(self, spots: Sequence[Spot]) -> Codes:
        """The place of each of these spots among the cells' own; −1 where it has no rows."""
        index = {spot: n for n, spot in enumerate(self.spots)}
        return np.array([index.get(spot, -1) for spot in spots], dtype=np.int64)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


def cells_of(columns: Mapping[str, Sequence[Any]]) -> DemandCells:
    """Cells from columns site, product, period_start, period_end, wanted, served, sold_out.

    A period without an end has 7 days. Where the quantity asked for is not known, what was served
    stands for it; a row with neither says nothing and is left out.
    """
    spots = list(zip(columns["site"], columns["product"], strict=True))
    known = sorted(set(spots))
    index = {spot: n for n, spot in enumerate(known)}
    first = _days(columns["period_start"])
    last = _days(columns["period_end"], otherwise=first + _USUAL_DAYS - 1)
    wanted, served = _numbers(columns["wanted"]), _numbers(columns["served"])
    sold_out = np.array([flag is True for flag in columns["sold_out"]], dtype=bool)
    asked = np.fmax(wanted, served)
    # What is asked for beyond what was served is on record: then nothing is cut off.
    on_record = np.nan_to_num(wanted, nan=-np.inf) > np.nan_to_num(served, nan=np.inf)
    cells = DemandCells(
        tuple(known),
        np.array([index[spot] for spot in spots], dtype=np.int64),
        first,
        np.maximum(last - first + 1, 1).astype(np.float64),
        np.maximum(asked, 0.0),
        np.maximum(served, 0.0),
        sold_out & ~on_record,
        sold_out,
    )
    return cells.where(np.isfinite(asked))


def _days(values: Sequence[Any], otherwise: Codes | None = None) -> Codes:
    found = np.array(values, dtype="datetime64[D]")
    numbers = found.astype(np.int64)
    return numbers if otherwise is None else np.where(np.isnat(found), otherwise, numbers)


def _numbers(values: Sequence[Any]) -> Floats:
    return np.array([np.nan if v is None else v for v in values], dtype=np.float64)
