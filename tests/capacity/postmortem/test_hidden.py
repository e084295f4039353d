"""What sold-out weeks hid, told from the weeks that did not sell out and from the forecast."""

from __future__ import annotations

import numpy as np
import pytest

from selaras.capacity.postmortem.hidden import hidden_demand
from selaras.capacity.programmes.cells import cells_of
from selaras.capacity.programmes.forecast import forecast_demand
from selaras.capacity.programmes.learning import learn

from ..programmes.worlds import LAUNCH, columns, company


def hidden_of(found, orders, capacity):
    """What is hidden of weekly orders, shape (sites, weeks), that hours cut off at a capacity."""
    names = [site.site for site in found.programme.sites]
    made = columns(names, np.minimum(orders, capacity), LAUNCH)
    made["sold_out"] = (orders > capacity).ravel().tolist()
    rows = cells_of(made)
    forecast = forecast_demand(
        found.programme, learn(found.cells, found.past, LAUNCH, found.programme.spots)
    )
    return hidden_demand(found.programme, rows, rows.spot, forecast)


def test_what_was_lost_lies_in_its_interval_as_often_as_said():
    random, hits = np.random.default_rng(3), []
    for seed in range(150):
        found = company(seed=seed, sites=2, programmes=5, spread=0.12)
        rate = 20 * np.array([[0.8], [1.2]]) * np.exp(random.normal(0.5, 0.12))
        orders = random.poisson(rate * random.gamma(15, 1 / 15, (2, 6)))
        capacity = int(np.quantile(orders, random.uniform(0.1, 0.7)))
        lost = np.maximum(orders - capacity, 0).sum()
        interval = hidden_of(found, orders, capacity).beyond.interval()
        hits.append(interval.low - 0.5 <= lost <= interval.high + 0.5)
    assert 0.83 <= np.mean(hits) <= 0.97


def test_only_cut_off_weeks_are_raised():
    found = company(sites=1, programmes=5)
    orders = np.array([[20, 60, 25, 70, 30, 22]])
    hidden = hidden_of(found, orders, 40)
    cut = orders[0] > 40
    assert np.array_equal(hidden.wanted[~cut], orders[0][~cut])
    # Demand was cut off: at least one more was wanted than is on record.
    assert np.all(hidden.wanted[cut] >= 41)
    assert hidden.wanted.sum() - 20 - 25 - 30 - 22 - 80 == pytest.approx(hidden.beyond.mean)


def test_weeks_that_did_not_sell_out_say_how_much_was_wanted_in_those_that_did():
    found = company(sites=1, programmes=5)
    lively = hidden_of(found, np.array([[38, 60, 39, 60, 37, 38]]), 40)
    quiet = hidden_of(found, np.array([[22, 60, 20, 60, 25, 21]]), 40)
    assert lively.beyond.mean > quiet.beyond.mean
