"""A verdict's figures, and the items behind it down to the rows they came from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import zip_longest

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from selaras.agreements.values import AgreementVersion
from selaras.ledger.form import item_form
from selaras.ledger.recorded import RecordedVerdict
from selaras.ledger.trace import Item
from selaras.web.book import book
from selaras.web.desk import State, ask
from selaras.web.ledger_now import SeenLedger, seen_ledger, sees, sees_items
from selaras.web.naming import party_names, subject_names
from selaras.web.pages.ledger.exports import download
from selaras.web.person import scope
from selaras.web.place import workspace
from selaras.workspace.tracing import keep_trace, kept_trace

ROWS = 50
"""Items on a page of a trace."""
_PATIENCE = 90.0
"""Seconds that whoever asks for a file is willing to wait for what is behind it."""


@login_required
def trace(request: HttpRequest, verdict_id: str) -> HttpResponse:
    """The verdict as it was told, and its items once they are worked out."""
    seen = seen_ledger(scope(request))
    one = _one(request, seen, verdict_id)
    history = [
        other for other in seen.whole.history(one) if other.verdict.version == one.verdict.version
    ]
    version = seen.whole.versions[one.verdict.version]
    kinds = [(one.verdict.subject, one.verdict.subject_kind)]
    context = {
        "ledger": seen,
        "one": one,
        "v": one.verdict,
        "version": version,
        "commitment": version.agreement.commitment(one.verdict.commitment),
        "stands": seen.find(one.id) is not None,
        "standing": history[0] if history else one,
        "history": _first_told(history),
        "parties": party_names(),
        "subjects": subject_names(kinds, scope(request)),
        "may_see_items": sees_items(scope(request), seen.whole, one),
    }
    if context["may_see_items"]:
        context |= _items_context(request, one, version)
    return render(request, "ledger/trace.html", context)


@login_required
def items(request: HttpRequest, verdict_id: str) -> HttpResponse:
    """The items alone: works them out where they are not yet, and says how far it is."""
    one = _with_items(request, verdict_id)
    version = seen_ledger(scope(request)).whole.versions[one.verdict.version]
    if not request.htmx:  # type: ignore[attr-defined]
        return HttpResponseRedirect(reverse("trace", args=[verdict_id]))
    state = _work(one)
    context = _items_context(request, one, version) | {"state": state, "one": one, "v": one.verdict}
    return render(request, "ledger/parts/items.html", context)


@login_required
def export(request: HttpRequest, verdict_id: str, form: str) -> HttpResponse:
    """All items of a verdict as CSV or as a workbook; waits for what is not worked out yet."""
    one = _with_items(request, verdict_id)
    kept = kept_trace(workspace(), one.id)
    if kept is None:
        _work(one, patience=_PATIENCE)
        kept = kept_trace(workspace(), one.id)
    if kept is None:
        return HttpResponseRedirect(reverse("trace", args=[verdict_id]))
    names = tuple(Item.__slots__)
    columns = ("verdict", "agreement", "commitment", "subject", "period_start", *names)
    verdict = one.verdict
    head = (one.id, verdict.agreement, verdict.commitment, verdict.subject, verdict.period.first)
    rows = ([*head, *(item_form(traced.item)[name] for name in names)] for traced in kept.items())
    return download(form, f"{verdict.commitment}-{verdict.period.first}-{one.id}", columns, rows)


def _first_told(history: Sequence[RecordedVerdict]) -> list[RecordedVerdict]:
    """Newest first, and each where it was first told: chances move from day to day beside it."""
    return [
        one
        for one, before in zip_longest(history, history[1:])
        if before is None or _judged(one) != _judged(before)
    ]


def _judged(one: RecordedVerdict) -> tuple[object, ...]:
    v = one.verdict
    return v.status, v.value, v.target, v.n, v.kept, v.broken, v.unknown, v.restates


def _one(request: HttpRequest, seen: SeenLedger, verdict_id: str) -> RecordedVerdict:
    """A verdict that may be seen, standing or not; 404 for any other."""
    found = seen.find(verdict_id) or seen.whole.find(verdict_id)
    if found is None or not sees(scope(request), seen.whole, found):
        raise Http404
    return found


def _with_items(request: HttpRequest, verdict_id: str) -> RecordedVerdict:
    seen = seen_ledger(scope(request))
    one = _one(request, seen, verdict_id)
    if not sees_items(scope(request), seen.whole, one):
        raise Http404
    return one


def _work(one: RecordedVerdict, *, patience: float = 0.0) -> State:
    if kept_trace(workspace(), one.id) is not None:
        return State(True)
    work = partial(keep_trace, workspace(), book(), one)
    return ask(f"trace-{one.id}", work, patience=patience, pace="quick")


def _items_context(
    request: HttpRequest, one: RecordedVerdict, version: AgreementVersion
) -> dict[str, object]:
    kept = kept_trace(workspace(), one.id)
    if kept is None:
        return {"kept": None}
    counts = kept.counts()
    judgement = request.GET.get("judgement", "")
    judgement = judgement if judgement in counts else ""
    whole = counts[judgement] if judgement else sum(counts.values())
    paging = Paginator(range(whole), ROWS)
    page = paging.get_page(request.GET.get("page"))
    start = (page.number - 1) * ROWS
    shown = kept.items(judgement=judgement or None, start=start, most=ROWS)
    return {
        "kept": kept,
        "counts": counts,
        "judgement": judgement,
        "page": page,
        "items": shown,
        "columns": shown_columns([traced.item for traced in shown]),
        "table": _table_of(version, one),
    }


_OPTIONAL = ("stop", "until", "due", "elapsed_seconds", "paused_seconds", "made", "amount", "side")


def shown_columns(items: list[Item]) -> frozenset[str]:
    """Columns in which at least one item has something to say."""
    return frozenset(
        name for name in _OPTIONAL if any(getattr(i, name) not in (None, 0) for i in items)
    )


def _table_of(version: AgreementVersion, one: RecordedVerdict) -> str:
    """The evidence table whose rows the items are."""
    measure = version.agreement.commitment(one.verdict.commitment).measure
    start = getattr(measure, "start", None)
    of = getattr(measure, "of", None)
    return str(getattr(start, "table", None) or getattr(of, "table", None) or measure.table)  # type: ignore[union-attr]
