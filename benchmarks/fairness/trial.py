"""One trial: draw a company, diagnose it, and set the finding against what is true."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from scipy.stats import t as student

from selaras.calendars import read_calendar
from selaras.demo.companies.company import TEAM_FACTORS, Company
from selaras.demo.companies.effects import Effects, true_effects
from selaras.demo.companies.expectation import expected_wins
from selaras.demo.companies.planting import draw_company
from selaras.demo.companies.tables import Evidence, draw_evidence
from selaras.diagnosis import Agreed, Span, diagnose

LARGE = 0.2
"""A cause is large from this share of base revenue on."""
FEWEST_REPS = 6
"""Fewer leave sources and reps without enough overlap to call a cause decidable."""
LEVEL = 0.9
_POWER = 1.96
"""Standard errors beyond significance: what is that far off is significant in 97.5% of draws."""
_ZONE = ZoneInfo("Asia/Jakarta")
_CALENDAR = Path(__file__).parent / "office.yaml"


@dataclass(frozen=True, slots=True)
class Estimate:
    """An effect as found and as it is, in shares of true base revenue; no interval is None."""

    name: str
    true: float
    found: float
    low: float | None
    high: float | None

    @property
    def covers(self) -> bool | None:
        """Whether the interval holds the truth; None where there is no interval."""
        if self.low is None or self.high is None:
            return None
        slack = 1e-9
        return self.low - slack <= self.true <= self.high + slack


@dataclass(frozen=True, slots=True)
class Trial:
    """What a company was and what was found.

    `at_fault` are teams with a harmful change of their own, `decidable` those of them whose cause
    is large and could be told, `named` those that the verdict names. `error` is what went wrong.
    """

    truth: str
    leads: int
    seed: int
    reps: int
    planted: tuple[str, ...]
    true_gap: float
    at_fault: tuple[str, ...]
    decidable: tuple[str, ...]
    verdict: str
    named: tuple[str, ...]
    gap: Estimate | None
    factors: tuple[Estimate, ...]
    teams: tuple[Estimate, ...]
    seconds: float
    error: str | None = None

    @property
    def blamed_wrongly(self) -> tuple[str, ...]:
        return tuple(team for team in self.named if team not in self.at_fault)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def read_trial(row: dict[str, Any]) -> Trial:
    """A trial from its JSON."""
    gap = row["gap"]
    return Trial(
        **{
            **row,
            "planted": tuple(row["planted"]),
            "at_fault": tuple(row["at_fault"]),
            "decidable": tuple(row["decidable"]),
            "named": tuple(row["named"]),
            "gap": None if gap is None else Estimate(**gap),
            "factors": tuple(Estimate(**one) for one in row["factors"]),
            "teams": tuple(Estimate(**one) for one in row["teams"]),
        }
    )


def try_company(
    truth: str, leads: int, seed: int, drift: float = 0.0, *, other: bool = False
) -> Trial:
    """Draw that company, diagnose it and score the finding."""
    company = draw_company(seed, truth, leads, drift=drift, other=other)
    age = company.days_seen
    effects = true_effects(company, age if truth == "immature" else None)
    began = time.perf_counter()
    found = diagnosed(draw_evidence(company))
    seconds = time.perf_counter() - began
    base = effects.base
    return Trial(
        truth=truth,
        leads=leads,
        seed=seed,
        reps=company.reps,
        planted=company.planted,
        true_gap=effects.gap / base,
        at_fault=tuple(team for team in TEAM_FACTORS if effects.at_fault(team)),
        decidable=decidable(company, effects),
        verdict=found["verdict"],
        named=named_teams(found),
        gap=_estimate("gap", found["gap"], "value", effects.gap, base) if found["gap"] else None,
        factors=tuple(
            _estimate(one["name"], one, "effect", effects.flat.get(one["name"], 0.0), base)
            for one in found["factors"]
        ),
        teams=tuple(
            _estimate(one["name"], one, "effect", effects.teams[one["name"]], base)
            for one in found["teams"]
        ),
        seconds=seconds,
    )


def diagnosed(evidence: Evidence) -> dict[str, Any]:
    """The finding on that evidence, as JSON."""
    day = timedelta(days=1)
    starts = [
        instant.astimezone(_ZONE).date()
        for instant in (evidence.base_starts, evidence.actual_starts, evidence.actual_ends)
    ]
    finding = diagnose(
        evidence.tables,
        Span(starts[0], starts[1] - day),
        Span(starts[1], starts[2] - day),
        as_of=evidence.complete_to,
        zone=_ZONE,
        agreed=Agreed(within="8 business hours", attempts=5, calendar=read_calendar(_CALENDAR)),
    )
    return finding.as_json()


def named_teams(found: dict[str, Any]) -> tuple[str, ...]:
    """The teams that a verdict names."""
    verdict = found["verdict"]
    if verdict in TEAM_FACTORS:
        return (verdict,)
    if verdict == "both":
        return tuple(found.get("named", ("marketing", "sales")))
    return ()


def decidable(company: Company, effects: Effects) -> tuple[str, ...]:
    """Teams at fault whose harm is large, and could be told: mature, overlapping, enough leads.

    Enough: revenue fell by so much that the fall is significant in nearly every draw, judged by the
    number of deals that the company wins and the spread of their amounts.
    """
    if company.truth == "immature" or company.reps < FEWEST_REPS:
        return ()
    noise = gap_noise(company, effects) / effects.base
    needed = (float(student.ppf((1 + LEVEL) / 2, company.reps - 1)) + _POWER) * noise
    if -effects.gap / effects.base < needed:
        return ()
    return tuple(
        team
        for team in TEAM_FACTORS
        if effects.at_fault(team) and -effects.teams[team] >= LARGE * effects.base
    )


def gap_noise(company: Company, effects: Effects) -> float:
    """Standard error of the gap if nothing but the number and amounts of deals were random."""
    scatter = 1 + float(np.expm1(company.amount_spread**2))
    parts = (
        value**2 * scatter / expected_wins(company, levels)
        for value, levels in (
            (effects.base, company.base),
            (effects.actual, company.actual),
        )
    )
    return float(np.sqrt(sum(parts)))


def _estimate(name: str, found: dict[str, Any], key: str, true: float, base: float) -> Estimate:
    low, high = found["low"], found["high"]
    return Estimate(
        name=name,
        true=true / base,
        found=found[key] / base,
        low=None if low is None else low / base,
        high=None if high is None else high / base,
    )
