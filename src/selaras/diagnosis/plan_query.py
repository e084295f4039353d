"""Driver plans in the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from selaras.diagnosis.source_query import Source
from selaras.errors import InputError, said


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
            said("There is no table of plans.", "Tidak ada tabel rencana (plans)."),
            mend=said(
                "Load one, or compare with a period: --base FROM/TO.",
                "Muat tabel itu, atau bandingkan dengan suatu periode: --base DARI/SAMPAI.",
            ),
        )
    plans = source.table("plans")
    columns = ("plan_id", "driver", "segment", "period_start")
    found = source.engine.to_arrow(
        plans.select(*columns, value=plans["value"].cast("float64")).order_by(*columns)
    )
    return [PlanRow(**row) for row in found.to_pylist()]
