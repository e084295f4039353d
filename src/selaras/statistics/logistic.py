"""Logistic regression on grouped trials, by iteratively reweighted least squares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
_ROUNDING = 1e-9
"""Weighted counts may miss their bounds by this share of the trials."""
_STEPS = 100
_SETTLED = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class LogisticFit:
    """`coefficients` in the order of the columns, their `covariance`, and whether it settled."""

    coefficients: Floats
    covariance: Floats
    settled: bool

    @property
    def standard_errors(self) -> Floats:
        return np.asarray(np.sqrt(np.diag(self.covariance)))

    def predict(self, design: ArrayLike) -> Floats:
        """P(success) for each row of a design with the same columns."""
        return _expit(np.asarray(design, dtype=np.float64) @ self.coefficients)


def fit_logistic(
    design: ArrayLike, successes: ArrayLike, trials: ArrayLike | None = None, ridge: float = 0.0
) -> LogisticFit:
    """Maximum likelihood of log-odds = design · coefficients.

    Parameters
    ----------
    design
        One row a group of trials, one column a coefficient; a column of ones is the intercept,
        and has to be there by the caller's own hand.
    successes, trials
        Of each row, successes ≤ trials; trials None: one each. Weights need not be whole.
    ridge
        Precision of a normal prior around 0 on every coefficient but the first; above 0 it keeps
        them finite where the rows separate perfectly.

    Raises ValueError for ill-shaped input or no trials at all. Without a maximum (separation, a
    column that others add up to) `settled` is false or the least-norm step was taken.
    """
    x = np.asarray(design, dtype=np.float64)
    y = np.asarray(successes, dtype=np.float64)
    n = np.ones(y.shape) if trials is None else np.asarray(trials, dtype=np.float64)
    if x.ndim != 2 or y.shape != (x.shape[0],) or n.shape != y.shape:
        raise ValueError("design, successes and trials must have a row for each group")
    slack = _ROUNDING * n
    if np.any(y < -slack) or np.any(y > n + slack) or not n.sum() > 0:
        raise ValueError("successes must lie between 0 and trials, of which there are some")
    y = np.clip(y, 0.0, n)
    penalty = np.full(x.shape[1], float(ridge))
    penalty[0] = 0.0
    beta, settled = np.zeros(x.shape[1]), False
    information = np.zeros((x.shape[1], x.shape[1]))
    reached = _objective(x, y, n, beta, penalty)
    for _ in range(_STEPS):
        p = _expit(x @ beta)
        information = (x * (n * p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        slope = x.T @ (y - n * p) - penalty * beta
        step = np.linalg.lstsq(information, slope, rcond=None)[0]
        # A full step may overshoot where probabilities are extreme: halve it until it does not.
        size = 1.0
        while (tried := _objective(x, y, n, beta + size * step, penalty)) < reached - 1e-12:
            size /= 2
            if size < 1e-6:
                break
        beta, reached = beta + size * step, tried
        if float(np.max(np.abs(size * step))) < _SETTLED * (1 + float(np.max(np.abs(beta)))):
            settled = True
            break
    return LogisticFit(beta, np.asarray(np.linalg.pinv(information), np.float64), settled)


def _objective(x: Floats, y: Floats, n: Floats, beta: Floats, penalty: Floats) -> float:
    eta = x @ beta
    return float((y * eta - n * np.logaddexp(0, eta)).sum() - (penalty * beta * beta).sum() / 2)


def _expit(eta: Floats) -> Floats:
    return np.asarray(np.exp(-np.logaddexp(0, -eta)))
