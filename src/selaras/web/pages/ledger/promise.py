"""One promise: what it asks, how it went, how it will end, and what can still be saved."""

from __future__ import annotations

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from selaras.ledger.recorded import RecordedVerdict
from selaras.ledger.together import WORST_FIRST, Together, expected_misses, together
from selaras.records.reader import reader_language
from selaras.reports.charts.history import history_of, picture_of
from selaras.web.desk import State, ask
from selaras.web.ledger_now import Promise, SeenLedger, is_current, seen_ledger, sees_items
from selaras.web.naming import party_names, subject_names
from selaras.web.pages.ledger.drawing import are_drawn
from selaras.web.pages.ledger.keeping import body_key
from selaras.web.pages.ledger.sentences import outlook_sentence
from selaras.web.pages.ledger.tracing import shown_columns
from selaras.web.person import scope
from selaras.web.place import workspace
from selaras.workspace.tracing import keep_open, kept_trace, open_key

ROWS = 40
"""Subjects shown at once; the rest is in the ledger's list."""
OPEN_ROWS = 20
_RANK = {status: rank for rank, status in enumerate(WORST_FIRST)}


@login_required
def commitment(request: HttpRequest, agreement: str, commitment: str) -> HttpResponse:
    """The promise as a sentence, its history, its forecast, its subjects, its open items."""
    seen = seen_ledger(scope(request))
    promise = _promise(seen, agreement, commitment)
    assert seen.as_of is not None
    subject = request.GET.get("subject") or None
    periods = _periods(promise, subject)
    if not periods:
        raise Http404
    shown = promise.at(request.GET.get("period", "")) or promise.newest
    rows = sorted(promise.seen(shown), key=_by_attention)
    kinds = [(one.verdict.subject, one.verdict.subject_kind) for one in rows]
    newest = promise.newest
    history = history_of(periods, promise.commitment, reader_language())
    is_drawn = history is None or are_drawn([history])
    parties = party_names()
    subjects = subject_names([*kinds, (subject, promise.commitment.per)], scope(request))
    context = {
        "body_key": body_key(request, seen, parties, subjects, is_drawn),
        "ledger": seen,
        "promise": promise,
        "commitment": promise.commitment,
        "version": promise.version,
        "parties": parties,
        "subjects": subjects,
        "subject": subject,
        "outlook": outlook_sentence(promise, seen.as_of),
        "is_current": is_current(newest.period, seen.as_of),
        "misses": expected_misses([one.verdict for one in newest.recorded]),
        "newest": newest,
        "shown": shown,
        "rows": rows[:ROWS],
        "more": max(len(rows) - ROWS, 0),
        "is_running": any(one.verdict.probability_missed is not None for one in rows),
        "has_reasons": any(one.verdict.reason for one in rows),
        "hidden": shown.subjects - len(rows),
        "picture": picture_of(history) if history and is_drawn else None,
        "is_drawn": is_drawn,
        "periods": periods,
        "has_open": _has_items(promise),
        "own_open": open_verdicts(request, seen, promise),
    }
    return render(request, "ledger/commitment.html", context)


@login_required
def open_items(request: HttpRequest, agreement: str, commitment: str) -> HttpResponse:
    """Items that are open now, first what is due next: what can still be saved."""
    seen = seen_ledger(scope(request))
    promise = _promise(seen, agreement, commitment)
    if not request.htmx:  # type: ignore[attr-defined]
        return HttpResponseRedirect(reverse("commitment", args=[agreement, commitment]))
    of = open_verdicts(request, seen, promise)
    if not of:
        raise Http404
    state = work_out_open(seen, promise)
    kept = kept_trace(workspace(), open_key(seen.whole, promise.newest.recorded))
    context: dict[str, object] = {"promise": promise, "state": state, "kept": kept}
    if kept is not None:
        items = kept.items(verdicts=frozenset(one.id for one in of))
        now = seen.as_of
        items = [i for i in items if i.item.due is None or now is None or i.item.due > now]
        kinds = [(i.subject, promise.commitment.per) for i in items[:OPEN_ROWS]]
        context |= {
            "items": items[:OPEN_ROWS],
            "more": max(len(items) - OPEN_ROWS, 0),
            "columns": shown_columns([i.item for i in items]),
            "subjects": subject_names(kinds, scope(request)),
            "by_id": {one.id: one for one in of},
            "now": now,
        }
    return render(request, "ledger/parts/open.html", context)


def _promise(seen: SeenLedger, agreement: str, commitment: str) -> Promise:
    found = seen.promise(agreement, commitment)
    if found is None or seen.as_of is None:
        raise Http404
    return found


def _periods(promise: Promise, subject: str | None) -> list[Together]:
    """The promise's periods as a whole, or those of one subject that may be seen."""
    if subject is None:
        return list(promise.periods)
    found = []
    for whole in promise.periods:
        own = [one for one in promise.seen(whole) if one.verdict.subject == subject]
        if own:
            found.append(together(own))
    return found


def _by_attention(one: RecordedVerdict) -> tuple[int, float, str]:
    verdict = one.verdict
    return _RANK[verdict.status], -(verdict.probability_missed or 0.0), verdict.subject or ""


def _has_items(promise: Promise) -> bool:
    """Whether items wait for something, so that some can be open."""
    return promise.newest.first.unit == "share"


def open_verdicts(
    request: HttpRequest, seen: SeenLedger, promise: Promise
) -> tuple[RecordedVerdict, ...]:
    """The verdicts of the newest period with something open, whose rows may be seen."""
    if not _has_items(promise):
        return ()
    return tuple(
        one
        for one in promise.seen(promise.newest)
        if one.verdict.open and sees_items(scope(request), seen.whole, one)
    )


def work_out_open(seen: SeenLedger, promise: Promise) -> State:
    """Have the open items of a promise's newest period worked out, unless they are."""
    of = promise.newest.recorded
    key = open_key(seen.whole, of)
    if kept_trace(workspace(), key) is not None:
        return State(True)
    return ask(key, partial(keep_open, workspace(), seen.whole, of), pace="quick")
