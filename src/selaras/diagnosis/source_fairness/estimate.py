"""What leads of each side come to at equal effort: by standardisation, and by weights.

E[Y | do(speed, attempts = the agreement)] by who sourced the lead, at the same mix (methods.md
§3). Standardisation averages hazards and win rates of a grade over the common mix of grades;
weights make each side's leads count as if sides, grades and segments had nothing to do with each
other and everyone was called as agreed. They share the outcome, not the model: where the two
disagree, neither is to be trusted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selaras.diagnosis.followup.hazard_model import hazard_table, win_rates
from selaras.diagnosis.followup.persistence_weights import attempt_weights
from selaras.statistics.logistic import fit_logistic
from selaras.statistics.weights import stabilised, truncated

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
_RIDGE = 0.1
SIDES = ("marketing", "sales")
"""In this order: differences are marketing's less sales'."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """What each cell (side × grade × segment) is; all flat, one entry a cell.

    `side` is a position in SIDES, `grade` a position among the grades there are, `design` the
    covariates of a propensity (intercept, grades, segments).
    """

    side: Codes
    grade: Codes
    design: Floats

    @property
    def grades(self) -> int:
        return int(self.grade.max(initial=0)) + 1


@dataclass(frozen=True, slots=True, eq=False)
class Tallies:
    """Counts by cell, of leads answered in time: leads, attempted and reached at k, matured, won.

    `all_leads` are all of them, answered in time or not.
    """

    all_leads: Floats
    leads: Floats
    matured: Floats
    wins: Floats
    attempted: Floats
    contacts: Floats

    def packed(self) -> Floats:
        edges = np.stack([self.all_leads, self.leads, self.matured, self.wins], axis=-1)
        return np.concatenate([edges, self.attempted, self.contacts], axis=-1)


def unpacked(packed: Floats) -> Tallies:
    """The counts that `Tallies.packed` put together."""
    depth = (packed.shape[-1] - 4) // 2
    return Tallies(
        all_leads=packed[..., 0],
        leads=packed[..., 1],
        matured=packed[..., 2],
        wins=packed[..., 3],
        attempted=packed[..., 4 : 4 + depth],
        contacts=packed[..., 4 + depth :],
    )


@dataclass(frozen=True, slots=True)
class Sides:
    """Contacts and deals per lead of each side, in the order of SIDES."""

    contacts: tuple[float, float]
    wins: tuple[float, float]

    def flat(self) -> Floats:
        """Contacts, wins, their differences, and the logarithms of their ratios."""
        (c_m, c_s), (w_m, w_s) = self.contacts, self.wins
        return np.array(
            [c_m, c_s, w_m, w_s, c_m - c_s, w_m - w_s, _log_ratio(c_m, c_s), _log_ratio(w_m, w_s)]
        )


CONTACTS_APART, WINS_APART, CONTACTS_RATIO, WINS_RATIO = 4, 5, 6, 7
"""Where these stand in `Sides.flat`."""


def standardised(found: Tallies, cells: Cells, attempts: int) -> Sides:
    """Contacts and deals per lead at the mix of grades that both sides have together."""
    mix = np.bincount(cells.grade, found.all_leads, cells.grades)
    mix = mix / mix.sum()
    reached, won = [], []
    for side in range(2):
        hazards, rates = _of_side(found, cells, side, attempts)
        chance = 1 - np.prod(1 - hazards, axis=1)
        reached.append(float(mix @ chance))
        won.append(float(mix @ (chance * np.nan_to_num(rates))))
    return Sides((reached[0], reached[1]), (won[0], won[1]))


def weighted(found: Tallies, cells: Cells, attempts: int) -> Sides:
    """The same by stabilised weights, truncated at 1 and 99%.

    Of the side that sourced a lead given grade and segment, of an answer in time, and of each
    further attempt given these and the side.
    """
    both = np.concatenate([cells.design, cells.side[:, None] == 1], axis=1)
    source = _source_weights(found, cells)
    in_time = _in_time_weights(found, cells, both)
    start = truncated(source * in_time, found.leads)
    calls = attempt_weights(
        found.leads,
        found.attempted[:, :attempts],
        found.contacts[:, :attempts],
        both,
        cells.side,
    )
    weights = start[:, None] * calls
    reached, won = [], []
    for side in range(2):
        mine = cells.side == side
        made = (weights * found.attempted[:, :attempts])[mine].sum(axis=0)
        got = (weights * found.contacts[:, :attempts])[mine].sum(axis=0)
        hazards = np.divide(got, made, out=np.zeros(made.shape), where=made > 0)
        chance = float(1 - np.prod(1 - np.minimum(hazards, 1)))
        matured = float((start * found.matured)[mine].sum())
        rate = float((start * found.wins)[mine].sum()) / matured if matured > 0 else 0.0
        reached.append(chance)
        won.append(chance * rate)
    return Sides((reached[0], reached[1]), (won[0], won[1]))


def propensities(found: Tallies, cells: Cells) -> Floats:
    """P(sourced by marketing | grade, segment) of each cell, by logistic regression."""
    marketing = found.all_leads * (cells.side == 0)
    fit = fit_logistic(cells.design, marketing, found.all_leads, ridge=_RIDGE)
    return fit.predict(cells.design)


def crude(found: Tallies, cells: Cells) -> tuple[float, float]:
    """Deals per lead as they were counted: reached share times share won, nothing held equal."""
    rates = []
    for side in range(2):
        mine = cells.side == side
        leads, matured = found.leads[mine].sum(), found.matured[mine].sum()
        reached = found.contacts[mine].sum() / leads if leads else 0.0
        rates.append(float(reached * found.wins[mine].sum() / matured) if matured else 0.0)
    return rates[0], rates[1]


def _of_side(found: Tallies, cells: Cells, side: int, attempts: int) -> tuple[Floats, Floats]:
    """Hazards by grade and attempt, and win rates by grade, of one side."""
    mine = cells.side == side

    def by_grade(counts: Floats) -> Floats:
        return np.bincount(cells.grade[mine], counts[mine], cells.grades).astype(np.float64)

    made = np.stack([by_grade(found.attempted[:, k]) for k in range(attempts)], axis=1)
    got = np.stack([by_grade(found.contacts[:, k]) for k in range(attempts)], axis=1)
    return hazard_table(made, got), win_rates(by_grade(found.matured), by_grade(found.wins))


def _source_weights(found: Tallies, cells: Cells) -> Floats:
    chance = propensities(found, cells)
    share = float((found.all_leads * (cells.side == 0)).sum() / found.all_leads.sum())
    here = np.where(cells.side == 0, chance, 1 - chance)
    return stabilised(np.where(cells.side == 0, share, 1 - share), here)


def _in_time_weights(found: Tallies, cells: Cells, design: Floats) -> Floats:
    fit = fit_logistic(design, found.leads, found.all_leads, ridge=_RIDGE)
    by_side = [
        found.leads[cells.side == s].sum() / max(found.all_leads[cells.side == s].sum(), 1e-12)
        for s in range(2)
    ]
    return stabilised(np.array(by_side)[cells.side], fit.predict(design))


def _log_ratio(above: float, below: float) -> float:
    return float(np.log(max(above, 1e-12) / max(below, 1e-12)))
