"""What stands out in a ledger: subjects far below what was asked, changes, and hard months.

Plain comparisons of shares over closed periods, with their n and interval: where to look first, not
why it is so. Excused verdicts are left out of a subject's share.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import sqrt

from selaras.ledger import Status, Verdict
from selaras.statistics.intervals import Interval, wilson

LEAST_ITEMS = 10
"""*Choice*: a subject with fewer decided items is not spoken of."""
LEAST_DISTANCE = 2.6
"""*Choice*: standard errors between a subject and the others (about 1 in 200 by chance)."""
LEAST_CHANGE = 3.3
"""*Choice*: the same between before and after, where many days were looked at (1 in 1,000)."""
LEAST_WITHOUT = 1.645
"""*Choice*: the same for a region without its lowest rep (1 in 20)."""
_SHARES = ("share", "ratio")


@dataclass(frozen=True, slots=True)
class Share:
    """`kept` of `n` decided items."""

    kept: int
    n: int

    @property
    def value(self) -> float:
        return self.kept / self.n

    @property
    def interval(self) -> Interval:
        return wilson(self.kept, self.n)

    def __add__(self, other: Share) -> Share:
        return Share(self.kept + other.kept, self.n + other.n)


@dataclass(frozen=True, slots=True)
class Below:
    """A subject surely below what is asked, and far from the others."""

    commitment: str
    subject_kind: str
    subject: str
    share: Share
    others: Share
    asked: float
    periods: int


@dataclass(frozen=True, slots=True)
class Changed:
    """A subject whose share changed from a period on."""

    commitment: str
    subject_kind: str
    subject: str
    since: str
    before: Share
    after: Share


@dataclass(frozen=True, slots=True)
class HardPeriod:
    """A period in which most subjects' misses were excused, all for one reason."""

    commitment: str
    period: str
    excused: int
    subjects: int
    reason: str


@dataclass(frozen=True, slots=True)
class MissedTogether:
    """A period of a commitment that is not per anybody, and was missed."""

    verdict: Verdict


Standout = Below | Changed | HardPeriod | MissedTogether


def find_standouts(
    verdicts: Sequence[Verdict], regions: Mapping[str, str] | None = None
) -> tuple[Standout, ...]:
    """What stands out, commitment by commitment, in their order of names.

    `regions` maps people to regions: commitments per rep are then looked at by region as well.
    """
    found: list[Standout] = []
    for name, some in groupby(sorted(verdicts, key=lambda v: v.key), key=lambda v: v.key[:2]):
        whole = list(some)
        found += [
            MissedTogether(verdict)
            for verdict in whole
            if verdict.subject is None and verdict.status is Status.MISSED
        ]
        rows = [verdict for verdict in whole if verdict.subject is not None]
        commitment = name[1]
        found += _hard_periods(commitment, rows)
        closed = [verdict for verdict in rows if verdict.status in (Status.KEPT, Status.MISSED)]
        if not closed or closed[0].unit not in _SHARES or _asked(closed[0]) is None:
            continue
        kind = closed[0].subject_kind or ""
        low = _below(commitment, kind, closed)
        changed = _changed(commitment, kind, closed)
        # who changed is not low as such: the change says more
        moved = {change.subject for change in changed}
        low = [one for one in low if one.subject not in moved]
        if regions and kind == "rep":
            of_regions = _by_region(commitment, closed, regions)
            found += of_regions
            low = _beyond_region(low, closed, regions, {one.subject for one in of_regions})
        found += low
        found += changed
    return tuple(found)


def _asked(verdict: Verdict) -> float | None:
    asked = verdict.asked if verdict.unit == "share" else verdict.target
    return None if asked is None or isinstance(asked, str) else float(asked)


def _share(verdict: Verdict) -> Share:
    n = verdict.n if verdict.unit == "ratio" else verdict.kept + verdict.broken
    # a month's ratio can pass 1, as what is counted above may belong to what was below a month ago
    return Share(min(verdict.kept, n), n)


def _sum(shares: Iterable[Share]) -> Share:
    return sum(shares, Share(0, 0))


