"""Reviews that nobody has called yet: by an agreement's cadence, or since a target was missed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from selaras.agreements.values import AgreementVersion
from selaras.records.people.scope import Scope
from selaras.records.reviews.material import version_in_force
from selaras.records.reviews.meetings import proposed_start
from selaras.records.reviews.models import Meeting
from selaras.web.place import workspace
from selaras.workspace.standing import StandingLedger


@dataclass(frozen=True, slots=True)
class Proposal:
    """A review to call: of which agreement, when, and whether a missed target asks for it."""

    version: AgreementVersion
    starts_at: datetime
    target_missed: bool


def proposals(
    scope: Scope,
    ledger: StandingLedger,
    meetings: Iterable[Meeting],
    missed: Collection[str],
    only: str = "",
) -> list[Proposal]:
    """Agreements with a cadence that a person may call a review of and none is called of."""
    called = {one.agreement for one in meetings if one.is_open}
    today = workspace().today()
    names = sorted(
        {
            v.agreement.name
            for v in ledger.book.versions
            if scope.acts_in(v.agreement.parties)
            and (v.agreement.review_every or v.agreement.name in missed)
            and only in ("", v.agreement.name)
        }
        - called
    )
    found = []
    for name in names[:10]:
        version = version_in_force(ledger, name, today)
        start = proposed_start(version, workspace().now())
        found.append(Proposal(version, start, name in missed))
    return sorted(found, key=lambda one: (not one.target_missed, one.starts_at))
