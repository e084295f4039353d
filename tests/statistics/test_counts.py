"""Forecasts of counts and amounts, and the masses they are made of."""

from __future__ import annotations

import itertools
import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.special import betaln, gammaln
from scipy.stats import binom, nbinom

from selaras.statistics.counts import (
    Gamma,
    amount_forecast,
    beta_binomial_pmf,
    elapsed_share,
    forecast,
    gamma_prior,
    poisson_binomial,
    probability_at_least,
    sum_pmf,
)
from selaras.statistics.masses import (
    BinomialsBelow,
    mean_of,
    negative_binomial_pmf,
    poisson_binomials,
    probability_of_fewer,
    quantile,
    spread,
)


def test_forecast_worked_example() -> None:
    ahead = forecast(Gamma(16, 0.4), observed=13, exposure=0.4)
    assert ahead.mean == pytest.approx(34.75)
    assert (ahead.low, ahead.high) == (27, 43)
    assert round(ahead.probability_at_least(40), 3) == 0.212
    assert ahead.probability_at_least(Decimal("39.2")) == ahead.probability_at_least(40)
    assert ahead.probability_at_most(39) == pytest.approx(1 - ahead.probability_at_least(40))


def test_forecast_knows_what_is_seen_of_the_remainder() -> None:
    blind = forecast(Gamma(16, 0.4), observed=13, exposure=0.4)
    seen = forecast(Gamma(16, 0.4), observed=13, exposure=0.4, ahead=20)
    tail = blind.probability_at_least(33)
    assert seen.observed == seen.low == 33
    assert seen.probability_at_least(40) == pytest.approx(blind.probability_at_least(40) / tail)
    assert seen.mean == pytest.approx(
        sum((13 + k) * p for k, p in enumerate(blind.remainder) if k >= 20) / tail
    )
    # More than could ever have been foreseen: these there are.
    assert forecast(Gamma(16, 0.4), observed=13, exposure=0.4, ahead=10_000).mean == 10_013


def test_forecast_at_the_end_has_no_width() -> None:
    ended = forecast(Gamma(16, 0.4), observed=13, exposure=1)
    assert (ended.mean, ended.low, ended.high) == (13, 13, 13)
    assert (ended.probability_at_least(13), ended.probability_at_least(14)) == (1, 0)
    assert (ended.probability_at_most(13), ended.probability_at_most(12)) == (1, 0)


def test_forecast_of_a_target_already_reached_is_sure() -> None:
    assert forecast(Gamma(2, 1), observed=5, exposure=0.2).probability_at_least(5) == 1


@given(st.floats(0.2, 500), st.floats(0.01, 5), st.integers(0, 300), st.floats(0, 0.99))
def test_forecast_mean_is_that_of_its_mass(
    shape: float, rate: float, observed: int, exposure: float
) -> None:
    ahead = forecast(Gamma(shape, rate), observed, exposure)
    mean = observed + float((ahead.remainder * np.arange(ahead.remainder.size)).sum())
    assert ahead.mean == pytest.approx(mean, rel=1e-6)
    assert observed <= ahead.low <= ahead.high
    assert ahead.probability_at_least(ahead.low) >= 0.9
    assert ahead.probability_at_most(ahead.high) >= 0.9


@pytest.mark.parametrize(
    ("observed", "exposure", "level"),
    [(-1, 0.5, 0.8), (1, 1.1, 0.8), (1, -0.1, 0.8), (1, 0.5, 1.0)],
)
def test_forecast_refuses_what_cannot_be(observed: int, exposure: float, level: float) -> None:
    with pytest.raises(ValueError, match=r"forecast|level"):
        forecast(Gamma(1, 1), observed, exposure, level)


def test_gamma_prior_finds_the_planted_distribution() -> None:
    generator = np.random.default_rng(3)
    means = generator.gamma(16, 1 / 0.4, 20_000)
    exposures = generator.choice([0.5, 1.0, 2.0], means.size)
    counts = generator.poisson(means * exposures)
    prior = gamma_prior(list(zip(counts.tolist(), exposures.tolist(), strict=True)))
    assert prior is not None
    assert prior.shape == pytest.approx(16, rel=0.03)
    assert prior.rate == pytest.approx(0.4, rel=0.03)


