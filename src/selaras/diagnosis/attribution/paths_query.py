"""Touches before an instant, what orders them, and up to when there are any to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import ibis.expr.types as ir

from selaras.contracts import NUMBERED
from selaras.diagnosis.attribution.buckets import spread
from selaras.diagnosis.attribution.question import WON, Asked
from selaras.evidence.engines.compiled import Numbers
from selaras.ledger.items.keys import key_columns
from selaras.ledger.items.rows import instant_literal
from selaras.ledger.reading import Reading

UNKNOWN = "(unknown)"
"""The channel of a touch that states none."""


@dataclass(frozen=True, slots=True)
class Touched:
    """What is true of the whole table of touches, and so is not asked of its rows.

    Parameters
    ----------
    unnamed
        Some name no lead.
    later
        Some may lie at the end of what is looked at, or after it.
    unstated
        Texts that stand as a channel and say none; None among them where some are null.
    days
        Of some only the day is known.
    """

    unnamed: bool
    later: bool
    unstated: tuple[str | None, ...]
    days: bool

    @property
    def order(self) -> tuple[str, str]:
        """Columns that put a lead's touches in order.

        Of touches at one instant the order does not show: they are taken by channel, or, where only
        days are known and many touches share one, by id, which systems tend to count up.
        """
        return ("happened_at", "touch_id") if self.days else ("happened_at", "channel")


def touched_of(reading: Reading, stop: datetime) -> Touched:
    """What is true of all touches, with `stop` the end of what is looked at."""
    newest = reading.profile("touches").newest.get("happened_at")
    stated = channels_as_stated(reading)
    return Touched(
        unnamed=reading.may_be_null("touches", "lead_id"),
        later=newest is None or newest >= stop or reading.may_be_null("touches", "happened_at"),
        unstated=tuple(text for text in stated if channel_of(text) == UNKNOWN),
        days=reading.has_day_precision("touches", "happened_at"),
    )


def touches_before(rows: ir.Table, stop: ir.Value, touched: Touched, *columns: str) -> ir.Table:
    """Touches of leads before `stop`: `lead_id`, its number where the store has it, `happened_at`,
    `channel` and those asked for.

    `touch_id` is there where the order needs it.
    """
    keys = key_columns("lead_id", rows)
    kept = []
    if touched.unnamed:
        kept.append(rows[keys[-1]].notnull())
    if touched.later:
        kept.append(rows.happened_at < stop)
    channel = rows.channel
    if touched.unstated:
        blanks = [text for text in touched.unstated if text is not None]
        lacks = channel.isnull() | channel.isin(blanks) if blanks else channel.isnull()
        channel = lacks.ifelse(UNKNOWN, channel)
    named = dict.fromkeys((*keys, "happened_at", *touched.order, *columns))
    named.pop("channel", None)
    return (rows.filter(kept) if kept else rows).select(*named, channel=channel)


def touches_of_leads(reading: Reading, stop: datetime, *columns: str) -> ir.Table:
    """As `touches_before`, of what is read."""
    rows = reading.table("touches")
    return touches_before(rows, instant_literal(stop), touched_of(reading, stop), *columns)


def channels_as_stated(reading: Reading) -> tuple[str | None, ...]:
    """Every text that stands as the channel of a touch, and None where one has none; asked once."""
    key = ("touches", "channel")
    if key not in reading.relations:
        rows = reading.engine.derive(distinct_channels, {"touches": reading.table("touches")}, {})
        reading.relations[key] = tuple(reading.engine.to_arrow(rows)["channel"].to_pylist())
    stated: tuple[str | None, ...] = reading.relations[key]
    return stated


def distinct_channels(tables: Mapping[str, ir.Table], _numbers: Numbers, /) -> ir.Table:
    """See `channels_as_stated`."""
    return tables["touches"].select("channel").distinct()


def channel_of(stated: str | None) -> str:
    """The channel that a text stands for: one of spaces, or none at all, says nothing."""
    return UNKNOWN if stated is None or not stated.strip() else stated


def bucket_of(rows: ir.Table) -> ir.IntegerValue:
    """One of 64 buckets of customers, by the number of the lead, or by its id where it has none.

    What is drawn for an interval are buckets: they hold customers at random, and are few.
    """
    number = NUMBERED["lead_id"]
    if number in rows.columns:
        found: ir.IntegerValue = spread(rows[number]).cast("int32")
        return found
    digits = rows.lead_id.hexdigest("md5")
    found = digits.left(1).ascii_str() * 4 + digits.substr(1, 1).ascii_str() % 4
    return found.cast("int32")


def horizon_of(reading: Reading, asked: Asked) -> datetime:
    """Up to when there is evidence to look at: never past the as-of or what is complete."""
    tables = ["touches", "deals" if asked.conversion == WON else "lead_stages"]
    known = [reading.snapshot.complete_to(name) for name in tables]
    ends = [asked.as_of, *(at for at in known if at is not None)]
    if asked.end is not None:
        ends.append(asked.end)
    # A row that happened at the very instant is seen: the bound itself lies just after it.
    return min(ends) + timedelta(microseconds=0 if asked.end == min(ends) else 1)