def _below(commitment: str, kind: str, closed: Sequence[Verdict]) -> list[Below]:
    asked = _asked(closed[0])
    parts: dict[str, list[Share]] = defaultdict(list)
    for verdict in closed:
        parts[verdict.subject or ""].append(_share(verdict))
    total = _sum(share for shares in parts.values() for share in shares)
    found = []
    for subject, shares in sorted(parts.items()):
        own = _sum(shares)
        others = Share(total.kept - own.kept, total.n - own.n)
        if asked is None or own.n < LEAST_ITEMS or others.n < LEAST_ITEMS:
            continue
        if own.interval.high < asked and _distance(own, others) >= LEAST_DISTANCE:
            periods = {v.period.first for v in closed if v.subject == subject}
            found.append(Below(commitment, kind, subject, own, others, asked, len(periods)))
    return found


def _changed(commitment: str, kind: str, closed: Sequence[Verdict]) -> list[Changed]:
    by_subject: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in closed:
        by_subject[verdict.subject or ""].append(verdict)
    found = []
    for subject, verdicts in sorted(by_subject.items()):
        shares = [_share(verdict) for verdict in verdicts]
        splits = [
            (_distance(_sum(shares[at:]), _sum(shares[:at])), at)
            for at in range(2, len(shares) - 1)
            if min(_sum(shares[at:]).n, _sum(shares[:at]).n) >= LEAST_ITEMS
        ]
        distance, at = max(splits, default=(0.0, 0))
        if distance >= LEAST_CHANGE:
            since = f"{verdicts[at].period.first:%Y-%m}"
            found.append(
                Changed(commitment, kind, subject, since, _sum(shares[:at]), _sum(shares[at:]))
            )
    return found


def _by_region(
    commitment: str, closed: Sequence[Verdict], regions: Mapping[str, str]
) -> list[Below]:
    """Regions that stand out, and are low without their lowest rep too: one is not all."""
    known = [verdict for verdict in closed if verdict.subject in regions]
    lowest = _lowest(known, regions)
    without = _by_subject(_in_regions([v for v in known if v.subject not in lowest], regions))
    return [
        one
        for one in _below(commitment, "region", _in_regions(known, regions))
        if one.subject in without and _distance(without[one.subject], one.others) >= LEAST_WITHOUT
    ]


def _in_regions(verdicts: Sequence[Verdict], regions: Mapping[str, str]) -> list[Verdict]:
    return [verdict.but(subject=regions[verdict.subject or ""]) for verdict in verdicts]


def _lowest(closed: Sequence[Verdict], regions: Mapping[str, str]) -> set[str]:
    """The rep with the lowest share of each region."""
    shares = _by_subject(closed)
    lowest: dict[str, str] = {}
    for rep, share in sorted(shares.items()):
        region = regions[rep]
        if share.n and (region not in lowest or share.value < shares[lowest[region]].value):
            lowest[region] = rep
    return set(lowest.values())


def _beyond_region(
    low: Sequence[Below],
    closed: Sequence[Verdict],
    regions: Mapping[str, str],
    named: Collection[str],
) -> list[Below]:
    """`low` without the reps who are no lower than the rest of a region that was named."""
    shares = _by_subject(closed)
    kept = []
    for one in low:
        region = regions.get(one.subject)
        peers = _sum(
            share
            for rep, share in shares.items()
            if rep != one.subject and regions.get(rep) == region
        )
        if region not in named or (peers.n and _distance(one.share, peers) >= LEAST_DISTANCE):
            kept.append(one)
    return kept


def _by_subject(closed: Sequence[Verdict]) -> dict[str, Share]:
    shares: dict[str, Share] = defaultdict(lambda: Share(0, 0))
    for verdict in closed:
        shares[verdict.subject or ""] += _share(verdict)
    return dict(shares)


def _distance(low: Share, high: Share) -> float:
    """By how many standard errors `low` is below `high` (two proportions, pooled)."""
    pooled = (low.kept + high.kept) / (low.n + high.n)
    error = sqrt(pooled * (1 - pooled) * (1 / low.n + 1 / high.n))
    return (high.value - low.value) / error if error > 0 else 0.0


def _hard_periods(commitment: str, rows: Sequence[Verdict]) -> list[HardPeriod]:
    found = []
    by_period: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in rows:
        by_period[f"{verdict.period.first:%Y-%m}"].append(verdict)
    for period, verdicts in sorted(by_period.items()):
        excused = [verdict for verdict in verdicts if verdict.status is Status.EXCUSED]
        if len(excused) >= 2 and 2 * len(excused) >= len(verdicts):
            reason = (excused[0].reason or "").removeprefix("excused: ")
            found.append(HardPeriod(commitment, period, len(excused), len(verdicts), reason))
    return found
