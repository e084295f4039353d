"""The answer on source fairness as plain JSON values."""

from __future__ import annotations

from typing import Any

from selaras.diagnosis.followup.form import figure_form, number, sentence_form
from selaras.diagnosis.source_fairness.answer import Method, SourceFairness, Verdict
from selaras.diagnosis.source_fairness.sentences import limits_of, needed_for, sentence_of
from selaras.ledger.form import plain


def source_fairness_form(answer: SourceFairness) -> dict[str, Any]:
    """The key `source_fairness` of `selaras diagnose --format json`.

    Values are deals (and contacts) per lead; differences are marketing's less sales'.
    """
    told = answer.verdict is not Verdict.CANNOT_TELL
    overlap = answer.overlap
    return {
        "kind": "source_fairness",
        "label": "association",
        "verdict": answer.verdict.value,
        "lack": None if answer.lack is None else answer.lack.value,
        "sentence": sentence_form(sentence_of(answer)),
        "limits": [sentence_form(limit) for limit in limits_of(answer)],
        "needed": None if told else sentence_form(needed_for(answer)),
        "needed_leads": answer.needed,
        "unit": "deals_per_lead",
        "effort": {
            "attempts": answer.attempts,
            "promised_attempts": answer.promised,
            "in_time": answer.in_time,
        },
        "methods": [_method(method) for method in answer.methods],
        "crude": None
        if answer.crude is None
        else {"marketing": number(answer.crude[0]), "sales": number(answer.crude[1])},
        "overlap": None
        if overlap is None
        else {
            "share": number(overlap.share),
            "least_propensity": number(overlap.least),
            "most_propensity": number(overlap.most),
            "same_reps": number(overlap.same_reps),
        },
        "e_value": number(answer.e_value),
        "e_value_bound": number(answer.e_value_bound),
        "n": answer.n,
        "period": {"start": plain(answer.start), "end": plain(answer.end)},
        "as_of": plain(answer.as_of),
        "snapshot": answer.snapshot,
        "level": 0.9,
    }


def _method(method: Method) -> dict[str, Any]:
    return {
        "name": method.name,
        "marketing": number(method.wins[0]),
        "sales": number(method.wins[1]),
        "difference": figure_form(method.apart),
        "ratio": figure_form(method.ratio),
        "contacts": {
            "marketing": number(method.contacts[0]),
            "sales": number(method.contacts[1]),
            "difference": figure_form(method.contacts_apart),
        },
    }
