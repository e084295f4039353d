import numpy as np
import pytest

from selaras.statistics.multiplicative import Levels, fit_levels

WEAK = 1e-6


def two_way(seed: int, rows: int = 4000) -> tuple[np.ndarray, np.ndarray, list[Levels]]:
    random = np.random.default_rng(seed)
    one, two = random.integers(3, size=rows), random.integers(4, size=rows)
    exposure = random.uniform(20, 60, rows)
    rate = np.array([0.2, 0.4, 0.3])[one] * np.array([1, 1.5, 0.7, 1.1])[two]
    sets = [Levels(one, 3, WEAK), Levels(two, 4, WEAK)]
    return random.poisson(exposure * rate).astype(float), exposure, sets


def test_margins_of_the_fit_are_those_of_the_events() -> None:
    events, exposure, sets = two_way(1)

    fit = fit_levels(events, exposure, sets)

    for levels in sets:
        seen = np.bincount(levels.of, events)
        assert np.bincount(levels.of, fit.expected) == pytest.approx(seen, rel=1e-5)


def test_levels_come_out_as_they_were_drawn() -> None:
    events, exposure, sets = two_way(2, 20_000)

    first, second = fit_levels(events, exposure, sets).levels()

    assert first / first[0] == pytest.approx([1, 2, 1.5], rel=0.02)
    assert second / second[0] == pytest.approx([1, 1.5, 0.7, 1.1], rel=0.02)


def test_rows_without_a_level_are_left_as_they_are() -> None:
    exposure = np.array([100.0, 100.0])
    sets = [Levels(np.array([0, 0]), 1, WEAK), Levels(np.array([-1, 0]), 1, WEAK)]

    overall, later = fit_levels(np.array([20.0, 30.0]), exposure, sets).levels()

    assert overall == pytest.approx([0.2], rel=1e-4)
    assert later == pytest.approx([1.5], rel=1e-4)


def test_thin_levels_are_drawn_to_one() -> None:
    of = np.array([0, 1])
    exposure = np.array([10_000.0, 2.0])
    sets = [Levels(np.zeros(2, int), 1, WEAK), Levels(of, 2, 5.0)]

    _overall, levels = fit_levels(np.array([1000.0, 2.0]), exposure, sets).levels()

    # Two of two against one in ten: a tenfold rate, of which thin evidence leaves little.
    assert 1.0 < levels[1] < 2.5


def test_a_level_without_any_rows_is_one() -> None:
    sets = [Levels(np.zeros(3, int), 1, WEAK), Levels(np.array([0, 0, 1]), 4, 1.0)]

    _overall, levels = fit_levels(np.ones(3), np.full(3, 5.0), sets).levels()

    assert levels[2:] == pytest.approx([1, 1])


def test_leaving_rows_out_is_close_to_a_fit_without_them() -> None:
    events, exposure, sets = two_way(3)
    left = np.arange(0, 4000, 10)
    kept = np.setdiff1d(np.arange(4000), left)

    step = np.concatenate(
        fit_levels(events, exposure, sets).levels(fit_levels(events, exposure, sets).without(left))
    )
    fewer = [Levels(s.of[kept], s.many, s.prior) for s in sets]
    anew = np.concatenate(fit_levels(events[kept], exposure[kept], fewer).levels())

    # Both sets together are known up to a constant alone: compare what they make of a row.
    assert np.outer(step[:3], step[3:]) == pytest.approx(np.outer(anew[:3], anew[3:]), rel=2e-4)


def test_no_events_at_all_are_a_low_rate_and_not_an_error() -> None:
    sets = [Levels(np.zeros(2, int), 1, 0.01)]

    (overall,) = fit_levels(np.zeros(2), np.full(2, 50.0), sets).levels()

    assert 0 < overall[0] < 0.01
