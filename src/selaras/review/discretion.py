"""What an agenda does not say: how single people did, where that is their team's to know."""

from __future__ import annotations

from selaras.agreements.values import Agreement, Commitment, VisibleTo
from selaras.ledger.together import FEWEST
from selaras.review.standing import PeriodStanding

PERSONAL = frozenset({"rep", "person"})
"""Kinds of subject that are people."""


def names_people(agreement: Agreement, commitment: Commitment) -> bool:
    """Whether the subjects of a commitment may be named to both sides."""
    return commitment.per not in PERSONAL or agreement.individuals is VisibleTo.PARTIES


def says_too_much(agreement: Agreement, commitment: Commitment, period: PeriodStanding) -> bool:
    """Whether even a sum over the period's people would say how single ones did."""
    return not names_people(agreement, commitment) and len(period.told) < FEWEST
