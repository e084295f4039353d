"""The JSON of a postmortem: stable, sorted by the writer, without a clock."""

from __future__ import annotations

from datetime import UTC

from selaras.capacity.finding import Json, Words, plain
from selaras.capacity.postmortem.answer import Postmortem
from selaras.capacity.postmortem.oks import Ok
from selaras.capacity.postmortem.questions import Question
from selaras.capacity.postmortem.sentences import needed_of, sentence_of
from selaras.capacity.postmortem.waterfall import Links, Waterfall
from selaras.capacity.programmes.form import test_form


def postmortem_form(found: Postmortem) -> Json:
    """As `selaras capacity postmortem PROGRAMME --format json` prints it."""
    known, outcome = found.known, found.outcome
    short = known.with_expansions.chances.tightest or known.by_claims.tightest
    return {
        "programme": found.programme.programme_id,
        "name": found.programme.name,
        "verdict": found.verdict.value,
        "causes": [cause.value for cause in found.causes],
        "fell_short": found.fell_short,
        "sentence": sentence_of(found).as_json(),
        "questions": {q.cause.value: _question(q) for q in found.questions},
        "waterfall": waterfall_form(found.waterfall),
        "probability_short_at_approval": None if short is None else short.as_json(),
        "reaches_target_at_approval": known.reaches_target.as_json(),
        "tolerance": plain(found.programme.tolerance),
        "outcome": {
            "demand": None if outcome.demand is None else outcome.demand.as_json(),
            "served": plain(outcome.served),
            "lost": plain(outcome.lost),
            "capacity": plain(outcome.capacity),
            "capacity_from": outcome.capacity_from,
            "sold_out": list(outcome.sold_out),
            "by_site": [
                {
                    "site": plan.site,
                    "product": plan.product,
                    "demand": plain(float(outcome.demand_by_site[n])),
                    "served": plain(float(outcome.served_by_site[n])),
                    "capacity": plain(float(outcome.capacity_by_site[n])),
                }
                for n, plan in enumerate(found.programme.sites)
            ],
        },
        "oks": [_ok(ok) for ok in found.oks.given],
        "evidence": [test_form(test) for test in known.bearing.tests],
        "decided_at": plain(found.decided_at),
        "approved_at": plain(found.programme.approved_at),
        "approved_by": found.programme.approved_by,
        "basis": found.basis.value,
        "known_snapshot": found.known_snapshot,
        "needed": [words.as_json() for words in needed_of(found)],
        "limits": [words.as_json() for words in found.limits],
        "n": {
            "past_programmes": known.forecast.past,
            "weeks": known.forecast.weeks,
            "oks": len(found.oks.given),
            "claims_scored": sum(team.n for team in found.word.teams),
            "periods": outcome.rows,
            "cut": outcome.cut,
        },
        "as_of": plain(found.as_of),
        "snapshot": found.snapshot,
    }


def waterfall_form(found: Waterfall) -> Json:
    """The figures, and the steps between them."""
    return {
        "links": _links(found.links),
        "gap": None if found.gap is None else found.gap.as_json(),
        "terms": [
            {
                "name": term.name,
                "upper": term.upper,
                "lower": term.lower,
                **term.value.as_json(),
                "merged": list(term.merged),
            }
            for term in found.terms
        ],
    }


def _links(links: Links) -> Json:
    return {
        "demand": None if links.demand is None else links.demand.as_json(),
        "target": plain(links.target),
        "claimed": plain(links.claimed),
        "tested": plain(links.tested),
        "actual": None if links.actual is None else links.actual.as_json(),
    }


def _question(question: Question) -> Json:
    return {
        "answer": question.answer.value,
        "reasons": [
            {
                "name": reason.name,
                "answer": reason.answer.value,
                "figure": None if reason.figure is None else reason.figure.as_json(),
                "bound": plain(reason.bound),
                "n": reason.n,
                "says": _said(reason.says),
            }
            for reason in question.reasons
        ],
    }


def _said(words: Words) -> Json:
    return words.as_json()


def _ok(ok: Ok) -> Json:
    return {
        "team": ok.team,
        "claim_id": ok.claim_id,
        "subject": ok.subject,
        "quantity": plain(ok.quantity),
        "probability": plain(ok.probability),
        "stated_at": plain(ok.stated_at and ok.stated_at.astimezone(UTC)),
        "is_tested": ok.is_tested,
    }
