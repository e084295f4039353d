"""Leads come in: when, through which channel, how good, and how Marketing grades them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from selaras.demo.company import Codes, Flags, Floats
from selaras.demo.draws import Draws
from selaras.demo.office import Seconds, is_working
from selaras.demo.truths import Factors, Truths
from selaras.demo.world import (
    CHANNELS,
    DAYS,
    FIRST_DAY,
    QUIET_DAYS,
    REGIONS,
    SEGMENT_SHARES,
    Scale,
    seconds,
)

_HEAD_OFFICE_OFFSET = 7 * 3600
_MQL_ABOVE = -0.75
_GRADE_BOUNDS = (0.65, -0.05)
"""Scores from which a lead is graded A and B."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Leads in order of creation, with what is hidden in them. `changed` marks the leads of the
    changed period; `judged_well` those that Marketing makes an MQL."""

    created_at: Seconds
    day: Codes
    changed: Flags
    channel: Codes
    campaign: Codes
    segment: Codes
    region: Codes
    site_draw: Floats
    quality: Floats
    grade: Codes
    judged_well: Flags
    order: Codes
    draws: Draws

    def __len__(self) -> int:
        return len(self.created_at)

    def uniform(self, name: str, columns: int | None = None) -> Floats:
        """Uniforms in the order of the leads."""
        drawn: Floats = self.draws.uniform(name, columns)[self.order]
        return drawn

    def normal(self, name: str, columns: int | None = None) -> Floats:
        """Standard normals in the order of the leads."""
        drawn: Floats = self.draws.normal(name, columns)[self.order]
        return drawn

    def lever(self, truths: Truths, name: str) -> Floats:
        """The value of one factor for each lead."""
        now, then = getattr(truths.changed, name), getattr(truths.base, name)
        level: Floats = np.where(self.changed, now, then)
        return level


def pick(uniforms: Floats, shares: tuple[float, ...] | Floats) -> Codes:
    """Positions drawn with the given shares, one for each uniform."""
    edges = np.cumsum(shares)
    return np.minimum(np.searchsorted(edges / edges[-1], uniforms, side="right"), len(edges) - 1)


def simulate_leads(truths: Truths, scale: Scale, seed: int, branch: int) -> Arrivals:
    """Draw the leads of one branch."""
    usual, volume = _day_weights(), _day_volumes(truths)
    plain = Draws(seed, branch)
    n = int(plain.stream("how many leads").poisson(scale.leads))
    more = usual * np.maximum(volume - 1, 0)
    extra = int(plain.stream("how many extra leads").poisson(scale.leads * more.sum()))
    draws = Draws(seed, branch, n, extra)
    day = _days(draws, usual, more)
    at = seconds(FIRST_DAY) - _HEAD_OFFICE_OFFSET + day * 86400 + _time_of_day(draws)
    kept = draws.uniform("volume below the usual") < np.minimum(volume, 1)[day]
    order = np.argsort(np.where(kept, at, np.iinfo(np.int64).max), kind="stable")[: kept.sum()]
    return _describe(truths, draws, order, at[order], day[order])


def _describe(truths: Truths, draws: Draws, order: Codes, at: Seconds, day: Codes) -> Arrivals:
    changed = day >= (truths.changed_from - FIRST_DAY).days
    u = draws.uniform("channel", 5)[order]
    channel = np.where(changed, pick(u[:, 0], truths.changed.mix), pick(u[:, 0], truths.base.mix))
    z = draws.normal("quality", 2)[order]
    shift = _quality_shift(truths, changed, channel, day)
    quality = z[:, 0] + np.array([c.quality for c in CHANNELS])[channel] + shift
    behaviour = truths.behaviour
    score = quality - behaviour.hidden_shift * shift + behaviour.grade_noise * z[:, 1]
    grade = (score < _GRADE_BOUNDS[0]).astype(np.int64) + (score < _GRADE_BOUNDS[1])
    return Arrivals(
        created_at=at,
        day=day,
        changed=changed,
        channel=channel,
        campaign=_campaign(u[:, 1], day),
        segment=pick(u[:, 2], SEGMENT_SHARES),
        region=pick(u[:, 3], tuple(region.share for region in REGIONS)),
        site_draw=u[:, 4],
        quality=quality,
        grade=grade,
        judged_well=score > _MQL_ABOVE,
        order=order,
        draws=draws,
    )


def _day_weights() -> Floats:
    """Usual share of leads by day: fewer at weekends, on holidays and around Eid."""
    days = [FIRST_DAY + timedelta(days=n) for n in range(DAYS)]
    weight = np.array([1.0 if is_working(day) else 0.38 for day in days])
    quiet = np.array([QUIET_DAYS[0] <= day <= QUIET_DAYS[1] for day in days])
    weight = weight * np.where(quiet, 0.45, 1.0)
    return np.asarray(weight / weight.sum())


def _day_volumes(truths: Truths) -> Floats:
    changed = np.arange(DAYS) >= (truths.changed_from - FIRST_DAY).days
    volume = np.where(changed, truths.changed.volume, truths.base.volume)
    overload = truths.overloaded_month
    if overload is not None:
        months = [_month(FIRST_DAY + timedelta(days=n)) for n in range(DAYS)]
        hit = np.array([month == _month(overload.month) for month in months])
        volume = np.where(hit, volume * overload.volume, volume)
    return volume


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _days(draws: Draws, usual: Floats, more: Floats) -> Codes:
    base = pick(draws.stream("day").random(draws.base), usual)
    if not draws.extra:
        return base
    extra = pick(draws.stream("day of extra leads").random(draws.extra), more)
    return np.concatenate([base, extra])


def _time_of_day(draws: Draws) -> Seconds:
    """Three in four leads come around midday, the rest at any hour of day or night."""
    u = draws.uniform("time of day", 2)
    around_noon = 13 * 3600 + 3.2 * 3600 * draws.normal("time of day")
    at = np.where(u[:, 0] < 0.75, around_noon, 86400 * u[:, 1])
    return np.clip(at, 0, 86399).astype(np.int64)


def _quality_shift(truths: Truths, changed: Flags, channel: Codes, day: Codes) -> Floats:
    def by_channel(factors: Factors) -> Floats:
        shifts: Floats = np.array(factors.quality)[channel]
        return shifts

    shift: Floats = np.where(changed, by_channel(truths.changed), by_channel(truths.base))
    fell = truths.channel_quality_fell
    if fell is None:
        return shift
    position = [c.name for c in CHANNELS].index(fell.channel)
    hit = (channel == position) & (day >= (fell.since - FIRST_DAY).days)
    return np.asarray(shift + fell.shift * hit)


def _campaign(u: Floats, day: Codes) -> Codes:
    """Campaigns by their season: always-on; offices; Ramadan from mid-February; the east from
    January."""
    ramadan = (day >= 138) & (day < 172)
    east = day >= 103
    return np.select([u < 0.45, ramadan & (u < 0.8), east & (u < 0.7)], [0, 2, 3], default=1)
