"""Who converted, when and for how much; and the touches before that, in order, on the engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir

from selaras.contracts import NUMBERED, day_flag
from selaras.diagnosis.attribution.buckets import spread
from selaras.diagnosis.attribution.question import WON, Asked
from selaras.diagnosis.rated_query import day_closed, rate_table
from selaras.errors import EvidenceError
from selaras.ledger.items.keys import key_columns
from selaras.ledger.items.rows import instant_literal
from selaras.ledger.money import read_rates
from selaras.ledger.reading import Reading

UNKNOWN = "(unknown)"
"""The channel of a touch that states none."""
PER_UNIT = 10_000
"""Values leave the engine as whole ten-thousandths of the currency, or as whole units where that
would be too many: whole numbers add up alike in whatever order an engine adds them."""
_ROOM = 2.0**62


@dataclass(frozen=True, slots=True)
class Amounts:
    """What is known of the amounts of the deals that count.

    `lacking` had no amount or no currency, `negative` less than 0, `without_lead` name no lead;
    `unconverted` are the currencies for which `rates` has no rate on a deal's day; `per_unit` are
    the parts of a unit of the currency that values are counted in.
    """

    deals: int = 0
    lacking: int = 0
    negative: int = 0
    without_lead: int = 0
    unconverted: tuple[str, ...] = ()
    per_unit: int = PER_UNIT

    @property
    def left_out(self) -> int:
        return self.lacking + self.negative


@dataclass(frozen=True, slots=True)
class Conversions:
    """Leads that converted before the end of what is looked at.

    `ends` has a row a lead: `lead_id` (and its number where the store has it), `converted_at`,
    `until` (touches before this count), `converted` (1; 0 where it was before the period), `value`
    (parts of the currency, see Amounts.per_unit; 0 where not known), `valued` (1 where it is
    known), `deals`.
    """

    ends: ir.Table
    stop: datetime
    amounts: Amounts


def conversions_of(reading: Reading, asked: Asked, stop: datetime, base: str) -> Conversions:
    """The leads that converted before `stop`, each once, with what they are worth in `base`."""
    if asked.conversion == WON:
        deals, amounts = _valued_deals(reading, asked, stop, base)
        sums = {
            "value": deals.value.sum(),
            "valued": deals.valued.sum(),
            "deals": deals.counts.sum(),
        }
        ends = _first_of(reading, deals, "deals", "closed_at", sums)
    else:
        amounts = Amounts()
        ends = _first_at_stage(reading, asked.conversion, stop)
    within = ibis.literal(True)
    if asked.start is not None:
        within = ends.converted_at >= instant_literal(asked.start)
    ends = ends.select(
        *key_columns("lead_id", ends),
        "converted_at",
        "until",
        converted=within.ifelse(1, 0).cast("int64"),
        value=ends.value.cast("int64"),
        valued=ends.valued.cast("int64"),
        deals=ends.deals.cast("int64"),
    )
    return Conversions(reading.engine.materialise(ends, "ends"), stop, amounts)


def _first_of(
    reading: Reading, rows: ir.Table, table: str, at: str, sums: dict[str, ir.Scalar]
) -> ir.Table:
    """Leads with the first instant of their rows, `converted_at`, the end of a day where only that
    is known as `until`, and sums."""
    keys = key_columns("lead_id", rows)
    first = {"converted_at": rows[at].min()}
    days = reading.has_day_precision(table, at)
    if days:
        first["is_day"] = rows[day_flag(at)].argmin(rows[at])
    leads = rows.filter(rows[keys[-1]].notnull()).group_by(*keys).aggregate(**first, **sums)
    until = leads.converted_at
    if days:
        until = leads.is_day.ifelse(until + ibis.interval(days=1), until)
    return leads.mutate(until=until)


def _first_at_stage(reading: Reading, stage: str, stop: datetime) -> ir.Table:
    rows = reading.table("lead_stages")
    rows = rows.filter((rows.stage == stage) & (rows.happened_at < instant_literal(stop)))
    none = dict.fromkeys(("value", "valued", "deals"), ibis.literal(0))
    return _first_of(reading, rows, "lead_stages", "happened_at", {}).mutate(**none)


def _won_deals(reading: Reading, asked: Asked, stop: datetime) -> ir.Table:
    """Deals won, kept; `counts` is 1 in the period: what a lead bought before is not this
    period's. `day` is the one of UTC on which they were closed."""
    rows = reading.table("deals")
    rows = rows.filter((rows.outcome == "won") & (rows.closed_at < instant_literal(stop)))
    within: ir.BooleanValue = ibis.literal(True)
    if asked.start is not None:
        within = rows.closed_at >= instant_literal(asked.start)
    won = rows.select(
        *key_columns("lead_id", rows),
        "closed_at",
        "amount",
        "currency",
        day_flag("closed_at"),
        counts=within.ifelse(1, 0),
        day=day_closed(rows),
    )
    return reading.engine.materialise(won, "won")


