"""The network from a seed: what is there, what was tested, wanted, served and in use."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from selaras.demo.campaigns import FIBRE, Raised, campaigns, raised
from selaras.demo.company import Company, Person
from selaras.demo.draws import Draws
from selaras.demo.network import (
    WEEKS,
    Network,
    NetworkExpansion,
    NetworkResource,
    NetworkTest,
    Reading,
    WeekOfDemand,
)
from selaras.demo.simulate_claims import simulate_claims
from selaras.demo.truths import Truths, UntestedOk
from selaras.demo.world import FIRST_DAY, LAST_DAY, PRODUCTS, SITES

SPREAD = 20.0
"""Size of the negative binomial that weekly demand follows."""
INSTALLATION = "Installation"
_WEEKLY = {FIBRE: (3.0, 6.0), "Dedicated 500": (0.8, 2.0), "Metro-E 1G": (0.3, 0.9)}
"""Ports or circuits wanted in an ordinary week, by product: least and most over the sites."""
_UNITS = {FIBRE: "ports", "Dedicated 500": "circuits", "Metro-E 1G": "circuits"}
_CODES = {FIBRE: "OLT", "Dedicated 500": "AGG", "Metro-E 1G": "MET", INSTALLATION: "CREW"}
_CHURN = 0.002
"""Share of what is in use that ends in a week."""
_STARTED = 180
"""Weeks of demand that were in use when the planning sheet begins."""
_CREW_HOURS = 40
_SPARE = 1.3
"""What is there, over what will be in use at the end, where no truth says otherwise."""
_METHODS = {FIBRE: "port-by-port loopback", "Dedicated 500": "RFC 2544", "Metro-E 1G": "Y.1564"}
_TEST_HOLDS_DAYS = 365
_FORGOTTEN = frozenset({"MET-SENT-1"})
"""Whose yearly test nobody repeated."""
_EXPANSIONS = (
    ("Abepura", "2026-06-29", 48, 190_000_000, "planned"),
    ("Abepura", "2026-08-17", 128, 420_000_000, "planned"),
    ("Tamalanrea", "2026-07-06", 96, 350_000_000, "approved"),
    ("Serpong", "2026-07-20", 64, 240_000_000, "approved"),
    ("Sentani", "2026-06-15", 32, 160_000_000, "cancelled"),
)


def simulate_network(company: Company) -> Network:
    """The network of the company that a branch belongs to; the same for all its branches.

    Planting a truth leaves the draws of every place it does not touch as they were.
    """
    truths, draws = company.truths, Draws(company.seed, 0)
    technical = [person for person in company.people if person.team == "technical"]
    approver = _first(company.people, "marketing").person_id
    plans = campaigns(truths.untested_ok, draws, approver)
    uplift = _uplift(raised(plans, truths.untested_ok, draws))
    resources: list[NetworkResource] = []
    demand: list[WeekOfDemand] = []
    readings: list[Reading] = []
    for site in SITES:
        for product in (*PRODUCTS, INSTALLATION):
            there, weeks, used = _place(truths, draws, site, product, uplift)
            resources += there
            demand += weeks
            readings += _readings(there, used)
    tests = _tests(truths, resources, draws, technical)
    claims = simulate_claims(truths, plans, demand, draws)
    return Network(
        resources=tuple(resources),
        tests=tuple(tests),
        readings=tuple(sorted(readings, key=lambda one: (one.happened_at, one.resource_id))),
        expansions=tuple(_expansion(*one) for one in _EXPANSIONS),
        demand=tuple(demand),
        campaigns=plans,
        claims=claims,
    )


def _first(people: tuple[Person, ...], team: str) -> Person:
    return next((person for person in people if person.team == team), people[0])


def _uplift(rows: list[Raised]) -> dict[str, np.ndarray]:
    """Ports of fibre that programmes raise on average, by site and week."""
    found: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(len(WEEKS)))
    for row in rows:
        first = (row.campaign.starts - WEEKS[0]).days // 7
        last = min(first + row.campaign.weeks, len(WEEKS))
        found[row.site][first:last] += row.mean / row.campaign.weeks
    return found


def _place(
    truths: Truths,
    draws: Draws,
    site: str,
    product: str,
    uplift: dict[str, np.ndarray],
) -> tuple[list[NetworkResource], list[WeekOfDemand], list[int]]:
    """One site and product: its resources, what was wanted each week, and what was in use."""
    stream = draws.stream(f"network {site} {product}")
    if product == INSTALLATION:
        return _crew(site, stream)
    low, high = _WEEKLY[product]
    usual = low + (high - low) * float(stream.random())
    means = usual + (uplift[site] if product == FIBRE and site in uplift else 0.0)
    wanted = stream.negative_binomial(SPREAD, SPREAD / (SPREAD + means * np.ones(len(WEEKS))))
    churned = stream.random(len(WEEKS))
    started = round(usual * _STARTED)
    free_use = _served(wanted, churned, started, [10**9] * len(WEEKS))[1]
    real = _real(truths, site, product, free_use)
    served, used, sold_out = _served(wanted, churned, started, real)
    weeks = [
        WeekOfDemand(site, product, week, int(wanted[n]), served[n], sold_out[n])
        for n, week in enumerate(WEEKS)
    ]
    return _resources(truths, site, product, real), weeks, used


def _served(
    wanted: np.ndarray,
    churned: np.ndarray,
    started: int,
    real: list[int],
) -> tuple[list[int], list[int], list[bool]]:
    """What was served and in use each week, and whether capacity cut it off."""
    served, used, sold_out, level = [], [], [], started
    for n, asked in enumerate(wanted):
        level -= int(level * _CHURN + churned[n])
        given = max(0, min(int(asked), real[n] - level))
        level += given
        served.append(given)
        used.append(level)
        sold_out.append(given < int(asked))
    return served, used, sold_out


def _real(truths: Truths, site: str, product: str, free_use: list[int]) -> list[int]:
    """What is truly there each week: ample, but where a truth says otherwise."""
    real = [int(free_use[-1] * _SPARE / 8 + 1) * 8] * len(WEEKS)
    gone = truths.site_sold_out
    if gone is not None and site == gone.site:
        return [free_use[_week_before(gone.since)]] * len(WEEKS)
    expansion = truths.untested_ok or UntestedOk()
    if product == FIBRE and site == expansion.site:
        # the old equipment is full as the programme begins; the new one brings what it really has
        full = free_use[_week_before(expansion.approved_on + timedelta(days=7))]
        more = expansion.real if truths.untested_ok is not None else _ample(expansion)
        begins = _week_before(expansion.approved_on) + 1
        return [full] * begins + [full + more] * (len(WEEKS) - begins)
    return real


def _ample(expansion: UntestedOk) -> int:
    """What the new equipment has where its claim is sound: also for what follows the programme."""
    return 2 * expansion.claimed


def _week_before(day: date) -> int:
    return max((day - WEEKS[0]).days // 7 - 1, 0)


def _resources(truths: Truths, site: str, product: str, real: list[int]) -> list[NetworkResource]:
    unit, code = _UNITS[product], _CODES[product]
    place = site.replace(" ", "").upper()[:4]
    old = NetworkResource(
        f"{code}-{place}-1", site, product, "stock", unit, _claimed(real[0]), real[0]
    )
    expansion = truths.untested_ok or UntestedOk()
    if product != FIBRE or site != expansion.site:
        return [old]
    more = real[-1] - real[0]
    claimed = expansion.claimed if truths.untested_ok is not None else more
    begins = expansion.approved_on - timedelta(days=7)
    new = NetworkResource(f"{code}-{place}-2", site, product, "stock", unit, claimed, more, begins)
    return [
        NetworkResource(f"{code}-{place}-1", site, product, "stock", unit, real[0], real[0]),
        new,
    ]


def _claimed(real: int) -> int:
    """What is said: the label of the equipment, a little above what it can do."""
    return int(real * 1.04 / 8 + 1) * 8


def _crew(
    site: str, stream: np.random.Generator
) -> tuple[list[NetworkResource], list[WeekOfDemand], list[int]]:
    """Installation hours: what is asked for in a week and cannot be worked is late."""
    crews = int(stream.integers(3, 7))
    real = crews * _CREW_HOURS
    mean = real * float(0.62 + 0.12 * stream.random())
    wanted = stream.negative_binomial(SPREAD, SPREAD / (SPREAD + mean), len(WEEKS))
    served = [min(int(hours), real) for hours in wanted]
    crew = NetworkResource(
        f"CREW-{site.replace(' ', '').upper()[:4]}", site, INSTALLATION, "hours",
        "crew hours", real, real,
    )  # fmt: skip
    weeks = [
        WeekOfDemand(
            site, INSTALLATION, week, int(wanted[n]), served[n], served[n] < int(wanted[n])
        )
        for n, week in enumerate(WEEKS)
    ]
    return [crew], weeks, served


def _readings(resources: list[NetworkResource], used: list[int]) -> list[Reading]:
    """Every day at ten in the morning; the older equipment of a place is filled first."""
    found = []
    for n in range((LAST_DAY - FIRST_DAY).days + 1):
        day = FIRST_DAY + timedelta(days=n)
        week = min((day - WEEKS[0]).days // 7, len(WEEKS) - 1)
        left = used[week]
        for resource in resources:
            if resource.valid_from is not None and day < resource.valid_from:
                continue
            taken = min(left, resource.real)
            left -= taken
            at = datetime.combine(day, time(3), UTC)
            found.append(Reading(resource.resource_id, at, taken))
    return found


def _tests(
    truths: Truths,
    resources: list[NetworkResource],
    draws: Draws,
    technical: list[Person],
) -> list[NetworkTest]:
    """Each resource is tested once a year; the new equipment of the programme only afterwards."""
    found = []
    for resource in resources:
        stream = draws.stream(f"test of {resource.resource_id}")
        first = FIRST_DAY + timedelta(days=int(stream.integers(20, 200)))
        who = technical[int(stream.integers(0, len(technical)))].person_id if technical else ""
        for day in _test_days(truths, resource, first):
            found.append(_test(resource, day, who))
    return sorted(found, key=lambda one: (one.tested_at, one.resource_id))


def _test_days(truths: Truths, resource: NetworkResource, usual: date) -> list[date]:
    if resource.valid_from is not None:
        planted = truths.untested_ok
        tested = planted.tested_on if planted is not None else resource.valid_from
        return [tested] if tested <= LAST_DAY else []
    before = usual - timedelta(days=_TEST_HOLDS_DAYS - 10)
    again = usual <= LAST_DAY and resource.resource_id not in _FORGOTTEN
    return [before, usual] if again else [before]


def _test(resource: NetworkResource, day: date, who: str) -> NetworkTest:
    return NetworkTest(
        resource.resource_id,
        datetime.combine(day, time(2, 30), UTC),
        resource.real,
        _METHODS.get(resource.product, "timesheets of four weeks"),
        who,
        f"NOC-{resource.resource_id}-{day:%Y%m%d}",
        day + timedelta(days=_TEST_HOLDS_DAYS),
        True,
    )


def _expansion(site: str, ready_on: str, adds: int, cost: int, state: str) -> NetworkExpansion:
    name = f"OLT-{site.upper()[:4]}-1"
    return NetworkExpansion(name, date.fromisoformat(ready_on), adds, cost, state)
