"""Units raised together on occasions: what is found, and that nothing is counted twice."""

from __future__ import annotations

import numpy as np
import pytest

from selaras.statistics.occasions import OccasionBelief, fit_occasions

BELIEF = OccasionBelief(0.0, 1.0, 0.2, 0.1)


def drawn(seed, units, occasions, *, between=0.15, within=0.05, base_error=0.05, error=0.08):
    """Usual levels and levels on occasions with their variances, and levels of one to come."""
    random = np.random.default_rng(seed)
    base = random.normal(3, 0.4, units)
    lift = random.normal(0.5, between, occasions + 1)
    own = random.normal(0, within, (units, occasions + 1))
    true = base[:, None] + lift + own
    usual = base + random.normal(0, base_error, units)
    seen = true[:, :-1] + random.normal(0, error, (units, occasions))
    return usual, np.full(units, base_error**2), seen, np.full(seen.shape, error**2), true[:, -1]


def test_without_occasions_there_is_only_the_belief():
    found = fit_occasions(np.array([2.0, 3.0]), np.full(2, 0.01), *[np.zeros((2, 0))] * 2, BELIEF)
    assert found.levels == pytest.approx([2.0, 3.0])
    assert found.another.mean == pytest.approx(0, abs=1e-9)
    assert found.common.deviation == pytest.approx(1.0)


def test_many_occasions_show_their_effect_and_both_scatters():
    usual, errors, seen, variances, _ = drawn(3, 30, 60, between=0.3, within=0.12)
    found = fit_occasions(usual, errors, seen, variances, BELIEF)
    assert found.common.mean == pytest.approx(0.5, abs=0.12)
    assert float(found.weights @ found.between) == pytest.approx(0.3, abs=0.06)
    assert float(found.weights @ found.within) == pytest.approx(0.12, abs=0.03)
    assert found.own_variance.mean() == pytest.approx(0.12**2, rel=0.5)


def test_an_error_of_the_usual_level_is_not_counted_twice():
    """Of a single unit what comes is told by the occasions; its usual level cancels."""
    base = np.array([3.0])
    seen, variances = np.full((1, 6), 3.5), np.full((1, 6), 1e-4)
    sure, unsure = (fit_occasions(base, np.array([v]), seen, variances) for v in (1e-4, 0.04))
    for found in (sure, unsure):
        assert found.levels[0] + found.another.mean == pytest.approx(3.5, abs=0.02)
    assert unsure.another.deviation == pytest.approx(sure.another.deviation, rel=0.1)


def test_another_occasion_lies_within_its_interval_as_often_as_said():
    hits = []
    for seed in range(200):
        usual, errors, seen, variances, true = drawn(seed, 3, 5)
        found = fit_occasions(usual, errors, seen, variances, BELIEF)
        spread = np.sqrt(found.another.deviation**2 + found.own_variance)
        off = (true - found.levels - found.another.mean) / spread
        hits.extend(np.abs(off) <= 1.645)
    assert 0.86 <= np.mean(hits) <= 0.96


def test_draws_scatter_as_the_forecast_says():
    usual, errors, seen, variances, _ = drawn(5, 2, 5)
    found = fit_occasions(usual, errors, seen, variances, BELIEF)
    drawn_at = found.draws(np.random.default_rng(1), 20_000)
    random = np.random.default_rng(2)
    noise = drawn_at.between * random.standard_normal(20_000)
    own = drawn_at.within[:, None] * random.standard_normal((20_000, 2))
    levels = drawn_at.levels + (drawn_at.means + noise)[:, None] + own
    assert levels.mean(axis=0) == pytest.approx(found.levels + found.another.mean, abs=0.01)
    spread = np.sqrt(found.another.deviation**2 + found.own_variance)
    assert levels.std(axis=0) == pytest.approx(spread, rel=0.05)


def test_a_unit_that_took_no_part_is_raised_like_the_others():
    usual, errors, seen, variances, _ = drawn(7, 4, 6)
    seen[3] = np.nan
    found = fit_occasions(usual, errors, seen, variances, BELIEF)
    assert found.levels[3] == pytest.approx(usual[3], abs=0.02)
    assert found.own_variance[3] >= found.own_variance[:3].max()


@pytest.mark.parametrize(
    ("errors", "variances"),
    [(np.zeros(2), np.ones((2, 3))), (np.ones(2), np.zeros((2, 3))), (np.ones(2), np.ones((3, 3)))],
)
def test_what_has_no_variance_is_refused(errors, variances):
    with pytest.raises(ValueError, match="variance"):
        fit_occasions(np.ones(2), errors, np.ones((2, 3)), variances)
