"""Driver plans in the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from selaras.diagnosis.source_query import Source
from selaras.errors import InputError


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row of `plans`."""

    plan_id: str
    driver: str
    segment: str
    period_start: date
    value: float | None


def plan_rows(source: Source) -> list[PlanRow]:
    """Every row of every plan, in order; InputError without the table."""
    if not source.has("plans"):
        raise InputError(
            "There is no table of plans.",
            mend="Load one, or compare with a period: --base FROM/TO.",
        )
    plans = source.table("plans")
    columns = ("plan_id", "driver", "segment", "period_start")
    found = source.engine.to_arrow(
        plans.select(*columns, value=plans["value"].cast("float64")).order_by(*columns)
    )
    return [PlanRow(**row) for row in found.to_pylist()]
