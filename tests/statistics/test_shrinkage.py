"""Beta-binomial shrinkage: the worked example of methods.md §6, and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.statistics.shrinkage import Beta, beta_prior, shrunken

KEPT, OF = [18, 9, 3, 30, 1, 6, 14], [20, 12, 8, 40, 5, 6, 25]
GROUPS = st.lists(
    st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=8,
)


def test_beta_prior_reproduces_the_kept_of_ok_example() -> None:
    prior = beta_prior(KEPT, OF)
    assert prior is not None
    assert (round(prior.a, 3), round(prior.b, 3)) == (4.125, 2.044)
    assert round(prior.after(6, 6).mean, 3) == 0.832
    assert round(prior.after(1, 5).mean, 3) == 0.459


def test_beta_prior_is_where_the_likelihood_is_highest() -> None:
    from scipy.special import betaln

    def likelihood(a: float, b: float) -> float:
        k, n = np.array(KEPT), np.array(OF)
        return float((betaln(k + a, n - k + b) - betaln(a, b)).sum())

    prior = beta_prior(KEPT, OF)
    assert prior is not None
    best = likelihood(prior.a, prior.b)
    for da, db in ((0.05, 0), (-0.05, 0), (0, 0.05), (0, -0.05)):
        assert likelihood(prior.a + da, prior.b + db) < best


def test_beta_prior_without_any_trial_is_none() -> None:
    assert beta_prior([], []) is None
    assert beta_prior([0, 0], [0, 0]) is None


@pytest.mark.parametrize(("kept", "n"), [([0, 0], [5, 5]), ([5, 5], [5, 5])])
def test_beta_prior_of_groups_that_all_agree_stays_off_the_end(
    kept: list[int], n: list[int]
) -> None:
    prior = beta_prior(kept, n)
    assert prior is not None
    assert 0 < prior.mean < 1


def test_beta_prior_is_never_surer_than_all_trials_together() -> None:
    prior = beta_prior([5, 10, 15], [10, 20, 30])
    assert prior is not None
    assert prior.a + prior.b == pytest.approx(60)


@given(GROUPS)
def test_posterior_mean_lies_between_the_raw_rate_and_the_prior_mean(
    groups: list[tuple[int, int]],
) -> None:
    prior = beta_prior([k for k, _ in groups], [n for _, n in groups])
    assert prior is not None
    for k, n in groups:
        low, high = sorted((k / n, prior.mean))
        assert low - 1e-9 <= prior.after(k, n).mean <= high + 1e-9


@given(GROUPS, st.floats(0.05, 0.95))
def test_shrunken_lies_between_the_raw_rate_and_its_mean(
    groups: list[tuple[int, int]], mean: float
) -> None:
    k, n = (np.array(column, dtype=float) for column in zip(*groups, strict=True))
    drawn = shrunken(k, n, mean)
    low, high = np.minimum(k / n, mean), np.maximum(k / n, mean)
    assert np.all(drawn >= low - 1e-9)
    assert np.all(drawn <= high + 1e-9)


def test_shrunken_without_trials_is_the_mean_itself() -> None:
    assert shrunken([0, 0], [0, 0], [0.2, 0.4]).tolist() == [0.2, 0.4]
    assert shrunken([0, 9], [0, 12], [0.2, 0.7])[0] == pytest.approx(0.2)


def test_shrunken_trusts_cells_that_are_far_from_their_mean() -> None:
    near = shrunken([30, 30], [100, 100], 0.3)
    far = shrunken([10, 50], [100, 100], 0.3)
    assert np.allclose(near, 0.3)
    assert abs(far[0] - 0.1) < 0.02


def test_shrunken_refuses_a_mean_at_the_end() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        shrunken([1], [2], [0.0])


def test_beta_refuses_parameters_of_zero() -> None:
    with pytest.raises(ValueError, match="above 0"):
        Beta(0, 1)


def test_beta_interval_holds_its_level() -> None:
    interval = Beta(2, 8).interval(0.9)
    draws = np.random.default_rng(1).beta(2, 8, 200_000)
    assert np.mean((draws >= interval.low) & (draws <= interval.high)) == pytest.approx(
        0.9, abs=0.005
    )
