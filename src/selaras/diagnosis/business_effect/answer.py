"""What broken promises cost in deals and revenue, and what a lead and a deal cost by source."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from selaras.diagnosis.business_effect.broken_promises import (
    lost_by_delay,
    lost_by_giving_up,
    persistence_counts,
    speed_counts,
    unpacked_speed,
)
from selaras.diagnosis.business_effect.shortfalls import Shortfall, read_shortfalls
from selaras.diagnosis.business_effect.source_costs import SourceCost, source_costs
from selaras.diagnosis.business_effect.spend_query import read_source_counts, read_spending
from selaras.diagnosis.choices import FOLLOW_UP
from selaras.diagnosis.followup.amounts_query import WonAmounts, read_won_amounts
from selaras.diagnosis.followup.asked import Asked
from selaras.diagnosis.followup.figures import Figure, figure
from selaras.diagnosis.followup.hazard_model import hazard_table, unpacked, win_rates
from selaras.diagnosis.followup.model import depth_of
from selaras.diagnosis.followup.paths import Paths
from selaras.diagnosis.followup.paths_query import read_paths
from selaras.diagnosis.followup.policy import amount_columns, numbers_of, worked_counts
from selaras.diagnosis.followup.promises import PromisedEffort, promised_effort
from selaras.diagnosis.followup.terms import Terms, Worth, worth_of
from selaras.errors import EvidenceError
from selaras.statistics.leave_out import Spreading, leave_out

Floats = NDArray[np.float64]


_UNKNOWN = Worth()


class Lack(StrEnum):
    """Why an effect cannot be told."""

    NO_TABLES = "no_tables"
    NO_PROMISE = "no_promise"
    NOTHING_BROKEN = "nothing_broken"
    FEW_LEADS = "few_leads"
    FEW_EVENTS = "few_events"
    FEW_REPS = "few_reps"


@dataclass(frozen=True, slots=True)
class PromiseEffect:
    """What the broken items of one promise cost both sides of it.

    `broken` of `of` items; `deals` are those lost (above 0) by the hazards of methods.md §4 at
    equal attempts, `deals_as_worked` by comparing what happened grade by grade (speed alone).
    `revenue` is None where the amounts of deals are not known, all three where `lack` says why.
    """

    agreement: str
    commitment: str
    promisor: str
    promisee: str
    kind: str
    broken: int
    of: int
    deals: Figure | None
    deals_as_worked: Figure | None
    revenue: Figure | None
    lack: Lack | None


@dataclass(frozen=True, slots=True)
class BusinessEffect:
    """The answer: promises by what breaking them cost, then sources by their name.

    `lack` says why there are no promises at all; `spend_lack` why there are no costs.
    """

    start: datetime
    end: datetime
    as_of: datetime
    snapshot: str
    currency: str
    amounts: WonAmounts
    n: dict[str, int] = field(default_factory=dict)
    lack: Lack | None = None
    problem: str | None = None
    promises: tuple[PromiseEffect, ...] = ()
    attempts: int = 0
    worth: Worth = _UNKNOWN
    sources: tuple[SourceCost, ...] = ()
    spend_lack: Lack | None = None
    unusable_spend: int = 0


@dataclass(frozen=True, slots=True)
class _Estimates:
    """Deals lost by delay (two ways) and by giving up, and deals per lead, with their spread."""

    spreading: Spreading | None
    whole: Floats

    def deals(self, at: int, times: float = 1.0) -> Figure:
        return self._figure(at, times)

    def revenue(self, at: int, times: float = 1.0) -> Figure:
        return self._figure(4 + at, times)

    def _figure(self, at: int, times: float) -> Figure:
        found = figure(
            float(self.whole[at]), None if self.spreading is None else self.spreading.interval(at)
        )
        if found.value is None or found.low is None or found.high is None:
            return Figure(times * (found.value or 0.0))
        return Figure(times * found.value, times * found.low, times * found.high)


def business_effect(asked: Asked) -> BusinessEffect:
    """Effects of broken promises on results, and cost per lead and deal by source.

    Never raises for thin data or a missing table: what cannot be told says why.
    """
    untold = _with_costs(
        asked,
        BusinessEffect(
            asked.start,
            asked.end,
            asked.reading.as_of,
            asked.reading.snapshot.id,
            asked.currency,
            WonAmounts(asked.currency),
        ),
    )
    try:
        paths = read_paths(asked)
        amounts = read_won_amounts(asked)
    except EvidenceError as error:
        return replace(untold, lack=Lack.NO_TABLES, problem=str(error))
    untold = replace(untold, n=numbers_of(paths), amounts=amounts)
    promise = promised_effort(asked.book)
    if promise.speed is None and promise.persistence is None:
        return replace(untold, lack=Lack.NO_PROMISE)
    counts = worked_counts(paths, "grade")
    pooled = unpacked(counts.sum(axis=0))
    reach = depth_of(pooled.attempted.sum(axis=0), FOLLOW_UP.least_cell)
    attempts = min(promise.attempts or reach, reach)
    if not attempts:
        return replace(untold, lack=Lack.FEW_LEADS)
    worth = worth_of(
        Terms(), amounts, pooled.matured.sum(), pooled.wins.sum(), asked.reading.has("deals")
    )
    estimates = _estimates(paths, counts, amounts, attempts)
    effects = _effects(asked, paths, promise, estimates, worth)
    return replace(untold, promises=effects, attempts=attempts, worth=worth)


def _estimates(paths: Paths, counts: Floats, amounts: WonAmounts, attempts: int) -> _Estimates:
    speed = speed_counts(paths)
    given_up = persistence_counts(paths, attempts)
    money = amount_columns(paths, amounts)
    parts = (speed, counts, given_up, money)
    shapes = [part.shape[1:] for part in parts]
    edges = np.cumsum([0, *(int(np.prod(shape)) for shape in shapes)])
    flat = np.concatenate([part.reshape(len(part), -1) for part in parts], axis=1)

    def estimate(summed: Floats) -> Floats:
        fast, worked, dropped, won = (
            summed[edges[i] : edges[i + 1]].reshape(shape) for i, shape in enumerate(shapes)
        )
        found = unpacked(worked)
        hazards = hazard_table(found.attempted[:, :attempts], found.contacts[:, :attempts])
        rates = win_rates(found.matured, found.wins)
        mix = found.leads / found.leads.sum()
        per_lead = float(mix @ ((1 - np.prod(1 - hazards, axis=1)) * np.nan_to_num(rates)))
        by_hazards, as_worked = lost_by_delay(unpacked_speed(fast), attempts)
        dropped_deals = lost_by_giving_up(dropped, hazards, rates)
        deals = np.array([by_hazards, as_worked, dropped_deals, per_lead])
        return np.concatenate([deals, deals * (won[1] / won[0] if won[0] > 0 else 0.0)])

    whole = estimate(flat.sum(axis=0))
    if paths.reps < FOLLOW_UP.least_reps:
        return _Estimates(None, whole)
    return _Estimates(leave_out(flat, estimate, FOLLOW_UP.most_groups), whole)


def _effects(
    asked: Asked,
    paths: Paths,
    promise: PromisedEffort,
    estimates: _Estimates,
    worth: Worth,
) -> tuple[PromiseEffect, ...]:
    found = []
    if promise.speed is not None:
        version, commitment = promise.speed
        kept, broken = (_leads(paths, "speed", w) for w in ("kept", "broken"))
        found.append(
            PromiseEffect(
                version.agreement.name, commitment.name, commitment.promisor, commitment.promisee,
                "speed", broken, kept + broken,
                *_told(estimates, 0, worth, _speed_lack(paths, estimates), as_worked=1),
            )
        )  # fmt: skip
    if promise.persistence is not None and promise.attempts:
        version, commitment = promise.persistence
        kept, broken = (_leads(paths, "persistence", w) for w in ("kept", "broken"))
        found.append(
            PromiseEffect(
                version.agreement.name, commitment.name, commitment.promisor, commitment.promisee,
                "persistence", broken, kept + broken,
                *_told(estimates, 2, worth, _plain_lack(paths, estimates, broken)),
            )
        )  # fmt: skip
    for shortfall in read_shortfalls(asked):
        found.append(_of_shortfall(shortfall, paths, estimates, worth))
    return tuple(sorted(found, key=_size, reverse=True))


def _of_shortfall(
    shortfall: Shortfall, paths: Paths, estimates: _Estimates, worth: Worth
) -> PromiseEffect:
    times = shortfall.missing / shortfall.rate if shortfall.rate > 0 else 0.0
    lack = _plain_lack(paths, estimates, shortfall.missing)
    return PromiseEffect(
        shortfall.agreement, shortfall.commitment, shortfall.promisor, shortfall.promisee,
        shortfall.kind, shortfall.missing, shortfall.of,
        *_told(estimates, 3, worth, lack, times=times),
    )  # fmt: skip


def _told(
    estimates: _Estimates,
    at: int,
    worth: Worth,
    lack: Lack | None,
    *,
    times: float = 1.0,
    as_worked: int | None = None,
) -> tuple[Figure | None, Figure | None, Figure | None, Lack | None]:
    if lack is Lack.NOTHING_BROKEN:
        return Figure(0.0), None, Figure(0.0) if worth.is_known else None, lack
    if lack is not None:
        return None, None, None, lack
    return (
        estimates.deals(at, times),
        None if as_worked is None else estimates.deals(as_worked),
        estimates.revenue(at, times) if worth.is_known else None,
        None,
    )


def _speed_lack(paths: Paths, estimates: _Estimates) -> Lack | None:
    kept, broken = (_leads(paths, "speed", w) for w in ("kept", "broken"))
    if broken == 0:
        return Lack.NOTHING_BROKEN
    if min(kept, broken) < FOLLOW_UP.least_leads:
        return Lack.FEW_LEADS
    reached = [
        int((paths.leads * paths.reached * paths.where("speed", w)).sum())
        for w in ("kept", "broken")
    ]
    if min(reached) < FOLLOW_UP.least_events:
        return Lack.FEW_EVENTS
    return _plain_lack(paths, estimates, broken)


def _plain_lack(paths: Paths, estimates: _Estimates, broken: int) -> Lack | None:
    if broken == 0:
        return Lack.NOTHING_BROKEN
    n = numbers_of(paths)
    if n["leads"] < FOLLOW_UP.least_leads:
        return Lack.FEW_LEADS
    if min(n["contacts"], n["wins"]) < FOLLOW_UP.least_events:
        return Lack.FEW_EVENTS
    return Lack.FEW_REPS if estimates.spreading is None else None


def _leads(paths: Paths, word: str, value: str) -> int:
    return int((paths.leads * paths.where(word, value)).sum())


def _size(effect: PromiseEffect) -> tuple[float, str]:
    return (0.0 if effect.deals is None else effect.deals.value or 0.0, effect.commitment)


def _with_costs(asked: Asked, answer: BusinessEffect) -> BusinessEffect:
    if not asked.reading.has("spend") or not asked.reading.has("leads"):
        return replace(answer, spend_lack=Lack.NO_TABLES)
    spending = read_spending(asked)
    return replace(
        answer,
        sources=source_costs(spending, read_source_counts(asked)),
        unusable_spend=spending.unusable,
    )
