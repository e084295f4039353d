"""Are Marketing's leads worse than those that Sales found itself, once both are worked alike?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import ceil, exp

import numpy as np
from numpy.typing import NDArray

from selaras.diagnosis.choices import FOLLOW_UP
from selaras.diagnosis.followup.asked import Asked
from selaras.diagnosis.followup.figures import Figure, figure
from selaras.diagnosis.followup.model import depth_of
from selaras.diagnosis.followup.paths import Paths
from selaras.diagnosis.followup.paths_query import read_paths
from selaras.diagnosis.followup.promises import promised_effort
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
    """One way of holding effort equal: deals and contacts per lead, marketing's less sales'."""

    name: str
    wins: tuple[float, float]
    contacts: tuple[float, float]
    apart: Figure
    contacts_apart: Figure
    ratio: Figure


@dataclass(frozen=True, slots=True)
class Overlap:
    """`share` of the leads lies where both sides have leads alike (propensities in .05–.95);
    `least` and `most` are the propensities of the rest. `same_reps` is the share of leads whose
    rep worked both sides."""

    share: float
    least: float
    most: float
    same_reps: float


@dataclass(frozen=True, slots=True)
class SourceFairness:
    """The answer; `methods` are standardisation first, then weights, empty where neither can be.

    `attempts` is the effort that both sides are held to, `promised` what the agreement asks;
    `in_time` says whether only leads answered in time were read (there is a promise of speed).
    `crude` are deals per lead as counted. `e_value` is of the ratio, `e_value_bound` of the end of
    its interval that is nearest to 1. `needed` is the number of leads it would take.
    """

    verdict: Verdict
    lack: Lack | None
    methods: tuple[Method, ...]
    overlap: Overlap | None
    attempts: int
    promised: int | None
    in_time: bool
    crude: tuple[float, float] | None
    e_value: float | None
    e_value_bound: float | None
    needed: int | None
    missing_table: str | None
    n: dict[str, int]
    start: datetime
    end: datetime
    as_of: datetime
    snapshot: str


def source_fairness(asked: Asked) -> SourceFairness:
    """Marketing-sourced against sales-sourced leads at equal speed, attempts and mix."""
    try:
        paths = read_paths(asked)
    except EvidenceError as error:
        return _answer(asked, Lack.NO_TABLES, {}, missing_table=str(error))
    promise = promised_effort(asked.book)
    both = paths.only(paths.where("sourced_by", *SIDES))
    in_time = bool((both.leads * both.where("speed", "kept")).sum())
    counts, cells = tallied(both, in_time=in_time)
    pooled = unpacked(counts.sum(axis=0))
    n = _numbers(pooled, cells, counts, paths)
    per_side = [_of_side(pooled, cells, side) for side in range(2)]
    attempts = _attempts(per_side, promise.attempts)
    common = {"promised": promise.attempts, "in_time": in_time, "attempts": attempts}
    lack = _thin(per_side, n)
    if lack in (Lack.ONE_SIDE, Lack.FEW_LEADS) or attempts == 0:
        return _answer(asked, lack or Lack.FEW_LEADS, n, needed=_needed_thin(lack, n), **common)
    chance = propensities(pooled, cells)
    inside = (chance >= FOLLOW_UP.overlap) & (chance <= 1 - FOLLOW_UP.overlap)
    overlap = _overlap(pooled, chance, inside, counts, cells)
    if overlap.share < FOLLOW_UP.least_overlap:
        return _answer(asked, Lack.NO_OVERLAP, n, overlap=overlap, **common)
    counts, cells = _kept(counts, cells, inside)
    pooled = unpacked(counts.sum(axis=0))
    methods = _methods(counts, cells, attempts)
    first = methods[0]
    lack = _thin([_of_side(pooled, cells, side) for side in range(2)], n) or lack
    if lack is None and overlap.same_reps < FOLLOW_UP.least_overlap:
        lack = Lack.OTHER_REPS
    verdict, why = _verdict(methods)
    has_bounds = first.ratio.low is not None and first.ratio.high is not None
    return _answer(
        asked,
        lack or why,
        n,
        verdict=Verdict.CANNOT_TELL if lack else verdict,
        methods=methods,
        overlap=overlap,
        crude=crude(pooled, cells),
        e_value=e_value(first.ratio.value) if first.ratio.value else None,
        e_value_bound=e_value_of_interval(Interval(first.ratio.low or 0, first.ratio.high or 0))
        if has_bounds
        else None,
        needed=_needed(lack or why, first, n),
        **common,
    )


def tallied(paths: Paths, *, in_time: bool) -> tuple[Floats, Cells]:
    """Counts by rep and cell, and what the cells are; only cells that hold a lead."""
    words, most = ("rep", "sourced_by", "grade", "segment"), FOLLOW_UP.most_attempts
    worked = paths.only(paths.where("speed", "kept")) if in_time else paths
    mature = worked.leads * worked.mature * worked.reached
    packed = Tallies(
        all_leads=paths.tally(words, paths.leads),
        leads=worked.tally(words, worked.leads),
        matured=worked.tally(words, mature),
        wins=worked.tally(words, mature * (worked.won == 1)),
        attempted=worked.attempted(words, most),
        contacts=worked.contacts(words, most),
    ).packed()
    sides = [paths.words["sourced_by"].index(s) for s in SIDES if s in paths.words["sourced_by"]]
    packed = packed[:, sides]
    grades, segments = packed.shape[2], packed.shape[3]
    side, grade, segment = (i.ravel() for i in np.indices((len(sides), grades, segments)))
    flat = packed.reshape(packed.shape[0], -1, packed.shape[-1])
    held = flat[..., 0].sum(axis=0) > 0
    design = np.concatenate(
        [
            np.ones((side.size, 1)),
            grade[:, None] == np.arange(1, grades),
            segment[:, None] == np.arange(1, segments),
        ],
        axis=1,
    ).astype(np.float64)
    named = np.array([SIDES.index(paths.words["sourced_by"][s]) for s in sides], dtype=np.int64)
    position = named[side] if len(sides) else side
    return flat[:, held], Cells(position[held], grade[held], design[held])


def _kept(counts: Floats, cells: Cells, inside: NDArray[np.bool_]) -> tuple[Floats, Cells]:
    grades, grade = np.unique(cells.grade[inside], return_inverse=True)
    del grades
    return counts[:, inside], Cells(
        cells.side[inside], grade.astype(np.int64), cells.design[inside]
    )


def _methods(counts: Floats, cells: Cells, attempts: int) -> tuple[Method, ...]:
    found = []
    enough = counts.shape[0] >= FOLLOW_UP.least_reps
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
    return Method(name, whole.wins, whole.contacts, told(WINS_APART), told(CONTACTS_APART), ratio)


def _verdict(methods: tuple[Method, ...]) -> tuple[Verdict, Lack | None]:
    first, second = methods[0].apart, methods[1].apart
    if first.low is None or first.high is None:
        return Verdict.CANNOT_TELL, Lack.FEW_REPS
    same_way = (first.value or 0) * (second.value or 0) > 0
    if first.is_below_zero or first.is_above_zero:
        if not same_way:
            return Verdict.CANNOT_TELL, Lack.DISAGREE
        lower = Verdict.MARKETING_LOWER if first.is_below_zero else Verdict.SALES_LOWER
        return lower, None
    margin = FOLLOW_UP.alike * max(methods[0].wins)
    if -margin <= first.low and first.high <= margin:
        return Verdict.ALIKE, None
    return Verdict.CANNOT_TELL, Lack.TOO_WIDE


def _attempts(per_side: list[Tallies], promised: int | None) -> int:
    """As promised, as far as both sides' evidence reaches."""
    reach = min(
        depth_of(side.attempted.sum(axis=0), FOLLOW_UP.least_cell) for side in per_side
    )
    return reach if promised is None else min(promised, reach)


