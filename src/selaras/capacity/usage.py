"""How much of a resource is in use, as readings say it, and how much will be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from selaras.capacity.choices import HEADROOM
from selaras.statistics.level import LevelForecast, level_forecast
from selaras.statistics.rare_moves import with_rare_moves

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Usage:
    """Readings of one resource. Weeks are counted back from the as-of, seven days each.

    `level` is the stated percentile of the newest `HEADROOM.window_weeks` that hold readings,
    `weekly` the same percentile of each week, by how many weeks ago it was, newest first.
    """

    resource_id: str
    newest: datetime
    readings: int
    level: float
    weekly: tuple[tuple[int, float], ...]

    @property
    def weeks_old(self) -> int:
        """How many whole weeks ago the newest reading is."""
        return self.weekly[0][0] if self.weekly else 0


@dataclass(frozen=True, slots=True)
class InUse:
    """What is in use of several resources together, and its forecast.

    `level` is today's. `series` is the level week by week, the oldest first; with fewer weeks than
    `HEADROOM.least_spread` no spread is told, and the level is taken as it stands. `weeks_old` is
    how long ago the newest reading is, `readings` how many there were. `wanted_weeks` are the weeks
    of demand that the series rests on, 0 where it is of readings alone.
    """

    level: float
    series: tuple[float, ...]
    weeks_old: int
    readings: int
    wanted_weeks: int = 0

    @property
    def weeks(self) -> int:
        return len(self.series)

    @property
    def forecast(self) -> LevelForecast | None:
        return _forecast(self.series) if self.weeks >= HEADROOM.least_spread else None

    def upper(self, weeks: Floats, service_level: float, *, summed: bool) -> Floats:
        """What is in use so many weeks ahead, at a level of certainty.

        `summed`: what will have been worked by then instead, in weeks of capacity.
        """
        forecast = self.forecast
        if forecast is None:
            return np.asarray(self.level * (weeks if summed else np.ones(np.shape(weeks))))
        mean, scale, degrees = self._spread(forecast, weeks, summed=summed)
        return np.asarray(forecast.positive_quantile(mean, scale, service_level, degrees)[0])

    def expected_sum(self, weeks: Floats) -> Floats:
        """What is worked by so many weeks ahead on average, in weeks of capacity."""
        usual = float(np.mean(self.series)) if self.series else self.level
        return np.asarray(usual * weeks)

    def exceeds(self, weeks: Floats, most: Floats, *, summed: bool) -> Floats | None:
        """P(use > most) so many weeks ahead; None where no spread is known."""
        forecast = self.forecast
        if forecast is None:
            return None
        mean, scale, degrees = self._spread(forecast, weeks, summed=summed)
        return np.asarray(forecast.positive_exceeds(mean, scale, most, degrees)[0])

    def _spread(
        self, forecast: LevelForecast, weeks: Floats, *, summed: bool
    ) -> tuple[Floats, Floats, Floats]:
        if summed:
            return sums_ahead(forecast, weeks)
        return levels_ahead(forecast, weeks + self.weeks_old)


def levels_ahead(forecast: LevelForecast, weeks: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean, scale and degrees of freedom of the levels so many weeks after the last reading, with
    what may come that was seldom or never seen; shape (series, weeks)."""
    mean, scale = forecast.at(weeks)
    reach = np.maximum(weeks, 1.0)
    return mean, *_with_rare(forecast, scale, reach, reach)


def use_ahead(uses: Sequence[InUse], weeks: Floats, levels: Sequence[float]) -> Floats:
    """What is in use so many weeks ahead, at each level of certainty; shape (levels, uses, weeks).

    Forecasts of one length are made together. Where no spread is known the level stands as it is.
    """
    today = np.array([use.level for use in uses])[:, None]
    found = np.broadcast_to(today, (len(levels), len(uses), len(weeks))).copy()
    groups: dict[tuple[int, int], list[int]] = defaultdict(list)
    for n, use in enumerate(uses):
        if use.weeks >= HEADROOM.least_spread:
            groups[use.weeks, use.weeks_old].append(n)
    for (_, weeks_old), members in groups.items():
        forecast = level_forecast([uses[n].series for n in members])
        mean, scale, degrees = levels_ahead(forecast, weeks + weeks_old)
        for at, level in enumerate(levels):
            found[at, members] = forecast.positive_quantile(mean, scale, level, degrees)
    return found


def sums_ahead(forecast: LevelForecast, weeks: Floats) -> tuple[Floats, Floats, Floats]:
    """The same of what the levels of the next weeks add up to."""
    mean, scale = forecast.sums(weeks)
    # What moves in one week stays in the sum for all that follow.
    return mean, *_with_rare(forecast, scale, weeks**3 / 3, weeks**5 / 5)


def _with_rare(
    forecast: LevelForecast, scale: Floats, second: Floats, fourth: Floats
) -> tuple[Floats, Floats]:
    """Moves by a share of the level, up or down, exponential in size: E J² = 2j², E J⁴ = 24j⁴."""
    a_week = HEADROOM.rare_moves / (forecast.n + HEADROOM.rare_weeks)
    size = HEADROOM.rare_size * np.abs(forecast.last)[:, None]
    return with_rare_moves(
        scale,
        np.broadcast_to(forecast.degrees[:, None], scale.shape),
        a_week * second * 2 * size**2,
        a_week * fourth * 24 * size**4,
    )


@lru_cache(maxsize=16_384)
def _forecast(series: tuple[float, ...]) -> LevelForecast:
    return level_forecast(series)


NOT_USED = InUse(0.0, (), 0, 0)


def in_use(usages: Sequence[Usage], in_service_for: Sequence[int | None]) -> InUse:
    """What several resources have in use together.

    `in_service_for` is since how many weeks each one has been in service, None: since ever. Before
    it was, it had nothing in use. Weeks in which a resource was in service and was not read are
    carried over from the week before; the history begins once every resource was read.
    """
    if not usages:
        return NOT_USED
    level = float(sum(usage.level for usage in usages))
    return InUse(
        level=level,
        series=_series(usages, in_service_for),
        weeks_old=max(usage.weeks_old for usage in usages),
        readings=sum(usage.readings for usage in usages),
    )


def _series(usages: Sequence[Usage], in_service_for: Sequence[int | None]) -> tuple[float, ...]:
    """Totals by week, the oldest first, down to the newest week that every resource was read."""
    newest = max(usage.weeks_old for usage in usages)
    oldest = HEADROOM.history_weeks - 1
    for usage, weeks in zip(usages, in_service_for, strict=True):
        first = usage.weekly[-1][0] if usage.weekly else newest
        began_then = weeks is not None and weeks <= first + 1
        oldest = oldest if began_then else min(oldest, first)
    totals = np.zeros(max(oldest - newest + 1, 0))
    for usage in usages:
        totals += _filled(usage, newest, oldest)
    return tuple(float(value) for value in totals)


def _filled(usage: Usage, newest: int, oldest: int) -> Floats:
    found = dict(usage.weekly)
    values, value = [], 0.0
    for week in range(HEADROOM.history_weeks - 1, newest - 1, -1):
        value = found.get(week, value)
        if week <= oldest:
            values.append(value)
    return np.array(values)
