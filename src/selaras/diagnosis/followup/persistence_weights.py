"""The same curve by inverse-probability weights: does it hang on who is called again?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selaras.diagnosis.choices import FOLLOW_UP
from selaras.diagnosis.followup.figures import Figure
from selaras.diagnosis.followup.paths import Paths
from selaras.statistics.hazards import contact_by
from selaras.statistics.logistic import fit_logistic
from selaras.statistics.weights import effective_size, stabilised, truncated

Floats = NDArray[np.float64]
_RIDGE = 0.1


@dataclass(frozen=True, slots=True)
class WeightedCheck:
    """P(contact within `attempts`) by stabilised weights beside the one by hazards.

    `unweighted` ignores the kind of lead altogether. `effective` is the number of first attempts
    that the weighted ones are worth, `agrees` whether it lies in the other's interval.
    """

    attempts: int
    by_weights: float
    by_hazards: Figure
    unweighted: float
    effective: float
    largest_weight: float
    agrees: bool | None


def weighted_check(
    paths: Paths, kind: str, depth: int, by_hazards: Figure, *, reps: bool = True
) -> WeightedCheck:
    """The weights take in the kind, segment, who sourced the lead, speed and, if few, the rep."""
    words = [kind, "segment", "sourced_by", "speed"]
    if reps and paths.size("rep") <= FOLLOW_UP.most_groups:
        words.append("rep")
    words = [word for word in dict.fromkeys(words) if paths.size(word) > 1]
    cells, design = covariate_cells(paths, words)
    attempted = _by_cell(cells, paths, depth, reached=False)
    contacts = _by_cell(cells, paths, depth, reached=True)
    leads = np.bincount(cells, weights=paths.leads, minlength=len(design)).astype(np.float64)
    weights = attempt_weights(leads, attempted, contacts, design)
    curve = contact_by(_hazards(weights, attempted, contacts))
    plain = contact_by(_hazards(np.ones(weights.shape), attempted, contacts))
    value = float(curve[-1])
    inside = None
    if by_hazards.low is not None and by_hazards.high is not None:
        inside = by_hazards.low <= value <= by_hazards.high
    return WeightedCheck(
        attempts=depth,
        by_weights=value,
        by_hazards=by_hazards,
        unweighted=float(plain[-1]),
        effective=effective_size(weights[:, -1], attempted[:, -1]),
        largest_weight=float(weights[attempted > 0].max()),
        agrees=inside,
    )


def covariate_cells(paths: Paths, words: Sequence[str]) -> tuple[NDArray[np.int64], Floats]:
    """Each row's combination of words, as a number, and a design row for each of these.

    The design has an intercept and a column for every value but a word's first; main effects.
    """
    if not words:
        return np.zeros(len(paths.leads), dtype=np.int64), np.ones((1, 1))
    stacked = np.stack([paths.codes[word] for word in words], axis=1)
    kinds, cells = np.unique(stacked, axis=0, return_inverse=True)
    columns = [np.ones((len(kinds), 1))]
    for at, word in enumerate(words):
        columns.append(kinds[:, at : at + 1] == np.arange(1, paths.size(word)))
    return cells.ravel().astype(np.int64), np.concatenate(columns, axis=1).astype(np.float64)


def attempt_weights(
    leads: Floats,
    attempted: Floats,
    contacts: Floats,
    design: Floats,
    groups: NDArray[np.int64] | None = None,
) -> Floats:
    """Stabilised weights of those who get attempt k, by cell (rows) and k (columns).

    Π_{j≤k} P(attempt j | not reached, j, group)/P(attempt j | not reached, j, covariates),
    truncated at 1 and 99% (methods.md §3): they undo that some kinds of lead are called again
    more than others. `groups` is each cell's group, whose own rate is the numerator.
    """
    cells, depth = attempted.shape
    waiting = np.concatenate([leads[:, None], attempted[:, :-1] - contacts[:, :-1]], axis=1)
    number = np.tile(np.arange(depth), cells)
    rows = np.repeat(design, depth, axis=0)
    rows = np.concatenate([rows, number[:, None] == np.arange(1, depth)], axis=1)
    known = waiting.ravel() > 0
    fit = fit_logistic(rows[known], attempted.ravel()[known], waiting.ravel()[known], ridge=_RIDGE)
    conditional = fit.predict(rows).reshape(cells, depth)
    of = np.zeros(cells, dtype=np.int64) if groups is None else groups
    many = int(of.max()) + 1
    made = np.stack([np.bincount(of, attempted[:, k], many) for k in range(depth)], axis=1)
    could = np.stack([np.bincount(of, waiting[:, k], many) for k in range(depth)], axis=1)
    marginal = np.divide(made, could, out=np.zeros(made.shape), where=could > 0)[of]
    weights = np.cumprod(stabilised(marginal, conditional), axis=1)
    return np.stack([truncated(weights[:, k], attempted[:, k]) for k in range(depth)], axis=1)


def _by_cell(cells: NDArray[np.int64], paths: Paths, depth: int, *, reached: bool) -> Floats:
    many = int(cells.max(initial=0)) + 1
    layers = []
    for k in range(1, depth + 1):
        here = paths.reached * (paths.made == k) if reached else paths.made >= k
        layers.append(np.bincount(cells, weights=paths.leads * here, minlength=many))
    return np.stack(layers, axis=1).astype(np.float64)


def _hazards(weights: Floats, attempted: Floats, contacts: Floats) -> Floats:
    above, below = (weights * contacts).sum(axis=0), (weights * attempted).sum(axis=0)
    return np.asarray(np.divide(above, below, out=np.zeros(above.shape), where=below > 0))
