"""From fitted rates to the drivers of the identity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selaras.diagnosis.anchor import common_shift
from selaras.diagnosis.choices import DecompositionChoices
from selaras.diagnosis.cohorts import Cells, Codes, Floats
from selaras.diagnosis.identity import Drivers, Shifts, revenue_of_coalitions
from selaras.diagnosis.load import LoadParts
from selaras.diagnosis.rates import Fits, RateFit, Shift

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Strata:
    """Combinations that occur: their codes (C,), their group, and how reps share them.

    `rep_shares` has shape (groups, reps): who works the leads of a group, over both periods.
    `recorded` is the revenue that was recorded in base and period.
    """

    source: Codes
    grade: Codes
    region: Codes
    segment: Codes
    group: Codes
    groups: int
    counts: Floats
    others: Floats
    rep_shares: Floats
    source_leads: Floats
    rep_leads: Floats
    recorded: Floats


def strata_of(cells: Cells, revenue: Floats) -> Strata:
    """Lay out the strata of cells; `revenue` is what each cell brought, shape (rows,)."""
    labels = cells.labels
    width = len(labels.region) * len(labels.segment)
    raw = (cells.source * width) + cells.region * len(labels.segment) + cells.segment
    names, group_of_row = np.unique(raw, return_inverse=True)
    passed = cells.rep >= 0
    stratum_key = group_of_row * len(labels.grade) + cells.grade
    keys, first, place = np.unique(stratum_key[passed], return_index=True, return_inverse=True)
    period, leads = cells.period, cells.leads
    counts = np.zeros((2, len(keys)))
    np.add.at(counts, (period[passed], place), leads[passed])
    others = np.zeros((2, len(names)))
    np.add.at(others, (period[~passed], group_of_row[~passed]), leads[~passed])
    # Who works the leads of a source in a region: segments apart would be too thin.
    pair = cells.source * len(labels.region) + cells.region
    pairs = np.zeros((len(labels.source) * len(labels.region), max(len(labels.rep), 1)))
    np.add.at(pairs, (pair[passed], cells.rep[passed]), leads[passed])
    shares = pairs / np.maximum(pairs.sum(axis=1, keepdims=True), 1e-12)
    first_row = np.flatnonzero(passed)[first]
    group_pair = np.zeros(len(names), np.int64)
    group_pair[group_of_row] = pair
    recorded = np.bincount(period, revenue, 2)
    return Strata(
        source=cells.source[first_row],
        grade=cells.grade[first_row],
        region=cells.region[first_row],
        segment=cells.segment[first_row],
        group=group_of_row[first_row],
        groups=len(names),
        counts=counts,
        others=others,
        rep_shares=shares[group_pair],
        source_leads=np.bincount(cells.source[passed], leads[passed], len(labels.source)),
        rep_leads=np.bincount(cells.rep[passed], leads[passed], max(len(labels.rep), 1)),
        recorded=recorded,
    )


def drivers_of(
    strata: Strata,
    fits: Fits,
    load: LoadParts | None,
    choices: DecompositionChoices,
    keep: Flags | None = None,
    *,
    separable: bool = True,
) -> Drivers:
    """Fit every rate (without the reps that are not kept) and lay it out by stratum.

    `separable` false: sources and reps do not overlap, and all shifts are joint.
    """
    reps = np.ones(strata.rep_shares.shape[1], bool) if keep is None else keep
    layout = _Layout(strata, choices, reps, separable)
    accepted, acceptance_shifts = layout.shifted(fits.acceptance, keep)
    win, win_shifts = layout.shifted(fits.win, keep)
    strata_count = len(strata.source)
    contact, contact_shifts = np.ones((strata_count, 1)), _no_shifts(strata_count)
    goes_on = np.ones((2, strata_count, 1))
    waits, penalties = np.ones((2, strata_count, 1)), np.ones(1)
    if fits.contact is not None and fits.persistence is not None:
        levels = fits.contact.fit(keep)
        plain, contact_shifts = layout.of(fits.contact, levels)
        contact = np.minimum(plain[:, None] * levels["number"], 0.99)
        if fits.waits is None:
            contact = contact * levels["wait"][0]
        else:
            penalties = levels["wait"]
        goes_on = layout.persistence(fits.persistence, keep)
    if fits.waits is not None:
        waits = layout.waits(fits.waits)
    price = layout.both(fits.price, keep, ("segment", "source", "region"), cap=np.inf)
    delivery = np.ones((2, strata_count))
    if fits.delivery is not None:
        delivery = layout.both(fits.delivery, keep, ("region",))
    drivers = Drivers(
        group=strata.group,
        groups=strata.groups,
        counts=strata.counts,
        others=strata.others,
        waits=waits,
        waits_loaded=_waits_loaded(waits, load if fits.waits is not None else None),
        goes_on=goes_on,
        goes_on_loaded=_goes_on_loaded(goes_on, load if fits.persistence is not None else None),
        contact=contact,
        contact_shifts=contact_shifts,
        acceptance=accepted,
        acceptance_shifts=acceptance_shifts,
        win=win,
        win_shifts=win_shifts,
        penalties=penalties,
        price=price,
        delivery=delivery,
        scale=np.ones(2),
    )
    return drivers


def scaled(drivers: Drivers, recorded: Floats) -> Drivers:
    """The same with the scale at which the identity gives the recorded revenue."""
    game = revenue_of_coalitions(drivers, drivers.counts, drivers.others)
    made = np.array([game[0], game[-1]])
    scale = np.where(made > 0, recorded / np.where(made > 0, made, 1.0), 1.0)
    return Drivers(
        **{name: getattr(drivers, name) for name in Drivers.__slots__ if name != "scale"},
        scale=scale,
    )


@dataclass(frozen=True, slots=True)
class _Layout:
    strata: Strata
    choices: DecompositionChoices
    reps: Flags
    separable: bool

    def shifted(self, rate: RateFit, keep: Flags | None) -> tuple[Floats, Shifts]:
        return self.of(rate, rate.fit(keep))

    def of(self, rate: RateFit, levels: dict[str, Floats]) -> tuple[Floats, Shifts]:
        """The base's rate by stratum (attempts apart) and its shifts."""
        base = np.ones(len(self.strata.source))
        for name in ("one", "source", "grade", "region", "segment"):
            if name in levels:
                codes = 0 if name == "one" else getattr(self.strata, name)
                base = base * levels[name][codes]
        base = base * (self._share_of_reps() @ levels["rep"])[self.strata.group]
        return base, self._shifts(rate.shift(levels))

    def _share_of_reps(self) -> Floats:
        shares = self.strata.rep_shares * self.reps
        total = shares.sum(axis=1, keepdims=True)
        everyone = self.strata.rep_leads * self.reps
        everyone = everyone / max(everyone.sum(), 1e-12)
        return np.where(total > 0, shares / np.where(total > 0, total, 1.0), everyone)

    def _shifts(self, shift: Shift) -> Shifts:
        count = len(self.strata.source)
        if not self.separable:
            by_rep = (self._share_of_reps() @ np.exp(shift.of_rep))[self.strata.group]
            together = shift.common + shift.of_source[self.strata.source] + np.log(by_rep)
            return Shifts(np.zeros(count), np.zeros(count), together)
        reach = self.choices.reach
        source_anchor = common_shift(
            shift.of_source, shift.source_errors, self.strata.source_leads, reach
        )
        kept = self.reps
        rep_anchor = common_shift(
            shift.of_rep[kept], shift.rep_errors[kept], self.strata.rep_leads[kept], reach
        )
        by_rep = self._share_of_reps() @ np.exp(shift.of_rep - rep_anchor)
        return Shifts(
            quality=shift.of_source[self.strata.source] - source_anchor,
            skill=np.log(by_rep)[self.strata.group],
            conversion=np.full(count, shift.common + source_anchor + rep_anchor),
        )

    def both(
        self, rate: RateFit, keep: Flags | None, names: tuple[str, ...], cap: float = 1.0
    ) -> Floats:
        """A rate without source × rep in base and period, shape (2, C)."""
        levels = rate.fit(keep)
        base = np.full(len(self.strata.source), levels["one"][0])
        later = np.full(len(self.strata.source), levels["later"][0])
        for name in names:
            codes = getattr(self.strata, name)
            base = base * levels[name][codes]
            if f"{name}_later" in levels:
                later = later * levels[f"{name}_later"][codes]
        return np.minimum(np.stack([base, base * later]), cap)

    def waits(self, answered: Floats) -> Floats:
        """Shares of waits by stratum, shape (2, C, J): by grade, thin ones drawn to all grades."""
        counts = answered[:, :, self.reps].sum(axis=2)
        everyone = counts.sum(axis=1, keepdims=True)
        overall = everyone / np.maximum(everyone.sum(axis=-1, keepdims=True), 1e-12)
        weight = 2 * self.choices.stable_prior
        shares = (counts + weight * overall) / (counts.sum(axis=-1, keepdims=True) + weight)
        return np.asarray(shares[:, self.strata.grade])

    def persistence(self, rate: RateFit, keep: Flags | None) -> Floats:
        levels = rate.fit(keep)
        grade = self.strata.grade
        base = levels["grade"][grade][:, None] * levels["number"]
        later = levels["grade_later"][grade][:, None] * levels["number_later"]
        return np.clip(np.stack([base, base * later]), 1e-9, 1.0)


def _no_shifts(count: int) -> Shifts:
    return Shifts(np.zeros(count), np.zeros(count), np.zeros(count))


def _waits_loaded(waits: Floats, load: LoadParts | None) -> Floats:
    """Differences of the shares of waits, from those of the shares up to each class."""
    if load is None:
        return np.zeros(waits.shape[1:])
    within = np.cumsum(waits[1], axis=-1)
    # No more than brings the period back to nobody or everybody within that time.
    moved = np.clip(np.append(load.within, 0.0), within - 1.0, within)
    return np.asarray(np.diff(moved, axis=-1, prepend=0.0))


def _goes_on_loaded(goes_on: Floats, load: LoadParts | None) -> Floats:
    if load is None:
        return np.ones(goes_on.shape[1:])
    after = goes_on[1]
    mean = float(after.mean())
    factor = mean / max(mean - load.persistence, 1e-6)
    return np.asarray(np.clip(factor, after, 1 / np.maximum(after, 1e-6)))
