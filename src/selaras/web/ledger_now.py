"""The ledger as it stands, cut to what one person may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from selaras.agreements.values import AgreementVersion
from selaras.ledger.recorded import RecordedVerdict
from selaras.records.people.scope import Scope
from selaras.web.book import book
from selaras.web.place import workspace
from selaras.workspace.standing import StandingLedger, standing_ledger


@dataclass(frozen=True)
class SeenLedger:
    """Verdicts that a person may see, and the agreements they may read."""

    recorded: tuple[RecordedVerdict, ...]
    agreements: tuple[AgreementVersion, ...]
    as_of: datetime | None
    snapshot: int | None

    def find(self, verdict_id: str) -> RecordedVerdict | None:
        return next((one for one in self.recorded if one.id == verdict_id), None)


def seen_ledger(scope: Scope) -> SeenLedger:
    """The standing ledger within a person's reach."""
    whole = standing_ledger(workspace(), book())
    return SeenLedger(
        tuple(one for one in whole.recorded if sees(scope, whole, one)),
        tuple(v for v in whole.book.versions if scope.sees_agreement(v.agreement.parties)),
        whole.as_of,
        whole.snapshot,
    )


def sees(scope: Scope, whole: StandingLedger, one: RecordedVerdict) -> bool:
    """Whether a person may see one verdict, its figures, trace and rows."""
    agreement = whole.versions[one.verdict.version].agreement
    return scope.sees_subject(
        one.verdict.subject,
        one.verdict.subject_kind,
        one.verdict.promisor,
        agreement.individuals,
        agreement.parties,
    )
