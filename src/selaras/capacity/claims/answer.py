"""The answer about everybody's word: teams, and the claims that cannot be scored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from selaras.capacity.claims.credibility import Credibility, Leaning
from selaras.capacity.claims.sentences import sentence_of
from selaras.capacity.claims.values import Judged, Standing
from selaras.capacity.finding import Words
from selaras.capacity.known import Evidence


@dataclass(frozen=True, slots=True)
class ClaimsAnswer:
    """How good each team's word has been, with the claims behind it."""

    credibility: Credibility
    sentence: Words
    snapshot: str | None
    as_of: datetime

    @property
    def unscorable(self) -> tuple[Judged, ...]:
        """Claims without a quantity or a deadline."""
        return tuple(one for one in self.credibility.judged if one.standing is Standing.UNSCORABLE)

    @property
    def leaning(self) -> tuple[str, ...]:
        """Teams whose word is surely not what it seems."""
        return tuple(
            team.team
            for team in self.credibility.teams
            if team.leaning in (Leaning.OVER_CONFIDENT, Leaning.HOLDS_BACK)
        )


def claims_answer(evidence: Evidence) -> ClaimsAnswer:
    """Every team's word as of the evidence's instant."""
    found = evidence.word()
    return ClaimsAnswer(found, sentence_of(found), evidence.snapshot, evidence.at)
