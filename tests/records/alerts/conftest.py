"""A ledger whose statuses a test can set, between parties with people in them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from tests.web.conftest import evaluated, home, place  # noqa: F401 - fixtures

from selaras.agreements.values import AgreementVersion
from selaras.ledger import Status, Verdict
from selaras.ledger.period import Period
from selaras.ledger.recorded import RecordedVerdict
from selaras.records.alerts.changes import note_changes
from selaras.records.alerts.models import Change
from selaras.web.book import book
from selaras.workspace import Workspace

ZONE = ZoneInfo("Asia/Jakarta")
AS_OF = datetime(2026, 4, 11, tzinfo=UTC)
Note = Callable[..., list[Change]]


def verdict(
    status: Status,
    *,
    subject: str | None = None,
    first: date = date(2026, 4, 1),
    last: date = date(2026, 4, 30),
    version: str = "",
) -> Verdict:
    """A promise of Sales to Marketing in that status: 12 of 15 kept."""
    return Verdict(
        agreement="marketing-sales", version=version, standing="signed",
        commitment="first-response", promisor="sales", promisee="marketing",
        subject=subject, subject_kind=None if subject is None else "rep",
        period=Period(first, last, first, last, ZONE), status=status, unit="share",
        target="4 business hours", asked=Fraction(85, 100), value=Fraction(12, 15),
        n=15, kept=12, broken=3,
        open=0, unknown=0, exempt=0, low=0.59, high=0.92, estimate=None, probability_missed=0.62,
        calendar_version="c", horizon=AS_OF, final=False,
    )  # fmt: skip


@pytest.fixture
def agreed(db: None, place: Workspace) -> AgreementVersion:  # noqa: F811
    """The agreement between Marketing and Sales."""
    return book().versions[0]


@pytest.fixture
def note(agreed: AgreementVersion) -> Note:
    """Look at a ledger of the given verdicts, each with an id of its own."""
    count = 0

    def look(*verdicts: Verdict, as_of: datetime = AS_OF) -> list[Change]:
        nonlocal count
        recorded = []
        for one in verdicts:
            count += 1
            recorded.append(
                RecordedVerdict(f"v{count}", one.but(version=agreed.version), 1, as_of, as_of)
            )
        return note_changes(recorded, {agreed.version: agreed}, as_of=as_of)

    return look
