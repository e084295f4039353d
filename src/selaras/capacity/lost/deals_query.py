"""Deals of a programme's sites and days: credited, delivered, lost for want of capacity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import ibis
import ibis.expr.types as ir

from selaras.capacity.choices import LOST, LossChoices
from selaras.capacity.lost.values import Credit, LostDeals
from selaras.capacity.programmes.values import Spot
from selaras.capacity.source_query import Source

UNKNOWN = "unknown"


def credits(
    source: Source,
    spots: Sequence[Spot],
    first: datetime,
    until: datetime,
    choices: LossChoices = LOST,
) -> tuple[Credit, ...]:
    """Won deals that were closed from `first` to before `until`, by team and currency.

    A deal without an owner, or an owner without a team, is of the team `unknown`. Deals won within
    the last days before the source's instant are pending: their delivery is not due.
    """
    if not source.has("deals") or not spots:
        return ()
    deals = _at(source, spots)
    won = deals.filter(
        (deals.outcome == "won") & (deals.closed_at >= first) & (deals.closed_at < until)
    )
    due = source.as_of - timedelta(days=choices.delivery_days)
    delivered = won.delivered_at.notnull()
    given = delivered.ifelse(won.delivered_amount.fill_null(won.amount).fill_null(0.0), 0.0)
    amount = won.amount.fill_null(0.0)
    late = ~delivered & (won.closed_at >= due)
    counted = won.select(
        team=_team(source, won),
        currency=won.currency.fill_null(""),
        amount=amount,
        given=given,
        pending=late.ifelse(amount, 0.0),
        undelivered=~delivered & ~late,
    )
    grouped = counted.group_by("team", "currency").aggregate(
        deals=counted.count(),
        credited=counted.amount.sum(),
        delivered=counted.given.sum(),
        pending=counted.pending.sum(),
        undelivered_deals=counted.count(where=counted.undelivered),
    )
    rows = source.engine.to_arrow(grouped).to_pylist()
    unknown = {} if _tells_deliveries(source) else {"delivered": None, "undelivered_deals": None}
    found = (Credit(**(row | unknown)) for row in rows)
    return tuple(sorted(found, key=lambda c: (c.team, c.currency)))


def _tells_deliveries(source: Source) -> bool:
    """Whether any deal says that it was delivered; else that column is not kept, and a null in it
    is no word that a deal was not."""
    deals = source.table("deals")
    told = deals.filter(deals.delivered_at.notnull()).limit(1).select("deal_id")
    return bool(source.engine.to_arrow(told).num_rows)


def lost_deals(
    source: Source,
    spots: Sequence[Spot],
    first: datetime,
    until: datetime,
    choices: LossChoices = LOST,
) -> LostDeals | None:
    """Deals lost for want of capacity in those days; None where no deals are loaded."""
    if not source.has("deals"):
        return None
    if not spots:
        return LostDeals(0, ())
    deals = _at(source, spots)
    reason = deals.loss_reason.fill_null("").lower()
    named = ibis.or_(*(reason.contains(word) for word in choices.capacity_words))
    lost = deals.filter(
        (deals.outcome == "lost") & named & (deals.closed_at >= first) & (deals.closed_at < until)
    )
    counted = lost.select(currency=lost.currency.fill_null(""), amount=lost.amount.fill_null(0.0))
    grouped = counted.group_by("currency").aggregate(n=counted.count(), amount=counted.amount.sum())
    rows = sorted(source.engine.to_arrow(grouped).to_pylist(), key=lambda row: row["currency"])
    return LostDeals(
        sum(row["n"] for row in rows), tuple((row["currency"], row["amount"]) for row in rows)
    )


def _at(source: Source, spots: Sequence[Spot]) -> ir.Table:
    deals = source.table("deals")
    sites = sorted({site for site, _ in spots})
    products = sorted({product for _, product in spots})
    # A programme sells one product as a rule: sites times products holds no other spot.
    return deals.filter(deals.site.isin(sites) & deals["product"].isin(products))


def _team(source: Source, deals: ir.Table) -> ir.Value:
    """The team of a deal's owner, by a small list of people."""
    if not source.has("people"):
        return ibis.literal(UNKNOWN)
    people = source.table("people")
    found = source.engine.to_arrow(people.select("person_id", "team")).to_pylist()
    teams: dict[str, list[str]] = {}
    for row in found:
        if row["team"] is not None:
            teams.setdefault(row["team"], []).append(row["person_id"])
    branches = [(deals.owner.isin(sorted(ids)), team) for team, ids in sorted(teams.items())]
    return ibis.cases(*branches, else_=UNKNOWN) if branches else ibis.literal(UNKNOWN)
