"""Deals of several currencies in one: amounts converted where the deals are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from selaras.calendars.clock import day_number
from selaras.diagnosis.source_query import Source
from selaras.evidence.engines import Engine
from selaras.ledger.items.rows import instant_literal
from selaras.ledger.money import Rates, rates_of

Cohort = tuple[datetime, datetime]
_CELL_SECONDS = 900
"""Local days begin at one of these everywhere, and clocks change at one."""


@dataclass(frozen=True)
class RatedSource:
    """A source whose deals are in one currency, at the rate of the local day they were closed."""

    source: Source
    deals: ir.Table

    @property
    def engine(self) -> Engine:
        return self.source.engine

    @property
    def snapshot_id(self) -> str | None:
        return self.source.snapshot_id

    def has(self, table: str) -> bool:
        return self.source.has(table)

    def table(self, name: str) -> ir.Table:
        return self.deals if name == "deals" else self.source.table(name)

    def has_day_precision(self, table: str, column: str) -> bool:
        return self.source.has_day_precision(table, column)

    def complete_to(self, table: str) -> datetime | None:
        return self.source.complete_to(table)

    def complete_from(self, table: str) -> datetime | None:
        return self.source.complete_from(table)


def in_one_currency(
    source: Source, base: str, zone: ZoneInfo, cohorts: Sequence[Cohort]
) -> tuple[Source, tuple[str, ...]]:
    """The source with its won deals in `base`, and the currencies that some day has no rate for.

    A deal is worth what it was on the day, in `zone`, on which it was closed; without a currency it
    is taken to be in `base`. Only deals of leads that were created in one of the `cohorts`,
    [start, end), are converted. Where one of these lacks a rate the source comes back as it is:
    what it says cannot be added up.
    """
    foreign = _foreign(source, base, cohorts)
    if not foreign:
        return source, ()
    stated, lacking = rates_at(_rates(source, base), foreign, zone)
    if lacking:
        return source, lacking
    rated = source.engine.register("deal_rates", rate_table(stated))
    return RatedSource(source, _converted(source, rated)), ()


def rate_table(rated: Sequence[tuple[str, int, Decimal]]) -> pa.Table:
    """Currency, cell (see `closed_cell`) and rate as `rate_currency`, `rate_cell`, `rate`."""
    return pa.table(
        {
            "rate_currency": pa.array([row[0] for row in rated], pa.string()),
            "rate_cell": pa.array([row[1] for row in rated], pa.int64()),
            "rate": pa.array([float(row[2]) for row in rated], pa.float64()),
        }
    )


def _converted(source: Source, rated: ir.Table) -> ir.Table:
    deals = source.table("deals")
    names = deals.columns
    deals = deals.mutate(_cell=closed_cell(deals))
    beside = deals.left_join(
        rated, [deals.currency == rated.rate_currency, deals["_cell"] == rated.rate_cell]
    )
    rate = beside.rate.fill_null(1.0)
    amounts = {
        name: (beside[name].cast("float64") * rate).round(4)
        for name in ("amount", "delivered_amount")
    }
    changed = beside.mutate(**amounts).select(*names)
    return source.engine.stage(changed, "deals_in_one_currency")


def closed_cell(deals: ir.Table) -> ir.IntegerValue:
    """The number of the quarter of an hour in which a deal was closed: a day in any zone."""
    found: ir.IntegerValue = (deals.closed_at.epoch_seconds() // _CELL_SECONDS).cast("int64")
    return found


def rates_at(
    rates: Rates, cells: Iterable[tuple[str, int]], zone: ZoneInfo
) -> tuple[list[tuple[str, int, Decimal]], tuple[str, ...]]:
    """Currencies and cells with the rate of the local day that a cell belongs to, and the
    currencies of which none is stated until then."""
    found = [
        (currency, cell, rates.on(currency, local_day(cell, zone))) for currency, cell in cells
    ]
    stated = [(currency, cell, rate) for currency, cell, rate in found if rate is not None]
    return stated, tuple(sorted({currency for currency, _cell, rate in found if rate is None}))


def local_day(cell: int, zone: ZoneInfo) -> int:
    """The number of the day in `zone` that a cell (see `closed_cell`) belongs to."""
    return day_number(datetime.fromtimestamp(cell * _CELL_SECONDS, zone).date())


def _foreign(source: Source, base: str, cohorts: Sequence[Cohort]) -> list[tuple[str, int]]:
    """Currency and cell of the cohorts' won deals that are not in `base`."""
    if not source.has("deals"):
        return []
    leads = source.table("leads")
    created = [
        (leads.created_at >= instant_literal(start)) & (leads.created_at < instant_literal(end))
        for start, end in cohorts
    ]
    deals = source.table("deals").semi_join(leads.filter(ibis.or_(*created)), "lead_id")
    won = deals.filter((deals.outcome == "won") & deals.amount.notnull())
    won = won.filter(won.closed_at.notnull() & won.currency.notnull() & (won.currency != base))
    rows = won.select("currency", cell=closed_cell(won)).distinct()
    return sorted(
        (row["currency"], row["cell"]) for row in source.engine.to_arrow(rows).to_pylist()
    )


def _rates(source: Source, base: str) -> Rates:
    if not source.has("rates"):
        return Rates(base)
    rows = source.table("rates").select("currency", "day", "rate")
    rows = rows.filter(ibis.and_(*(rows[name].notnull() for name in rows.columns)))
    stated = source.engine.to_arrow(rows).to_pylist()
    return rates_of(base, sorted(stated, key=lambda row: (row["currency"], row["day"])))
