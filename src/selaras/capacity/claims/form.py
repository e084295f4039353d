"""The JSON of claims: stable, sorted by the writer, without a clock."""

from __future__ import annotations

from datetime import UTC

from selaras.capacity.claims.answer import ClaimsAnswer
from selaras.capacity.claims.credibility import TeamWord
from selaras.capacity.claims.values import Judged
from selaras.capacity.finding import Json, plain
from selaras.statistics.brier import Brier


def claims_form(answer: ClaimsAnswer) -> Json:
    """As `selaras capacity claims --format json` prints it."""
    found = answer.credibility
    return {
        "sentence": answer.sentence.as_json(),
        "teams": [team_form(team) for team in found.teams],
        "prior": None
        if found.prior is None
        else {"a": plain(found.prior.a), "b": plain(found.prior.b)},
        "calibration": None if found.brier is None else brier_form(found.brier),
        "unscorable": [_claim(one) for one in answer.unscorable],
        "claims": [_claim(one) for one in found.judged],
        "n": {
            "claims": len(found.judged),
            "scored": sum(one.is_scored for one in found.judged),
        },
        "as_of": plain(answer.as_of),
        "snapshot": answer.snapshot,
    }


def team_form(team: TeamWord) -> Json:
    """One team's word."""
    return {
        "team": team.team,
        "leaning": team.leaning.value,
        "claims": team.claims,
        "kept": team.kept,
        "n": team.n,
        "kept_rate": team.rate.as_json(),
        "ratio": None if team.ratio is None else team.ratio.as_json(),
        "ratio_n": team.ratio_n,
        "stated": plain(team.stated),
        "unscorable": team.unscorable,
        "pending": team.pending,
        "unjudged": team.unjudged,
        "calibration": None if team.brier is None else brier_form(team.brier),
    }


def brier_form(brier: Brier) -> Json:
    """A score with its parts and bins."""
    return {
        "brier": plain(brier.score),
        "reliability": plain(brier.reliability),
        "resolution": plain(brier.resolution),
        "uncertainty": plain(brier.uncertainty),
        "within": plain(brier.within),
        "z": plain(brier.z),
        "p_value": plain(brier.p_value),
        "n": brier.n,
        "bins": [
            {
                "stated": plain(one.stated),
                "kept": one.kept,
                "n": one.n,
                "rate": plain(one.rate),
                "low": plain(one.interval.low),
                "high": plain(one.interval.high),
            }
            for one in brier.bins
        ],
    }


def _claim(one: Judged) -> Json:
    claim = one.claim
    return {
        "claim_id": claim.claim_id,
        "team": claim.team,
        "subject": claim.subject,
        "stated_at": plain(claim.stated_at.astimezone(UTC)),
        "quantity": plain(claim.quantity),
        "due_at": plain(claim.due_at and claim.due_at.astimezone(UTC)),
        "probability": plain(claim.probability),
        "standing": one.standing.value,
        "actual": plain(one.actual),
        "source": one.source,
        "missing": list(one.missing),
        "outcome": claim.outcome,
        "outcome_understood": not one.is_misread,
    }
