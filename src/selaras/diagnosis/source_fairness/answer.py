"""Are Marketing's leads worse than those that Sales found itself, once both are worked alike?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from math import ceil, exp

import numpy as np
from numpy.typing import NDArray

from selaras.diagnosis.choices import FOLLOW_UP
from selaras.diagnosis.followup.asked import Asked
from selaras.diagnosis.followup.figures import Figure, figure
from selaras.diagnosis.followup.model import depth_of
from selaras.diagnosis.followup.paths_query import read_paths
from selaras.diagnosis.followup.promises import promised_effort
from selaras.diagnosis.source_fairness.cells import (
    NOBODY,
    Overlap,
    kept_cells,
    numbers_of,
    of_side,
    overlap_of,
    tallied,
)
from selaras.diagnosis.source_fairness.estimate import (
    CONTACTS_APART,
    SIDES,
    WINS_APART,
    WINS_RATIO,
    Cells,
    Sides,
    Tallies,
    crude,
    propensities,
    standardised,
    unpacked,
    weighted,
)
from selaras.errors import EvidenceError
from selaras.statistics.evalue import e_value, e_value_of_interval
from selaras.statistics.intervals import Interval
from selaras.statistics.leave_out import Spreading, leave_out

Floats = NDArray[np.float64]


class Verdict(StrEnum):
    """Whose leads bring fewer deals at equal effort."""

    MARKETING_LOWER = "marketing_lower"
    SALES_LOWER = "sales_lower"
    ALIKE = "alike"
    CANNOT_TELL = "cannot_tell"


class Lack(StrEnum):
    """Why it cannot be told."""

    NO_TABLES = "no_tables"
    ONE_SIDE = "one_side"
    FEW_LEADS = "few_leads"
    FEW_WINS = "few_wins"
    FEW_REPS = "few_reps"
    NO_OVERLAP = "no_overlap"
    OTHER_REPS = "other_reps"
    DISAGREE = "disagree"
    TOO_WIDE = "too_wide"


@dataclass(frozen=True, slots=True)
class Method:
    """One way of holding effort equal: deals and contacts per lead, marketing's less sales'.

    `margin` is the half-width that the difference has to exceed for a side to be named: wider
    than the interval shown, because a side named wrongly is worse than one not named.
    """

    name: str
    wins: tuple[float, float]
    contacts: tuple[float, float]
    apart: Figure
    contacts_apart: Figure
    ratio: Figure
    margin: float | None

    @property
    def is_sure(self) -> bool:
        """Whether one side brings fewer deals, beyond what chance would often show."""
        return self.margin is not None and abs(self.apart.value or 0.0) > self.margin


@dataclass(frozen=True, slots=True)
class SourceFairness:
    """The answer; `methods` are standardisation first, then weights, empty where neither can be.

    `attempts` is the effort that both sides are held to, `promised` what the agreement asks;
    `in_time` says whether only leads answered in time were read (there is a promise of speed).
    `crude` are deals per lead as counted. `e_value` is of the ratio, `e_value_bound` of the end of
    its interval that is nearest to 1. `needed` is the number of leads it would take.
    """

    n: dict[str, int]
    start: datetime
    end: datetime
    as_of: datetime
    snapshot: str
    verdict: Verdict = Verdict.CANNOT_TELL
    lack: Lack | None = None
    methods: tuple[Method, ...] = ()
    overlap: Overlap | None = None
    attempts: int = 0
    promised: int | None = None
    in_time: bool = False
    crude: tuple[float, float] | None = None
    e_value: float | None = None
    e_value_bound: float | None = None
    needed: int | None = None
    missing_table: str | None = None


def source_fairness(asked: Asked) -> SourceFairness:
    """Marketing-sourced against sales-sourced leads at equal speed, attempts and mix.

    Never raises for thin data or a missing table: the verdict is `cannot_tell` then.
    """
    untold = SourceFairness(
        {}, asked.start, asked.end, asked.reading.as_of, asked.reading.snapshot.id
    )
    try:
        paths = read_paths(asked)
    except EvidenceError as error:
        return replace(untold, lack=Lack.NO_TABLES, missing_table=str(error))
    promised = promised_effort(asked.book).attempts
    both = paths.only(paths.where("sourced_by", *SIDES))
    if not both.n:
        return replace(untold, lack=Lack.ONE_SIDE, n=NOBODY, promised=promised)
    in_time = bool((both.leads * both.where("speed", "kept")).sum())
    counts, cells = tallied(both, in_time=in_time)
    pooled = unpacked(counts.sum(axis=0))
    n = numbers_of(pooled, cells, counts, paths)
    per_side = [of_side(pooled, cells, side) for side in range(2)]
    attempts = _attempts(per_side, promised)
    untold = replace(untold, n=n, promised=promised, in_time=in_time, attempts=attempts)
    lack = _thin(per_side, n)
    if lack in (Lack.ONE_SIDE, Lack.FEW_LEADS) or attempts == 0:
        return replace(untold, lack=lack or Lack.FEW_LEADS)
    chance = propensities(pooled, cells)
    inside = (chance >= FOLLOW_UP.overlap) & (chance <= 1 - FOLLOW_UP.overlap)
    overlap = overlap_of(pooled, chance, inside, counts, cells)
    untold = replace(untold, overlap=overlap)
    if overlap.share < FOLLOW_UP.least_overlap:
        return replace(untold, lack=Lack.NO_OVERLAP)
    counts, cells = kept_cells(counts, cells, inside)
    return _compared(untold, counts, cells)


def _compared(untold: SourceFairness, counts: Floats, cells: Cells) -> SourceFairness:
    """The comparison by both methods, and what it comes to."""
    pooled = unpacked(counts.sum(axis=0))
    enough = untold.n["reps"] >= FOLLOW_UP.least_reps
    methods = _methods(counts, cells, untold.attempts, enough=enough)
    ratio = methods[0].ratio
    lack = _thin([of_side(pooled, cells, side) for side in range(2)], untold.n)
    if lack is None and untold.overlap and untold.overlap.same_reps < FOLLOW_UP.least_overlap:
        lack = Lack.OTHER_REPS
    verdict, why = _verdict(methods)
    bound = None
    if ratio.low is not None and ratio.high is not None:
        bound = e_value_of_interval(Interval(ratio.low, ratio.high))
    return replace(
        untold,
        verdict=Verdict.CANNOT_TELL if lack else verdict,
        lack=lack or why,
        methods=methods,
        crude=crude(pooled, cells),
        e_value=e_value(ratio.value) if ratio.value else None,
        e_value_bound=bound,
        needed=_needed(lack or why, methods[0], untold.n),
    )


def _methods(counts: Floats, cells: Cells, attempts: int, *, enough: bool) -> tuple[Method, ...]:
    """By both estimates; without intervals where there are not `enough` reps for them."""
    found = []
    pooled = unpacked(counts.sum(axis=0))
    for name, estimate in (("standardisation", standardised), ("weights", weighted)):
        whole = estimate(pooled, cells, attempts)
        spreading = None
        if enough:
            spreading = leave_out(
                counts,
                lambda summed, by=estimate: by(unpacked(summed), cells, attempts).flat(),  # type: ignore[misc]
                FOLLOW_UP.most_groups,
            )
        found.append(_method(name, whole, spreading))
    return tuple(found)


def _method(name: str, whole: Sides, spreading: Spreading | None) -> Method:
    flat = whole.flat()

    def told(at: int) -> Figure:
        return figure(float(flat[at]), None if spreading is None else spreading.interval(at))

    log = told(WINS_RATIO)
    ratio = Figure(
        exp(log.value or 0),
        None if log.low is None else exp(max(log.low, -50)),
        None if log.high is None else exp(min(log.high, 50)),
    )
    margin = None
    if spreading is not None:
        named = spreading.interval(WINS_APART, FOLLOW_UP.named_level)
        margin = (named.high - named.low) / 2
    apart, reached = told(WINS_APART), told(CONTACTS_APART)
    return Method(name, whole.wins, whole.contacts, apart, reached, ratio, margin)


def _verdict(methods: tuple[Method, ...]) -> tuple[Verdict, Lack | None]:
    first, second = (method.apart for method in methods)
    if first.low is None or first.high is None:
        return Verdict.CANNOT_TELL, Lack.FEW_REPS
    if all(method.is_sure for method in methods):
        if (first.value or 0) * (second.value or 0) < 0:
            return Verdict.CANNOT_TELL, Lack.DISAGREE
        lower = (first.value or 0) < 0
        return (Verdict.MARKETING_LOWER if lower else Verdict.SALES_LOWER), None
    margin = FOLLOW_UP.alike * max(methods[0].wins)
    if -margin <= first.low and first.high <= margin:
        return Verdict.ALIKE, None
    return Verdict.CANNOT_TELL, Lack.TOO_WIDE


def _attempts(per_side: list[Tallies], promised: int | None) -> int:
    """As promised, as far as both sides' evidence reaches."""
    reach = min(depth_of(side.attempted.sum(axis=0), FOLLOW_UP.least_cell) for side in per_side)
    return reach if promised is None else min(promised, reach)


def _thin(per_side: list[Tallies], n: dict[str, int]) -> Lack | None:
    leads = [side.leads.sum() for side in per_side]
    if min(leads) == 0:
        return Lack.ONE_SIDE
    if min(leads) < FOLLOW_UP.least_leads:
        return Lack.FEW_LEADS
    if n["reps"] < FOLLOW_UP.least_reps:
        return Lack.FEW_REPS
    if min(side.wins.sum() for side in per_side) < FOLLOW_UP.least_events:
        return Lack.FEW_WINS
    return None


def _needed(lack: Lack | None, method: Method, n: dict[str, int]) -> int | None:
    """Leads of the smaller side at which the answer could be told, by √n."""
    fewest = min(n["marketing_in_time"], n["sales_in_time"])
    wins = min(n["marketing_wins"], n["sales_wins"])
    if lack is Lack.FEW_WINS:
        return ceil(fewest * FOLLOW_UP.least_events / max(wins, 1))
    if lack is not Lack.TOO_WIDE or method.margin is None:
        return None
    seen = max(abs(method.apart.value or 0), FOLLOW_UP.alike * max(method.wins))
    return max(fewest + 1, ceil(fewest * (method.margin / seen) ** 2)) if seen > 0 else None
