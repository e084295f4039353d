"""Groups that differ, and mixtures of what is believed of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.statistics.normal_mixture import NormalMixture
from selaras.statistics.random_effects import Belief, random_effects


def test_without_groups_there_is_only_the_belief() -> None:
    found = random_effects([], [], Belief(0.3, 0.5, 0.2))
    assert found.common.mean == pytest.approx(0.3)
    assert found.common.deviation == pytest.approx(0.5)
    assert found.log_evidence == pytest.approx(0)


def test_many_groups_show_their_mean_and_scatter() -> None:
    random = np.random.default_rng(2)
    true = random.normal(0.6, 0.3, 400)
    found = random_effects(true + random.normal(0, 0.1, 400), np.full(400, 0.01))
    assert found.common.mean == pytest.approx(0.6, abs=0.05)
    assert float(found.weights @ found.scatter) == pytest.approx(0.3, abs=0.05)
    assert found.another.deviation == pytest.approx(0.3, abs=0.05)


def test_another_group_lies_within_its_interval_as_often_as_said() -> None:
    random = np.random.default_rng(4)
    hits = 0
    for _ in range(600):
        scatter = random.uniform(0.05, 0.4)
        groups = random.normal(0.4, scatter, 6)
        seen = groups + random.normal(0, 0.08, 5 + 1)
        interval = random_effects(seen[:5], np.full(5, 0.08**2)).another.interval()
        hits += interval.low <= groups[5] <= interval.high
    assert 0.86 <= hits / 600 <= 0.96


def test_a_group_is_drawn_towards_the_others_as_far_as_it_is_unsure() -> None:
    others, errors = [0.0, 0.1, -0.1, 0.05], [0.01] * 4
    sure = random_effects([*others, 0.8], [*errors, 0.001]).shrunken(0.8, 0.001)
    unsure = random_effects([*others, 0.8], [*errors, 1.0]).shrunken(0.8, 1.0)
    assert sure.mean == pytest.approx(0.8, abs=0.05)
    assert abs(unsure.mean) < 0.2
    assert sure.deviation < unsure.deviation


def test_the_model_that_tells_results_better_has_more_evidence() -> None:
    tight = random_effects([0.5, 0.52, 0.49, 0.51], [0.001] * 4)
    loose = random_effects([0.1, 0.9, 0.3, 0.7], [0.001] * 4)
    assert tight.log_evidence > loose.log_evidence


def test_draws_follow_the_belief() -> None:
    found = random_effects([0.2, 0.4], [0.01, 0.01])
    means, scatters = found.draws(np.random.default_rng(1), 20_000)
    assert means.mean() == pytest.approx(found.common.mean, abs=0.02)
    assert scatters.mean() == pytest.approx(float(found.weights @ found.scatter), abs=0.02)


@pytest.mark.parametrize(("effects", "variances"), [([1.0], [0.0]), ([1.0, 2.0], [1.0])])
def test_what_cannot_be_is_refused(effects: list[float], variances: list[float]) -> None:
    with pytest.raises(ValueError, match="variance above 0"):
        random_effects(effects, variances)


@given(st.lists(st.tuples(st.floats(-3, 3), st.floats(0.01, 2)), min_size=1, max_size=6))
def test_quantiles_of_a_mixture_invert_it(parts: list[tuple[float, float]]) -> None:
    mixture = NormalMixture(
        np.array([m for m, _ in parts]),
        np.array([s for _, s in parts]),
        np.full(len(parts), 1 / len(parts)),
    )
    places = np.array([0.05, 0.3, 0.5, 0.95])
    assert np.allclose(mixture.below(mixture.quantiles(places)), places, atol=1e-6)
    values, shares = mixture.slices(9)
    assert np.all(np.diff(values) > 0)
    assert shares.sum() == pytest.approx(1)
    assert shares @ values == pytest.approx(mixture.mean)
    assert shares @ (values - mixture.mean) ** 2 == pytest.approx(mixture.deviation**2)
    interval = mixture.interval()
    assert interval.low < interval.high


def test_slices_reach_to_what_seldom_comes() -> None:
    # Scatter that is not known: the tails of the whole are longer than a normal distribution's.
    mixture = NormalMixture(np.zeros(2), np.array([0.1, 0.4]), np.array([0.8, 0.2]))
    values, shares = mixture.slices(41)
    added = 0.15  # as every count scatters around its level
    seen = NormalMixture(values, np.full(41, added), shares)
    true = mixture.widened(added**2)
    for place in (0.8, 0.9, 0.95, 0.99, 0.999):
        at = float(true.quantiles([place])[0])
        assert float(seen.below(at)) == pytest.approx(place, abs=0.1 * (1 - place))


def test_mixing_two_keeps_their_shares() -> None:
    one = NormalMixture(np.zeros(1), np.ones(1), np.ones(1))
    other = NormalMixture(np.full(1, 10.0), np.ones(1), np.ones(1))
    both = one.mixed_with(other, 0.25)
    assert both.mean == pytest.approx(2.5)
    assert float(both.below(5)) == pytest.approx(0.75, abs=1e-4)
    with pytest.raises(ValueError, match="between 0 and 1"):
        both.quantiles([0.0])
