"""What was said of capacity and demand, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from selaras.demo.campaigns import region_of
from selaras.demo.draws import Draws
from selaras.demo.network import Campaign, Said, WeekOfDemand
from selaras.demo.truths import Truths, UntestedOk
from selaras.demo.world import LAST_DAY

STATED = 0.9
"""How sure Technical says it is of an OK, where a truth does not say otherwise."""
_WEST, _SALES = "network-west", "sales"
_FORECASTS_TOO_HIGH = 1.12
_SHORT_OF = (0.5, 0.92)
"""Where an OK comes to nothing: what was there over what was said, least and most."""
_OPERATIONS = ("Q1", "Q2", "Q3", "Q4")


def simulate_claims(
    truths: Truths, plans: Sequence[Campaign], demand: Sequence[WeekOfDemand], draws: Draws
) -> tuple[Said, ...]:
    """An OK of Technical for each site of a programme, quarterly OKs, and forecasts of Sales."""
    found: list[Said] = []
    for campaign in plans:
        if campaign.approved_at is None:
            continue
        found += _oks(truths, campaign, draws)
        found.append(_forecast(campaign, demand, draws))
    found += _quarterly(truths, draws)
    found += _loose_words()
    return tuple(sorted(found, key=lambda one: (one.stated_at, one.claim_id)))


def _oks(truths: Truths, campaign: Campaign, draws: Draws) -> list[Said]:
    assert campaign.approved_at is not None
    expansion = truths.untested_ok or UntestedOk()
    found = []
    for site, planned in campaign.planned:
        name = f"OK-{campaign.programme_id}-{site.replace(' ', '').lower()}"
        stated = campaign.approved_at - timedelta(days=2)
        if campaign.programme_id == expansion.programme and site == expansion.site:
            planted = truths.untested_ok is not None
            came = expansion.real if planted else planned
            quantity = expansion.claimed if planted else planned
        else:
            came, quantity = _came(truths, site, name, planned, draws), planned
        subject = f"{site}/{campaign.product}"
        team, due = _team(truths, site), _evening(campaign.ends)
        sure = _stated(truths, site)
        found.append(_said(name, team, stated, subject, quantity, due, probability=sure, came=came))
    return found


def _quarterly(truths: Truths, draws: Draws) -> list[Said]:
    """What each team said a site could take over the next quarter, all through 2025."""
    found = []
    for quarter, label in enumerate(_OPERATIONS):
        stated = datetime(2025, 1 + 3 * quarter, 3, 3, tzinfo=UTC)
        due = stated + timedelta(days=88)
        for site in ("Cikini", "Kelapa Gading", "Panakkukang", "Tamalanrea", "Sentani"):
            name = f"CAP-2025{label}-{site.replace(' ', '').lower()}"
            quantity = int(draws.stream(f"size of {name}").integers(25, 70))
            came = _came(truths, site, name, quantity, draws)
            subject = f"{site}/Fibre 100"
            team, sure = _team(truths, site), _stated(truths, site)
            found.append(
                _said(name, team, stated, subject, quantity, due, probability=sure, came=came)
            )
    return found


def _forecast(campaign: Campaign, demand: Sequence[WeekOfDemand], draws: Draws) -> Said:
    """Sales' forecast of what is wanted over the programme; it runs a little high."""
    assert campaign.approved_at is not None
    sites = {site for site, _ in campaign.planned}
    wanted = sum(
        row.wanted
        for row in demand
        if row.product == campaign.product
        and row.site in sites
        and campaign.starts <= row.week <= campaign.ends
    )
    noise = draws.stream(f"forecast of {campaign.programme_id}").normal(0.0, 0.12)
    quantity = round(wanted * (_FORECASTS_TOO_HIGH + float(noise)))
    stated = campaign.approved_at - timedelta(days=5)
    name = f"FC-{campaign.programme_id}"
    due = _evening(campaign.ends)
    return _said(
        name, _SALES, stated, campaign.programme_id, quantity, due, probability=None, came=wanted
    )


def _came(truths: Truths, site: str, name: str, quantity: int, draws: Draws) -> int:
    """What an OK came to: at least what was said as often as its team keeps its word."""
    first, second = (float(u) for u in draws.stream(f"what came of {name}").random(2))
    planted = truths.untested_ok
    over_confident = planted is not None and _team(truths, site) == planted.team
    keeps = planted.kept if planted is not None and over_confident else STATED
    if first < keeps:
        return round(quantity * (1 + 0.3 * second))
    low, high = _SHORT_OF
    return min(round(quantity * (low + (high - low) * second)), quantity - 1)


def _team(truths: Truths, site: str) -> str:
    east = (truths.untested_ok or UntestedOk()).team
    return _WEST if region_of(site) == "Jakarta" else east


def _stated(truths: Truths, site: str) -> float:
    planted = truths.untested_ok
    return planted.stated if planted and _team(truths, site) == planted.team else STATED


def _said(
    name: str,
    team: str,
    stated: datetime,
    subject: str,
    quantity: int,
    due: datetime,
    *,
    probability: float | None,
    came: int,
) -> Said:
    judged = due + timedelta(days=3)
    over = judged.date() <= LAST_DAY
    outcome = str(came) if over else None
    return Said(
        name, team, stated, subject, quantity, due, probability, outcome, judged if over else None
    )


def _loose_words() -> list[Said]:
    """What cannot be scored: an OK without a quantity, and one without a deadline."""
    stated = datetime(2026, 1, 9, 7, tzinfo=UTC)
    return [
        Said(
            "OK-by-phone", "network-east", stated, "Tamalanrea/Fibre 100", None,
            _evening(LAST_DAY), 1.0, None, None,
        ),
        Said(
            "OK-some-day", "network-west", stated, "Serpong/Fibre 100", 120, None, 0.8, None, None
        ),
    ]  # fmt: skip


def _evening(day: date) -> datetime:
    return datetime.combine(day, time(10), UTC)
