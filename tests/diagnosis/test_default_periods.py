"""Which periods are looked at where nobody names any."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from selaras.diagnosis.default_periods import newest_periods
from selaras.diagnosis.finding import Span
from selaras.diagnosis.followup.asked import Asked
from selaras.diagnosis.reasoning import diagnose
from selaras.evidence import open_evidence
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.evidence.staging import stage_rows
from selaras.ledger.reading import Reading

AS_OF = datetime(2026, 5, 16, tzinfo=UTC)
TODAY = AS_OF.date()


@contextmanager
def leads_since(
    folder: Path,
    first: date,
    takes_days: int = 40,
    until: date = TODAY,
    deals_from: datetime | None = None,
) -> Iterator[Asked]:
    """A lead a day in some days, each won as many days later, seen as of 16 May 2026."""
    days = (until - first).days
    born = [datetime(first.year, first.month, first.day, 9, tzinfo=UTC) + timedelta(n)
            for n in range(days)]  # fmt: skip
    leads = [{"lead_id": f"L{n}", "created_at": at} for n, at in enumerate(born)]
    deals = [
        {
            "deal_id": f"D{n}", "lead_id": f"L{n}", "created_at": at, "outcome": "won",
            "closed_at": at + timedelta(takes_days), "amount": "10", "currency": "IDR",
        }
        for n, at in enumerate(born)
        if at + timedelta(takes_days) < AS_OF
    ]  # fmt: skip
    evidence = open_evidence(folder / "evidence")
    staged = [
        stage_rows(name, rows, folder / name, "crm", complete_to=AS_OF, complete_from=begins)
        for name, rows, begins in (("leads", leads, None), ("deals", deals, deals_from))
    ]
    evidence.commit(staged, AS_OF)
    engine = DuckDBEngine(threads=1)
    try:
        yield Asked(Reading(engine, evidence.snapshot(), AS_OF), None, born[0], AS_OF)
    finally:
        engine.close()


def span(first: str, last: str) -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last))


def test_quarters_are_compared_where_both_are_on_record(tmp_path: Path):
    with leads_since(tmp_path, date(2025, 1, 3)) as leads:
        assert newest_periods(leads) == (
            span("2025-10-01", "2025-12-31"),
            span("2026-01-01", "2026-03-31"),
        )


def test_a_quarter_whose_deals_take_longer_is_left_for_an_older_one(tmp_path: Path):
    with leads_since(tmp_path, date(2025, 1, 3), takes_days=60) as leads:
        assert newest_periods(leads)[1] == span("2025-10-01", "2025-12-31")


def test_months_are_compared_where_no_quarter_before_is_on_record(tmp_path: Path):
    with leads_since(tmp_path, date(2026, 1, 2)) as leads:
        assert newest_periods(leads) == (
            span("2026-02-01", "2026-02-28"),
            span("2026-03-01", "2026-03-31"),
        )


def test_half_a_base_is_no_base(tmp_path: Path):
    with leads_since(tmp_path, date(2025, 11, 20)) as leads:
        base, period = newest_periods(leads)
    assert (base, period) == (span("2026-02-01", "2026-02-28"), span("2026-03-01", "2026-03-31"))


def test_where_nothing_is_old_enough_the_newest_quarter_is_refused_in_words(tmp_path: Path):
    with leads_since(tmp_path, date(2026, 5, 1)) as leads:
        assert newest_periods(leads)[1] == span("2026-01-01", "2026-03-31")


def test_periods_after_the_last_lead_are_passed_over(tmp_path: Path):
    with leads_since(tmp_path, date(2025, 1, 3), until=date(2025, 9, 20)) as leads:
        assert newest_periods(leads) == (
            span("2025-04-01", "2025-06-30"),
            span("2025-07-01", "2025-09-30"),
        )


def test_a_base_before_the_deals_are_complete_is_passed_over(tmp_path: Path):
    begins = datetime(2026, 1, 5, tzinfo=UTC)
    with leads_since(tmp_path, date(2025, 1, 3), deals_from=begins) as leads:
        assert newest_periods(leads)[0] == span("2026-02-01", "2026-02-28")


def test_a_base_before_the_deals_are_complete_is_refused_in_words(tmp_path: Path):
    begins = datetime(2026, 1, 5, tzinfo=UTC)
    base, period = span("2025-10-01", "2025-12-31"), span("2026-01-01", "2026-03-31")
    with leads_since(tmp_path, date(2025, 1, 3), deals_from=begins) as leads:
        finding = diagnose(leads.reading, base, period, as_of=AS_OF)
    assert finding.verdict == "cannot_tell"
    assert finding.sentence.en == (
        "Cannot tell: the table deals is complete from 5 January 2026 on, and October to December "
        "2025 begins before. Load what came before, or compare days from 5 January 2026 on."
    )
    assert "lengkap mulai 5 Januari 2026" in finding.sentence.id
