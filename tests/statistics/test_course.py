"""The course of counts: a trend where there is one, none where there is none, and doubt ahead."""

from __future__ import annotations

import numpy as np
import pytest

from selaras.statistics.course import COURSE, Course, fit_course

ERROR = 0.05
AT = np.arange(-60.0, 0.0) + 0.5


def course(seen: np.ndarray, at: np.ndarray = AT, error: float = ERROR) -> Course:
    variances = np.full((len(COURSE.shared), at.size), error**2)
    return fit_course(at, seen, variances, np.full(at.size, 1 / max(at.size, 1)))


def noise(seed: int = 1, size: int = AT.size, error: float = ERROR) -> np.ndarray:
    return error * np.random.default_rng(seed).standard_normal(size)


def test_what_stands_still_is_expected_where_it_was() -> None:
    path = course(3 + noise()).path(np.arange(8) + 0.5)
    assert path.mean == pytest.approx(0, abs=0.03)
    assert path.unknown + path.ahead < 0.05**2


def test_a_trend_goes_on_and_slows_down() -> None:
    rate = 0.4 / 52
    path = course(rate * AT + noise()).path(np.array([0.5, 12.5, 100.5]))
    average = rate * AT.mean()
    assert path.mean[1] == pytest.approx(rate * 12.5 - average, abs=0.04)
    assert path.mean[0] < path.mean[1] < path.mean[2] < rate * 100.5 - average


def test_of_few_weeks_a_trend_is_drawn_to_none() -> None:
    rate = 0.4 / 52
    few = np.arange(-6.0, 0.0) + 0.5
    path = course(rate * few + noise(2, 6), few).path(np.array([12.5]))
    truth = rate * (12.5 - few.mean())
    assert abs(path.mean[0]) < truth / 2
    assert path.unknown > 0


def test_doubt_grows_with_the_weeks_ahead() -> None:
    found = course(np.cumsum(noise(3, error=0.04)) + noise(4))
    doubt = [found.path(np.array([h])) for h in (0.5, 6.5, 26.5)]
    totals = [path.unknown + path.ahead for path in doubt]
    assert totals == sorted(totals)
    assert doubt[2].ahead > 4 * doubt[0].ahead > 0


def test_a_season_of_two_years_comes_again() -> None:
    at = np.arange(-104.0, 0.0) + 0.5
    swing = 0.25 * np.sin(2 * np.pi * at / 52.18)
    ahead = np.arange(0.5, 26.5)
    path = course(swing + noise(5, at.size), at).path(ahead)
    assert path.mean == pytest.approx(0.25 * np.sin(2 * np.pi * ahead / 52.18), abs=0.08)


@pytest.mark.parametrize("kind", ["still", "growing", "walking"])
def test_levels_lie_within_as_often_as_is_said(kind: str) -> None:
    random = np.random.default_rng(7)
    inside = []
    for _ in range(60):
        at = np.arange(-52.0, 12.0) + 0.5
        level = {
            "still": np.zeros(at.size),
            "growing": random.normal(0, 0.4) * at / 52,
            "walking": np.cumsum(random.normal(0, 0.03, at.size)),
        }[kind]
        seen = (level + ERROR * random.standard_normal(at.size))[:52]
        path = course(seen, at[:52]).path(at[52:])
        truth = level[52:].mean() - level[:52].mean()
        off = abs(truth - path.mean.mean())
        inside.append(off <= 1.645 * np.sqrt(path.unknown + path.ahead) + 0.012)
    assert np.mean(inside) > 0.9 - 3 * np.sqrt(0.9 * 0.1 / len(inside))


def test_means_are_those_of_the_path() -> None:
    found = course(0.01 * AT + noise())
    weeks = np.array([-30.5, -0.5, 4.5])
    assert found.means(weeks) == pytest.approx(found.path(weeks).mean)


def test_nothing_seen_and_errors_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="weeks"):
        course(np.zeros(0), np.zeros(0))
    with pytest.raises(ValueError, match="above 0"):
        course(np.zeros(5), np.arange(5.0), 0.0)
