"""Forecasts held against months that are simulated with a rush at their end (methods.md §10)."""

from __future__ import annotations

import numpy as np
import pytest

from selaras.statistics.counts import elapsed_share, forecast, gamma_prior

WORKING_DAYS = 22
ORIGINS = (5, 10, 15, 19)  # working days gone when the forecast is made
RUSH = np.where(np.arange(WORKING_DAYS) >= WORKING_DAYS - 5, 3.0, 1.0)


def _months(seed: int, months: int, subjects: int, mean: float, shape: float) -> np.ndarray:
    """Counts by month × subject × working day; the last five days bring three times as much."""
    generator = np.random.default_rng(seed)
    means = generator.gamma(shape, mean / shape, (months, subjects, 1))
    return generator.poisson(means * RUSH / RUSH.sum())


def _pinball(share: float, actual: float, predicted: float) -> float:
    return max(share * (actual - predicted), (share - 1) * (actual - predicted))


def _roll(counts: np.ndarray) -> tuple[float, float, float]:
    """Coverage of 80% intervals, and the pinball loss of the forecast and of the run rate."""
    covered, ours, run_rate = [], [], []
    for month in range(3, len(counts)):
        past = counts[month - 3 : month]
        prior = gamma_prior([(int(count), 1.0) for count in past.sum(axis=2).ravel()])
        assert prior is not None
        days = (np.arange(WORKING_DAYS) + 0.5) / WORKING_DAYS
        positions = np.repeat(days, past.sum(axis=(0, 1))).tolist()
        for gone in ORIGINS:
            exposure = elapsed_share(positions, gone / WORKING_DAYS)
            for subject in counts[month]:
                observed, actual = int(subject[:gone].sum()), int(subject.sum())
                ahead = forecast(prior, observed, exposure)
                covered.append(ahead.low <= actual <= ahead.high)
                naive = observed / (gone / WORKING_DAYS)
                for share, ours_at in ((0.1, ahead.low), (0.5, ahead.mean), (0.9, ahead.high)):
                    ours.append(_pinball(share, actual, ours_at))
                    run_rate.append(_pinball(share, actual, naive))
    return float(np.mean(covered)), float(np.mean(ours)), float(np.mean(run_rate))


@pytest.mark.parametrize(
    ("subjects", "mean", "shape"),
    [(6, 30, 8), (6, 100, 30), (3, 30, 8), (6, 60, 1000), (1, 30, 8)],
    ids=["reps", "busy reps", "few reps", "reps who are all alike", "one series"],
)
def test_eighty_percent_intervals_cover_and_beat_the_run_rate(
    subjects: int, mean: float, shape: float
) -> None:
    rolls = [
        _roll(_months(seed, 60 if subjects == 1 else 20, subjects, mean, shape))
        for seed in range(3)
    ]
    coverage, ours, run_rate = np.mean(rolls, axis=0)
    assert 0.72 <= coverage <= 0.88
    assert ours < 0.6 * run_rate
