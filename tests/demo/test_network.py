"""The network and the planning that are exported: what is planted shows, and nothing else does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest

from selaras.demo.network import WEEKS, Network
from selaras.demo.simulate import simulate
from selaras.demo.simulate_network import simulate_network
from selaras.demo.truths import NO_TRUTHS, SiteSoldOut, Truths, UntestedOk
from selaras.demo.world import AS_OF, SITES, Scale

from .exported import export

_SMALL = Scale(leads=50, reps=9, tickets=5)


@cache
def _network(truths: Truths = NO_TRUTHS, seed: int = 4) -> Network:
    return simulate_network(simulate(truths, _SMALL, seed))


def _demand(network: Network, site: str, product: str) -> tuple[np.ndarray, np.ndarray]:
    rows = [row for row in network.demand if (row.site, row.product) == (site, product)]
    return np.array([row.wanted for row in rows]), np.array([row.served for row in rows])


def test_the_same_company_has_the_same_network() -> None:
    once = simulate_network(simulate(NO_TRUTHS, _SMALL, 4))
    assert once == _network()
    assert once != _network(seed=5)


def test_branches_share_one_network() -> None:
    scale = Scale(leads=50, reps=9, tickets=5, branches=2)
    first, second = (simulate_network(simulate(NO_TRUTHS, scale, 4, n)) for n in (0, 1))
    assert first.demand == second.demand
    assert [r.real for r in first.resources] == [r.real for r in second.resources]


def test_a_plain_company_serves_what_is_wanted_of_ports() -> None:
    for site in SITES:
        wanted, served = _demand(_network(), site, "Fibre 100")
        assert (wanted == served).all()


def test_readings_stay_within_what_is_there_and_before_the_end() -> None:
    network = _network(Truths(site_sold_out=SiteSoldOut(), untested_ok=UntestedOk()))
    real = {resource.resource_id: resource.real for resource in network.resources}
    assert all(0 <= one.used <= real[one.resource_id] for one in network.readings)
    assert max(one.happened_at for one in network.readings) < AS_OF
    assert all(test.tested_at < AS_OF for test in network.tests)
    assert all(claim.stated_at < AS_OF for claim in network.claims)
    assert all(claim.judged_at is None or claim.judged_at < AS_OF for claim in network.claims)


def test_a_site_sold_out_serves_little_from_its_day_on_and_others_as_before() -> None:
    plain, gone = _network(), _network(Truths(site_sold_out=SiteSoldOut()))
    since = next(n for n, week in enumerate(WEEKS) if week >= date(2026, 1, 15))
    wanted, served = _demand(gone, "Abepura", "Fibre 100")
    assert served[since:].sum() < 0.7 * wanted[since:].sum()
    assert (served[: since - 1] == wanted[: since - 1]).all()
    assert _demand(plain, "Sentani", "Fibre 100")[1].tolist() == (
        _demand(gone, "Sentani", "Fibre 100")[1].tolist()
    )
    assert wanted.tolist() == _demand(plain, "Abepura", "Fibre 100")[0].tolist()


def test_an_untested_ok_has_no_test_before_approval_and_less_than_was_claimed() -> None:
    planted = UntestedOk()
    network = _network(Truths(untested_ok=planted))
    (new,) = [r for r in network.resources if r.valid_from is not None]
    assert (new.site, new.claimed, new.real) == (planted.site, 180, 110)
    (test,) = [t for t in network.tests if t.resource_id == new.resource_id]
    assert (test.tested_at.date(), test.capacity) == (planted.tested_on, 110)
    (campaign,) = [c for c in network.campaigns if c.programme_id == planted.programme]
    assert campaign.target == planted.planned
    assert campaign.approved_at is not None
    assert campaign.approved_at < test.tested_at
    served = sum(
        row.served
        for row in network.demand
        if row.site == planted.site
        and row.product == campaign.product
        and campaign.starts <= row.week <= campaign.ends
    )
    assert abs(served - planted.real) <= 40  # what ends of older contracts is sold again
    sold_out = [
        row.week
        for row in network.demand
        if row.site == planted.site and row.sold_out and row.product == campaign.product
    ]
    assert sold_out
    assert min(sold_out) >= campaign.starts


def test_without_it_the_new_equipment_is_tested_before_and_bears_the_programme() -> None:
    network = _network()
    (new,) = [r for r in network.resources if r.valid_from is not None]
    (test,) = [t for t in network.tests if t.resource_id == new.resource_id]
    assert test.tested_at.date() == new.valid_from
    assert test.capacity == new.claimed == new.real
    assert not any(row.sold_out for row in network.demand if row.product == "Fibre 100")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_over_confident_team_keeps_fewer_of_its_oks(seed: int) -> None:
    def kept(network: Network, team: str) -> float:
        oks = [c for c in network.claims if c.team == team and c.outcome and c.quantity]
        return float(np.mean([float(c.outcome or 0) >= (c.quantity or 0) for c in oks]))

    plain, planted = _network(seed=seed), _network(Truths(untested_ok=UntestedOk()), seed)
    assert kept(plain, "network-east") - kept(planted, "network-east") > 0.15
    assert kept(plain, "network-west") == kept(planted, "network-west")


def test_some_claims_cannot_be_scored() -> None:
    loose = [c for c in _network().claims if c.quantity is None or c.due_at is None]
    assert {c.claim_id for c in loose} == {"OK-by-phone", "OK-some-day"}


def test_no_export_holds_what_is_really_there() -> None:
    truths = replace(NO_TRUTHS, untested_ok=UntestedOk(real=107))
    columns = export(truths)["network/resources.csv"].columns
    assert list(columns) == [
        *("asset", "site", "service", "type", "unit", "nameplate", "in_service"),
    ]
    assert "107" not in set(columns["nameplate"])
