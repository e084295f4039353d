from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from selaras.agreements import read_agreement
from selaras.agreements.values import AgreementVersion, Cadence, Every
from selaras.ledger.period import governing, periods_of

JAKARTA = ZoneInfo("Asia/Jakarta")


def version(first: str, last: str | None, tmp_path) -> AgreementVersion:
    path = tmp_path / f"{first}.yaml"
    until = f", to: {last}" if last else ""
    path.write_text(
        f"""
agreement: a
parties: [x, y]
effective: {{from: {first}{until}}}
calendar: jakarta-office
commitments:
  c:
    promisor: x
    promisee: y
    measure: {{count: leads}}
    every: month
    objective: {{at_least: 1}}
"""
    )
    return read_agreement(path)


def spans(versions, cadence, as_of):
    found = periods_of(versions, cadence, JAKARTA, datetime.fromisoformat(as_of))
    return [(p.first.isoformat(), p.last.isoformat(), p.is_cut_short) for p in found]


def test_months_are_cut_at_the_agreements_ends_and_begun_ones_count(tmp_path):
    one = version("2026-01-15", "2026-03-10", tmp_path)
    assert spans([one], Cadence(Every.MONTH), "2026-05-01T00:00+07:00") == [
        ("2026-01-15", "2026-01-31", True),
        ("2026-02-01", "2026-02-28", False),
        ("2026-03-01", "2026-03-10", True),
    ]
    assert spans([one], Cadence(Every.MONTH), "2026-02-01T00:00+07:00") == [
        ("2026-01-15", "2026-01-31", True)
    ]


def test_a_later_version_governs_from_the_next_period_on(tmp_path):
    versions = [
        version("2026-01-01", "2026-02-14", tmp_path),
        version("2026-02-15", None, tmp_path),
    ]
    assert spans(versions, Cadence(Every.MONTH), "2026-03-02T00:00+07:00") == [
        ("2026-01-01", "2026-01-31", False),
        ("2026-02-01", "2026-02-28", False),
        ("2026-03-01", "2026-03-31", False),
    ]
    assert governing(versions, date(2026, 2, 1)) is versions[0]
    assert governing(versions, date(2026, 3, 1)) is versions[1]
    assert governing(versions, date(2025, 12, 31)) is None


@pytest.mark.parametrize(
    ("every", "first", "last"),
    [
        (Every.WEEK, "2026-02-09", "2026-02-15"),
        (Every.QUARTER, "2026-01-01", "2026-03-31"),
        (Every.YEAR, "2026-01-01", "2026-12-31"),
        (Every.DAY, "2026-02-12", "2026-02-12"),
    ],
)
def test_whole_periods_around_a_day(every, first, last, tmp_path):
    one = version("2025-01-01", None, tmp_path)
    newest = spans([one], Cadence(every), "2026-02-12T10:00+07:00")[-1]
    assert newest[:2] == (first, last)


def test_rolling_windows_end_with_each_local_day_and_lie_within(tmp_path):
    one = version("2026-01-01", "2026-01-05", tmp_path)
    assert spans([one], Cadence(Every.ROLLING, 3), "2026-02-01T00:00+07:00") == [
        ("2026-01-01", "2026-01-03", False),
        ("2026-01-02", "2026-01-04", False),
        ("2026-01-03", "2026-01-05", False),
    ]


def test_a_period_lasts_as_long_as_its_local_days():
    zone = ZoneInfo("America/New_York")
    from selaras.ledger.period import Period

    spring = Period(date(2026, 3, 8), date(2026, 3, 8), date(2026, 3, 8), date(2026, 3, 8), zone)
    assert (spring.end.timestamp() - spring.start.timestamp()) / 3600 == 23
    assert spring.keys == ("2026-03-08", "2026-W10", "2026-03", "2026-Q1", "2026")
