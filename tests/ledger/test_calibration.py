"""Forecasts of counts held against weeks and days whose truth is known (methods.md §10)."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from selaras.calendars import read_calendar
from selaras.ledger.pace import Came, learnt_pace
from selaras.ledger.period import Period
from selaras.statistics.counts import forecast, gamma_prior

ZONE = ZoneInfo("Asia/Jakarta")
REPS, MEAN, PERIODS = 4, 40, 40
Moment = tuple[date, int]


def _weeks() -> list[Period]:
    days = [date(2026, 1, 5) + timedelta(weeks=i) for i in range(PERIODS)]
    return [Period(d, e, d, e, ZONE) for d in days for e in (d + timedelta(days=6),)]


def _days() -> list[Period]:
    days = [date(2026, 1, 5) + timedelta(days=i) for i in range(PERIODS)]
    return [Period(day, day, day, day, ZONE) for day in days]


def _counts(
    generator: np.random.Generator, period: Period, hours: range, off: float
) -> list[list[Moment]]:
    """By rep, the days and hours at which rows come; on a day off `off` of those of another."""
    days = [period.first + timedelta(days=i) for i in range((period.last - period.first).days + 1)]
    weights = [1.0 if day.weekday() < 5 else off for day in days]
    each = MEAN / len(days) if len(days) > 1 else MEAN
    return [
        [
            (day, int(hour))
            for day, weight in zip(days, weights, strict=True)
            for hour in generator.choice(hours, generator.poisson(each * weight))
        ]
        for _rep in range(REPS)
    ]


@pytest.mark.parametrize(
    ("periods", "hours", "off"),
    [(_weeks(), range(24), 1.0), (_weeks(), range(8, 17), 0.0), (_days(), range(8, 17), 1.0)],
    ids=["weeks of every day", "weeks of working days", "days of office hours"],
)
def test_what_is_told_of_a_running_count_comes_true_as_often(
    periods: list[Period], hours: range, off: float
) -> None:
    calendar = read_calendar(Path(__file__).parent / "golden" / "calendars" / "plain.yaml")
    generator = np.random.default_rng(7)
    counted = [_counts(generator, period, hours, off) for period in periods]
    covered, told, missed = [], [], []
    for index in range(3, len(periods)):
        period, past = periods[index], range(index - 3, index)
        came = [
            Came(periods[i], day, (hour + 0.5) / 24, items)
            for i in past
            for (day, hour), items in Counter(m for rep in counted[i] for m in rep).items()
        ]
        pace = learnt_pace(calendar, [periods[i] for i in past], came)
        usual = pace.length(period)
        history = [(len(r), pace.length(periods[i]) / usual) for i in past for r in counted[i]]
        prior = gamma_prior(history)
        assert prior is not None
        at = period.start + timedelta(hours=int(generator.integers(1, 24 * _days_of(period))))
        for rep in counted[index]:
            seen = sum(datetime(d.year, d.month, d.day, h, tzinfo=ZONE) < at for d, h in rep)
            ahead = forecast(prior, seen, pace.come(period, at))
            covered.append(ahead.low <= len(rep) <= ahead.high)
            told.append(1 - ahead.probability_at_least(MEAN))
            missed.append(len(rep) < MEAN)
    chances, happened = np.array(told), np.array(missed)
    assert 0.72 <= np.mean(covered) <= 0.92  # of whole numbers 80% are seldom covered exactly
    assert abs(chances.mean() - happened.mean()) < 0.06
    assert happened[chances < 0.02].mean() < 0.05
    assert happened[chances > 0.98].mean() > 0.95


def _days_of(period: Period) -> int:
    return (period.last - period.first).days + 1
