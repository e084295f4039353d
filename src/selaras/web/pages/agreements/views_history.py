"""Who did what when with an agreement; and all of it as a file."""

from __future__ import annotations

import csv
import json

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from selaras.records.agreements.history import COLUMNS, history_of
from selaras.web.naming import party_names
from selaras.web.pages.agreements.events import told_events
from selaras.web.pages.agreements.finding import seen_versions
from selaras.web.person import scope

_RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula at the beginning of a cell."""


@login_required
def history(request: HttpRequest, name: str) -> HttpResponse:
    reach = scope(request)
    found = seen_versions(name, reach)
    context = {
        "agreement": found[0].agreement,
        "shown": found[-1],
        "events": told_events(history_of(name, reach), party_names()),
    }
    return render(request, "agreements/history.html", context)


@login_required
def export(request: HttpRequest, name: str) -> HttpResponse:
    """The history as CSV or JSON; what one may not know of is left out."""
    reach = scope(request)
    found = seen_versions(name, reach)
    rows = [event.form() for event in history_of(name, reach)]
    form = request.GET.get("format", "csv")
    if form == "json":
        text = json.dumps({"agreement": name, "history": rows}, indent=2, ensure_ascii=False)
        answer = HttpResponse(text + "\n", content_type="application/json; charset=utf-8")
    elif form == "csv":
        answer = HttpResponse(content_type="text/csv; charset=utf-8")
        writer = csv.writer(answer)
        writer.writerow(COLUMNS)
        for row in rows:
            writer.writerow([_harmless(row[column]) for column in COLUMNS])
    else:
        raise Http404
    file = f"agreement-{found[0].agreement_id}-history.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{file}"'
    return answer


def _harmless(value: object) -> object:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_RISKY) else value
