"""A programme held against its plant."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from selaras.capacity.programmes.assessment import Verdict, assess, weekly_fan
from selaras.capacity.programmes.bearing import Backing
from selaras.capacity.programmes.forecast import forecast_demand
from selaras.capacity.programmes.learning import learn
from selaras.capacity.programmes.sentences import sentence_of

from .worlds import LAUNCH, bearing, company


@pytest.fixture(scope="module")
def known():
    found = company(sites=2)
    model = learn(found.cells, found.past, LAUNCH, found.programme.spots)
    return found.programme, forecast_demand(found.programme, model)


def test_a_roomy_plant_bears_it(known):
    programme, forecast = known
    answer = assess(programme, forecast, bearing(programme, 900))
    assert answer.verdict is Verdict.BEARS
    assert answer.today.chances.tightest.value < 0.01
    assert answer.safe_target == pytest.approx(programme.target)


def test_a_tight_plant_is_short_and_says_what_would_be_safe(known):
    programme, forecast = known
    answer = assess(programme, forecast, bearing(programme, [150, 260]))
    chance = answer.today.chances.tightest
    assert answer.verdict is Verdict.SHORT
    assert 0 <= chance.low <= chance.value <= chance.high <= 1
    assert chance.value > programme.tolerance
    assert answer.safe_target < programme.target
    safe = replace(programme, sites=tuple(
        replace(s, planned=tuple(q * k for q in s.planned))
        for s, k in zip(programme.sites, np.minimum(answer.today.safe, 1), strict=True)
    ))  # fmt: skip
    assert safe.planned.sum() == pytest.approx(answer.safe_target)


def test_an_untested_site_leaves_it_open(known):
    programme, forecast = known
    untested = bearing(programme, 900, claimed=900, backing=Backing.UNTESTED)
    answer = assess(programme, forecast, untested)
    assert answer.verdict is Verdict.CANNOT_TELL
    assert answer.today.chances.tightest is None
    assert answer.by_claims.tightest.value < 0.01
    assert answer.safe_target is None


def half_tested(programme, proven, claimed=2000):
    whole = bearing(programme, 900, claimed=claimed)
    return replace(
        whole,
        tested=np.where([[True], [False]], whole.tested, np.nan),
        proven=np.where([[True], [False]], whole.tested, float(proven)),
        backing=(Backing.TESTED, Backing.PARTLY),
    )


@pytest.mark.parametrize(("proven", "verdict"), [(900, Verdict.BEARS), (60, Verdict.SHORT)])
def test_a_tested_part_is_what_counts(known, proven, verdict):
    programme, forecast = known
    answer = assess(programme, forecast, half_tested(programme, proven))
    alone = assess(programme, forecast, bearing(programme, [900, proven]))
    assert answer.verdict is verdict
    assert answer.today.chances.by_site.tolist() == alone.today.chances.by_site.tolist()
    assert answer.safe_target == alone.safe_target
    says = sentence_of(answer, ()).en
    assert ("A part of what site-1 has stands without a valid test" in says) is (proven == 60)
    assert ("If what is claimed were true" in says) is (proven == 60)
    assert "No valid test" not in says


def test_claims_beside_tests_that_would_not_do_either_are_not_spoken_of(known):
    programme, forecast = known
    answer = assess(programme, forecast, half_tested(programme, 60, claimed=70))
    assert answer.verdict is Verdict.SHORT
    assert "If what is claimed were true" not in sentence_of(answer, ()).en


@pytest.mark.parametrize(("proven", "verdict"), [(900, Verdict.BEARS), (60, Verdict.CANNOT_TELL)])
def test_a_postmortem_leaves_a_tested_part_open_that_is_not_enough(known, proven, verdict):
    programme, forecast = known
    answer = assess(programme, forecast, half_tested(programme, proven), parts_count=False)
    assert answer.verdict is verdict


def test_claims_that_would_not_do_even_if_true_are_short(known):
    programme, forecast = known
    untested = bearing(programme, 900, claimed=60, backing=Backing.UNTESTED)
    assert assess(programme, forecast, untested).verdict is Verdict.SHORT


def test_an_expansion_counts_from_its_week(known):
    programme, forecast = known
    late = assess(programme, forecast, bearing(programme, 120, adds=900, from_week=5))
    soon = assess(programme, forecast, bearing(programme, 120, adds=900, from_week=1))
    assert late.today.chances.tightest.value > 0.9
    assert soon.with_expansions.chances.tightest.value < late.today.chances.tightest.value
    assert late.with_expansions.service.late.sum() > soon.with_expansions.service.late.sum()


def test_the_fan_widens_with_its_level(known):
    _, forecast = known
    shown = weekly_fan(forecast.expected, np.arange(2), so_far=True)
    assert np.all(np.diff(shown.expected) > 0)
    assert np.all(shown.outer[0] <= shown.inner[0])
    assert np.all(shown.inner[1] <= shown.outer[1])
    assert shown.expected[-1] == pytest.approx(forecast.expected.expected.sum())


def test_the_chance_to_reach_a_target_falls_as_it_rises(known):
    programme, forecast = known
    plant = bearing(programme, 900)
    chances = [
        assess(replace(programme, target=target), forecast, plant).reaches_target.value
        for target in (100, 200, 300, 600)
    ]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > 0.95
    assert chances[-1] < 0.01
