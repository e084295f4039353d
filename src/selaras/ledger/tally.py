"""From items to tallies: one small table of counts by period and subject reaches Python."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import ibis.expr.types as ir
from ibis import _

from selaras.ledger.reading import Reading
from selaras.ledger.verdict import Tally

Cell = tuple[int, str | None]
"""Index of the period, and the subject."""

JUDGEMENTS = ("kept", "broken", "open", "unknown", "exempt")


def tally_items(reading: Reading, items: ir.Table) -> dict[Cell, Tally]:
    """Count items with columns `period`, `subject`, `judgement` and `hanging`."""
    counts = items.group_by("period", "subject").aggregate(
        **{word: (_.judgement == word).sum() for word in JUDGEMENTS},
        hanging=_.hanging.sum(),
    )
    return {
        (row["period"], row["subject"]): Tally(
            *(int(row[word] or 0) for word in JUDGEMENTS), hanging=int(row["hanging"] or 0)
        )
        for row in reading.engine.to_arrow(counts).to_pylist()
    }


def tally_counted(reading: Reading, items: ir.Table) -> dict[Cell, Tally]:
    """Count items with columns `period`, `subject` and `judgement` (counted or unknown)."""
    counts = items.group_by("period", "subject").aggregate(
        kept=(_.judgement == "counted").sum(), unknown=(_.judgement == "unknown").sum()
    )
    return {
        (row["period"], row["subject"]): Tally(
            kept=int(row["kept"] or 0), unknown=int(row["unknown"] or 0)
        )
        for row in reading.engine.to_arrow(counts).to_pylist()
    }


@dataclass(frozen=True, slots=True)
class AmountRow:
    """A sum of one subject, period and currency; `day` is given where it has to be converted."""

    cell: Cell
    currency: str | None
    day: int
    total: Decimal
    counted: int
    unknown: int


def sum_amounts(reading: Reading, items: ir.Table, currency: str) -> list[AmountRow]:
    """Sums by period, subject and currency; by day too where the currency is another."""
    other = items.currency != currency
    split = items.mutate(convert_day=other.fill_null(False).ifelse(items.day, -1))
    sums = split.group_by("period", "subject", "currency", "convert_day").aggregate(
        total=_.amount.sum(),
        counted=(_.judgement == "counted").sum(),
        unknown=(_.judgement == "unknown").sum(),
    )
    return [
        AmountRow(
            cell=(row["period"], row["subject"]),
            currency=row["currency"],
            day=row["convert_day"],
            total=row["total"] or Decimal(0),
            counted=int(row["counted"] or 0),
            unknown=int(row["unknown"] or 0),
        )
        for row in reading.engine.to_arrow(sums).to_pylist()
    ]
