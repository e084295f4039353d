"""How often the intervals of the curve and of the best number hold the truth."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from selaras.diagnosis.followup.best import best_of
from selaras.diagnosis.followup.hazard_model import unpacked
from selaras.diagnosis.followup.model import Places, Setting, depth_of, model
from selaras.statistics.hazards import best_number, net_value
from selaras.statistics.leave_out import leave_out

HAZARDS = np.array([[0.30, 0.24, 0.18, 0.13, 0.10, 0.07], [0.15, 0.11, 0.08, 0.06, 0.05, 0.035]])
MIX, GOES_ON, SPREAD = (0.4, 0.6), np.array([0.95, 0.6]), 0.1
VALUE, COST = 500_000.0, 40_000.0


def drawn(rng: np.random.Generator, leads: int, reps: int) -> NDArray[np.float64]:
    """Packed counts by rep and grade of a company whose reps differ in skill and persistence."""
    counts = np.zeros((reps, 2, 3 + 24))
    skill = np.exp(rng.normal(0, SPREAD, reps))
    persistence = np.exp(-np.abs(rng.normal(0, 0.15, reps)))
    grade, rep = (rng.random(leads) >= MIX[0]).astype(int), rng.integers(0, reps, leads)
    np.add.at(counts, (rep, grade, 0), 1)
    active = np.ones(leads, dtype=bool)
    for k in range(HAZARDS.shape[1]):
        if k:
            active &= rng.random(leads) < GOES_ON[grade] * persistence[rep]
        reached = active & (rng.random(leads) < HAZARDS[grade, k] * skill[rep])
        np.add.at(counts, (rep[active], grade[active], 3 + k), 1)
        np.add.at(counts, (rep[reached], grade[reached], 15 + k), 1)
        active &= ~reached
    return counts


@pytest.mark.slow
def test_intervals_hold_the_truth_nine_times_in_ten() -> None:
    rng, companies = np.random.default_rng(11), 60
    true_hazards = HAZARDS * np.exp(SPREAD**2 / 2)
    truth = sum(m * net_value(h, VALUE, COST) for m, h in zip(MIX, true_hazards, strict=True))
    best = best_number(truth)
    held, held_best = np.zeros(4), 0
    for _ in range(companies):
        counts = drawn(rng, 2000, 8)
        pooled = unpacked(counts.sum(axis=0))
        depth = depth_of(pooled.attempted.sum(axis=0), 30)
        setting = Setting(depth, (depth, depth), VALUE, COST, None)
        places = Places(2, depth)
        spreading = leave_out(counts, lambda c, s=setting: model(unpacked(c), None, s).flat())
        for k in range(4):
            interval = spreading.interval(places.all_net(k))
            held[k] += interval.low <= truth[k] <= interval.high
        found = best_of(
            model(pooled, None, setting).all_net,
            spreading.draws(400),
            [places.all_net(k) for k in range(depth)],
        )
        assert found.low is not None
        assert found.high is not None
        held_best += found.low <= best <= found.high
    # 60 companies: 0.9 give or take 0.1.
    assert np.all(held / companies >= 0.8)
    assert held_best / companies >= 0.8
