"""Small companies with random evidence of every kind, for the ledger's invariants."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from selaras.evidence import Evidence, open_evidence
from selaras.evidence.staging import Export, stage_rows

START = datetime(2026, 1, 1, tzinfo=UTC)
LOADED = datetime(2026, 12, 1, tzinfo=UTC)

AGREEMENT = """
agreement: everything
parties: [marketing, sales, service]
effective: {from: 2026-01-10, to: 2026-06-20}
calendar: jakarta-office
terms:
  mql: {table: lead_stages, where: {stage: mql}}
  sal: {table: lead_stages, where: {stage: sal}}
commitments:
  leads:
    {promisor: marketing, promisee: sales, measure: {count: mql}, per: rep, every: month,
     objective: {at_least: 4}, prorate: working days}
  leads-weekly:
    {promisor: marketing, promisee: sales, measure: {count: leads}, per: source, every: week,
     objective: {at_most: 5}}
  quality:
    {promisor: marketing, promisee: sales, measure: {ratio: {of: sal, over: mql}}, every: quarter,
     objective: {at_least: 50%}}
  response:
    {promisor: sales, promisee: marketing, per: rep, every: month,
     measure: {response_time: {from: leads.assigned_at, to: attempts.happened_at}},
     objective: {within: 1 business day, for: 80%}}
  response-hours:
    {promisor: sales, promisee: marketing, per: region, every: month,
     measure: {response_time: {from: leads.created_at, to: attempts.happened_at,
                               where: {automated: false}}},
     objective: {within: 4 business hours, for: 60%}}
  response-rolling:
    {promisor: sales, promisee: marketing, every: rolling 14 days,
     measure: {response_time: {from: leads.created_at, to: attempts.happened_at}},
     objective: {within: 24 hours, for: 60%}}
  persistence:
    {promisor: sales, promisee: marketing, per: rep, every: month,
     measure: {attempts: {within: 20 days, until: [contacted, won, disqualified]}},
     objective: {at_least: 3, for: 70%},
     excused: [{when: {commitment: leads, above: 9}, says: too many leads}]}
  revenue:
    {promisor: sales, promisee: marketing, per: rep, every: month, currency: IDR,
     measure: {amount: {of: deals.amount, where: {outcome: won}}},
     objective: {at_least: 5000}}
  tickets:
    {promisor: service, promisee: sales, per: severity, every: month,
     measure: {resolution_time: {}}, objective: {within: 12 business hours, for: 70%}}
"""


def rows_of(seed: int, leads: int = 120) -> dict[str, list[dict[str, object]]]:
    """Rows of every table that AGREEMENT reads, over half a year."""
    chance = random.Random(seed)

    def at(after: datetime, hours: float) -> datetime:
        return after + timedelta(minutes=round(hours * 60 * chance.expovariate(1)))

    tables: dict[str, list[dict[str, object]]] = {
        name: []
        for name in (
            "people", "leads", "assignments", "lead_stages", "attempts", "deals", "rates",
            "tickets", "ticket_events",
        )
    }  # fmt: skip
    reps = [f"rep-{i}" for i in range(4)]
    for rep in reps:
        tables["people"].append(
            {"person_id": rep, "team": "sales", "role": "rep", "active_from": "2025-06-01"}
        )
    tables["people"].append({"person_id": "mira", "team": "marketing", "role": "planner"})
    tables["rates"].append({"currency": "USD", "day": "2026-01-01", "rate": "16"})
    for i in range(leads):
        lead = f"lead-{i}"
        created = at(START, 24) + timedelta(hours=chance.uniform(0, 24 * 175))
        assigned = at(created, 5) if chance.random() < 0.9 else None
        owner = chance.choice(reps) if assigned and chance.random() < 0.95 else None
        tables["leads"].append(
            {
                "lead_id": lead, "created_at": created, "assigned_at": assigned, "owner": owner,
                "source": chance.choice(["web", "fair", None]),
                "region": chance.choice(["west", "east"]),
            }
        )  # fmt: skip
        if owner and chance.random() < 0.4:
            tables["assignments"].append(
                {"lead_id": lead, "happened_at": at(created, 9), "person_id": chance.choice(reps)}
            )
        moment = created
        for stage in ("mql", "sal", chance.choice(["contacted", "disqualified", "won"])):
            if chance.random() < 0.75:
                moment = at(moment, 30)
                tables["lead_stages"].append(
                    {"lead_id": lead, "stage": stage, "happened_at": moment}
                )
        moment = assigned or created
        for n in range(chance.randrange(6)):
            moment = at(moment, 40)
            tables["attempts"].append(
                {
                    "attempt_id": f"{lead}-{n}", "lead_id": lead, "happened_at": moment,
                    "person_id": chance.choice([*reps, "mira"]),
                    "automated": chance.choice([False, False, True, None]),
                    "outcome": chance.choice(["no_answer", "voicemail", "contacted"]),
                }
            )  # fmt: skip
        if chance.random() < 0.4:
            tables["deals"].append(
                {
                    "deal_id": f"deal-{i}", "lead_id": lead, "owner": owner,
                    "created_at": created, "closed_at": at(created, 400),
                    "outcome": chance.choice(["won", "lost"]),
                    "amount": chance.choice([str(chance.randrange(100, 4000)), None])
                    if chance.random() < 0.2 else str(chance.randrange(100, 4000)),
                    "currency": chance.choice(["IDR", "IDR", "USD"]),
                }
            )  # fmt: skip
        opened = at(created, 50)
        solved = at(opened, 40) if chance.random() < 0.9 else None
        tables["tickets"].append(
            {
                "ticket_id": f"t-{i}", "opened_at": opened, "resolved_at": solved,
                "severity": chance.choice(["1", "2", None]),
            }
        )  # fmt: skip
        moment = opened
        for seq in range(chance.randrange(5)):
            moment = at(moment, 12)
            tables["ticket_events"].append(
                {
                    "ticket_id": f"t-{i}", "happened_at": moment, "seq": seq,
                    "pause": chance.choice([True, False, None]),
                }
            )  # fmt: skip
    return tables


def evidence_of(
    rows: dict[str, list[dict[str, object]]],
    folder: Path,
    complete_to: datetime | None,
    *,
    loaded_at: datetime = LOADED,
    export: Export = "full",
) -> Evidence:
    """The rows loaded; into the same store again where it is there already."""
    evidence = open_evidence(folder / "evidence")
    staged = [
        stage_rows(table, found, folder / "staged", source=table, export=export,
                   complete_to=complete_to)
        for table, found in rows.items()
        if found
    ]  # fmt: skip
    evidence.commit(staged, loaded_at=loaded_at)
    return evidence
