"""The company's sales programmes over a year and a half, and what each truly raised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from selaras.demo.draws import Draws
from selaras.demo.network import WEEKS, Campaign
from selaras.demo.truths import UntestedOk
from selaras.demo.world import REGIONS

FIBRE = "Fibre 100"
PLAN_SPREAD = 0.18
"""Standard deviation of log(raised over planned) of an ordinary programme."""


@dataclass(frozen=True, slots=True)
class Raised:
    """What a programme raises at a site on top of what is wanted there anyway."""

    campaign: Campaign
    site: str
    mean: float


_PAST = (
    ("fibre-new-year", "Fibre for the new year", "2025-02-03", 8, ("Cikini", "Serpong")),
    ("makassar-offices", "Offices of Makassar", "2025-03-17", 6, ("Panakkukang",)),
    ("student-fibre", "Fibre for students", "2025-04-28", 8, ("Kelapa Gading", "Tamalanrea")),
    ("harbour-street", "Harbour street", "2025-06-16", 6, ("Panakkukang", "Sentani")),
    ("independence-days", "Independence days", "2025-07-28", 6, ("Cikini", "Kelapa Gading")),
    ("papua-connects", "Papua connects", "2025-08-18", 8, ("Sentani", "Abepura")),
    ("fibre-for-offices", "Fibre for offices", "2025-09-22", 8, ("Serpong", "Tamalanrea")),
    ("year-end-2025", "Year’s end", "2025-11-03", 6, ("Cikini", "Panakkukang")),
)
_AHEAD = ("mid-year-2026", "Mid-year push", "2026-06-08", 8, ("Serpong", "Tamalanrea", "Abepura"))
_AHEAD_PLANNED = (90, 60, 70)
_EXPANSION_WEEKS = 12


def region_of(site: str) -> str:
    """The region that a site lies in."""
    return next(region.name for region in REGIONS if site in region.sites)


def campaigns(truth: UntestedOk | None, draws: Draws, approver: str) -> tuple[Campaign, ...]:
    """Every programme, by its first day. The one ahead is not approved yet."""
    found = [_past(one, draws, approver) for one in _PAST]
    found.append(_east_expansion(truth or UntestedOk(), approver))
    name, title, starts, weeks, sites = _AHEAD
    planned = tuple(zip(sites, _AHEAD_PLANNED, strict=True))
    ahead = Campaign(name, title, FIBRE, date.fromisoformat(starts), weeks, planned, None, None)
    return (*found, ahead)


def raised(found: tuple[Campaign, ...], truth: UntestedOk | None, draws: Draws) -> list[Raised]:
    """What each programme that has begun truly raises on average, by site."""
    rows = []
    for campaign in found:
        if campaign.starts > WEEKS[-1]:
            continue
        noise = draws.stream(f"raised by {campaign.programme_id}").standard_normal(8)
        for n, (site, planned) in enumerate(campaign.planned):
            mean = planned * float(np.exp(PLAN_SPREAD * noise[n]))
            expansion = truth or UntestedOk()
            if campaign.programme_id == expansion.programme and site == expansion.site:
                mean = float(expansion.wanted)
            rows.append(Raised(campaign, site, mean))
    return rows


def _past(one: tuple[str, str, str, int, tuple[str, ...]], draws: Draws, approver: str) -> Campaign:
    name, title, day, weeks, sites = one
    starts = date.fromisoformat(day)
    size = draws.stream(f"size of {name}").integers(30, 75, len(sites))
    planned = tuple((site, int(ports)) for site, ports in zip(sites, size, strict=True))
    return Campaign(name, title, FIBRE, starts, weeks, planned, _approved(starts, 9), approver)


def _east_expansion(truth: UntestedOk, approver: str) -> Campaign:
    approved = datetime(
        truth.approved_on.year, truth.approved_on.month, truth.approved_on.day, 3, tzinfo=UTC
    )
    starts = truth.approved_on + timedelta(days=7 - truth.approved_on.weekday())
    return Campaign(
        truth.programme,
        "East expansion",
        FIBRE,
        starts,
        _EXPANSION_WEEKS,
        ((truth.site, truth.planned),),
        approved,
        approver,
    )


def _approved(starts: date, days_before: int) -> datetime:
    day = starts - timedelta(days=days_before)
    return datetime(day.year, day.month, day.day, 4, 30, tzinfo=UTC)
