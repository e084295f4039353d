"""Scores over many trials, with exact bounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import beta
from scipy.stats import t as student

from benchmarks.fairness.trial import LEVEL, Estimate, Trial

BOUNDS = 0.95


@dataclass(frozen=True, slots=True)
class Share:
    """k of n, with exact bounds of level BOUNDS (Clopper and Pearson 1934)."""

    k: int
    n: int

    @property
    def value(self) -> float:
        return self.k / self.n if self.n else float("nan")

    @property
    def low(self) -> float:
        tail = (1 - BOUNDS) / 2
        return 0.0 if self.k == 0 else float(beta.ppf(tail, self.k, self.n - self.k + 1))

    @property
    def high(self) -> float:
        tail = (1 - BOUNDS) / 2
        return 1.0 if self.k == self.n else float(beta.ppf(1 - tail, self.k + 1, self.n - self.k))

    def __str__(self) -> str:
        if not self.n:
            return "-"
        return f"{self.value:.0%} [{self.low:.0%}, {self.high:.0%}]"


@dataclass(frozen=True, slots=True)
class Scores:
    """What a group of trials comes to."""

    trials: int
    factors: Share
    teams: Share
    wrong: Share
    named: Share
    cannot_tell: Share
    errors: int


def share(hits: Iterable[bool]) -> Share:
    known = list(hits)
    return Share(sum(known), len(known))


def score(trials: Sequence[Trial]) -> Scores:
    """Coverage is over intervals that were given; blame and silence over companies."""
    done = [trial for trial in trials if trial.error is None]
    return Scores(
        trials=len(done),
        factors=coverage(one for trial in done for one in trial.factors),
        teams=coverage(one for trial in done for one in trial.teams),
        wrong=share(bool(trial.blamed_wrongly) for trial in done),
        named=share(team in trial.named for trial in done for team in trial.decidable),
        cannot_tell=share(trial.verdict == "cannot_tell" for trial in done),
        errors=len(trials) - len(done),
    )


def coverage(estimates: Iterable[Estimate]) -> Share:
    covers = (one.covers for one in estimates)
    return share(one for one in covers if one is not None)


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How the estimates of one effect behave, in shares of base revenue.

    `bias` is the mean error, `z_mean` and `z_spread` mean and standard deviation of error over
    standard error: (0, about 1.1) is right; a mean off 0 is bias, a spread above it too narrow.
    """

    coverage: Share
    bias: float
    half_width: float
    z_mean: float
    z_spread: float


def behaviour(pairs: Sequence[tuple[Trial, Estimate]]) -> Behaviour:
    """Of one effect over trials; those without an interval are left out."""
    known = [(trial, one) for trial, one in pairs if one.covers is not None]
    errors = np.array([one.found - one.true for _, one in known])
    halves = np.array([((one.high or 0.0) - (one.low or 0.0)) / 2 for _, one in known])
    reach = np.array([student.ppf((1 + LEVEL) / 2, max(trial.reps - 1, 1)) for trial, _ in known])
    told = halves > 1e-12
    z = errors[told] * reach[told] / halves[told]
    return Behaviour(
        coverage=coverage(one for _, one in known),
        bias=float(errors.mean()) if len(errors) else float("nan"),
        half_width=float(np.median(halves)) if len(halves) else float("nan"),
        z_mean=float(z.mean()) if len(z) else float("nan"),
        z_spread=float(z.std()) if len(z) else float("nan"),
    )
