"""A period against a target that has a driver plan (`plans`): what was to be, driver by driver.

The plan takes the place of the base. What it does not speak of is taken to have been planned as it
came, so that it has no effect. A plan is not a sample: all that is unsure comes from the period.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from selaras.diagnosis import reasoning
from selaras.diagnosis.choices import DECOMPOSITION, DecompositionChoices
from selaras.diagnosis.cohorts import IN_TIME, Cells, Codes, Floats
from selaras.diagnosis.finding import Dropped, Finding, Span, Words
from selaras.diagnosis.identity import Drivers
from selaras.diagnosis.plan_query import plan_rows
from selaras.diagnosis.plan_reading import Plan, read_plan
from selaras.diagnosis.reasoning import Agreed
from selaras.diagnosis.source_query import source_of
from selaras.diagnosis.strata import Strata
from selaras.errors import InputError, said

_BISECTIONS = 60


def diagnose_against(
    evidence: Any,
    plan_id: str,
    period: Span,
    *,
    as_of: datetime,
    zone: ZoneInfo | None = None,
    agreed: Agreed | None = None,
    unit: str = "IDR",
    choices: DecompositionChoices = DECOMPOSITION,
) -> Finding:
    """Why revenue of the leads of a period is not what the drivers of a plan would have brought.

    Parameters
    ----------
    plan_id
        A plan in the table `plans`; its rows that begin within the period count. Drivers are leads
        (a number), mix (shares), speed (share answered within the agreed time), attempts (made on
        a lead, on average), win rate (won of contacted) and price (amount of a won deal).

    Raises
    ------
    InputError
        Where there is no such plan, or it names drivers or kinds of customer that are not known,
        or values that cannot be: below 0, shares above 1, or no revenue at all.
    """
    source = source_of(evidence)
    plan = read_plan(plan_rows(source), plan_id, period)

    def plans(drivers: Drivers, strata: Strata, cells: Cells) -> Drivers:
        return planned_drivers(drivers, strata, cells, plan)

    finding = reasoning.diagnose_period(
        source,
        period,
        plan.name,
        plans,
        as_of=as_of,
        zone=zone,
        agreed=agreed,
        unit=unit,
        choices=choices,
    )
    if finding.base is not None and finding.base <= 1e-9 * abs(finding.actual or 0.0):
        raise InputError(
            said(
                "The drivers of the plan {plan!r} would have brought no revenue.",
                "Penggerak dalam rencana {plan!r} tidak akan membawa pendapatan.",
                plan=plan_id,
            ),
            mend=said(
                "Write leads, rates and prices above 0.",
                "Tulis jumlah prospek, tingkat, dan harga di atas 0.",
            ),
        )
    stated = plan.factors()
    kept = tuple(one for one in finding.factors if one.name in stated)
    dropped = tuple(
        Dropped(one.name, Words("the plan does not speak of it", "rencana tidak menyebutnya"))
        for one in finding.factors
        if one.name not in stated
    )
    return replace(finding, factors=kept, dropped=(*finding.dropped, *dropped))


def planned_drivers(drivers: Drivers, strata: Strata, cells: Cells, plan: Plan) -> Drivers:
    """The drivers with the plan in place of the base; `drivers` holds the period twice."""
    kinds = _Kinds(strata, cells, plan.name)
    counts, others = drivers.counts.copy(), drivers.others.copy()
    for driver in ("mix", "leads"):
        if driver in plan.values:
            factors = _lead_factors(kinds, drivers, plan.values[driver], of_mix=driver == "mix")
            counts[0] *= factors
            others[0] *= kinds.by_group(factors)
    waits, goes_on, price = drivers.waits.copy(), drivers.goes_on.copy(), drivers.price.copy()
    weights = drivers.counts[1]
    conversion = drivers.win_shifts.conversion.copy()
    win = drivers.win.copy()
    for kind, value in plan.values.get("speed", {}).items():
        at = kinds.of(kind)
        waits[0, at] = _in_time(waits[0, at], value)
    for kind, value in plan.values.get("attempts", {}).items():
        at = kinds.of(kind)
        goes_on[0, at] = _attempting(drivers, at, weights[at], value)
    for kind, value in plan.values.get("win rate", {}).items():
        at = kinds.of(kind)
        mean = _average(win[at], weights[at])
        ratio = value / mean if mean > 0 else 1.0
        win[at] = win[at] * ratio
        conversion[at] = conversion[at] - np.log(max(ratio, 1e-9))
    for kind, value in plan.values.get("price", {}).items():
        at, mean = kinds.of(kind), kinds.mean_sale(kind)
        price[0, at] = drivers.price[0, at] * (value / mean if mean > 0 else 1.0)
    return replace(
        drivers,
        counts=counts,
        others=others,
        waits=waits,
        goes_on=goes_on,
        price=price,
        win=win,
        win_shifts=replace(drivers.win_shifts, conversion=conversion),
    )


class _Kinds:
    """Which strata a kind of customer means: a segment's, else a source's."""

    def __init__(self, strata: Strata, cells: Cells, plan: str) -> None:
        self._strata, self._cells, self._plan = strata, cells, plan

    def of(self, kind: str) -> Codes:
        return np.flatnonzero(self._are(kind, self._strata))

    def mean_sale(self, kind: str) -> float:
        """What a won deal of that kind brought on average; 0 where none did."""
        here = self._are(kind, self._cells)
        won = float(self._cells.won[here].sum())
        return float(self._cells.sold[here].sum()) / won if won else 0.0

    def _are(self, kind: str, rows: Strata | Cells) -> NDArray[np.bool_]:
        labels = self._cells.labels
        if not kind:
            return np.ones(len(rows.source), bool)
        for words, codes in ((labels.segment, rows.segment), (labels.source, rows.source)):
            if kind in words:
                return np.asarray(codes == words.index(kind))
        known = ", ".join((*labels.segment, *labels.source))
        raise InputError(
            said(
                "The plan {plan!r} speaks of {kind!r}, which no lead is.",
                "Rencana {plan!r} menyebut {kind!r}, padahal tidak ada prospek seperti itu.",
                plan=self._plan,
                kind=kind,
            ),
            mend=said(
                "Leads are: {known}; `all` means every one.",
                "Prospek yang ada: {known}; `all` berarti semuanya.",
                known=known,
            ),
        )

    def by_group(self, factors: Floats) -> Floats:
        """The mean factor of each group's strata."""
        groups = self._strata.groups
        total = np.bincount(self._strata.group, factors, groups)
        many = np.bincount(self._strata.group, minlength=groups)
        return np.asarray(np.where(many > 0, total / np.maximum(many, 1), 1.0))


