"""The answer on follow-ups as plain JSON values."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from selaras.diagnosis.followup.curve import Attempt, Best, Curve
from selaras.diagnosis.followup.figures import CANNOT_TELL, SURE, Figure, Sentence
from selaras.diagnosis.followup.persistence_weights import WeightedCheck
from selaras.diagnosis.followup.policy import FollowUp, Scarce
from selaras.diagnosis.followup.sentences import limits_of, needed_for, sentence_of
from selaras.diagnosis.followup.survivorship import ByFinalNumber
from selaras.diagnosis.followup.terms import Worth
from selaras.diagnosis.followup.timing import HOURS, WAITS, Band, Timing
from selaras.ledger.form import plain

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def follow_up_form(answer: FollowUp) -> dict[str, Any]:
    """What `selaras followup --format json` prints."""
    needed = None if answer.lack is None else sentence_form(needed_for(answer))
    return {
        "kind": "followup",
        "status": SURE if answer.lack is None else CANNOT_TELL,
        "lack": None if answer.lack is None else answer.lack.value,
        "sentence": sentence_form(sentence_of(answer)),
        "limits": [sentence_form(limit) for limit in limits_of(answer)],
        "needed": needed,
        "by": answer.by.value,
        "unit": answer.unit,
        "value": _worth(answer.worth, answer),
        "cost": {
            "value": number(answer.cost),
            "source": "stated" if answer.terms.cost is not None else "shadow_price",
        },
        "curves": [_curve(curve) for curve in answer.curves],
        "spread": None if answer.scarce is None else _scarce(answer.scarce),
        "by_final_number": {
            "refused": True,
            "rows": [_final(row) for row in answer.final_numbers],
        },
        "weights": None if answer.weighted is None else _weighted(answer.weighted),
        "timing": None if answer.timing is None else _timing(answer.timing),
        "promised_attempts": answer.promised_attempts,
        "n": answer.n,
        "period": {"start": plain(answer.start), "end": plain(answer.end)},
        "as_of": plain(answer.as_of),
        "horizon": plain(answer.horizon),
        "snapshot": answer.snapshot,
        "level": 0.9,
    }


def sentence_form(sentence: Sentence) -> dict[str, str]:
    """Both languages by their codes."""
    return {"en": sentence.en, "id": sentence.id}


def figure_form(of: Figure | None) -> dict[str, Any] | None:
    """Value and ends, rounded to 9 significant digits; None stays None."""
    if of is None:
        return None
    return {"value": number(of.value), "low": number(of.low), "high": number(of.high)}


def number(value: float | Decimal | datetime | None) -> Any:
    """A number or instant as JSON has it."""
    return plain(value)


def _worth(worth: Worth, answer: FollowUp) -> dict[str, Any]:
    if worth.stated is not None:
        return {"value": number(worth.stated), "source": "stated"}
    if worth.why_not is not None:
        return {"value": None, "source": CANNOT_TELL, "why": sentence_form(worth.why_not)}
    curve = answer.curves[0] if answer.curves else None
    return {
        "value": None if curve is None else number(curve.value.value),
        "source": "evidence",
        "mean_amount": number(worth.amount and float(worth.amount)),
        "deals": worth.deals,
        "win_rate": None if curve is None else number(curve.win_rate),
    }


def _curve(curve: Curve) -> dict[str, Any]:
    return {
        "name": curve.name,
        "leads": curve.leads,
        "value": figure_form(curve.value),
        "win_rate": number(curve.win_rate),
        "attempts_now": number(curve.attempts_now),
        "contact_now": number(curve.contact_now),
        "best": _best(curve.best),
        "attempts": [_attempt(row) for row in curve.rows],
    }


def _best(best: Best) -> dict[str, Any]:
    return {
        "value": best.number,
        "low": best.low,
        "high": best.high,
        "probabilities": [number(p) for p in best.probabilities],
        "is_edge": best.is_edge,
    }


def _attempt(row: Attempt) -> dict[str, Any]:
    return {
        "attempt": row.number,
        "attempted": row.attempted,
        "contacts": row.contacts,
        "hazard": number(row.hazard),
        "chance": figure_form(row.chance),
        "made": number(row.made),
        "contact_by": figure_form(row.contact_by),
        "expected_attempts": number(row.attempts),
        "worth": figure_form(row.worth),
        "net": figure_form(row.net),
    }


def _scarce(scarce: Scarce) -> dict[str, Any]:
    return {
        "attempts": number(scarce.attempts),
        "shadow_price": figure_form(scarce.price),
        "contacts": number(scarce.contacts),
        "contacts_today": number(scarce.today_contacts),
        "contacts_gained": figure_form(scarce.contacts_gained),
        "value_gained": figure_form(scarce.value_gained),
        "shares": [
            {
                "name": kind,
                "leads": leads,
                "attempts": share.attempts,
                "attempts_then": share.attempts_then,
                "share_then": number(share.share),
                "expected_attempts": number(share.expected),
                "contacts": number(share.contacts),
                "value": number(share.value),
            }
            for kind, leads, share in zip(scarce.kinds, scarce.leads, scarce.shares, strict=True)
        ],
    }


def _final(row: ByFinalNumber) -> dict[str, Any]:
    return {
        "attempts": row.attempts,
        "ended": row.ended,
        "share_reached": number(row.share_reached),
        "chance": number(row.chance),
    }


def _weighted(check: WeightedCheck) -> dict[str, Any]:
    return {
        "attempts": check.attempts,
        "by_weights": number(check.by_weights),
        "by_hazards": figure_form(check.by_hazards),
        "unweighted": number(check.unweighted),
        "effective": number(check.effective),
        "largest_weight": number(check.largest_weight),
        "agrees": check.agrees,
    }


def _timing(timing: Timing) -> dict[str, Any]:
    hours = [f"{HOURS[b.band]:02d}-{([*HOURS, 24])[b.band + 1]:02d}" for b in timing.hours]
    waits = [f"{WAITS[b.band]}-{([*WAITS, ''])[b.band + 1]}" for b in timing.waits]
    days = [WEEKDAYS[b.band] for b in timing.weekdays]
    return {
        "label": sentence_form(timing.label),
        "hours": _bands(hours, timing.hours),
        "weekdays": _bands(days, timing.weekdays),
        "wait_hours": _bands(waits, timing.waits),
    }


def _bands(names: list[str], bands: tuple[Band, ...]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "attempts": band.attempts,
            "contacts": band.contacts,
            "share": figure_form(band.share),
        }
        for name, band in zip(names, bands, strict=True)
    ]
