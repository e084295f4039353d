"""What each source cost, and how many leads and deals came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import ibis
from ibis import _

from selaras.calendars.clock import day_number
from selaras.diagnosis.followup.asked import Asked
from selaras.ledger.items.lookup import look_up
from selaras.ledger.money import read_rates


@dataclass(frozen=True, slots=True)
class Spending:
    """By source: what was spent on it, in the workspace's currency.

    Rows that cannot be used are counted: without an amount, below 0, or in a currency that no rate
    is known for (named).
    """

    by_source: dict[str, Decimal] = field(default_factory=dict)
    unusable: int = 0
    without_rate: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceCounts:
    """Leads that came in from a source in the period, and the deals won of them so far; None where
    no deals are loaded."""

    source: str
    leads: int
    deals: int | None


def read_spending(asked: Asked) -> Spending:
    """Spend of the days of the period, by channel.

    A row that reaches beyond the period, or beyond what is known, counts by its days within.
    """
    columns = ("channel", "period_start", "period_end", "amount", "currency")
    table = asked.reading.table("spend").select(*columns)
    rates = read_rates(asked.reading, asked.currency)
    first, after = _days(asked)
    found: dict[str, Decimal] = {}
    unusable, lacking = 0, set[str]()
    for row in asked.reading.engine.to_arrow(table).to_pylist():
        share = _share_within(row["period_start"], row["period_end"], first, after)
        if not share:
            continue
        amount, currency = row["amount"], row["currency"]
        if amount is None or amount < 0 or currency is None:
            unusable += 1
            continue
        own = rates.convert(amount, currency, asked.currency, day_number(row["period_start"]))
        if own is None:
            lacking.add(currency)
            unusable += 1
            continue
        found[row["channel"]] = found.get(row["channel"], Decimal(0)) + own * share
    return Spending(dict(sorted(found.items())), unusable, tuple(sorted(lacking)))


def read_source_counts(asked: Asked) -> tuple[SourceCounts, ...]:
    """Leads created in the period by source, whether a rep got them or not, and deals won."""
    asked.require("leads")
    reading, told = asked.reading, asked.reading.has("deals")
    leads = reading.table("leads")
    after = min(asked.end, asked.horizon)
    came = leads.filter(
        (leads.created_at >= _instant(asked.start)) & (leads.created_at < _instant(after))
    )
    came = came.select("lead_id", source=_.source.fill_null(""))
    if told:
        deals = reading.table("deals")
        won = deals.filter((deals.outcome == "won") & (deals.closed_at <= _instant(asked.horizon)))
        wins = won.filter(_.lead_id.notnull()).group_by("lead_id").aggregate(deals=_.count())
        came = look_up(came, wins, "lead_id")
    else:
        came = came.mutate(deals=ibis.literal(0))
    counted = came.group_by("source").aggregate(leads=_.count(), deals=_.deals.fill_null(0).sum())
    rows = reading.engine.to_arrow(counted).to_pylist()
    return tuple(
        SourceCounts(row["source"], int(row["leads"]), int(row["deals"]) if told else None)
        for row in sorted(rows, key=lambda r: str(r["source"]))
    )


def _days(asked: Asked) -> tuple[date, date]:
    """The period's first local day, and the first after it or after what is known."""
    end = min(asked.end, asked.horizon).astimezone(asked.zone)
    after = end.date() if end.time() == datetime.min.time() else end.date() + timedelta(days=1)
    return asked.start.astimezone(asked.zone).date(), after


def _share_within(start: date, end: date | None, first: date, after: date) -> Decimal:
    """Share of a row's days that lie in [first, after); a row without an end is one day."""
    last = start if end is None or end < start else end
    days = (last - start).days + 1
    inside = (min(last + timedelta(days=1), after) - max(start, first)).days
    return Decimal(max(inside, 0)) / days


def _instant(instant: datetime) -> ibis.Value:
    return ibis.literal(instant.astimezone(UTC), type="timestamp('UTC', 6)")
