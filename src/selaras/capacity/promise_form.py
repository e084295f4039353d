"""The JSON of a promise: stable, sorted by the writer, without a clock."""

from __future__ import annotations

from selaras.capacity.finding import Json, plain
from selaras.capacity.promise import Alternative, Binding, Evidence, Promise, Reply


def promise_form(promise: Promise) -> Json:
    """As `selaras capacity promise --format json` prints it."""
    question, place = promise.question, promise.place
    return {
        **reply_form(promise.today),
        "question": {
            "site": question.site,
            "product": question.product,
            "quantity": plain(float(question.quantity)),
            "by": question.by.isoformat(),
            "service_level": plain(question.service_level),
        },
        "kind": place.kind.value if place else None,
        "unit": place.unit if place else None,
        "with_expansions": None if promise.expanded is None else reply_form(promise.expanded),
        "alternatives": [_alternative(one) for one in promise.alternatives],
        "evidence": [evidence_form(one) for one in promise.evidence],
        "problems": [
            {"kind": p.kind, "subject": p.subject, "says": p.says.as_json()}
            for p in promise.problems
        ],
        "limits": [words.as_json() for words in promise.limits],
        "sentence": promise.sentence.as_json(),
        "n": promise.n,
        "as_of": promise.as_of.isoformat(),
        "snapshot": promise.snapshot,
    }


def reply_form(reply: Reply) -> Json:
    """One of the two answers."""
    return {
        "answer": reply.answer.value,
        "probability_short": plain(reply.probability_short),
        "earliest": plain(reply.earliest),
        "quantity_by_date": plain(reply.quantity_by_date),
        "at_most": plain(reply.at_most),
        "debt": plain(reply.debt),
        "binding": _binding(reply.binding),
    }


def _binding(binding: Binding) -> Json:
    return {
        "limit": binding.limit.value,
        "on": plain(binding.on),
        "tested": plain(binding.tested),
        "planned": plain(binding.planned),
        "in_use": plain(binding.in_use),
        "reserved": plain(binding.reserved),
        "resources": list(binding.resources),
        "says": binding.says.as_json(),
    }


def _alternative(one: Alternative) -> Json:
    return {
        "kind": one.way.value,
        "site": one.site,
        "quantity": plain(one.quantity),
        "by": one.by.isoformat(),
        "probability_short": plain(one.probability_short),
        "resources": list(one.resources),
        "ready_on": plain(one.ready_on),
        "adds": plain(one.adds),
        "cost": plain(one.cost),
        "currency": one.currency,
        "says": one.says.as_json(),
    }


def evidence_form(one: Evidence) -> Json:
    """What stands behind a resource."""
    return {
        "resource": one.resource_id,
        "standing": one.standing.value,
        "claimed": plain(one.claimed),
        "capacity": plain(one.capacity),
        "tested_at": plain(one.tested_at),
        "tested_on": plain(one.tested_on),
        "method": one.method,
        "tester": one.tester,
        "evidence": one.proof,
        "expires_on": plain(one.expires_on),
        "in_use": plain(one.in_use),
        "read_at": plain(one.read_at),
    }
