"""Cost per lead and per deal of each source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selaras.diagnosis.business_effect.spend_query import SourceCounts, Spending
from selaras.diagnosis.choices import FOLLOW_UP
from selaras.diagnosis.followup.figures import Figure
from selaras.statistics.intervals import poisson_exact


@dataclass(frozen=True, slots=True)
class SourceCost:
    """What a source cost, and what one lead and one deal of it came to.

    `spent` None: no spend is recorded for it, so that its costs cannot be told. `per_lead` is
    exact: both are counted. `per_deal` has the interval that the number of deals has by chance,
    and no value under ten deals (*choice*); None without a deal. `deals` None: none are loaded.
    """

    source: str
    spent: float | None
    leads: int
    deals: int | None
    per_lead: float | None
    per_deal: Figure | None


def source_costs(spending: Spending, counts: Sequence[SourceCounts]) -> tuple[SourceCost, ...]:
    """Every source with leads or spend, by name."""
    by_source = {count.source: count for count in counts}
    none = None if any(count.deals is None for count in counts) else 0
    found = []
    for source in sorted({*by_source, *spending.by_source}):
        count = by_source.get(source, SourceCounts(source, 0, none))
        recorded = spending.by_source.get(source)
        spent = None if recorded is None else float(recorded)
        found.append(
            SourceCost(
                source=source,
                spent=spent,
                leads=count.leads,
                deals=count.deals,
                per_lead=spent / count.leads if spent is not None and count.leads else None,
                per_deal=None if spent is None else _per_deal(spent, count.deals),
            )
        )
    return tuple(found)


def _per_deal(spent: float, deals: int | None) -> Figure | None:
    if not deals:
        return None
    number = poisson_exact(deals)
    value = spent / deals if deals >= FOLLOW_UP.least_events else None
    return Figure(value, spent / number.high, spent / number.low)
