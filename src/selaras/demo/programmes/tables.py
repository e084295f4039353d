"""A programme's evidence, as the tables that Selaras loads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from selaras.demo.programmes.planting import Case
from selaras.demo.programmes.world import HISTORY_WEEKS

FIRST_WEEK = date(2024, 9, 2)
LAUNCH = FIRST_WEEK + timedelta(weeks=HISTORY_WEEKS)
APPROVED_AT = datetime.combine(LAUNCH - timedelta(days=4), time(9), UTC)
PROGRAMME, PRODUCT = "campaign", "fibre-100"
_DAY = timedelta(days=1)
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Evidence:
    """Tables by name, and the instant they are complete to."""

    tables: dict[str, pa.Table]
    as_of: datetime


def draw_evidence(case: Case) -> Evidence:
    """Everything on record of a case, some weeks after the programme ended."""
    rows: Rows = {}
    sites = [f"site-{n + 1}" for n in range(case.world.sites)]
    _demand(case, sites, rows)
    _programmes(case, sites, rows)
    _plant(case, sites, rows)
    _claims(case, rows)
    ended = LAUNCH + timedelta(weeks=case.weeks + 4)
    as_of = datetime.combine(ended, time(0), UTC)
    return Evidence({name: pa.Table.from_pylist(found) for name, found in rows.items()}, as_of)


def _week(number: int) -> date:
    return FIRST_WEEK + timedelta(weeks=number)


def _demand(case: Case, sites: list[str], rows: Rows) -> None:
    served = case.served
    for n, site in enumerate(sites):
        for week in range(HISTORY_WEEKS):
            orders = float(case.world.orders[n, week])
            rows.setdefault("demand", []).append(_demand_row(site, week, orders, orders))
        for week in range(case.weeks):
            asked, given = float(case.orders[n, week]), float(served[n, week])
            # Who is turned away does not ask on record.
            row = _demand_row(site, HISTORY_WEEKS + week, given, given, sold_out=asked > given)
            rows["demand"].append(row)


def _demand_row(
    site: str, week: int, wanted: float, served: float, *, sold_out: bool = False
) -> dict[str, Any]:
    return {
        "site": site,
        "product": PRODUCT,
        "period_start": _week(week),
        "period_end": _week(week) + 6 * _DAY,
        "wanted": wanted,
        "served": served,
        "sold_out": sold_out,
    }


def _programmes(case: Case, sites: list[str], rows: Rows) -> None:
    past = [
        (f"past-{k + 1}", p.first, p.weeks, p.planned, float(p.planned.sum()))
        for k, p in enumerate(case.world.past)
    ]
    here = (PROGRAMME, HISTORY_WEEKS, case.weeks, case.planned, case.target)
    for name, first, weeks, planned, target in [*past, here]:
        starts, ends = _week(first), _week(first + weeks) - _DAY
        rows.setdefault("programmes", []).append(
            {
                "programme_id": name,
                "name": name,
                "starts": starts,
                "ends": ends,
                "target": target,
                "approved_at": datetime.combine(starts - 4 * _DAY, time(9), UTC),
                "approved_by": "director",
            }
        )
        for site, quantity in zip(sites, planned, strict=True):
            rows.setdefault("programme_demand", []).append(
                {
                    "programme_id": name,
                    "site": site,
                    "product": PRODUCT,
                    "period_start": starts,
                    "period_end": ends,
                    "planned": float(quantity),
                }
            )


def _plant(case: Case, sites: list[str], rows: Rows) -> None:
    kind = "stock" if case.world.is_stock else "hours"
    after = datetime.combine(LAUNCH + timedelta(weeks=case.weeks + 1), time(8), UTC)
    for n, site in enumerate(sites):
        resource = f"plant-{site}"
        rows.setdefault("resources", []).append(
            {
                "resource_id": resource,
                "site": site,
                "product": PRODUCT,
                "kind": kind,
                "unit": "orders",
                "claimed": float(case.claimed[n]),
            }
        )
        used = {"resource_id": resource, "happened_at": APPROVED_AT - 3 * _DAY, "used": 0.0}
        rows.setdefault("utilisation", []).append(used)
        if np.isfinite(case.tested[n]):
            before = APPROVED_AT - 40 * _DAY
            rows.setdefault("capacity_tests", []).append(
                _test(resource, before, float(case.tested[n]))
            )
        rows.setdefault("capacity_tests", []).append(
            _test(resource, after, float(case.later_tests[n]))
        )


def _test(resource: str, at: datetime, capacity: float) -> dict[str, Any]:
    return {
        "resource_id": resource,
        "tested_at": at,
        "capacity": capacity,
        "method": "load test",
        "tester": "technician",
        "evidence": "report",
        "expires_at": at + timedelta(days=365),
        "passed": True,
    }


def _claims(case: Case, rows: Rows) -> None:
    scale = 1 if case.world.is_stock else case.weeks
    due = datetime.combine(LAUNCH + timedelta(weeks=case.weeks), time(0), UTC)
    claims = [
        {
            "claim_id": "ok",
            "team": "technical",
            "stated_at": APPROVED_AT - 6 * _DAY,
            "subject": PROGRAMME,
            "quantity": float(case.claimed.sum()) * scale,
            "due_at": due,
            "probability": case.stated,
            "outcome": "broken",
            "judged_at": due + 7 * _DAY,
        }
    ]
    for k, claim in enumerate(case.earlier_claims):
        stated = datetime.combine(FIRST_WEEK, time(9), UTC) + k * 8 * _DAY
        claims.append(
            {
                "claim_id": f"claim-{k}",
                "team": "technical",
                "stated_at": stated,
                "subject": f"job-{k}",
                "quantity": claim.quantity,
                "due_at": stated + 30 * _DAY,
                "probability": claim.probability,
                "outcome": f"{claim.actual:g}" if k % 2 else ("kept" if claim.kept else "broken"),
                "judged_at": stated + 31 * _DAY,
            }
        )
    rows["claims"] = claims
