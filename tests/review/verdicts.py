"""Verdicts as an agenda is drawn from them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from selaras.agreements.values import (
    Agreement,
    AgreementVersion,
    Cadence,
    Commitment,
    Count,
    Direction,
    Every,
    NumberObjective,
    Schedule,
    Standing,
    VisibleTo,
)
from selaras.ledger.period import Period
from selaras.ledger.verdict import Status, Verdict
from selaras.review.material import Material
from selaras.review.standing import Told

ZONE = ZoneInfo("Asia/Jakarta")
TODAY = date(2026, 5, 16)


def told(
    commitment: str, month: int, *statuses: str, year: int = 2026, per: str = "rep"
) -> list[Told]:
    """A verdict for each status, for subjects r1, r2, … in one month."""
    first = date(year, month, 1)
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return [
        Told(
            f"{commitment}-{month}-{number}", verdict(commitment, first, last, status, number, per)
        )
        for number, status in enumerate(statuses, start=1)
    ]


def verdict(
    commitment: str, first: date, last: date, status: str, number: int = 1, per: str = "rep"
) -> Verdict:
    return Verdict(
        agreement="marketing-sales",
        version="v1",
        standing="signed",
        commitment=commitment,
        promisor="sales",
        promisee="marketing",
        subject=f"r{number}",
        subject_kind=per,
        period=Period(first, last, first, last, ZONE),
        status=Status(status),
        unit="count",
        target=Decimal(10),
        asked=None,
        value=8,
        n=8,
        kept=8,
        broken=0,
        open=0,
        unknown=0,
        exempt=0,
        low=None,
        high=None,
        estimate=None,
        probability_missed=None,
        calendar_version="c1",
        horizon=None,
        final=True,
    )


def promise(name: str, per: str | None = "rep", says: str | None = None) -> Commitment:
    return Commitment(
        name=name,
        promisor="sales",
        promisee="marketing",
        measure=Count("leads", "created_at"),
        every=Cadence(Every.MONTH),
        objective=NumberObjective(Direction.AT_LEAST, Schedule(Decimal(10))),
        per=per,
        says=says,
    )


def version(
    *commitments: Commitment,
    individuals: VisibleTo = VisibleTo.OWN_TEAM,
    ends: date | None = None,
) -> AgreementVersion:
    agreement = Agreement(
        name="marketing-sales",
        parties=("marketing", "sales"),
        effective_from=date(2025, 10, 1),
        effective_to=ends,
        calendar="jakarta-office",
        commitments=commitments,
        review_every="month",
        individuals=individuals,
    )
    return AgreementVersion(agreement, "v1", Standing.SIGNED)


def material(of: AgreementVersion, *found: list[Told], **more: object) -> Material:
    return Material(
        version=of,
        told=tuple(one for group in found for one in group),
        as_of=datetime(2026, 5, 15, 17, tzinfo=UTC),
        today=TODAY,
        names={"marketing": "Marketing", "sales": "Sales"},
        **more,  # type: ignore[arg-type]
    )