def test_gamma_prior_is_the_most_likely_one() -> None:
    history = [(3, 1.0), (9, 1.0), (30, 2.0), (1, 0.5), (14, 1.0), (7, 1.5)]
    prior = gamma_prior(history)
    assert prior is not None

    def adjusted(shape: float, mean: float) -> float:
        rate = shape / mean
        likelihood = sum(
            float(gammaln(shape + y) - gammaln(shape))
            + shape * math.log(rate / (rate + t))
            + y * math.log(t / (rate + t))
            for y, t in history
        )
        information = sum(t / (mean * (1 + mean * t / shape)) for _, t in history)
        return likelihood - math.log(information) / 2 - math.log(shape) / 2

    def score(mean: float, shape: float) -> float:
        return sum((y - mean * t) / (1 + mean * t / shape) for y, t in history)

    def at(shape: float) -> float:
        # The mean that is most likely moves with the shape, since exposures differ.
        return adjusted(shape, brentq(score, 1, 40, args=(shape,), xtol=1e-13))

    best = at(prior.shape)
    for factor in (0.9, 0.999, 1.001, 1.1):
        assert at(prior.shape * factor) < best
    # The mean is the most likely one at that shape, so its score is 0.
    assert score(prior.mean, prior.shape) == pytest.approx(0, abs=1e-9)


def test_gamma_prior_without_overdispersion_is_one_common_mean() -> None:
    alike = gamma_prior([(2, 1)] * 400)
    assert alike is not None
    assert alike.mean == pytest.approx(2, rel=1e-3)
    assert alike.shape == pytest.approx(800, rel=0.02)
    assert gamma_prior([(40, 1)]) == Gamma(40.5, 1)


def test_gamma_prior_is_never_surer_than_the_history() -> None:
    # Barely more spread than chance: the likelihood would claim a shape of hundreds.
    counts = [(5, 1), (10, 1), (15, 1), (10, 1), (13, 1), (7, 1)]
    prior = gamma_prior(counts)
    assert prior is not None
    assert prior.shape <= 60.5


def test_gamma_prior_does_not_claim_certainty_from_three_periods_that_agree() -> None:
    prior = gamma_prior([(20, 1), (20, 1), (21, 1)])
    assert prior is not None
    assert prior.mean == pytest.approx(61 / 3)
    assert prior.shape < 30


def test_gamma_prior_needs_thirty_items() -> None:
    assert gamma_prior([(10, 1), (19, 1)]) is None
    assert gamma_prior([(10, 1), (20, 1)]) is not None
    assert gamma_prior([], minimum=0) is None
    assert gamma_prior([(0, 1), (0, 1)], minimum=0) is None


def test_gamma_prior_does_not_depend_on_order() -> None:
    history = [(3, 1.0), (9, 1.0), (30, 2.0), (1, 0.5), (14, 1.0)]
    assert len({gamma_prior(some) for some in itertools.permutations(history[:4])}) == 1


@pytest.mark.parametrize("pair", [(-1, 1.0), (1, 0.0), (1, -2.0), (1, math.inf)])
def test_gamma_prior_refuses_what_cannot_be(pair: tuple[int, float]) -> None:
    with pytest.raises(ValueError, match="history"):
        gamma_prior([pair])


def test_elapsed_share_follows_the_rush() -> None:
    late = [0.95] * 60 + [0.3] * 39
    assert elapsed_share(late, 0.5) == pytest.approx((39 + 0.5) / 100)
    assert (elapsed_share(late, 0), elapsed_share(late, 1)) == (0, 1)
    assert elapsed_share([], 0.4) == 0.4
    assert elapsed_share([0.2, 0.7], 0.5, [39, 60]) == elapsed_share(late, 0.5)


@given(st.lists(st.floats(0, 1), max_size=9))
def test_poisson_binomial_by_enumeration(probabilities: list[float]) -> None:
    mass = np.zeros(len(probabilities) + 1)
    for outcome in itertools.product((0, 1), repeat=len(probabilities)):
        chance = 1.0
        for hit, p in zip(outcome, probabilities, strict=True):
            chance *= p if hit else 1 - p
        mass[sum(outcome)] += chance
    assert poisson_binomial(probabilities) == pytest.approx(mass, abs=1e-12)


@given(st.lists(st.floats(0, 1), max_size=60), st.randoms(use_true_random=False))
def test_poisson_binomial_is_a_mass_in_any_order(probabilities: list[float], random) -> None:
    mass = poisson_binomial(probabilities)
    assert mass.size == len(probabilities) + 1
    assert np.all(mass >= 0)
    assert mass.sum() == pytest.approx(1)
    assert float((mass * np.arange(mass.size)).sum()) == pytest.approx(sum(probabilities))
    shuffled = random.sample(probabilities, len(probabilities))
    assert np.array_equal(poisson_binomial(shuffled), mass)


@given(st.lists(st.lists(st.floats(0, 1), max_size=30), max_size=6))
def test_poisson_binomials_are_those_of_each_group(groups: list[list[float]]) -> None:
    found = poisson_binomials(groups)
    for mass, group in zip(found, groups, strict=True):
        assert mass == pytest.approx(poisson_binomial(group), rel=1e-9, abs=1e-290)


