"""What to expect of an amount whose period still runs: deals to come, times what deals bring."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import ibis.expr.types as ir
from ibis import _

from selaras.agreements.values import Amount
from selaras.ledger.learnt import learnt_from
from selaras.ledger.money import Rates
from selaras.ledger.outlook import Outlook, counted_past_horizon
from selaras.ledger.question import Question
from selaras.ledger.relation import counted_relation
from selaras.ledger.tally import Cell
from selaras.ledger.verdict import Tally
from selaras.statistics.amounts import amount_forecast
from selaras.statistics.counts import Gamma

MOST_SIZES = 10_000
"""Of more earlier deals than this, as many are taken evenly from the smallest to the largest."""


def outlook_of_amounts(
    question: Question,
    measure: Amount,
    tallies: Mapping[Cell, Tally],
    targets: Mapping[Cell, Fraction],
    subjects: Mapping[int, Sequence[str | None]],
    rates: Rates,
    *,
    at_least: bool,
) -> dict[Cell, Outlook]:
    """Forecasts of running amounts from the deals of the three closed periods before each.

    Simulated with a seed of its own, so that the same evidence gives the same figures.
    """
    outlooks: dict[Cell, Outlook] = {}
    learnt: dict[int, tuple[Gamma, float] | None] = {}
    brought: dict[int, list[Decimal]] = {}
    early = counted_past_horizon(question, measure, {cell[0] for cell in targets})
    for cell in sorted(targets, key=lambda c: (c[0], c[1] or "")):
        index = cell[0]
        if index not in learnt:
            learnt[index] = learnt_from(question, measure, tallies, subjects, index)
        known = learnt[index]
        if known is None:
            continue
        if index not in brought:
            brought[index] = _sizes(question, measure, question.closed_before(index), rates)
        sizes = brought[index]
        if not sizes:
            continue
        tally = tallies.get(cell, Tally())
        outlook = amount_forecast(
            known[0],
            sizes,
            observed_count=tally.kept - early.get(cell, 0),
            observed_amount=tally.total or Decimal(0),
            exposure=known[1],
            ahead=early.get(cell, 0),
        )
        target = float(targets[cell])
        # At most the target is not to pass it: the next number a float can tell is too much.
        bound = target if at_least else math.nextafter(target, math.inf)
        reached = outlook.probability_at_least(bound)
        outlooks[cell] = Outlook(outlook.mean, 1 - reached if at_least else reached)
    return outlooks


def _sizes(
    question: Question, measure: Amount, indexes: Sequence[int], rates: Rates
) -> list[Decimal]:
    """What each deal of earlier periods brought, in the commitment's currency, in order of size."""
    currency = question.commitment.currency
    asked = question.only(indexes)

    def sums() -> ir.Table:
        items = counted_relation(asked, measure)
        return (
            items.filter(items.judgement == "counted")
            .group_by("amount", "currency", "day")
            .aggregate(items=_.count())
        )

    sizes: list[Decimal] = []
    for row in question.reading.rows(("sizes", *asked.identity), sums):
        size = rates.convert(row["amount"], row["currency"], currency, row["day"])
        if size is not None:
            sizes += [size] * row["items"]
    sizes.sort()
    if len(sizes) <= MOST_SIZES:
        return sizes
    step = len(sizes) / MOST_SIZES
    return [sizes[int((i + 0.5) * step)] for i in range(MOST_SIZES)]
