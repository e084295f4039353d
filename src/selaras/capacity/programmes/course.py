"""The course that usual demand takes at all sites together, from the weeks outside programmes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from selaras.capacity.choices import ProgrammeChoices
from selaras.capacity.programmes.cells import Codes, DemandCells, day_number
from selaras.capacity.programmes.values import Floats
from selaras.statistics.count_groups import fit_count_groups
from selaras.statistics.course import COURSE, Course, Path, fit_course

_WEEK = 7.0
_WIDTHS = (1, 2, 4, 8)
_BLOCK = 8
"""Weeks that scatter around one level, when scatter is told from the course (*choice*)."""
_ENOUGH = 15.0
"""Counts that are expected of a step of the course, so that its log is about normal (*choice*)."""
_FEWEST = 3
_MOST = 80
"""Steps that are looked at (*choice*): more take long, and say little more."""
_HALF = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class UsualCourse:
    """What usual demand is multiplied by in one week or another, against its average of a year.

    Without a course it stands still.
    """

    origin: float
    course: Course | None

    def weeks(self, cells: DemandCells) -> Floats:
        """How many weeks of average usual demand each row's period is."""
        long = cells.days / _WEEK
        if self.course is None:
            return long
        weeks, of = np.unique(_weeks(cells, self.origin), return_inverse=True)
        return np.asarray(long * np.exp(self.course.means(weeks))[of])

    def ahead(self, first: date, weeks: int) -> Path:
        """The course in the weeks of a programme that begins on that day."""
        if self.course is None:
            return Path(np.zeros(weeks), 0.0, 0.0)
        start = (day_number(first) - self.origin) / _WEEK
        return self.course.path(np.asarray(start + np.arange(weeks) + _HALF, dtype=np.float64))


STILL = UsualCourse(0.0, None)


def course_of(cells: DemandCells, at: date, choices: ProgrammeChoices) -> UsualCourse:
    """The course of demand outside programmes, over the weeks that it is looked for in.

    Sold-out weeks say nothing of it. With fewer than three steps to look at there is none.
    """
    origin = float(day_number(at))
    young = cells.first >= origin - _WEEK * choices.course_weeks
    told = cells.where(young & ~cells.cut).by_week(at)
    if not told.wanted.size:
        return STILL
    weeks = _weeks(told, origin)
    levels, scatter = _levels(told, weeks)
    expected = levels * told.days / _WEEK
    step = _steps(weeks, expected)
    many = int(step.max()) + 1
    if many < _FEWEST:
        return STILL
    in_all = np.bincount(step, expected, many)
    apart = np.bincount(step, expected**2, many)
    together = _squares_of_weeks(step, weeks, expected, many)
    seen = np.log((np.bincount(step, told.wanted, many) + _HALF) / (in_all + _HALF))
    shared = np.array(COURSE.shared)[:, None]
    # Sites that scatter together do not even out over a week.
    scattered = scatter * ((1 - shared) * apart + shared * together)
    variances = (in_all + _HALF + scattered) / (in_all + _HALF) ** 2
    middle = np.bincount(step, weeks * expected, many) / in_all
    recent = told.first >= origin - _WEEK * choices.history_weeks
    usual = np.bincount(step, expected * recent, many)
    if not usual.sum() > 0:
        return STILL
    return UsualCourse(origin, fit_course(middle, seen, variances, usual / usual.sum()))


def _weeks(cells: DemandCells, origin: float) -> Floats:
    """The middle of each row's period, in weeks from the origin."""
    return np.asarray((cells.first + cells.days / 2 - origin) / _WEEK)


def _levels(cells: DemandCells, weeks: Floats) -> tuple[Floats, float]:
    """The average level a week of each row's spot, and how counts scatter around a level that
    holds for some weeks alone: what a level does over the year is not scatter.
    """
    exposure = cells.days / _WEEK
    sums = np.bincount(cells.spot, cells.wanted) + _HALF
    levels = sums / np.maximum(np.bincount(cells.spot, exposure), 1e-9)
    block = np.floor(weeks / _BLOCK).astype(np.int64)
    block -= block.min()
    groups, group = np.unique(cells.spot * (block.max() + 1) + block, return_inverse=True)
    fit = fit_count_groups(cells.wanted, group, groups.size, exposure)
    return levels[cells.spot], fit.spread


def _steps(weeks: Floats, expected: Floats) -> Codes:
    """The step of the course that each row belongs to: as many weeks as enough is expected in, and
    as make few steps."""
    for width in _WIDTHS:
        _, step = np.unique(np.floor(weeks / width), return_inverse=True)
        in_step = np.bincount(step, expected)
        if in_step.size <= _MOST and np.median(in_step) >= _ENOUGH:
            break
    return np.asarray(step)


def _squares_of_weeks(step: Codes, weeks: Floats, expected: Floats, many: int) -> Floats:
    """By step, the squares of what is expected in each of its weeks at all sites."""
    times, of = np.unique(weeks, return_inverse=True)
    in_week = np.bincount(of, expected)
    place = np.zeros(times.size, dtype=np.int64)
    place[of] = step
    return np.asarray(np.bincount(place, in_week**2, many))