def test_poisson_binomials_keep_their_order_when_some_are_large() -> None:
    groups = [[0.5] * 700, [0.25], [], [1e-9] * 20]
    large, one, none, tails = poisson_binomials(groups)
    assert np.array_equal(large, poisson_binomial(groups[0]))
    assert (one.tolist(), none.tolist()) == ([0.75, 0.25], [1.0])
    assert tails[2] == pytest.approx(190e-18, rel=1e-6)
    with pytest.raises(ValueError, match="between 0 and 1"):
        poisson_binomials([[0.5], [1.5]])


@given(st.integers(0, 4000), st.integers(0, 40), st.floats(1e-9, 1 - 1e-9))
def test_binomials_below_are_those_of_tables(n: int, m: int, p: float) -> None:
    x = np.arange(-2, n + 3)
    found = BinomialsBelow.of([n, m], p).at(np.array([n, m]), np.stack([x, x]))
    assert found[0] == pytest.approx(binom.cdf(x, n, p), abs=1e-12)
    assert found[1] == pytest.approx(binom.cdf(x, m, p), abs=1e-12)


def test_binomials_below_of_certain_trials_and_of_none() -> None:
    x = np.arange(-1, 5)[np.newaxis, :]
    for n, p, below in (
        (3, 1.0, [0, 0, 0, 0, 1, 1]),
        (3, 0.0, [0, 1, 1, 1, 1, 1]),
        (0, 0.3, [0, 1, 1, 1, 1, 1]),
    ):
        assert BinomialsBelow.of([n], p).at(np.array([n]), x).tolist() == [below]


def test_fewer_than_needed_of_two_numbers_together() -> None:
    mass, trials = poisson_binomial([0.2, 0.7, 0.9]), [5, 7]
    five, seven = (sum_pmf(mass, binom.pmf(np.arange(n + 1), n, 0.4)) for n in trials)
    others, chances = BinomialsBelow.of(trials, 0.4), np.array([0.25, 0.75])
    for need in range(-1, 13):
        fewer = probability_of_fewer(mass, others, trials, chances, [need, need + 1])
        expected = five[: max(need, 0)].sum() / 4 + seven[: max(need + 1, 0)].sum() * 3 / 4
        assert fewer == pytest.approx(expected)


def test_a_wide_mass_is_spread_over_its_quantiles() -> None:
    narrow, wide = negative_binomial_pmf(3, 0.5), negative_binomial_pmf(40, 0.01)
    numbers, chances = spread(narrow)
    assert (numbers[:3], sum(chances)) == ([0, 1, 2], pytest.approx(1))
    assert np.dot(numbers, chances) == pytest.approx(mean_of(narrow))
    numbers, chances = spread(wide)
    assert len(numbers) <= 256
    assert sum(chances) == pytest.approx(1)
    assert np.dot(numbers, chances) == pytest.approx(mean_of(wide), rel=2e-3)


def test_poisson_binomial_keeps_small_tails() -> None:
    assert poisson_binomial([1e-9] * 20)[2] == pytest.approx(190e-18, rel=1e-6)
    assert poisson_binomial([0.0, 1.0, 1.0]).tolist() == [0, 0, 1, 0]


def test_poisson_binomial_of_many_is_stable() -> None:
    mass = poisson_binomial(np.full(10_000, 0.3))
    assert mass.sum() == pytest.approx(1)
    exact = math.exp(
        math.lgamma(10_001)
        - math.lgamma(3_001)
        - math.lgamma(7_001)
        + 3_000 * math.log(0.3)
        + 7_000 * math.log(0.7)
    )
    assert mass[3_000] == pytest.approx(exact, rel=1e-8)


def test_poisson_binomial_refuses_what_is_no_probability() -> None:
    for wrong in (-0.1, 1.1, math.nan):
        with pytest.raises(ValueError, match="between 0 and 1"):
            poisson_binomial([0.5, wrong])


def test_sum_pmf_of_two_dice() -> None:
    die = np.concatenate(([0.0], np.full(6, 1 / 6)))
    both = sum_pmf(die, die)
    assert both[7] == pytest.approx(6 / 36)
    assert probability_at_least(both, 11) == pytest.approx(3 / 36)
    assert probability_at_least(both, 0) == 1
    assert probability_at_least(both, 13) == 0


@pytest.mark.parametrize(("n", "a", "b"), [(0, 1, 1), (5, 1, 1), (7, 0.3, 4), (40, 12, 0.5)])
def test_beta_binomial_pmf_by_formula(n: int, a: float, b: float) -> None:
    k = np.arange(n + 1)
    logs = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    exact = np.exp(logs + betaln(k + a, n - k + b) - betaln(a, b))
    assert beta_binomial_pmf(n, a, b) == pytest.approx(exact)


