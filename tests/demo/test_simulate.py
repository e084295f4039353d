"""The simulation itself: the same seed, the same company; nothing hidden gets out."""

from __future__ import annotations

import hashlib
import time
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from selaras.demo.company import Company
from selaras.demo.exports import BROKEN_LINES, write_exports
from selaras.demo.office import NEVER, office
from selaras.demo.simulate import simulate, simulate_branches
from selaras.demo.truths import DEMO_TRUTHS, NO_TRUTHS, Factors, HolidayGap, Truths
from selaras.demo.world import AS_OF, FIRST_DAY, SCALES, Scale
from selaras.errors import InputError

from .exported import export

SMALL = SCALES["small"]


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.csv"))
    }


def _write(company: Company, folder: Path) -> dict[str, str]:
    write_exports(company, folder)
    return _digests(folder)


def test_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    first = _write(simulate(DEMO_TRUTHS, SMALL, 7), tmp_path / "first")
    second = _write(simulate(DEMO_TRUTHS, SMALL, 7), tmp_path / "second")
    assert len(first) == 17
    assert first == second


def test_another_seed_gives_another_company(tmp_path: Path) -> None:
    first = _write(simulate(DEMO_TRUTHS, SMALL, 7), tmp_path / "first")
    second = _write(simulate(DEMO_TRUTHS, SMALL, 8), tmp_path / "second")
    same = [file for file in first if first[file] == second[file]]
    assert same == ["hr/karyawan.csv", "network/expansions.csv"]


def test_small_company_has_about_two_thousand_leads() -> None:
    leads = simulate(NO_TRUTHS, SMALL, 3).leads
    assert 1_800 < len(leads.created_at) < 2_200
    assert (np.diff(leads.created_at) >= 0).all()


def test_branches_share_no_person_and_no_lead(tmp_path: Path) -> None:
    scale = Scale(leads=300, reps=24, tickets=100, branches=20)
    people = [
        person.person_id
        for company in simulate_branches(NO_TRUTHS, scale, 1)
        for person in company.people
    ]
    assert len(people) == len(set(people)) == 20 * (24 + 13)
    two = replace(scale, branches=2)
    write_exports(simulate_branches(NO_TRUTHS, two, 1), tmp_path)
    rows = (tmp_path / "crm/leads.csv").read_text().splitlines()
    ids = [row.split(",")[0] for row in rows]
    assert len(ids) == len(set(ids))


def test_nothing_happens_after_the_history_ends() -> None:
    company = simulate(DEMO_TRUTHS, SMALL, 2)
    until = int(AS_OF.timestamp())
    times = (
        company.leads.created_at,
        company.leads.assigned_at,
        company.assignments.happened_at,
        company.stages.happened_at,
        company.attempts.happened_at,
        company.deals.created_at,
        company.deals.closed_at,
        company.deals.delivered_at,
        company.touches.happened_at,
        company.tickets.opened_at,
        company.tickets.resolved_at,
        company.ticket_events.happened_at,
    )
    for at in times:
        assert at[at != NEVER].max() < until


def test_rows_of_a_lead_are_in_the_order_of_life() -> None:
    company = simulate(DEMO_TRUTHS, SMALL, 2)
    leads, deals = company.leads, company.deals
    assert (leads.assigned_at[leads.assigned_at != NEVER] > 0).all()
    assigned = leads.assigned_at != NEVER
    assert (leads.assigned_at[assigned] > leads.created_at[assigned]).all()
    assert (company.attempts.happened_at >= leads.assigned_at[company.attempts.lead]).all()
    closed = deals.closed_at != NEVER
    assert (deals.closed_at[closed] > deals.created_at[closed]).all()
    delivered = deals.delivered_at != NEVER
    assert deals.won[delivered].all()
    assert (deals.delivered_at[delivered] > deals.closed_at[delivered]).all()


