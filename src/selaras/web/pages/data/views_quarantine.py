"""Quarantine: what did not fit, why, and mending it."""

from __future__ import annotations

from collections import Counter
from itertools import islice

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from selaras.errors import InputError
from selaras.evidence.loading import QuarantinedRow
from selaras.evidence.loading.marks import visible
from selaras.evidence.mapping import Mapping
from selaras.records.loads.access import may_load
from selaras.records.loads.mappings import known_mappings, mapping_named
from selaras.records.loads.mending import (
    drop_row,
    find_row,
    map_words,
    mend_row,
    quarantine,
    waiting_words,
)
from selaras.records.loads.models import Load
from selaras.web.pages.data.asking import for_loaders, for_readers
from selaras.web.pages.data.quarantine_counts import quarantine_counts
from selaras.web.pages.data.views_loads import start
from selaras.web.pages.data.words import reason_words
from selaras.web.pages.reviews.finding import attempt, posted
from selaras.web.person import actor, scope

SHOWN = 50


@for_readers
@require_GET
def quarantine_list(request: HttpRequest) -> HttpResponse:
    """Rows that did not fit, filtered by mapping and reason, a page at a time."""
    counts = quarantine_counts(quarantine())
    mapping, reason = request.GET.get("mapping", ""), request.GET.get("reason", "")
    names = sorted({one for one, _table, _reason in counts})
    page = max(1, int(request.GET["page"]) if request.GET.get("page", "").isdigit() else 1)
    chosen = mapping if mapping in names else ""
    found = _rows(chosen or None, reason or None, page) if counts else []
    by_reason: Counter[str] = Counter()
    for (one, _table, why), count in counts.items():
        if chosen in ("", one):
            by_reason[why] += count
    allowed = may_load(scope(request))
    total = by_reason[reason] if reason else sum(by_reason.values())
    context = {
        "rows": [(row, reason_words(row.reason)) for row in found],
        "names": names,
        "mapping": chosen,
        "reason": reason,
        "reasons": [(one, reason_words(one), n) for one, n in by_reason.most_common()],
        "total": total,
        "page": page,
        "more": total > page * SHOWN,
        "words": waiting_words(chosen) if allowed and chosen else (),
        "loads_allowed": allowed,
    }
    return render(request, "data/quarantine.html", context)


def _rows(mapping: str | None, reason: str | None, page: int) -> list[QuarantinedRow]:
    first = (page - 1) * SHOWN
    return list(islice(quarantine().rows(mapping, reason), first, first + SHOWN))


def _known() -> tuple[Mapping, ...]:
    """The workspace's mappings; none where one of them cannot be read."""
    try:
        return known_mappings()
    except InputError:
        return ()


@for_loaders
def quarantine_row(request: HttpRequest, mapping: str, row: str) -> HttpResponse:
    """One row, with what stands in it; mended, or thrown away."""
    found = find_row(mapping, row)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _change(request, found)
    values = [] if found.values is None else list(zip(found.columns, found.values, strict=False))
    context = {
        "row": found,
        "why": reason_words(found.reason),
        "values": [(name, visible(value or "")) for name, value in values],
        "text": visible(found.text or ""),
        "blamed": _blamed(found),
    }
    return render(request, "data/row.html", context)


def _blamed(row: QuarantinedRow) -> str:
    """The source's column that the reason is about."""
    for mapping in _known():
        if mapping.name == row.mapping:
            for table in mapping.tables:
                for column in table.columns:
                    if (table.table, column.column) == (row.table, row.column):
                        return column.source or ""
    return row.column or ""


def _change(request: HttpRequest, row: QuarantinedRow) -> HttpResponse:
    who, reach = actor(request), scope(request)
    if posted(request, "do") == "drop":
        attempt(request, lambda: drop_row(who, reach, row), _("Thrown away."))
        return redirect("data-quarantine")

    def mend() -> bool:
        mapping_named(row.mapping)
        values = [_typed(one) for one in request.POST.getlist("value")]
        mend_row(who, reach, row, values=values, text=_typed(request.POST.get("text", "")))
        return True

    if attempt(request, mend) is None:
        return redirect("data-quarantine-row", row.mapping, row.id)
    load = start(request, Load.Kind.REPLAY, [row.mapping])
    return redirect(load)


def _typed(text: str) -> str:
    return text.replace("\x00", "")


@for_loaders
@require_POST
def quarantine_words(request: HttpRequest, mapping: str) -> HttpResponse:
    """Map values to words in the mapping, and read the rows again."""
    table, column = posted(request, "table"), posted(request, "column")
    words = {
        value: word
        for value, word in zip(
            request.POST.getlist("value"), request.POST.getlist("word"), strict=False
        )
        if word
    }
    if not words:
        attempt(request, lambda: _refuse(_("Choose a word for at least one value.")))
        return redirect(f"{request.path.rsplit('/', 3)[0]}/?mapping={mapping}")
    saved = attempt(
        request, lambda: map_words(actor(request), scope(request), mapping, table, column, words)
    )
    if saved is None:
        return redirect("data-quarantine")
    return redirect(start(request, Load.Kind.REPLAY, [mapping]))


def _refuse(sentence: str) -> None:
    raise InputError(sentence)


@for_loaders
@require_POST
def quarantine_replay(request: HttpRequest) -> HttpResponse:
    """Read what waits once more through the mappings of today."""
    name = posted(request, "mapping")
    known = {mapping.name for mapping in _known()}
    waiting = [one for one in quarantine().mappings() if one in known and name in ("", one)]
    if not waiting:
        attempt(request, lambda: _refuse(_("Nothing waits that a mapping could read.")))
        return redirect("data-quarantine")
    return redirect(start(request, Load.Kind.REPLAY, waiting))