@pytest.mark.parametrize(("shape", "keep"), [(29, 0.8 / 1.4), (0.3, 0.02), (5_000, 0.2), (7, 1)])
def test_negative_binomial_pmf_by_formula(shape: float, keep: float) -> None:
    mass = negative_binomial_pmf(shape, keep)
    k = np.arange(mass.size)
    assert mass == pytest.approx(nbinom.pmf(k, shape, keep), abs=1e-12)
    assert float(nbinom.sf(mass.size - 1, shape, keep)) < 1e-14


def test_quantile_is_the_smallest_number_that_reaches_it() -> None:
    mass = np.array([0.25, 0.25, 0.5])
    assert [quantile(mass, p) for p in (0, 0.25, 0.26, 0.5, 0.51, 1)] == [0, 0, 1, 1, 2, 2]
    with pytest.raises(ValueError, match="probability"):
        quantile(mass, 1.5)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Gamma(0, 1),
        lambda: Gamma(1, -1),
        lambda: beta_binomial_pmf(-1, 1, 1),
        lambda: beta_binomial_pmf(1, 0, 1),
        lambda: negative_binomial_pmf(0, 0.5),
        lambda: negative_binomial_pmf(1, 0),
        lambda: elapsed_share([], 2),
    ],
)
def test_parameters_out_of_range_are_refused(wrong) -> None:
    with pytest.raises(ValueError, match=r"needs|between"):
        wrong()


def test_amount_forecast_of_equal_deals_is_the_count_forecast() -> None:
    prior = Gamma(16, 0.4)
    counts = forecast(prior, observed=13, exposure=0.4)
    amounts = amount_forecast(
        prior, [Decimal("2.5")], observed_count=13, observed_amount=Decimal("32.5"), exposure=0.4
    )
    assert amounts.mean == pytest.approx(counts.mean * 2.5)
    assert amounts.low == pytest.approx(counts.low * 2.5, abs=2.5)
    assert amounts.high == pytest.approx(counts.high * 2.5, abs=2.5)
    assert amounts.probability_at_least(Decimal(100)) == pytest.approx(0.212, abs=0.015)


def test_amount_forecast_knows_what_is_seen_of_the_deals_to_come() -> None:
    prior = Gamma(16, 0.4)
    counts = forecast(prior, observed=13, exposure=0.4, ahead=25)
    amounts = amount_forecast(
        prior, [2.5], observed_count=13, observed_amount=38 * 2.5, exposure=0.4, ahead=25
    )
    assert amounts.mean == pytest.approx(counts.mean * 2.5)
    assert amounts.draws[0] >= 38 * 2.5
    reached = amounts.probability_at_least(42 * 2.5)
    assert reached == pytest.approx(counts.probability_at_least(42), abs=0.015)


def test_amount_forecast_is_seeded_and_ignores_the_order_of_deals() -> None:
    def of(sizes: list[float], seed: int) -> list[float]:
        return amount_forecast(
            Gamma(4, 1), sizes, observed_count=1, observed_amount=5, exposure=0.5, seed=seed
        ).draws.tolist()

    assert of([1, 2, 30], 9) == of([30, 1, 2], 9)
    assert of([1, 2, 30], 9) != of([1, 2, 30], 10)


def test_amount_forecast_mean_is_that_of_its_draws() -> None:
    ahead = amount_forecast(
        Gamma(40, 1), [1, 2, 30], observed_count=3, observed_amount=50, exposure=0.3
    )
    assert ahead.mean == pytest.approx(ahead.draws.mean(), rel=0.01)
    assert ahead.draws.min() >= 50


def test_amount_forecast_at_the_end_has_no_width() -> None:
    ended = amount_forecast(
        Gamma(4, 1), [10, 20], observed_count=3, observed_amount=Decimal("45.5"), exposure=1
    )
    assert (ended.mean, ended.low, ended.high) == (45.5, 45.5, 45.5)
    assert (ended.probability_at_least(45.5), ended.probability_at_least(46)) == (1, 0)


def test_amount_forecast_of_very_many_deals_follows_the_limit() -> None:
    sizes = [5.0, 15.0]
    ahead = amount_forecast(
        Gamma(1e6, 10), sizes, observed_count=0, observed_amount=0, exposure=0, draws=2_000
    )
    assert ahead.draws.mean() == pytest.approx(ahead.mean, rel=0.001)


@pytest.mark.parametrize(
    "wrong", [{"sizes": []}, {"exposure": 1.5}, {"observed_count": -1}, {"draws": 0}, {"level": 0}]
)
def test_amount_forecast_refuses_what_cannot_be(wrong: dict[str, object]) -> None:
    given_ = {"sizes": [1], "observed_count": 0, "observed_amount": 0, "exposure": 0.5} | wrong
    with pytest.raises(ValueError, match=r"amount forecast|sizes"):
        amount_forecast(Gamma(1, 1), given_.pop("sizes"), **given_)
