"""Mixtures of gamma distributions."""

from __future__ import annotations

import numpy as np
import pytest

from selaras.statistics.gamma_mixture import GammaMixture


def test_one_component_is_that_gamma():
    found = GammaMixture(np.array([2.0]), np.array([4.0]), np.ones(1))
    # Gamma(shape 1, scale 2) is the exponential distribution of mean 2.
    assert found.below([2.0, 4.0]) == pytest.approx(1 - np.exp([-1.0, -2.0]))
    assert found.quantiles([0.05, 0.5]) == pytest.approx(-2 * np.log([0.95, 0.5]))
    assert found.mean == 2


def test_what_is_sure_is_its_mean():
    interval = GammaMixture(np.array([3.0]), np.zeros(1), np.ones(1)).interval()
    assert (interval.low, interval.high) == pytest.approx((3.0, 3.0), rel=1e-3)


def test_two_components_share_the_probability():
    found = GammaMixture(np.array([1.0, 100.0]), np.array([0.01, 1.0]), np.array([0.3, 0.7]))
    assert float(found.below(50.0)) == pytest.approx(0.3)
    assert float(found.below(-1.0)) == 0


def test_a_quantile_needs_a_probability():
    with pytest.raises(ValueError, match="between 0 and 1"):
        GammaMixture(np.ones(1), np.ones(1), np.ones(1)).quantiles([1.0])
