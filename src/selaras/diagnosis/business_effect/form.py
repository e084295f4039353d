"""Business effect as plain JSON values."""

from __future__ import annotations

from typing import Any

from selaras.diagnosis.business_effect.answer import BusinessEffect, PromiseEffect
from selaras.diagnosis.business_effect.sentences import (
    effect_sentence,
    limits_of,
    needed_for,
    sentence_of,
)
from selaras.diagnosis.business_effect.source_costs import SourceCost
from selaras.diagnosis.followup.figures import CANNOT_TELL, SURE
from selaras.diagnosis.followup.form import figure_form, number, sentence_form
from selaras.ledger.form import plain


def business_effect_form(answer: BusinessEffect) -> dict[str, Any]:
    """The key `business_effect` of `selaras diagnose --format json`; losses are above 0."""
    told = answer.lack is None
    return {
        "kind": "business_effect",
        "label": "association",
        "status": SURE if told else CANNOT_TELL,
        "lack": None if answer.lack is None else answer.lack.value,
        "sentence": sentence_form(sentence_of(answer)),
        "limits": [sentence_form(limit) for limit in limits_of(answer)],
        "needed": None if told else sentence_form(needed_for(answer)),
        "unit": "deals",
        "currency": answer.currency,
        "attempts": answer.attempts,
        "promises": [_promise(effect, answer.currency) for effect in answer.promises],
        "sources": [_source(source) for source in answer.sources],
        "n": answer.n,
        "period": {"start": plain(answer.start), "end": plain(answer.end)},
        "as_of": plain(answer.as_of),
        "snapshot": answer.snapshot,
        "level": 0.9,
    }


def _promise(effect: PromiseEffect, currency: str) -> dict[str, Any]:
    return {
        "agreement": effect.agreement,
        "commitment": effect.commitment,
        "promisor": effect.promisor,
        "promisee": effect.promisee,
        "kind": effect.kind,
        "broken": effect.broken,
        "of": effect.of,
        "deals": figure_form(effect.deals),
        "deals_as_worked": figure_form(effect.deals_as_worked),
        "revenue": figure_form(effect.revenue),
        "lack": None if effect.lack is None else effect.lack.value,
        "sentence": sentence_form(effect_sentence(effect, currency)),
    }


def _source(source: SourceCost) -> dict[str, Any]:
    return {
        "source": source.source,
        "spent": number(source.spent),
        "leads": source.leads,
        "deals": source.deals,
        "cost_per_lead": number(source.per_lead),
        "cost_per_deal": figure_form(source.per_deal),
    }
