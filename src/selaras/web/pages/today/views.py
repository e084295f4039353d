"""Today: the sentence first, then what waits for me and what changed."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from selaras.records.feedback.wins import seen_wins
from selaras.records.people.scope import PERSONAL, Scope
from selaras.web.ledger_now import SeenLedger, seen_ledger
from selaras.web.naming import party_names
from selaras.web.pages.ledger.drawing import draw_ahead
from selaras.web.pages.ledger.pairs import Side, pairs_of
from selaras.web.pages.ledger.sentences import side_sentence
from selaras.web.pages.today.changes import changes_since
from selaras.web.pages.today.concerns import by_weight, concerns_of
from selaras.web.pages.today.first_steps import first_steps
from selaras.web.pages.today.visits import last_visit
from selaras.web.pages.today.waiting import MOST, what_waits
from selaras.web.person import scope
from selaras.web.place import workspace

_ATTENTION = 8
_CHANGES = 8
_WINS = 3


@login_required
def today(request: HttpRequest) -> HttpResponse:
    """What is kept, at risk and missed between my parties."""
    reach = scope(request)
    seen, parties = seen_ledger(reach), party_names()
    draw_ahead(seen)
    since = last_visit(request)
    sides = [side for pair in pairs_of(seen.promises) for side in pair.sides]
    sentence = ""
    if sides and seen.as_of is not None:
        first = by_weight(sides, reach, seen.as_of)[0]
        sentence = side_sentence(first, parties, seen.as_of)
    waiting = what_waits(reach, seen, workspace().now())
    changes = changes_since(seen, since)
    concerns = concerns_of(seen)
    context = {
        "ledger": seen,
        "sentence": sentence,
        "sides": _told(sides, seen.as_of),
        "parties": parties,
        "concerns": concerns[:_ATTENTION],
        "more_concerns": max(len(concerns) - _ATTENTION, 0),
        "waiting": waiting[:MOST],
        "more_waiting": max(len(waiting) - MOST, 0),
        "since": since,
        "changes": changes[:_CHANGES],
        "more_changes": max(len(changes) - _CHANGES, 0),
        "own": _own(seen, reach),
        "steps": [] if seen.as_of else first_steps(reach),
        "wins": list(seen_wins(reach)[:_WINS]),
    }
    return render(request, "today/today.html", context)


def _told(sides: list[Side], as_of: datetime | None) -> list[dict[str, object]]:
    if as_of is None:
        return []
    return [{"side": one, "now": one.running(as_of), "last": one.last_counts} for one in sides]


def _own(seen: SeenLedger, reach: Scope) -> bool:
    """Whether there are promises counted per the person themselves."""
    if not reach.person_id:
        return False
    return any(
        one.verdict.subject == reach.person_id
        for promise in seen.promises
        if promise.commitment.per in PERSONAL
        for one in promise.seen(promise.newest)
    )
