"""A programme's demand, learnt from history and from past programmes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from selaras.capacity.programmes.assessment import total_estimate
from selaras.capacity.programmes.cells import cells_of
from selaras.capacity.programmes.forecast import forecast_demand
from selaras.capacity.programmes.learning import learn
from selaras.capacity.programmes.shortfall import probability_of_total
from selaras.errors import EvidenceError

from .worlds import FIRST, LAUNCH, WEEKS, columns, company


def forecast_of(found, at=LAUNCH):
    model = learn(found.cells, found.past, at, found.programme.spots)
    return forecast_demand(found.programme, model)


def test_the_uplift_of_past_programmes_is_found():
    found = company(programmes=5, uplift=0.6, sites=3)
    model = learn(found.cells, found.past, LAUNCH, found.programme.spots)
    assert model.against_usual.common.mean == pytest.approx(0.6, abs=0.12)
    assert [p.programme_id for p in model.past] == [f"past-{k}" for k in range(5)]
    expected = forecast_of(found).expected.expected
    assert expected.shape == (3, 6)
    true = 20 * np.linspace(0.8, 1.2, 3) * np.exp(0.6)
    assert expected.mean(axis=1) == pytest.approx(true, rel=0.2)


def test_demand_lies_in_its_interval_as_often_as_said():
    hits, random = 0, np.random.default_rng(9)
    for seed in range(120):
        found = company(seed=seed, sites=2, programmes=4, spread=0.15)
        bases = 20 * np.array([0.8, 1.2])
        rate = bases[:, None] * np.exp(random.normal(0.5, 0.15))
        came = random.poisson(rate * random.gamma(15, 1 / 15, (2, 6))).sum()
        interval = total_estimate(forecast_of(found).expected)
        hits += interval.low <= came <= interval.high
    assert 0.70 <= hits / 120 <= 0.90


def test_a_target_does_not_raise_what_is_expected():
    usual = company()
    bold = replace(
        usual.programme,
        target=usual.programme.target * 3,
        sites=tuple(
            replace(site, planned=tuple(3 * q for q in site.planned))
            for site in usual.programme.sites
        ),
    )
    before = forecast_of(usual).expected
    after = forecast_of(replace(usual, programme=bold)).expected
    assert after.expected.sum() == pytest.approx(before.expected.sum(), rel=0.02)
    assert probability_of_total(after, bold.target) < 0.01
    assert probability_of_total(before, usual.programme.target) > 0.2


def test_plans_count_where_there_is_no_history():
    found = company(programmes=0)
    empty = cells_of(dict.fromkeys(columns(["x"], np.zeros((1, 0))), ()))
    model = learn(empty, (), LAUNCH, found.programme.spots)
    assert model.usual is None
    expected = forecast_demand(found.programme, model).expected.expected
    assert expected.sum() == pytest.approx(found.programme.target, rel=0.2)


def test_without_past_programmes_the_forecast_is_far_less_sure():
    known, new = company(programmes=5), company(programmes=0)
    sure, unsure = (total_estimate(forecast_of(f).expected) for f in (known, new))
    assert (unsure.high - unsure.low) / unsure.value > 1.4 * (sure.high - sure.low) / sure.value


def test_nothing_from_after_the_day_is_used():
    found = company(programmes=5)
    early = LAUNCH - timedelta(weeks=40)
    model = learn(found.cells, found.past, early, found.programme.spots)
    assert len(model.past) == 2
    later = columns(["site-0", "site-1"], np.full((2, 30), 900), early)
    seen = cells_of({name: [*columns_before(found)[name], *later[name]] for name in later})
    again = learn(seen, found.past, early, found.programme.spots)
    assert again.usual is not None
    assert model.usual is not None
    assert again.usual.means == pytest.approx(model.usual.means)


def columns_before(found):
    """The rows of a company before the day that is looked from, as columns."""
    kept = found.cells.known_at(LAUNCH - timedelta(weeks=40))
    starts = [LAUNCH.fromordinal(int(d) + 719163) for d in kept.first]
    return {
        "site": [kept.spots[c][0] for c in kept.spot],
        "product": [kept.spots[c][1] for c in kept.spot],
        "period_start": starts,
        "period_end": [d + timedelta(days=6) for d in starts],
        "wanted": kept.wanted.tolist(),
        "served": kept.served.tolist(),
        "sold_out": kept.sold_out.tolist(),
    }


def test_neither_plan_nor_history_is_refused():
    found = company(programmes=0)
    nothing = replace(
        found.programme,
        sites=tuple(replace(s, planned=(0.0,) * 6) for s in found.programme.sites),
    )
    empty = cells_of(dict.fromkeys(columns(["x"], np.zeros((1, 0))), ()))
    with pytest.raises(EvidenceError, match="Nothing says what Campaign may sell"):
        forecast_demand(nothing, learn(empty, (), LAUNCH, nothing.spots))


def test_the_same_evidence_gives_the_same_forecast():
    one, other = forecast_of(company()), forecast_of(company())
    assert np.array_equal(one.expected.levels, other.expected.levels)
    assert [w.mean for w in one.worlds] == [w.mean for w in other.worlds]


def _grown(rate: float) -> tuple[float, float]:
    """What usual demand is by the launch over its average of the year, and what is forecast."""
    weeks = np.arange(WEEKS)
    random = np.random.default_rng(3)
    level = 40 * np.exp(np.log1p(rate) * weeks / 52)
    names = ["site-0", "site-1", "site-2"]
    cells = cells_of(columns(names, random.poisson(level, (3, WEEKS))))
    programme = company(sites=3, programmes=0, weeks=4).programme
    model = learn(cells, (), LAUNCH, programme.spots)
    path = model.course.ahead(programme.first, 4)
    truth = np.log(40 * (1 + rate) ** ((WEEKS + 2) / 52) / level[-52:].mean())
    return float(path.mean.mean()), float(truth)


@pytest.mark.parametrize("rate", [0.5, -0.4])
def test_usual_demand_that_grows_is_forecast_where_it_will_be(rate):
    found, truth = _grown(rate)
    assert found == pytest.approx(truth, abs=0.06)


def test_usual_demand_that_stands_still_is_forecast_where_it_was():
    found, _ = _grown(0.0)
    assert found == pytest.approx(0, abs=0.03)


def test_a_launch_further_ahead_is_less_sure():
    random = np.random.default_rng(5)
    level = 60 * np.exp(np.cumsum(random.normal(0, 0.04, WEEKS)))
    cells = cells_of(columns(["site-0"], random.poisson(level)[None]))
    model = learn(cells, (), LAUNCH)
    near, far = (model.course.ahead(LAUNCH + timedelta(weeks=w), 4) for w in (0, 20))
    assert far.unknown + far.ahead > 1.5 * (near.unknown + near.ahead)


def test_days_are_as_sure_as_the_weeks_that_they_make():
    """The days of a week differ every week in the same way: that is no scatter of weeks."""
    random = np.random.default_rng(6)
    orders = random.poisson(70.0, (1, WEEKS))
    shares = np.array([0.3, 0.2, 0.2, 0.1, 0.1, 0.08, 0.02])
    days = np.stack([random.multinomial(n, shares) for n in orders[0]]).ravel()
    starts = [FIRST + timedelta(days=n) for n in range(days.size)]
    quantity = days.astype(float).tolist()
    by_day = {
        "site": ["site-0"] * days.size, "product": ["fibre"] * days.size,
        "period_start": starts, "period_end": starts, "wanted": quantity, "served": quantity,
        "sold_out": [False] * days.size,
    }  # fmt: skip
    weekly = learn(cells_of(columns(["site-0"], orders)), (), LAUNCH)
    daily = learn(cells_of(by_day), (), LAUNCH)
    assert daily.dispersion @ daily.dispersion_weights == pytest.approx(
        weekly.dispersion @ weekly.dispersion_weights, rel=0.2, abs=1e-3
    )
