"""The ledger, an agreement's ledger, and one promise."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from selaras.records.reader import reader_language
from selaras.reports.verdict_figures import period_in
from selaras.web.ledger_now import SeenLedger, seen_ledger
from selaras.web.naming import party_names, subject_names
from selaras.web.pages.ledger.drawing import draw_ahead
from selaras.web.pages.ledger.filters import Filters
from selaras.web.pages.ledger.keeping import body_key
from selaras.web.pages.ledger.pairs import Pair, pairs_of
from selaras.web.pages.ledger.sentences import side_sentence
from selaras.web.person import scope

ROWS = 40
"""Verdicts on a page of the list."""


@login_required
def ledger(request: HttpRequest) -> HttpResponse:
    """Everything that was promised between the parties one belongs to, and how it goes."""
    seen, filters = seen_ledger(scope(request)), Filters.read(request.GET)
    draw_ahead(seen)
    parties = party_names()
    context = {
        "ledger": seen,
        "filters": filters,
        "parties": parties,
        "choices": lambda: _choices(seen),
    }
    if filters.lists_verdicts:
        found = filters.chosen(seen.newest_first)
        page = Paginator(found, ROWS).get_page(request.GET.get("page"))
        kinds = [(one.verdict.subject, one.verdict.subject_kind) for one in page]
        subjects = subject_names(kinds, scope(request))
        key = body_key(request, seen, parties, subjects)
        context |= {"page": page, "subjects": subjects, "body_key": key}
        return render(request, "ledger/verdicts.html", context)
    pairs = pairs_of(one for one in seen.promises if filters.holds_promise(one))
    context |= {"pairs": pairs, "body_key": body_key(request, seen, parties)}
    return render(request, "ledger/ledger.html", context)


@login_required
def agreement(request: HttpRequest, agreement: str) -> HttpResponse:
    """What each side of an agreement owes, and how it goes."""
    seen = seen_ledger(scope(request))
    versions = [v for v in seen.agreements if v.agreement.name == agreement]
    if not versions:
        raise Http404
    pairs = pairs_of(seen.of_agreement(agreement))
    parties = party_names()
    context = {
        "ledger": seen,
        "version": versions[-1],
        "pairs": lambda: [_told(pair, seen, parties) for pair in pairs],
        "parties": parties,
        "filters": Filters(agreement=agreement),
        "body_key": body_key(request, seen, parties),
    }
    return render(request, "ledger/agreement.html", context)


def _told(pair: Pair, seen: SeenLedger, parties: dict[str, str]) -> list[dict[str, object]]:
    assert seen.as_of is not None
    return [
        {"side": side, "sentence": side_sentence(side, parties, seen.as_of)} for side in pair.sides
    ]


def _choices(seen: SeenLedger) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen in the filters: the value, and how it is shown."""
    agreements = {v.agreement.name: v.agreement.title or "" for v in seen.agreements}
    periods = {
        one.period.days: period_in(one.period, reader_language())
        for promise in seen.promises
        for one in promise.periods
    }
    parties = {party for v in seen.agreements for party in v.agreement.parties}
    commitments = sorted({promise.commitment.name for promise in seen.promises})
    return {
        "agreement": sorted(agreements.items()),
        "party": [(party, "") for party in sorted(parties)],
        "commitment": [(name, "") for name in commitments],
        "period": sorted(periods.items(), reverse=True),
    }