def _valued_deals(
    reading: Reading, asked: Asked, stop: datetime, base: str
) -> tuple[ir.Table, Amounts]:
    """Deals won with `value` and `valued`; see Conversions. The rate is that of the day in UTC."""
    deals = _won_deals(reading, asked, stop)
    days = _days(reading, deals)
    rates = read_rates(reading, base)
    known = [row for row in days if row["most"] is not None and row["currency"] is not None]
    foreign = sorted((row["currency"], row["day"]) for row in known if row["currency"] != base)
    found = [(currency, day, rates.on(currency, day)) for currency, day in foreign]
    lacking = sorted({currency for currency, _day, rate in found if rate is None})
    rated = [(currency, day, rate) for currency, day, rate in found if rate is not None]
    worth = {(currency, day): float(rate) for currency, day, rate in rated}
    at_most = sum(
        row["many"] * max(row["most"], 0.0) * worth.get((row["currency"], row["day"]), 1.0)
        for row in known
    )
    per_unit = _per_unit(at_most)
    usable = (deals.counts == 1) & _is_known(deals) & (deals.amount >= 0)
    usable = usable & ~deals.currency.isin(lacking) if lacking else usable
    amount = deals.amount.cast("float64")
    if rated:
        table = reading.engine.register("rates", rate_table(rated))
        deals = deals.left_join(
            table, [deals.currency == table.rate_currency, deals.day == table.rate_day]
        )
        amount = deals.amount.cast("float64") * deals.rate.fill_null(1.0)
    valued = deals.mutate(
        value=usable.fill_null(False).ifelse((amount * per_unit).round(), 0).cast("int64"),
        valued=usable.fill_null(False).ifelse(1, 0),
    )
    told = {
        name: sum(row[name] for row in days)
        for name in ("deals", "negative", "lacking", "without_lead")
    }
    return valued, Amounts(**told, unconverted=tuple(lacking), per_unit=per_unit)


def _is_known(deals: ir.Table) -> ir.BooleanValue:
    return deals.amount.notnull() & deals.currency.notnull()


def _days(reading: Reading, deals: ir.Table) -> list[dict[str, Any]]:
    """What is known of the amounts by `currency` and `day`: `many` deals with an amount, the
    greatest of those (`most`), and, of the period alone, `deals`, and how many of them count as
    `negative`, `lacking` and `without_lead` (see Amounts)."""
    known, counts = _is_known(deals), deals.counts == 1
    told = {
        "deals": counts,
        "negative": counts & known & (deals.amount < 0),
        "lacking": counts & ~known,
        "without_lead": counts & deals.lead_id.isnull(),
    }
    asked = deals.group_by("currency", "day").aggregate(
        many=deals.count(where=known),
        most=deals.amount.max().cast("float64"),
        **{name: deals.count(where=holds) for name, holds in told.items()},
    )
    return reading.engine.to_arrow(asked).to_pylist()


def _per_unit(at_most: float) -> int:
    """The parts of a unit of the currency that values are counted in, so that sums fit 64 bits."""
    for parts in (PER_UNIT, 1):
        if at_most * parts < _ROOM:
            return parts
    raise EvidenceError(
        f"The amounts of the won deals may add up to {at_most:.0e}, more than can be counted. "
        "Mend the amounts, or the rates of their currencies."
    )


def touches_before(reading: Reading, stop: datetime, *columns: str) -> ir.Table:
    """Touches of leads before `stop`: `lead_id`, its number where the store has it, `happened_at`,
    `channel` and those asked for.

    `touch_id` is there where `order_of` needs it.
    """
    rows = reading.table("touches")
    keys = key_columns("lead_id", rows)
    kept = []
    # what is true of the whole table is not asked of its rows: an engine then reads less of them
    if reading.may_be_null("touches", "lead_id"):
        kept.append(rows[keys[-1]].notnull())
    newest = reading.profile("touches").newest.get("happened_at")
    if newest is None or newest >= stop or reading.may_be_null("touches", "happened_at"):
        kept.append(rows.happened_at < instant_literal(stop))
    channel = rows.channel
    unstated = [text for text in channels_as_stated(reading) if _is_blank(text)]
    if unstated:
        blanks = [text for text in unstated if text is not None]
        lacks = channel.isnull() | channel.isin(blanks) if blanks else channel.isnull()
        channel = lacks.ifelse(UNKNOWN, channel)
    named = dict.fromkeys((*keys, "happened_at", *order_of(reading), *columns))
    named.pop("channel", None)
    return (rows.filter(kept) if kept else rows).select(*named, channel=channel)


def channels_as_stated(reading: Reading) -> tuple[str | None, ...]:
    """Every text that stands as the channel of a touch, and None where one has none; asked once."""
    key = ("touches", "channel")
    if key not in reading.relations:
        rows = reading.table("touches").select("channel").distinct()
        reading.relations[key] = tuple(reading.engine.to_arrow(rows)["channel"].to_pylist())
    stated: tuple[str | None, ...] = reading.relations[key]
    return stated


def channel_of(stated: str | None) -> str:
    """The channel that a text stands for: one of spaces, or none at all, says nothing."""
    return UNKNOWN if stated is None or not stated.strip() else stated


def _is_blank(stated: str | None) -> bool:
    return channel_of(stated) == UNKNOWN


def has_days(reading: Reading) -> bool:
    """Whether only the day is known of some touches."""
    return reading.has_day_precision("touches", "happened_at")


def order_of(reading: Reading) -> tuple[str, str]:
    """Columns that put a lead's touches in order.

    Of touches at one instant the order does not show: they are taken by channel, or, where only
    days are known and many touches share one, by id, which systems tend to count up.
    """
    return ("happened_at", "touch_id") if has_days(reading) else ("happened_at", "channel")


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
