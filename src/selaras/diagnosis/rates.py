"""Rates of the structural identity, fitted to cells so that thin ones borrow from the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from selaras.diagnosis.choices import DECOMPOSITION, DecompositionChoices
from selaras.diagnosis.cohorts import WAITS, Cells, Codes, Floats
from selaras.statistics.multiplicative import LevelFit, Levels, fit_levels

Flags = NDArray[np.bool_]
_FEW_BINS = 100_000


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one rate: `events` out of `exposure`, and the codes that its levels go by."""

    events: Floats
    exposure: Floats
    codes: dict[str, Codes]


@dataclass(frozen=True, slots=True)
class Shift:
    """How a rate moved from base to period, as logarithms.

    `of_source` and `of_rep` lack a common origin: only their sum with `common` is known. Errors
    are those of counts alone.
    """

    common: float
    of_source: Floats
    of_rep: Floats
    source_errors: Floats
    rep_errors: Floats

    def of_the_opposite(self) -> Shift:
        """Of what a fall of this rate is a rise of."""
        return replace(self, common=-self.common, of_source=-self.of_source, of_rep=-self.of_rep)


@dataclass
class RateFit:
    """One rate as a product of levels: stable ones, and shifts in the period looked at."""

    rows: Rows
    sets: tuple[str, ...]
    many: dict[str, int]
    prior: dict[str, float]

    @cached_property
    def _fit(self) -> LevelFit:
        rows = self.rows
        sets = [Levels(rows.codes[name], self.many[name], self.prior[name]) for name in self.sets]
        return fit_levels(rows.events, rows.exposure, sets)

    @cached_property
    def _by_rep(self) -> tuple[Codes, Codes]:
        """Rows in order of their reps, and where each rep's begin."""
        rep = self.rows.codes["rep"]
        order = np.argsort(rep, kind="stable")
        return order, np.searchsorted(rep[order], np.arange(self.many["rep"] + 1))

    def fit(self, without: Codes | None = None) -> dict[str, Floats]:
        """Multipliers by the name of their set; reps in `without` are left out."""
        logs = None
        if without is not None:
            order, begins = self._by_rep
            rows = [order[begins[rep] : begins[rep + 1]] for rep in without]
            logs = self._fit.without(np.concatenate(rows))
        return dict(zip(self.sets, self._fit.levels(logs), strict=True))

    def shift(self, levels: dict[str, Floats]) -> Shift:
        """The shift of a fit with a set `source_later`; others that it lacks did not shift."""
        return Shift(
            common=float(np.log(levels["later"][0])) if "later" in levels else 0.0,
            of_source=np.log(levels["source_later"]),
            of_rep=np.log(levels.get("rep_later", np.ones(self.many["rep"]))),
            source_errors=self._errors["source"],
            rep_errors=self._errors["rep"],
        )

    @cached_property
    def _errors(self) -> dict[str, Floats]:
        """Standard errors of the shifts of sources and reps, by the events of either period."""
        events = self.rows.events
        later = self.rows.codes["later"] == 0
        # A count of events out of chances that were mostly taken varies less than a free count.
        rest = max(1.0 - events.sum() / max(self.rows.exposure.sum(), 1e-12), 0.0)
        errors = {}
        for name in ("source", "rep"):
            of = self.rows.codes[name]
            many = self.many[name]
            before = np.bincount(of[~later], events[~later], many)
            after = np.bincount(of[later], events[later], many)
            spread = 1 / np.maximum(before, 0.5) + 1 / np.maximum(after, 0.5)
            errors[name] = np.sqrt(rest * spread)
        return errors


@dataclass(frozen=True, slots=True)
class Fits:
    """The fits of all rates; None where the evidence does not have what it takes.

    `waits` are answered leads by period, grade, rep and class of wait; `persistence` is fitted to
    the attempts that were not made.
    """

    acceptance: RateFit
    contact: RateFit | None
    win: RateFit
    price: RateFit
    delivery: RateFit | None
    waits: Floats | None
    persistence: RateFit | None