def _lead_factors(
    kinds: _Kinds, drivers: Drivers, values: dict[str, float], *, of_mix: bool
) -> Floats:
    """What the period's leads are to be multiplied with, by stratum, to be the planned ones."""
    leads = drivers.counts[1]
    factors = np.ones(len(leads))
    everybody = leads.sum() + drivers.others[1].sum()
    passed = leads.sum() / max(everybody, 1e-12)
    for kind, value in values.items():
        at = kinds.of(kind)
        planned = value * everybody if of_mix else value
        # Those that are passed on are as large a share of the planned leads as of the real ones.
        factors[at] = planned * passed / max(float(leads[at].sum()), 1e-12)
    return factors


def _in_time(waits: Floats, share: float) -> Floats:
    """Waits with that share within the agreed time, the classes on either side in proportion."""
    if waits.shape[-1] <= IN_TIME:
        return waits
    found = waits.copy()
    for part, total in ((slice(0, IN_TIME), share), (slice(IN_TIME, None), 1 - share)):
        inside = waits[:, part]
        sums = inside.sum(axis=1, keepdims=True)
        even = np.full_like(inside, 1 / inside.shape[1])
        found[:, part] = total * np.where(sums > 0, inside / np.where(sums > 0, sums, 1), even)
    return found


def _attempting(drivers: Drivers, at: Codes, weights: Floats, attempts: float) -> Floats:
    """Chances of going on at which a lead gets that many attempts on average.

    All chances are raised to one power, found by bisection; the most that can be reached is that
    every attempt is made.
    """
    goes_on = np.clip(drivers.goes_on[0, at], 1e-9, 1 - 1e-12)

    def made(power: float) -> float:
        return _average(_attempts_made(drivers, at, goes_on**power), weights)

    low, high = 0.0, 64.0
    if made(low) <= attempts:
        return np.asarray(goes_on**low)
    for _step in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if made(middle) > attempts else (low, middle)
    return np.asarray(goes_on**high)


def _attempts_made(drivers: Drivers, at: Codes, goes_on: Floats) -> Floats:
    """Attempts on a lead, on average, by stratum."""
    total = np.zeros(len(at))
    for waited, penalty in enumerate(drivers.penalties):
        alive = drivers.waits[0, at, waited]
        for k in range(goes_on.shape[-1]):
            tried = alive * goes_on[:, k]
            total += tried
            alive = tried * (1 - np.minimum(penalty * drivers.contact[at, k], 1.0))
    return total


def _average(values: Floats, weights: Floats) -> float:
    total = float(weights.sum())
    return float((values * weights).sum() / total) if total > 0 else float(values.mean())
