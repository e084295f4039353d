"""When things happen to a lead: when it comes, is answered, called again, won and delivered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from selaras.demo.companies.company import Codes, Company, Floats
from selaras.demo.companies.hours import WEEK, office
from selaras.demo.office import Seconds

_DAY_WEIGHTS = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 0.4, 0.3])
_ROUTED_WITHIN = 15 * 60.0
_GAP_HOURS = 8.0
_GAP_GROWTH = 0.25
_CLOSES_AFTER_DAYS = 9.0
_DELIVERED_AFTER_DAYS = 6.0


@dataclass(frozen=True, slots=True)
class Settling:
    """Seconds from a contact to the end of its deal, and from there to its delivery."""

    closes: Floats
    delivers: Floats


def creations(random: Generator, starts: int, weeks: Codes) -> Seconds:
    """Local seconds at which leads of those weeks come in: fewer at weekends, most around noon."""
    edges = np.cumsum(_DAY_WEIGHTS / _DAY_WEIGHTS.sum())
    day = np.minimum(np.searchsorted(edges, random.random(len(weeks)), side="right"), 6)
    noon = np.clip(random.normal(13 * 3600, 3 * 3600, len(weeks)), 0, 86399)
    return np.asarray(starts + weeks * WEEK + day * 86400 + noon.astype(np.int64), dtype=np.int64)


def assignments(random: Generator, created: Seconds) -> Seconds:
    """When each lead got its owner: minutes after it came in."""
    waits = np.minimum(random.exponential(_ROUTED_WITHIN, len(created)), 7200)
    return np.asarray(created + waits.astype(np.int64), dtype=np.int64)


def attempt_times(random: Generator, company: Company, assigned: Seconds, hours: Floats) -> Seconds:
    """When each attempt falls if it is made, shape (leads, attempts): about a working day apart,
    further and further."""
    attempts = company.attempts
    growth = 1 + _GAP_GROWTH * np.arange(attempts - 1)
    gaps = _GAP_HOURS * growth * random.lognormal(0, 0.4, (len(assigned), attempts - 1))
    worked = 3600 * np.cumsum(np.column_stack([hours, gaps]), axis=1)
    schedule = office()
    return schedule.instant(schedule.worked(assigned)[:, None] + worked.astype(np.int64))


def settling(random: Generator, n: int) -> Settling:
    """How long n deals take."""
    return Settling(
        closes=86400 * _CLOSES_AFTER_DAYS * random.lognormal(0, 0.5, n),
        delivers=86400 * _DELIVERED_AFTER_DAYS * random.lognormal(0, 0.4, n),
    )
