"""Rates that are a product of levels, fitted to counts: events ~ Poisson(exposure · Π levels).

Penalised maximum likelihood by Newton's method on the logarithms of the levels. Every row has one
level of each set, so that the information matrix is a table of sums by pairs of levels, and no
design matrix is ever made: it takes hundreds of thousands of rows. Leaving rows out costs one step
from the fit to all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
_MOST_STEPS = 60
_LONGEST_STEP = 1.5
_CLOSE = 1e-5


@dataclass(frozen=True, slots=True)
class Levels:
    """One set of levels.

    Parameters
    ----------
    of
        Which level each row has, shape (rows,); −1 for rows that the set does not concern.
    many
        How many levels there are.
    prior
        Events that the belief in 1 is worth (the precision of the logarithm), above 0.
    """

    of: Codes
    many: int
    prior: float


@dataclass(frozen=True)
class LevelFit:
    """A fit, and what it takes to leave rows out of it; see `fit_levels`."""

    events: Floats
    exposure: Floats
    sets: tuple[Levels, ...]
    logs: Floats

    @cached_property
    def expected(self) -> Floats:
        """Events that the levels make of each row, shape (rows,)."""
        return self.exposure * np.exp(_sums(self.sets, self.logs))

    @cached_property
    def _information(self) -> Floats:
        return _information(self.sets, self.expected) + np.diag(_precision(self.sets))

    def levels(self, logs: Floats | None = None) -> tuple[Floats, ...]:
        """Multipliers of each set, of this fit or of logarithms that `without` gave."""
        return tuple(
            np.exp(part) for part in _split(self.sets, self.logs if logs is None else logs)
        )

    def without(self, rows: Codes) -> Floats:
        """Logarithms of the levels fitted without those rows: one Newton step away."""
        sets = tuple(Levels(s.of[rows], s.many, s.prior) for s in self.sets)
        score = _by_level(sets, self.events[rows] - self.expected[rows])
        information = self._information - _information(sets, self.expected[rows])
        step = np.linalg.solve(information, score)
        return np.asarray(self.logs - np.clip(step, -_LONGEST_STEP, _LONGEST_STEP))


def fit_levels(events: Floats, exposure: Floats, sets: Sequence[Levels]) -> LevelFit:
    """Fit all sets of levels; the first one carries the overall rate.

    Parameters
    ----------
    events, exposure
        Shape (rows,), not negative. Events may be amounts, in units of a usual one.
    """
    found = tuple(sets)
    logs = np.zeros(sum(s.many for s in found))
    overall = max(float(events.sum()), 0.5) / max(float(exposure.sum()), 0.5)
    logs[: found[0].many] = np.log(overall)
    prior = _precision(found)
    centre = np.zeros(len(logs))
    centre[: found[0].many] = np.log(overall)
    worth = _likelihood(found, events, exposure, logs, prior, centre)
    for _step in range(_MOST_STEPS):
        expected = exposure * np.exp(_sums(found, logs))
        score = _by_level(found, events - expected) - prior * (logs - centre)
        step = np.linalg.solve(_information(found, expected) + np.diag(prior), score)
        step *= min(1.0, _LONGEST_STEP / max(float(np.abs(step).max(initial=0.0)), 1e-12))
        for _half in range(20):
            tried = _likelihood(found, events, exposure, logs + step, prior, centre)
            if tried >= worth - 1e-9 * abs(worth):
                break
            step = step / 2
        logs, worth = logs + step, tried
        if np.abs(step).max(initial=0.0) < _CLOSE:
            break
    return LevelFit(events, exposure, found, logs)


def _likelihood(
    sets: Sequence[Levels],
    events: Floats,
    exposure: Floats,
    logs: Floats,
    prior: Floats,
    centre: Floats,
) -> float:
    sums = _sums(sets, logs)
    data = (events * sums - exposure * np.exp(sums)).sum()
    return float(data - (prior * (logs - centre) ** 2).sum() / 2)


def _split(sets: Sequence[Levels], logs: Floats) -> list[Floats]:
    return np.split(logs, np.cumsum([s.many for s in sets])[:-1])


def _precision(sets: Sequence[Levels]) -> Floats:
    return np.concatenate([np.full(s.many, s.prior) for s in sets])


def _sums(sets: Sequence[Levels], logs: Floats) -> Floats:
    parts = zip(sets, _split(sets, logs), strict=True)
    # −1 picks the zero that is put at the end.
    return np.asarray(sum(np.append(part, 0.0)[s.of] for s, part in parts))


def _by_level(sets: Sequence[Levels], values: Floats) -> Floats:
    return np.concatenate([np.bincount(s.of + 1, values, s.many + 1)[1:] for s in sets])


def _information(sets: Sequence[Levels], expected: Floats) -> Floats:
    """Sums of the expected events by pairs of levels."""
    size = sum(s.many for s in sets)
    found = np.zeros((size, size))
    first = np.cumsum([0, *(s.many for s in sets)])
    for i, one in enumerate(sets):
        for j in range(i, len(sets)):
            other = sets[j]
            width = other.many + 1
            pair = (one.of + 1) * width + other.of + 1
            sums = np.bincount(pair, expected, (one.many + 1) * width)
            block = sums.reshape(one.many + 1, width)[1:, 1:]
            found[first[i] : first[i + 1], first[j] : first[j + 1]] = block
            found[first[j] : first[j + 1], first[i] : first[i + 1]] = block.T
    return found