def test_people_work_in_office_hours_only() -> None:
    company = simulate(DEMO_TRUTHS, SMALL, 2)
    rows = company.attempts
    offset = np.array([7, 8, 9])[company.leads.region[rows.lead]] * 3600
    local = (rows.happened_at + offset)[~rows.automated]
    hour = local % 86400 / 3600
    assert (((hour >= 8) & (hour <= 12)) | ((hour >= 13) & (hour <= 17))).all()
    assert ((local // 86400 + 3) % 7 < 5).all()


def test_working_time_comes_back() -> None:
    worked = np.arange(0, 40_000_00, 977)
    hours = office()
    assert (hours.worked(hours.instant(worked)) == worked).all()


def test_latent_values_never_reach_an_export() -> None:
    """Neither a column nor a cell of any export holds what only the simulation knows."""
    company = simulate(NO_TRUTHS, Scale(leads=9_000, reps=9, tickets=4_000), 11)
    exported = export()
    numbers = {len(rows.columns[next(iter(rows.columns))]) for rows in exported.values()}
    assert len(company.leads.created_at) in numbers
    for field in fields(company.latent):
        hidden = getattr(company.latent, field.name)
        for file, rows in exported.items():
            for name, cells in rows.columns.items():
                shown = _as_numbers(cells)
                if shown is None or len(shown) != len(hidden) or shown.std() == 0:
                    continue
                alike = abs(np.corrcoef(shown, hidden)[0, 1])
                assert alike < 0.2, f"{file} {name} shows {field.name}"


def _as_numbers(cells: np.ndarray) -> np.ndarray | None:
    try:
        return cells.astype(np.float64)
    except ValueError:
        return None


def test_exports_have_the_columns_of_their_systems_and_no_others() -> None:
    columns = {file: list(rows.columns) for file, rows in export().items()}
    assert columns["crm/leads.csv"] == [
        *("Lead ID", "Created Date", "Lead Source", "Campaign", "Lead Owner", "Assigned Date"),
        *("Rating", "Segment", "Region", "Expected Value", "Currency"),
    ]
    assert columns["telephony/activities.csv"] == [
        *("activity_id", "lead", "started_utc", "agent", "channel", "result", "bot"),
    ]
    assert columns["helpdesk/ticket_log.csv"] == ["Nomor", "Waktu", "Urutan", "Status"]


def test_broken_lines_are_in_their_files(tmp_path: Path) -> None:
    write_exports(simulate(NO_TRUTHS, Scale(leads=200, reps=9, tickets=50), 1), tmp_path)
    for file, lines in BROKEN_LINES.items():
        text = (tmp_path / file).read_text(encoding="utf-8").replace('"', "")
        delimiter = ";" if ";" in text.splitlines()[0] else ","
        for line in lines:
            assert text.count(line.replace("|", delimiter) + "\n") == 1


def test_small_company_is_quick_enough_to_simulate_thousands() -> None:
    scale = Scale(leads=1_000, reps=9, tickets=300)
    simulate(DEMO_TRUTHS, scale, 0)
    durations = []
    for seed in range(5):
        start = time.process_time()
        simulate(DEMO_TRUTHS, scale, seed)
        durations.append(time.process_time() - start)
    assert min(durations) < 0.05


def test_truth_about_a_missing_rep_is_refused() -> None:
    with pytest.raises(InputError, match="rep 7, but there are 3 reps"):
        simulate(Truths(holiday_gap=HolidayGap(rep=7)), Scale(leads=100, reps=3, tickets=10), 1)


@pytest.mark.parametrize(
    ("scale", "truths"),
    [
        (Scale(leads=20, reps=1, tickets=0), NO_TRUTHS),
        (Scale(leads=0, reps=9, tickets=0), DEMO_TRUTHS),
        (Scale(leads=300, reps=2, tickets=5), Truths(changed=Factors(volume=0.0))),
    ],
)
def test_tiny_companies_can_be_exported(scale: Scale, truths: Truths, tmp_path: Path) -> None:
    written = write_exports(simulate(truths, scale, 3), tmp_path)
    assert len(written) == 17
    assert all(path.stat().st_size for path in tmp_path.rglob("*.csv"))


def test_factors_of_the_changed_period_can_be_set_apart_from_planted_truths() -> None:
    company = simulate(Truths(changed=Factors(volume=0.0), changed_from=FIRST_DAY), SMALL, 1)
    assert len(company.leads.created_at) == 0
