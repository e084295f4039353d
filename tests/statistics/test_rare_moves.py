"""Moves that seldom happen, added to a forecast."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from selaras.statistics.rare_moves import with_rare_moves


def test_without_moves_a_forecast_stays_what_it_was() -> None:
    scale, degrees = np.array([[2.0]]), np.array([[7.0]])
    nothing = np.zeros((1, 1))
    wider, freedom = with_rare_moves(scale, degrees, nothing, nothing)
    assert wider == pytest.approx(scale, rel=1e-5)
    assert freedom == pytest.approx(degrees, rel=1e-4)


def test_what_never_varies_stays_certain() -> None:
    one = np.ones((1, 1))
    scale, _ = with_rare_moves(np.zeros((1, 1)), one, one, one)
    assert scale == 0


def test_variance_and_kurtosis_are_those_of_both_together() -> None:
    """A normal of scale 1 and, once in ten times, a move of a Laplace of scale 3."""
    second, fourth = 0.1 * 2 * 9.0, 0.1 * 24 * 81.0
    wide = np.array([[1.0]])
    scale, degrees = with_rare_moves(wide, wide * 1e9, wide * second, wide * fourth)
    found = stats.t(float(degrees[0, 0]), scale=float(scale[0, 0]))
    variance, excess = found.stats(moments="vk")
    assert variance == pytest.approx(1 + second)
    assert excess == pytest.approx(fourth / (1 + second) ** 2)
