"""The ledger of one agreement in a line a promise: what a review has before it, and keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from selaras.agreements.values import Agreement, AgreementVersion, Commitment
from selaras.review.discretion import says_too_much
from selaras.review.looking_back import status_counts
from selaras.review.standing import PeriodStanding, Told, standing_of
from selaras.review.words import period_words


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One promise: its newest closed period and the one that runs, each as plain values.

    A period is {`words`: {en, id}, `statuses`: status → how many, `verdicts`: ids}, or None;
    without statuses where they would say how single people did.
    """

    commitment: str
    promisor: str
    promisee: str
    closed: dict[str, Any] | None
    current: dict[str, Any] | None

    def as_json(self) -> dict[str, Any]:
        return {
            "commitment": self.commitment,
            "promisor": self.promisor,
            "promisee": self.promisee,
            "closed": self.closed,
            "current": self.current,
        }


def ledger_lines(version: AgreementVersion, told: Iterable[Told]) -> tuple[LedgerLine, ...]:
    """Every promise of an agreement, in the order in which they are written."""
    found = tuple(told)
    lines = []
    for commitment in version.agreement.commitments:
        standing = standing_of(commitment.name, found)
        lines.append(
            LedgerLine(
                commitment.name,
                commitment.promisor,
                commitment.promisee,
                _period(version.agreement, commitment, standing.closed),
                _period(version.agreement, commitment, (standing.open or (None,))[0]),
            )
        )
    return tuple(lines)


def _period(
    agreement: Agreement, commitment: Commitment, period: PeriodStanding | None
) -> dict[str, Any] | None:
    if period is None:
        return None
    words = period_words(period.first, period.last).as_json()
    if says_too_much(agreement, commitment, period):
        return {"words": words, "statuses": {}, "verdicts": []}
    return {
        "words": words,
        "statuses": status_counts(period.counts),
        "verdicts": [one.id for one in period.told],
    }
