"""Who converted, when and for how much: compiled once for each shape of the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from selaras.calendars.clock import to_micros
from selaras.contracts import day_flag
from selaras.diagnosis.attribution.question import WON, Asked
from selaras.diagnosis.rated_query import closed_cell, rate_table, rates_at
from selaras.errors import EvidenceError, said
from selaras.evidence.engines.compiled import Numbers
from selaras.evidence.working_time import timestamp_of
from selaras.ledger.items.day_lengths import last_instant
from selaras.ledger.items.keys import key_columns
from selaras.ledger.money import Rates, read_rates
from selaras.ledger.reading import Reading

PER_UNIT = 10_000
"""Values leave the engine as whole ten-thousandths of the currency, or as whole units where that
would be too many: whole numbers add up alike in whatever order an engine adds them."""
_ROOM = 2.0**62


@dataclass(frozen=True, slots=True)
class Amounts:
    """What is known of the amounts of the deals that count.

    `lacking` had no amount or no currency, `negative` less than 0, `without_lead` name no lead;
    `unconverted` are the currencies for which `rates` has no rate on the day of one of the others;
    `per_unit` are the parts of a unit of the currency that values are counted in.
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
    `until` (touches up to then count), `converted` (1; 0 where it was before the period), `value`
    (parts of the currency, see Amounts.per_unit; 0 where not known), `valued` (1 where it is
    known), `deals`.
    """

    ends: ir.Table
    stop: datetime
    amounts: Amounts


def conversions_of(
    reading: Reading, asked: Asked, stop: datetime, base: str, zone: ZoneInfo
) -> Conversions:
    """The leads that converted before `stop`, each once, with what they are worth in `base`.

    A deal has the rate of the day, in `zone`, on which it was closed.
    """
    engine = reading.engine
    numbers = {"stop_us": to_micros(stop)}
    if asked.start is not None:
        numbers["start_us"] = to_micros(asked.start)
    if asked.conversion != WON:
        tables = {"lead_stages": reading.table("lead_stages")}
        days = reading.has_day_precision("lead_stages", "happened_at")
        ends = engine.derive(
            ends_at_stage, tables, numbers, keep=True, stage=asked.conversion, days=days
        )
        return Conversions(ends, stop, Amounts())
    tables = {"deals": reading.table("deals")}
    won = engine.derive(won_deals, tables, numbers, keep=True, base=base)
    found = engine.to_arrow(engine.derive(cells_of_deals, {"won": won}, {})).to_pylist()
    known = _Worth.of(found, read_rates(reading, base), zone)
    tables = {"won": won}
    if known.rated:
        tables["rates"] = engine.register("rates", rate_table(known.rated))
    ends = engine.derive(
        ends_of_deals,
        tables,
        {name: value for name, value in numbers.items() if name == "start_us"},
        keep=True,
        per_unit=known.per_unit,
        lacking=known.lacking,
        days=reading.has_day_precision("deals", "closed_at"),
    )
    told = {
        name: sum(row[name] for row in found)
        for name in ("deals", "negative", "lacking", "without_lead")
    }
    amounts = Amounts(**told, unconverted=known.lacking, per_unit=known.per_unit)
    return Conversions(ends, stop, amounts)


@dataclass(frozen=True, slots=True)
class _Worth:
    """How amounts are counted in one currency: the rates by currency and cell, the currencies that
    `lacking` have none on some day, and the parts of a unit."""

    rated: list[tuple[str, int, Any]]
    lacking: tuple[str, ...]
    per_unit: int

    @classmethod
    def of(cls, cells: Sequence[Mapping[str, Any]], rates: Rates, zone: ZoneInfo) -> _Worth:
        """From `cells_of_deals`; the rate of a deal is that of the day in `zone`."""
        known = [row for row in cells if row["most"] is not None and row["currency"] is not None]
        pairs = sorted((r["currency"], r["cell"]) for r in known if r["currency"] != rates.base)
        rated, lacking = rates_at(rates, pairs, zone)
        worth = {(currency, cell): float(rate) for currency, cell, rate in rated}
        at_most = sum(
            row["many"] * max(row["most"], 0.0) * worth.get((row["currency"], row["cell"]), 1.0)
            for row in known
        )
        return cls(rated, lacking, _per_unit(at_most))


def won_deals(tables: Mapping[str, ir.Table], numbers: Numbers, /, *, base: str) -> ir.Table:
    """Deals won; `counts` is 1 in the period: what a lead bought before is not this period's.
    `cell` says when those were closed that are not in `base`."""
    rows = tables["deals"]
    rows = rows.filter(
        (rows.outcome == "won") & (rows.closed_at < timestamp_of(numbers["stop_us"]))
    )
    return rows.select(
        *key_columns("lead_id", rows),
        "closed_at",
        "amount",
        "currency",
        day_flag("closed_at"),
        counts=_within(rows.closed_at, numbers),
        cell=(rows.currency != base).ifelse(closed_cell(rows), 0).fill_null(0),
    )


def cells_of_deals(tables: Mapping[str, ir.Table], _numbers: Numbers, /) -> ir.Table:
    """What is known of the amounts by `currency` and `cell`, of the period alone: `deals`, how many
    of them count as `negative`, `lacking` and `without_lead` (see Amounts), and of those that have
    a value how `many` there are, and the greatest amount (`most`)."""
    deals = tables["won"]
    known, counts = _is_known(deals), deals.counts == 1
    valued = _has_value(deals) & deals.lead_id.notnull()
    told = {
        "deals": counts,
        "negative": counts & known & (deals.amount < 0),
        "lacking": counts & ~known,
        "without_lead": counts & deals.lead_id.isnull(),
    }
    return deals.group_by("currency", "cell").aggregate(
        many=deals.count(where=valued),
        most=deals.amount.max(where=valued).cast("float64"),
        **{name: deals.count(where=holds) for name, holds in told.items()},
    )


def ends_of_deals(
    tables: Mapping[str, ir.Table],
    numbers: Numbers,
    /,
    *,
    per_unit: int,
    lacking: tuple[str, ...],
    days: bool,
) -> ir.Table:
    """Leads with the first deal that they won; see Conversions. `days`: of some only the day is
    known."""
    deals = tables["won"]
    usable = _has_value(deals)
    usable = usable & ~deals.currency.isin(lacking) if lacking else usable
    amount = deals.amount.cast("float64")
    if "rates" in tables:
        rates = tables["rates"]
        deals = deals.left_join(
            rates, [deals.currency == rates.rate_currency, deals.cell == rates.rate_cell]
        )
        amount = deals.amount.cast("float64") * deals.rate.fill_null(1.0)
    deals = deals.mutate(
        value=usable.fill_null(False).ifelse((amount * per_unit).round(), 0).cast("int64"),
        valued=usable.fill_null(False).ifelse(1, 0),
    )
    return _ends(deals, "closed_at", numbers, days=days)


def ends_at_stage(
    tables: Mapping[str, ir.Table], numbers: Numbers, /, *, stage: str, days: bool
) -> ir.Table:
    """Leads with the first time that they reached a stage; see Conversions."""
    rows = tables["lead_stages"]
    before = rows.happened_at < timestamp_of(numbers["stop_us"])
    rows = rows.filter((rows.stage == stage) & before)
    rows = rows.mutate(value=0, valued=0, counts=0)
    return _ends(rows, "happened_at", numbers, days=days)


def _ends(rows: ir.Table, at: str, numbers: Numbers, *, days: bool) -> ir.Table:
    """Leads with the first of their rows, and sums of `value`, `valued` and `counts`."""
    keys = key_columns("lead_id", rows)
    told: dict[str, ir.Value] = {"converted_at": rows[at].min()}
    if days:
        told["is_day"] = rows[day_flag(at)].argmin(rows[at])
    sums = {"value": rows.value.sum(), "valued": rows.valued.sum(), "deals": rows.counts.sum()}
    ends = rows.filter(rows[keys[-1]].notnull()).group_by(*keys).aggregate(**told, **sums)
    until = ends.converted_at
    if days:
        until = ends.is_day.ifelse(last_instant(until, ()), until)
    return ends.select(
        *keys,
        "converted_at",
        until=until,
        converted=_within(ends.converted_at, numbers).cast("int64"),
        **{name: ends[name].cast("int64") for name in sums},
    )


def _within(at: ir.Value, numbers: Numbers) -> ir.IntegerValue:
    """1 in the period, 0 before it; what is after it is not looked at."""
    if "start_us" not in numbers:
        return ibis.literal(1)
    found: ir.IntegerValue = (at >= timestamp_of(numbers["start_us"])).ifelse(1, 0)
    return found


def _is_known(deals: ir.Table) -> ir.BooleanValue:
    found: ir.BooleanValue = deals.amount.notnull() & deals.currency.notnull()
    return found


def _has_value(deals: ir.Table) -> ir.BooleanValue:
    found: ir.BooleanValue = (deals.counts == 1) & _is_known(deals) & (deals.amount >= 0)
    return found


def _per_unit(at_most: float) -> int:
    """The parts of a unit of the currency that values are counted in, so that sums fit 64 bits."""
    for parts in (PER_UNIT, 1):
        if at_most * parts < _ROOM:
            return parts
    raise EvidenceError(
        said(
            "The amounts of the won deals may add up to {most}, more than can be counted. "
            "Mend the amounts, or the rates of their currencies.",
            "Nilai transaksi yang dimenangkan dapat berjumlah {most}, lebih dari yang dapat "
            "dihitung. Perbaiki nilainya, atau kurs mata uangnya.",
            most=f"{at_most:.0e}",
        )
    )
