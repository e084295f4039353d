"""From items to tallies: one small table of counts by period and subject reaches Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from ibis import _

from selaras.calendars.clock import from_micros
from selaras.evidence.array_values import values_of
from selaras.evidence.engines.compiled import Numbers
from selaras.evidence.working_time import micros
from selaras.ledger.reading import Reading
from selaras.ledger.verdict import Tally

Cell = tuple[int, str | None]
"""Index of the period, and the subject."""

JUDGEMENTS = ("kept", "broken", "open", "unknown", "exempt")


def tally_items(
    reading: Reading, items: ir.Table, texts: Sequence[str] | None
) -> dict[Cell, Tally]:
    """Count items with columns `period`, `subject`, `judgement` and `hanging`.

    `texts` are what numbers in `subject` stand for; None where these are texts.
    """
    found = reading.engine.to_arrow(reading.engine.derive(tallies, {"items": items}, {}))
    subjects = in_words(found.column("subject").to_pylist(), texts)
    cells = zip(found.column("period").to_pylist(), subjects, strict=True)
    # Engines give sums as wide integers or decimals; not one by one, of tens of thousands.
    sums = (found.column(word).cast(pa.int64()) for word in (*JUDGEMENTS, "hanging"))
    numbers = (values_of(one, np.int64).tolist() for one in sums)
    return dict(zip(cells, map(Tally, *numbers), strict=True))


def in_words(subjects: Sequence[Any], texts: Sequence[str] | None) -> list[str | None]:
    """Subjects as texts (see `tally_items`)."""
    if texts is None:
        return list(subjects)
    return [None if number is None else texts[number] for number in subjects]


def tallies(tables: Mapping[str, ir.Table], _numbers: Numbers, /) -> ir.Table:
    """`items` counted by period and subject, a column per judgement."""
    items = tables["items"]
    # Counted alike first: one count over many rows, and the columns over the few that are left.
    # By numbers, of which the engine knows the bounds: these it may count in an array.
    *others, _last = enumerate(JUDGEMENTS)
    judged = ibis.cases(*((items.judgement == word, n) for n, word in others), else_=len(others))
    alike = items.mutate(_judged=judged).group_by("period", "subject", "_judged", "hanging")
    few = alike.aggregate(items=_.count())
    sums = {word: _["items"].sum(where=_["_judged"] == n) for n, word in enumerate(JUDGEMENTS)}
    sums["hanging"] = (_["items"] * _.hanging).sum()
    known = {word: total.fill_null(0) for word, total in sums.items()}
    return few.group_by("period", "subject").aggregate(**known)


def tally_counted(
    reading: Reading, items: ir.Table
) -> tuple[dict[Cell, Tally], dict[int, datetime | None]]:
    """Count items with columns `period`, `subject`, `judgement` (counted or unknown), `owned_at`.

    Returns the tallies, and for each period up to when its owners were looked up: None where an
    item has no owner yet.
    """
    counts = items.group_by("period", "subject").aggregate(
        kept=_.count(where=_.judgement == "counted"),
        unknown=_.count(where=_.judgement == "unknown"),
        **_OWNED,
    )
    rows = reading.engine.to_arrow(counts).to_pylist()
    found = {
        (row["period"], row["subject"]): Tally(
            kept=int(row["kept"] or 0), unknown=int(row["unknown"] or 0)
        )
        for row in rows
    }
    return found, _owned_to(rows)


# Whole numbers come out of the engine without pandas; instants with a zone do not.
_OWNED = {"owned_to": micros(_.owned_at.max()), "unowned": _.owned_at.isnull().sum()}


def _owned_to(rows: list[dict[str, Any]]) -> dict[int, datetime | None]:
    latest: dict[int, datetime | None] = {}
    for row in rows:
        at = None if row["unowned"] else from_micros(row["owned_to"])
        known = latest.get(row["period"], at)
        latest[row["period"]] = None if known is None or at is None else max(known, at)
    return latest


@dataclass(frozen=True, slots=True)
class AmountRow:
    """A sum of one subject, period and currency; `day` is given where it has to be converted.

    `total` is of the rows that count. `less` (0 or below) and `more` (0 or above; None: no bound,
    an amount is null) are what those that may count could add to it at the least and at the most.
    """

    cell: Cell
    currency: str | None
    day: int
    total: Decimal
    less: Decimal
    more: Decimal | None
    counted: int
    unknown: int


def sum_amounts(
    reading: Reading, items: ir.Table, currency: str | None
) -> tuple[list[AmountRow], dict[int, datetime | None]]:
    """Sums by period, subject and currency; by day too where the currency is another.

    `currency` is None for numbers that are no money.

    The second value is as in `tally_counted`.
    """
    other = ibis.literal(False) if currency is None else items.currency != currency
    split = items.mutate(convert_day=other.fill_null(False).ifelse(items.day, -1))
    sums = split.group_by("period", "subject", "currency", "convert_day").aggregate(
        total=_.amount.sum(where=_.judgement == "counted"),
        less=ibis.least(_.amount, 0).sum(where=_.judgement == "unknown"),
        more=ibis.greatest(_.amount, 0).sum(where=_.judgement == "unknown"),
        boundless=_.amount.isnull().sum(),
        counted=(_.judgement == "counted").sum(),
        unknown=(_.judgement == "unknown").sum(),
        **_OWNED,
    )
    rows = reading.engine.to_arrow(sums).to_pylist()
    found = [
        AmountRow(
            cell=(row["period"], row["subject"]),
            currency=row["currency"],
            day=row["convert_day"],
            total=row["total"] or Decimal(0),
            less=row["less"] or Decimal(0),
            more=None if row["boundless"] else row["more"] or Decimal(0),
            counted=int(row["counted"] or 0),
            unknown=int(row["unknown"] or 0),
        )
        for row in rows
    ]
    return found, _owned_to(rows)
