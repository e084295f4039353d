"""What is taken of stock until a programme begins: as a promise by that day foresees it."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from scipy import stats

from selaras.capacity.availability import look_ahead
from selaras.capacity.plant import Plant
from selaras.capacity.programmes.bearing import bearing_of
from selaras.capacity.programmes.forecast import Demand
from selaras.capacity.programmes.shortfall import Shortfall, safe_scale, service, shortfall
from selaras.capacity.programmes.values import Programme, SitePlan
from selaras.capacity.resources import CapacityTest, Kind

from ..plants import TODAY, plant, proven, read, resource

WANDERS = (50.0, 53.0, 49.0, 55.0, 58.0, 54.0, 60.0, 57.0, 62.0, 61.0)
GROWS = tuple(40.0 + 2 * n + (n % 3) for n in range(10))
STEADY = tuple(60.0 + 3 * (-1) ** n for n in range(10))
FALLS = tuple(reversed(GROWS))


def used(*series: float, **more: object) -> Plant:
    """100 tested ports, in use as the readings say."""
    return plant(resource(**more), tests=(proven(),), usage=(read("R1", *series),))


def begun_in(days: int, weeks: int = 1) -> Programme:
    first = TODAY + timedelta(days=days)
    plans = (SitePlan("Abepura", "Fibre", (1.0,) * weeks),)
    return Programme("p", "P", first, first + timedelta(days=7 * weeks - 1), plans, 1, 0.95, 0.1)


def poisson(mean: float, weeks: int = 1) -> Demand:
    """Demand of which the mean is known: so much a week."""
    return Demand(np.ones(1), np.full((1, 1, weeks), mean), np.zeros(1), np.zeros((1, 1)))


def chance(there: Plant, days: int, mean: float, weeks: int = 1) -> Shortfall:
    bearing = bearing_of(begun_in(days, weeks), there)
    return shortfall(poisson(mean, weeks), bearing.today)


@pytest.mark.parametrize("series", [WANDERS, GROWS, STEADY, FALLS])
@pytest.mark.parametrize("days", [0, 1, 21, 70])
@pytest.mark.parametrize("mean", [0.0, 4.0, 25.0])
def test_it_agrees_with_promises_of_what_may_be_wanted(
    series: tuple[float, ...], days: int, mean: float
) -> None:
    there = used(*series)
    ahead = look_ahead(there, there.places[0], max(days, 1))
    wanted = np.arange(int(stats.poisson.ppf(1 - 1e-9, mean)) + 1)
    each = [ahead.probability_short(max(days - 1, 0), float(q)) for q in wanted]
    promised = float(stats.poisson.pmf(wanted, mean) @ np.array(each))
    assert chance(there, days, mean).tightest == pytest.approx(promised, abs=0.006)


EXPIRES = proven("R2", 80.0, expires_on=TODAY + timedelta(days=3))


@pytest.mark.parametrize("beside", [(), (EXPIRES,)], ids=["never tested", "expires before"])
@pytest.mark.parametrize("used_beside", [0.0, 20.0])
@pytest.mark.parametrize("days", [7, 42])
def test_it_agrees_with_promises_where_a_part_is_tested(
    beside: tuple[CapacityTest, ...], used_beside: float, days: int
) -> None:
    there = plant(
        resource("R1"),
        resource("R2", claimed=80.0),
        tests=(proven("R1"), *beside),
        usage=(read("R1", *WANDERS), read("R2", *(used_beside,) * 8)),
    )
    ahead = look_ahead(there, there.places[0], days)
    wanted = np.arange(80)
    each = [ahead.probability_short(days - 1, float(q)) for q in wanted]
    promised = float(stats.poisson.pmf(wanted, 25.0) @ np.array(each))
    bearing = bearing_of(begun_in(days), there)
    found = shortfall(poisson(25.0), bearing.supply(bearing.proven)).tightest
    assert found == pytest.approx(promised, abs=0.006)


@pytest.mark.parametrize("series", [WANDERS, GROWS, STEADY])
def test_a_programme_that_starts_later_is_never_safer(series: tuple[float, ...]) -> None:
    there = used(*series)
    found = [chance(there, days, 5.0, weeks=2).tightest for days in (0, 3, 7, 28, 84, 182)]
    assert np.all(np.diff(found) >= -1e-9)
    assert found[-1] > found[0] + 0.02


def test_it_is_the_same_in_all_weeks_of_a_programme() -> None:
    found = chance(used(*WANDERS), 42, 0.0, weeks=6)
    np.testing.assert_allclose(found.by_week, found.by_week[0, 0])
    assert found.by_site[0] == pytest.approx(found.by_week[0, 0])


def test_use_that_never_varied_is_taken_as_it_stands() -> None:
    bearing = bearing_of(begun_in(70), used(*(60.0,) * 8))
    assert bearing.in_use.tolist() == pytest.approx([60.0])
    assert bearing.tested.tolist() == [[pytest.approx(40.0)]]
    assert np.all(bearing.today.before.width == 0)


def test_what_is_worked_before_takes_no_hours_from_a_programme() -> None:
    there = used(*WANDERS, kind=Kind.HOURS, unit="hours")
    bearing = bearing_of(begun_in(70), there)
    assert bearing.tested.tolist() == [[100.0]]
    assert bearing.in_use.tolist() == [0.0]


def test_what_is_expected_before_leaves_less_and_serves_less() -> None:
    soon, late = (bearing_of(begun_in(days), used(*GROWS)) for days in (0, 70))
    # Two ports a week, over nine weeks more than the one that is looked ahead at least.
    assert late.tested[0, 0] == pytest.approx(soon.tested[0, 0] - 18, abs=1.0)
    lost = [service(poisson(25.0), b.today).lost.sum() for b in (soon, late)]
    assert lost[1] > lost[0]
    safe = [safe_scale(poisson(25.0), b.today, 0.1, np.ones((1, 1)))[0] for b in (soon, late)]
    assert safe[1] < safe[0]


def test_what_is_lost_and_safe_is_told_over_all_that_may_be_taken() -> None:
    bearing = bearing_of(begun_in(42), used(*WANDERS))
    random = np.random.default_rng(1)
    before = bearing.today.before
    at = random.choice(before.chances.size, 400_000, p=before.chances)
    taken = before.low[at, 0] + before.width[at, 0] * random.random(at.size)
    wanted = random.poisson(25.0, at.size)
    free = bearing.tested[0, 0] - taken
    lost = np.maximum(wanted - np.maximum(free, 0), 0).mean()
    found = service(poisson(25.0), bearing.today)
    assert found.lost.sum() == pytest.approx(lost, rel=0.05)
    scale = safe_scale(poisson(25.0), bearing.today, 0.1, np.ones((1, 1)))[0]
    short = (random.poisson(25.0 * scale, at.size) > free).mean()
    assert short == pytest.approx(0.1, abs=0.01)


@pytest.mark.parametrize("weeks", [4, 5, 6])
def test_few_readings_leave_what_is_taken_open_and_no_debt(weeks: int) -> None:
    # Of so few the tails reach to what never comes, and their mean with them.
    there = used(*WANDERS[:weeks])
    bearing = bearing_of(begun_in(7, 2), there)
    level = 100.0 - bearing.in_use[0]
    assert bearing.tested[0, 0] == pytest.approx(level, abs=15)
    wide, narrow = chance(there, 7, 4.0), chance(used(*WANDERS), 7, 4.0)
    assert wide.tightest > narrow.tightest  # unsure, and said as a chance


def test_the_middle_is_as_often_passed_as_not() -> None:
    for series in (WANDERS[:4], WANDERS, GROWS):
        before = bearing_of(begun_in(21), used(*series)).today.before
        passed = before.chances @ np.clip(1 + before.low / np.maximum(before.width, 1e-9), 0, 1)
        assert passed[0] == pytest.approx(0.5, abs=0.02)
