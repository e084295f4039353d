"""Counts of many groups with one dispersion."""

from __future__ import annotations

import numpy as np
import pytest

from selaras.statistics.count_groups import fit_count_groups


def draw(groups: int, weeks: int, dispersion: float, seed: int = 1):
    random = np.random.default_rng(seed)
    means = random.gamma(4, 5, groups)
    rates = means[:, None] * random.gamma(1 / dispersion, dispersion, (groups, weeks))
    return means, random.poisson(rates), np.repeat(np.arange(groups), weeks)


def test_the_planted_means_and_dispersion_are_found() -> None:
    means, counts, group = draw(400, 26, 0.1)
    found = fit_count_groups(counts.ravel(), group, 400)
    assert found.spread == pytest.approx(0.1, abs=0.015)
    assert found.pooled == pytest.approx(20, rel=0.1)
    assert found.shape == pytest.approx(4, rel=0.3)
    z = (found.means - means) / np.sqrt(found.variances)
    assert 0.7 < float((z**2).mean()) < 1.4


def test_counts_that_are_poisson_have_next_to_no_dispersion() -> None:
    random = np.random.default_rng(7)
    found = fit_count_groups(random.poisson(30, 4000), np.repeat(np.arange(100), 40), 100)
    assert found.spread < 0.005


def test_small_groups_are_drawn_towards_the_others() -> None:
    _, counts, group = draw(40, 20, 0.1)
    y, g = np.append(counts.ravel(), [90.0]), np.append(group, [40])
    found = fit_count_groups(y, g, 41)
    assert found.pooled < found.means[40] < 90


def test_a_group_without_counts_has_the_pooled_mean() -> None:
    _, counts, group = draw(30, 20, 0.1)
    found = fit_count_groups(counts.ravel(), group, 31)
    assert found.means[30] == pytest.approx(found.pooled)
    assert found.variances[30] == pytest.approx(found.pooled**2 / found.shape)


def test_sold_out_counts_are_filled_in() -> None:
    means, counts, group = draw(200, 26, 0.05)
    ceiling = np.round(means * 1.1)[group].reshape(counts.shape)
    cut = counts >= ceiling
    found = fit_count_groups(np.minimum(counts, ceiling).ravel(), group, 200, cut_off=cut.ravel())
    naive = fit_count_groups(np.minimum(counts, ceiling).ravel(), group, 200)
    assert cut.mean() > 0.2
    assert float(np.mean(found.means / means)) == pytest.approx(1, abs=0.04)
    assert float(np.mean(naive.means / means)) < 0.95


def test_exposures_scale_counts() -> None:
    random = np.random.default_rng(3)
    exposure = random.choice([0.5, 1.0, 4.0], 3000)
    found = fit_count_groups(random.poisson(10 * exposure), np.zeros(3000, int), 1, exposure)
    assert found.means[0] == pytest.approx(10, rel=0.05)


def test_one_group_alone_is_its_own_mean() -> None:
    found = fit_count_groups([4, 6, 5], [0, 0, 0], 1)
    assert found.means[0] == pytest.approx(5)
    assert found.shape == np.inf


@pytest.mark.parametrize("counts", [[], [-1.0]])
def test_what_cannot_be_is_refused(counts: list[float]) -> None:
    with pytest.raises(ValueError, match="counts of 0 or more"):
        fit_count_groups(counts, [0] * len(counts), 1)
