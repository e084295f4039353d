"""Amounts in one currency: conversion by the rates in evidence (rule 10)."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from selaras.calendars.clock import day_number
from selaras.ledger.reading import Reading
from selaras.ledger.tally import AmountRow, Cell
from selaras.ledger.verdict import Tally

_CENT = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Rates:
    """What one unit of a currency is worth in the workspace's, from a day on."""

    base: str
    days: dict[str, list[int]] = field(default_factory=dict)
    rates: dict[str, list[Decimal]] = field(default_factory=dict)

    def on(self, currency: str, day: int) -> Decimal | None:
        """The newest rate stated for that day or before it; None if there is none."""
        if currency == self.base:
            return Decimal(1)
        at = bisect.bisect_right(self.days.get(currency, []), day)
        return self.rates[currency][at - 1] if at else None

    def convert(
        self, amount: Decimal, currency: str | None, to: str | None, day: int
    ) -> Decimal | None:
        """An amount in another currency at that day's rates; None where a rate is missing."""
        if currency == to or to is None or currency is None:
            return amount
        of, into = self.on(currency, day), self.on(to, day)
        return None if of is None or into is None else (amount * of / into).quantize(_CENT)


def read_rates(reading: Reading, base: str) -> Rates:
    """Every rate there is, by currency and day."""
    if not reading.has("rates"):
        return Rates(base)
    columns = ("currency", "day", "rate")
    return rates_of(
        base,
        reading.rows(
            ("rates",), lambda: reading.table("rates").select(*columns).order_by("currency", "day")
        ),
    )


def rates_of(base: str, rows: Iterable[Mapping[str, Any]]) -> Rates:
    """Rates from rows of currency, day and rate, by currency and then by day.

    A rate of 0 or less states no worth, and counts as not stated.
    """
    rates = Rates(base)
    for row in rows:
        if row["rate"] is None or row["rate"] <= 0:
            continue
        day: date = row["day"]
        rates.days.setdefault(row["currency"], []).append(day_number(day))
        rates.rates.setdefault(row["currency"], []).append(row["rate"])
    return rates


@dataclass(frozen=True, slots=True)
class Totals:
    """Amounts in one currency, by subject and period.

    `tallies` have the sum of what counts as `total`; `bounds` (of the same cells) say between what
    the sum lies, where rows may count: None is no bound. `missing` are the currencies that no rate
    was found for.
    """

    tallies: dict[Cell, Tally] = field(default_factory=dict)
    bounds: dict[Cell, tuple[Decimal, Decimal | None]] = field(default_factory=dict)
    missing: dict[Cell, set[str]] = field(default_factory=dict)

    def add(self, row: AmountRow, total: Decimal, less: Decimal, more: Decimal | None) -> None:
        """Take in a row, with its amounts in the one currency."""
        found = Tally(kept=row.counted, unknown=row.unknown, total=total)
        self.tallies[row.cell] = self.tallies.get(row.cell, Tally()).plus(found)
        low, high = self.bounds.get(row.cell, (Decimal(0), Decimal(0)))
        most = None if high is None or more is None else high + total + more
        self.bounds[row.cell] = low + total + less, most


def total_in(currency: str | None, rows: Iterable[AmountRow], rates: Rates) -> Totals:
    """What rows come to in one currency; a row without a currency is one of unknown worth."""
    totals = Totals()
    nothing = Decimal(0)
    for row in sorted(rows, key=lambda r: (r.cell[0], r.cell[1] or "", r.currency or "", r.day)):
        if row.currency is None and currency is not None:
            totals.add(row, nothing, nothing, None)
            continue
        of = [rates.convert(a, row.currency, currency, row.day) for a in (row.total, row.less)]
        if None in of:
            assert row.currency is not None
            assert currency is not None
            lacking = row.currency if rates.on(row.currency, row.day) is None else currency
            totals.missing.setdefault(row.cell, set()).add(lacking)
            totals.add(row, nothing, nothing, None)
            continue
        total, less = (amount or nothing for amount in of)
        more = row.more
        if more is not None:
            more = rates.convert(more, row.currency, currency, row.day)
        totals.add(row, total, less, more)
    return totals