def _of_side(found: Tallies, cells: Cells, side: int) -> Tallies:
    return unpacked(found.packed()[cells.side == side])


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


def _overlap(
    pooled: Tallies,
    chance: Floats,
    inside: NDArray[np.bool_],
    counts: Floats,
    cells: Cells,
) -> Overlap:
    leads = pooled.all_leads
    carried = inside & (leads > 0)
    by_rep = np.stack(
        [counts[:, cells.side == side, 0].sum(axis=1) for side in range(2)], axis=1
    )
    works_both = by_rep.min(axis=1) > 0
    return Overlap(
        share=float(leads[inside].sum() / leads.sum()),
        least=float(chance[carried].min()) if carried.any() else 0.0,
        most=float(chance[carried].max()) if carried.any() else 0.0,
        same_reps=float(by_rep[works_both].sum() / by_rep.sum()),
    )


def _numbers(
    pooled: Tallies, cells: Cells, counts: Floats, paths: Paths
) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, name in enumerate(SIDES):
        mine = cells.side == at
        found[f"{name}_leads"] = int(pooled.all_leads[mine].sum())
        found[f"{name}_in_time"] = int(pooled.leads[mine].sum())
        found[f"{name}_contacts"] = int(pooled.contacts[mine].sum())
        found[f"{name}_wins"] = int(pooled.wins[mine].sum())
    found["reps"] = int((counts[..., 0].sum(axis=1) > 0).sum())
    found["other_leads"] = paths.n - int(pooled.all_leads.sum())
    return found


def _needed_thin(lack: Lack | None, n: dict[str, int]) -> int | None:
    return FOLLOW_UP.least_leads if lack is Lack.FEW_LEADS and n else None


def _needed(lack: Lack | None, method: Method, n: dict[str, int]) -> int | None:
    """Leads of the smaller side at which the answer could be told, by √n."""
    fewest = min(n["marketing_in_time"], n["sales_in_time"])
    wins = min(n["marketing_wins"], n["sales_wins"])
    if lack is Lack.FEW_WINS:
        return ceil(fewest * FOLLOW_UP.least_events / max(wins, 1))
    if lack is not Lack.TOO_WIDE or method.apart.low is None or method.apart.high is None:
        return None
    half = (method.apart.high - method.apart.low) / 2
    seen = max(abs(method.apart.value or 0), FOLLOW_UP.alike * max(method.wins))
    return ceil(fewest * (half / seen) ** 2) if seen > 0 else None


def _answer(  # noqa: PLR0913  (an answer has as many parts as it has)
    asked: Asked,
    lack: Lack | None,
    n: dict[str, int],
    *,
    verdict: Verdict = Verdict.CANNOT_TELL,
    methods: tuple[Method, ...] = (),
    overlap: Overlap | None = None,
    attempts: int = 0,
    promised: int | None = None,
    in_time: bool = False,
    crude: tuple[float, float] | None = None,
    e_value: float | None = None,
    e_value_bound: float | None = None,
    needed: int | None = None,
    missing_table: str | None = None,
) -> SourceFairness:
    return SourceFairness(
        verdict, lack, methods, overlap, attempts, promised, in_time, crude, e_value,
        e_value_bound, needed, missing_table, n, asked.start, asked.end,
        asked.reading.as_of, asked.reading.snapshot.id,
    )  # fmt: skip