def rate_fits(
    cells: Cells,
    *,
    attempts: bool,
    speed: bool,
    delivery: bool,
    choices: DecompositionChoices = DECOMPOSITION,
) -> Fits:
    """Lay out the rows of every rate."""
    passed = cells.rep >= 0
    accepted = passed & ~cells.rejected
    tried = accepted & (cells.made > 0)
    won = accepted & (cells.won > 0)
    base = cells.contacted if attempts else accepted
    mean_sale = cells.sold.sum() / max(cells.won.sum(), 1.0)
    sold = cells.sold / (mean_sale or 1.0)
    shifted = ("source", "grade", "rep", "later", "source_later", "rep_later")
    lead_rows = _Layout(cells, choices)
    return Fits(
        acceptance=lead_rows.rate(
            passed, ~cells.rejected * cells.leads, cells.leads, ("one", *shifted)
        ),
        contact=_contact(cells, tried, choices, shifted) if attempts else None,
        win=lead_rows.rate(
            accepted & base, cells.won, cells.leads, ("one", "segment", "region", *shifted)
        ),
        price=lead_rows.rate(
            won, sold, cells.won, ("one", "segment", "source", "region", "later", "segment_later")
        ),
        delivery=lead_rows.rate(
            won,
            cells.delivered / (mean_sale or 1.0),
            sold,
            ("one", "region", "later", "region_later"),
        )
        if delivery
        else None,
        waits=wait_counts(cells, tried) if speed else None,
        persistence=_persistence(cells, accepted, choices) if attempts else None,
    )


def wait_counts(cells: Cells, tried: Flags) -> Floats:
    """Answered leads by period, grade, rep and class of wait."""
    chosen = tried & (cells.wait >= 0)
    labels = cells.labels
    shape = (2, len(labels.grade), max(len(labels.rep), 1), len(WAITS) + 1)
    at = tuple(getattr(cells, name)[chosen] for name in ("period", "grade", "rep", "wait"))
    flat = np.ravel_multi_index(at, shape)
    sums = np.bincount(flat, cells.leads[chosen], int(np.prod(shape)))
    return np.asarray(sums.reshape(shape), np.float64)


def _contact(
    cells: Cells, tried: Flags, choices: DecompositionChoices, shifted: Sequence[str]
) -> RateFit:
    """Contacts by attempt: every attempt that was made is an exposure."""
    layout = _Layout(cells, choices)
    parts = []
    for nth in range(1, choices.most_attempts + 1):
        at = np.flatnonzero(tried & (cells.made >= nth))
        through = cells.contacted[at] & (cells.made[at] == nth)
        parts.append((at, np.full(len(at), nth - 1), through * cells.leads[at]))
    rows = np.concatenate([p[0] for p in parts])
    number = np.concatenate([p[1] for p in parts])
    events = np.concatenate([p[2] for p in parts])
    names = ("number", "wait", *shifted)
    return layout.rate_of(rows, events, cells.leads[rows], names, {"number": number})


def _persistence(cells: Cells, accepted: Flags, choices: DecompositionChoices) -> RateFit:
    """Attempts not made of those that could have been: leads given up that nobody had reached.

    What is given up rather than what is made: where most attempts are made, a shift of the odds
    is one factor on what is not, whatever the number of the attempt.
    """
    layout = _Layout(cells, choices)
    unsuccessful = cells.made - cells.contacted
    parts = []
    for nth in range(1, choices.most_attempts + 1):
        at = np.flatnonzero(accepted & (unsuccessful >= nth - 1))
        given_up = cells.made[at] < nth
        parts.append((at, np.full(len(at), nth - 1), given_up * cells.leads[at]))
    rows = np.concatenate([p[0] for p in parts])
    number = np.concatenate([p[1] for p in parts])
    events = np.concatenate([p[2] for p in parts])
    later = np.where(cells.period[rows] == 1, number, -1)
    names = ("number", "number_later", "source", "source_later", "grade", "grade_later")
    extra = {"number": number, "number_later": later}
    return layout.rate_of(rows, events, cells.leads[rows], names, extra)


