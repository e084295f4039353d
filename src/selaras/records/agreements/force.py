"""When each enacted version holds: from its force on, until a later one or an ending."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Enacted:
    """As much of an enactment as its days hang on. `order` is that of signing.

    `until` is the version's own last day, `ends` the last day of a notice on it; None is open.
    """

    agreement: str
    order: int
    force_from: date
    until: date | None
    ends: date | None


def days_in_force(enacted: Iterable[Enacted]) -> dict[int, tuple[date, date | None]]:
    """Order of signing → first and last day in force, both included; None is without an end.

    A version that was signed later governs from its own first day on, whatever earlier ones say.
    One that never comes to hold, since a later one begins no later, is left out.
    """
    groups: dict[str, list[Enacted]] = defaultdict(list)
    for one in enacted:
        groups[one.agreement].append(one)
    days: dict[int, tuple[date, date | None]] = {}
    for group in groups.values():
        ordered = sorted(group, key=lambda one: one.order)
        for n, one in enumerate(ordered):
            last = _last_day(one, ordered[n + 1 :])
            if last is None or one.force_from <= last:
                days[one.order] = (one.force_from, last)
    return days


def _last_day(one: Enacted, later: Sequence[Enacted]) -> date | None:
    days = [day for day in (one.until, one.ends) if day is not None]
    for other in later:
        days.append(other.force_from - _ONE_DAY)
        if other.ends is not None:  # notice on what is to come ends what holds until then, too
            days.append(other.ends)
    return min(days, default=None)
