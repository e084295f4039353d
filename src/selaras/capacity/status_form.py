"""The JSON of a status: stable, sorted by the writer, without a clock."""

from __future__ import annotations

from selaras.capacity.finding import Json, plain
from selaras.capacity.promise_form import evidence_form
from selaras.capacity.status import PlaceStatus, Status


def status_form(status: Status) -> Json:
    """As `selaras capacity status --format json` prints it."""
    return {
        "places": [_place(status, one) for one in status.places],
        "service_level": plain(status.headroom.service_level),
        "oversubscription_limit": plain(status.limit),
        "problems": [
            {"kind": p.kind, "subject": p.subject, "says": p.says.as_json()}
            for p in status.problems
        ],
        "sentence": status.sentence.as_json(),
        "n": status.n,
        "as_of": status.as_of.isoformat(),
        "snapshot": status.snapshot,
    }


def _place(status: Status, one: PlaceStatus) -> Json:
    head, row, place = status.headroom, one.row, one.place
    figures = {
        "claimed": head.claimed,
        "tested": head.tested,
        "unsupported": head.unsupported,
        "unread": head.unread,
        "in_use": head.in_use,
        "supported_use": head.supported_use,
        "used": head.used,
        "reserved": head.reserved,
        "free": head.free,
        "debt": head.debt,
        "planned": head.planned,
    }
    return {
        "site": place.site,
        "product": place.product,
        "kind": place.kind.value,
        "unit": place.unit,
        "sold_over_tested": plain(one.sold),
        "debt": plain(one.debt),
        "flags": list(one.flags),
        "says": [words.as_json() for words in one.says],
        "weeks_read": int(head.weeks_read[row]),
        "weeks": [
            {
                "week": week.isoformat(),
                **{name: plain(float(values[row, n])) for name, values in figures.items()},
            }
            for n, week in enumerate(head.weeks)
        ],
        "evidence": [evidence_form(found) for found in one.evidence],
    }
