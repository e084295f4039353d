"""One person's promises, kept and to be kept; nobody is ranked."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from selaras.agreements.values import Commitment
from selaras.ledger.recorded import RecordedVerdict
from selaras.ledger.together import Together, together
from selaras.records.people.scope import PERSONAL
from selaras.records.reader import reader_language
from selaras.reports.charts.history import History, history_of, picture_of
from selaras.reports.page import Picture
from selaras.web.ledger_now import EARLIER, Promise, SeenLedger, seen_ledger
from selaras.web.naming import party_names, subject_names
from selaras.web.pages.ledger.drawing import are_drawn
from selaras.web.person import scope


@dataclass(frozen=True)
class Own:
    """What one person has promised in one commitment, or was promised, the newest first."""

    promise: Promise
    newest: RecordedVerdict
    periods: tuple[Together, ...]
    history: History | None

    @property
    def commitment(self) -> Commitment:
        return self.promise.commitment

    @property
    def picture(self) -> Picture | None:
        return None if self.history is None else picture_of(self.history)

    @property
    def earlier(self) -> tuple[Together, ...]:
        return self.periods[1 : EARLIER + 1]


@login_required
def person(request: HttpRequest, subject: str) -> HttpResponse:
    """The promises counted per this person; 404 for whoever may not see them."""
    seen = seen_ledger(scope(request))
    found = [own for promise in seen.promises if (own := _own(promise, subject)) is not None]
    if not found:
        raise Http404
    kinds = [(subject, "rep")]
    context = {
        "ledger": seen,
        "subject": subject,
        "is_self": scope(request).person_id == subject,
        "found": found,
        "is_drawn": are_drawn([own.history for own in found if own.history is not None]),
        "parties": party_names(),
        "subjects": subject_names(kinds, scope(request)),
        "visible_to": _visible_to(seen, found),
    }
    return render(request, "people/person.html", context)


def _own(promise: Promise, subject: str) -> Own | None:
    if promise.commitment.per not in PERSONAL:
        return None
    periods = []
    for whole in promise.periods:
        own = [one for one in promise.seen(whole) if one.verdict.subject == subject]
        if own:
            periods.append(together(own))
    if not periods:
        return None
    history = history_of(periods, promise.commitment, reader_language())
    return Own(promise, periods[0].recorded[0], tuple(periods), history)


def _visible_to(seen: SeenLedger, found: list[Own]) -> str:
    """The widest circle that sees any of it: people are told who else reads this."""
    words = {own.promise.version.agreement.individuals.value for own in found}
    return next(word for word in ("parties", "own_team", "heads") if word in words)
