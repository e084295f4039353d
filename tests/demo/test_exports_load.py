"""The exports go through the demo's own mappings, and what arrives is what happened."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import duckdb
import numpy as np
import pytest

from selaras.demo.company import LEAD_STAGES, Company
from selaras.demo.exports import BROKEN_LINES
from selaras.demo.office import NEVER
from selaras.demo.simulate import simulate
from selaras.demo.truths import DEMO_TRUTHS
from selaras.demo.workspace_files import prepare_workspace
from selaras.demo.world import AS_OF, CHANNELS, SCALES, SEVERITIES
from selaras.evidence import Snapshot, open_evidence
from selaras.evidence.loading import LoadReport, load
from selaras.evidence.mapping import read_mappings

SEED = 5


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "workspace"
    prepare_workspace(folder, DEMO_TRUTHS, scale="small", seed=SEED, language="en")
    return folder


@pytest.fixture(scope="module")
def report(workspace: Path) -> LoadReport:
    return _load(workspace)


@pytest.fixture(scope="module")
def snapshot(workspace: Path, report: LoadReport) -> Snapshot:
    assert report.snapshot is not None
    return open_evidence(workspace / "evidence").snapshot(report.snapshot)


@pytest.fixture(scope="module")
def company() -> Company:
    return simulate(DEMO_TRUTHS, SCALES["small"], SEED)


def _load(workspace: Path) -> LoadReport:
    return load(
        open_evidence(workspace / "evidence"),
        read_mappings(workspace / "mappings"),
        loaded_at=AS_OF,
        pseudonymise=lambda kind, ids: [f"{kind}:{id_.partition('@')[0]}" for id_ in ids],
    )


def _column(snapshot: Snapshot, table: str, expression: str, order: str) -> np.ndarray:
    files = list(snapshot.files(table))
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        rows = con.execute(
            f"SELECT {expression} FROM read_parquet(?) ORDER BY {order}", [files]
        ).fetchall()
    return np.array([row[0] for row in rows])


def test_only_the_planted_lines_are_quarantined(report: LoadReport) -> None:
    planted = sum(len(lines) for lines in BROKEN_LINES.values())
    reasons = Counter(
        {reason: rows for count in report.counts for reason, rows in count.quarantined}
    )
    assert sum(count.quarantined_rows for count in report.counts) == planted
    assert {count.mapping for count in report.counts if count.quarantined} == {
        *("crm-leads", "crm-history", "crm-deals", "phone-attempts", "helpdesk-tickets"),
    }
    assert set(reasons) == {"not_a_time", "missing", "not_a_word", "not_a_number"}


def test_loading_again_changes_nothing(workspace: Path, report: LoadReport) -> None:
    again = _load(workspace)
    assert again.snapshot is None
    assert sum(count.inserted + count.updated + count.deleted for count in again.counts) == 0


def test_every_row_arrives(snapshot: Snapshot, company: Company) -> None:
    expected = {
        "people": len(company.people),
        "leads": len(company.leads.created_at),
        "assignments": len(company.assignments.lead),
        "lead_stages": len(company.stages.lead),
        "attempts": len(company.attempts.lead),
        "deals": len(company.deals.lead),
        "touches": len(company.touches.lead),
        "tickets": len(company.tickets.opened_at),
        "ticket_events": len(company.ticket_events.ticket),
    }
    assert {table: snapshot.rows(table) for table in expected} == expected


@pytest.mark.parametrize(
    ("table", "column", "key"),
    [("leads", "created_at", "lead_id"), ("leads", "assigned_at", "lead_id")],
)
def test_local_times_arrive_as_the_instants_they_were(
    snapshot: Snapshot, company: Company, table: str, column: str, key: str
) -> None:
    expression = f"coalesce(epoch({column}), -1)::BIGINT"
    arrived = _column(snapshot, table, expression, key)
    happened = getattr(company.leads, column)
    assert (arrived == np.where(happened == NEVER, -1, happened)).all()


def test_words_of_the_systems_arrive_as_the_words_of_selaras(
    snapshot: Snapshot, company: Company
) -> None:
    sources = _column(snapshot, "leads", "source", "lead_id")
    assert (sources == np.array([c.name for c in CHANNELS])[company.leads.channel]).all()
    stages = Counter(_column(snapshot, "lead_stages", "stage", "lead_id").tolist())
    assert stages == Counter(np.array(LEAD_STAGES)[company.stages.stage].tolist())
    severities = _column(snapshot, "tickets", "severity", "ticket_id")
    assert (severities == np.array([s.name for s in SEVERITIES])[company.tickets.severity]).all()


def test_amounts_with_points_between_thousands_arrive_whole(
    snapshot: Snapshot, company: Company
) -> None:
    amounts = _column(snapshot, "deals", "amount::BIGINT", "deal_id")
    assert (amounts == company.deals.amount).all()
    delivered = _column(snapshot, "deals", "coalesce(delivered_amount, 0)::BIGINT", "deal_id")
    expected = np.where(company.deals.delivered_at == NEVER, 0, company.deals.amount)
    assert (delivered == expected).all()


def test_machines_attempts_are_marked(snapshot: Snapshot, company: Company) -> None:
    automated = _column(snapshot, "attempts", "automated", "attempt_id")
    assert (automated == company.attempts.automated).all()


def test_pauses_last_while_the_customer_has_to_answer(snapshot: Snapshot) -> None:
    words = _column(snapshot, "ticket_events", "status || ' ' || pause || ' ' || party", "_line")
    assert set(words) == {
        *("new false provider", "in_progress false provider", "resolved false provider"),
        "waiting_customer true customer",
    }


def test_no_address_of_a_person_is_in_evidence(snapshot: Snapshot) -> None:
    for table in ("people", "leads", "assignments", "lead_stages", "attempts", "deals", "tickets"):
        for path in snapshot.files(table):
            with duckdb.connect() as con:
                rows = con.execute("SELECT * FROM read_parquet(?)", [path]).fetchall()
            assert not any("nusantaranet.example" in str(value) for row in rows for value in row)


def test_evidence_is_complete_to_the_end_of_the_history(snapshot: Snapshot) -> None:
    for table in ("leads", "lead_stages", "attempts", "deals", "tickets", "ticket_events"):
        assert snapshot.complete_to(table) == AS_OF