def _added_up(
    events: Floats, exposure: Floats, codes: dict[str, Codes], many: dict[str, int]
) -> Rows:
    """Rows that share all codes as one."""
    told = {n: c for n, c in codes.items() if not n.endswith("_later")}
    sizes = [many[name] + 1 for name in told]
    key = np.zeros(len(events), np.int64)
    for (_name, code), size in zip(told.items(), sizes, strict=True):
        key = key * size + code + 1
    # Bins are quicker than sorting, as long as most of them are used.
    bins = int(np.prod([float(size) for size in sizes]))
    if bins <= max(_FEW_BINS, 2 * len(key)):
        exposed = np.bincount(key, exposure, bins)
        keys = np.flatnonzero(np.bincount(key, minlength=bins))
        summed = np.bincount(key, events, bins)[keys], exposed[keys]
    else:
        keys, place = np.unique(key, return_inverse=True)
        summed = np.bincount(place, events), np.bincount(place, exposure)
    found: dict[str, Codes] = {}
    rest = keys
    for (name, _code), size in reversed(list(zip(told.items(), sizes, strict=True))):
        rest, found[name] = np.divmod(rest, size)
        found[name] -= 1
    for name in codes.keys() - told.keys():
        found[name] = np.where(found["later"] == 0, found[name.removesuffix("_later")], -1)
    return Rows(np.asarray(summed[0], np.float64), np.asarray(summed[1], np.float64), found)


@dataclass(frozen=True, slots=True)
class _Layout:
    cells: Cells
    choices: DecompositionChoices

    def rate(self, chosen: Flags, events: Floats, exposure: Floats, sets: Sequence[str]) -> RateFit:
        rows = np.flatnonzero(chosen)
        return self.rate_of(rows, events[rows], exposure[rows], sets, {})

    def rate_of(
        self,
        rows: Codes,
        events: Floats,
        exposure: Floats,
        sets: Sequence[str],
        extra: dict[str, Codes],
    ) -> RateFit:
        """Rows that share all codes are added up."""
        labels = self.cells.labels
        many = {"one": 1, "later": 1, "wait": len(WAITS) + 1, "rep": max(len(labels.rep), 1)}
        many |= {"number": self.choices.most_attempts, "number_later": self.choices.most_attempts}
        for name in ("source", "grade", "region", "segment"):
            many[name] = len(getattr(labels, name))
        for name in ("source", "grade", "region", "segment", "rep"):
            many[f"{name}_later"] = many[name]
        needed = tuple(dict.fromkeys((*sets, "rep", "later")))
        codes = {n: extra[n] if n in extra else self._codes(n, rows) for n in needed}
        summed = _added_up(events, exposure, codes, many)
        stable, shift = self.choices.stable_prior, self.choices.shift_prior
        prior: dict[str, float] = {
            name: shift if name.endswith("_later") else stable for name in sets
        }
        prior |= {"one": 0.01, "later": 0.05, "number": 0.05, "number_later": 0.5, "wait": 0.5}
        return RateFit(summed, tuple(sets), many, prior)

    def _codes(self, name: str, rows: Codes) -> Codes:
        """Codes of a set by row; those of the period (`_later`) follow from the others."""
        cells = self.cells
        if name == "one" or name.endswith("_later"):
            return np.zeros(len(rows), np.int64)
        if name == "later":
            return np.where(cells.period[rows] == 1, 0, -1)
        if name == "wait":
            return np.maximum(cells.wait[rows], 0)
        found: Codes = getattr(cells, name)[rows]
        return found
