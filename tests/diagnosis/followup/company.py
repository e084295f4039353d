"""A company whose truth is known: hazards, who is called again, win rates, by grade and side."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from tests.ledger.companies import evidence_of

from selaras.agreements import read_agreements
from selaras.diagnosis.followup.asked import Asked
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.ledger.reading import Reading

START = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2026, 4, 1, tzinfo=UTC)
AS_OF = datetime(2026, 9, 1, tzinfo=UTC)
COMPLETE = datetime(2026, 9, 1, tzinfo=UTC)

AGREEMENT = """
agreement: marketing-sales
parties: [marketing, sales]
effective: {from: 2025-12-01, to: 2026-12-31}
calendar: always
commitments:
  leads:
    {promisor: marketing, promisee: sales, measure: {count: leads}, per: rep, every: month,
     objective: {at_least: 30}}
  first-response:
    {promisor: sales, promisee: marketing, per: rep, every: month,
     measure: {response_time: {from: leads.assigned_at, to: attempts.happened_at}},
     objective: {within: 24 hours, for: 90%}}
  persistence:
    {promisor: sales, promisee: marketing, per: rep, every: month,
     measure: {attempts: {within: 30 days, from: leads.assigned_at,
                          until: [contacted, won, disqualified]}},
     objective: {at_least: 5, for: 90%}}
"""


@dataclass(frozen=True)
class Truth:
    """What is planted. Grades are A (better) and B; sides marketing and sales.

    `goes_on` is P(next attempt | not reached) by grade, `late` the share answered after two days,
    `slow` what that multiplies hazards by, `marketing_wins` what win rates of marketing-sourced
    leads are multiplied by, `marketing_goes_on` the same of `goes_on`.
    """

    leads: int = 1500
    reps: int = 8
    share_a: float = 0.4
    hazards: tuple[float, float] = (0.20, 0.06)
    goes_on: tuple[float, float] = (0.95, 0.60)
    wins: tuple[float, float] = (0.5, 0.3)
    marketing: float = 0.5
    marketing_wins: float = 1.0
    marketing_goes_on: float = 1.0
    late: float = 0.0
    slow: float = 1.0
    most: int = 8
    amount: int = 1_000_000


@dataclass(frozen=True)
class Company:
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def asked(self, folder: Path, *, agreement: str | None = None) -> Asked:
        """The company loaded in a folder, and asked about its first quarter."""
        book = None
        if agreement is not None:
            (folder / "agreements").mkdir(parents=True)
            (folder / "agreements" / "marketing-sales.yaml").write_text(agreement)
            book = read_agreements(folder / "agreements")
        evidence = evidence_of(self.rows, folder, COMPLETE)
        reading = Reading(DuckDBEngine(threads=1), evidence.snapshot(None), AS_OF)
        return Asked(reading, book, START, END)


def company(truth: Truth, seed: int = 0) -> Company:
    """Draw the company; all of its leads are old by AS_OF."""
    rng = np.random.default_rng(seed)
    tables: dict[str, list[dict[str, Any]]] = {
        "people": [
            {"person_id": f"rep-{i}", "team": "sales", "role": "rep"} for i in range(truth.reps)
        ],
        "leads": [],
        "attempts": [],
        "deals": [],
        "lead_stages": [],
    }
    for i in range(truth.leads):
        _add_lead(tables, truth, rng, i)
    return Company({name: rows for name, rows in tables.items() if rows})


def _add_lead(
    tables: dict[str, list[dict[str, Any]]], truth: Truth, rng: np.random.Generator, i: int
) -> None:
    lead, grade = f"L{i}", int(rng.random() >= truth.share_a)
    marketing = rng.random() < truth.marketing
    at = START + timedelta(hours=float(rng.uniform(0, 24 * 88)))
    tables["leads"].append(
        {
            "lead_id": lead, "created_at": at, "assigned_at": at, "grade": "AB"[grade],
            "owner": f"rep-{i % truth.reps}", "segment": "sme",
            "source": "web" if marketing else "outbound",
            "sourced_by": "marketing" if marketing else "sales",
        }
    )  # fmt: skip
    late = rng.random() < truth.late
    when = at + timedelta(hours=48 if late else 2)
    hazard = truth.hazards[grade] * (truth.slow if late else 1)
    goes_on = truth.goes_on[grade] * (truth.marketing_goes_on if marketing else 1)
    for k in range(truth.most):
        if k and rng.random() >= goes_on:
            return
        reached = rng.random() < hazard
        tables["attempts"].append(
            {
                "attempt_id": f"{lead}-{k}", "lead_id": lead, "happened_at": when,
                "person_id": f"rep-{i % truth.reps}", "automated": False,
                "outcome": "contacted" if reached else "no_answer",
            }
        )  # fmt: skip
        if reached:
            _add_deal(tables, truth, rng, i, when, truth.wins[grade]
                      * (truth.marketing_wins if marketing else 1))  # fmt: skip
            return
        when += timedelta(hours=24)


def _add_deal(
    tables: dict[str, list[dict[str, Any]]],
    truth: Truth,
    rng: np.random.Generator,
    i: int,
    at: datetime,
    chance: float,
) -> None:
    tables["lead_stages"].append({"lead_id": f"L{i}", "stage": "contacted", "happened_at": at})
    tables["deals"].append(
        {
            "deal_id": f"D{i}", "lead_id": f"L{i}", "owner": f"rep-{i % truth.reps}",
            "created_at": at, "closed_at": at + timedelta(days=10),
            "outcome": "won" if rng.random() < chance else "lost",
            "amount": str(truth.amount), "currency": "IDR",
        }
    )  # fmt: skip
