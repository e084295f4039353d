"""Loads: which there were, one of them while it runs, and asking for one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from selaras.errors import InputError
from selaras.records.loads.access import may_load
from selaras.records.loads.mappings import known_mappings
from selaras.records.loads.models import Load, Upload
from selaras.web.jobs.loads import begin_load
from selaras.web.pages.data.asking import for_loaders, for_readers
from selaras.web.pages.data.words import reason_words
from selaras.web.pages.reviews.finding import attempt
from selaras.web.person import actor, scope

SHOWN = 100
SILENT = timedelta(minutes=10)
"""A load that says nothing for so long seems to have been stopped."""


@for_readers
@require_GET
def loads(request: HttpRequest) -> HttpResponse:
    """Every load, replay and evaluation."""
    found = Load.objects.select_related("person", "upload")
    kind = request.GET.get("kind", "")
    if kind in Load.Kind.values:
        found = found.filter(kind=kind)
    context = {"loads": list(found[:SHOWN]), "kind": kind, "kinds": Load.Kind.choices}
    return render(request, "data/loads.html", context)


@for_readers
@require_GET
def load_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One load; while it runs the page asks again every second."""
    load = get_object_or_404(Load.objects.select_related("person", "upload"), pk=pk)
    silent = (
        load.state == Load.State.RUNNING
        and load.seen_at is not None
        and timezone.now() - load.seen_at > SILENT
    )
    context = {
        "load": load,
        "tables": [_table(one) for one in load.counts.get("tables", [])],
        "took": None
        if load.ended_at is None or load.began_at is None
        else round((load.ended_at - load.began_at).total_seconds(), 1),
        "statuses": load.counts.get("statuses", {}),
        "quarantined": sum(sum(t["quarantined"].values()) for t in load.counts.get("tables", [])),
        "silent": silent,
        "loads_allowed": may_load(scope(request)),
    }
    return render(request, "data/load.html", context)


def _table(counts: dict[str, Any]) -> dict[str, Any]:
    """The counts of one table, its reasons in words."""
    reasons = [(reason_words(why), count) for why, count in counts["quarantined"].items()]
    return counts | {"reasons": reasons}


@for_loaders
@require_POST
def load_ask(request: HttpRequest) -> HttpResponse:
    """Load sources of the workspace again: those that were ticked, or all."""

    def ask() -> Load:
        known = {mapping.name for mapping in known_mappings()}
        names = [name for name in request.POST.getlist("mapping") if name in known]
        if request.POST.getlist("mapping") and not names:
            raise InputError(_("There is no such mapping any more."))
        return start(request, Load.Kind.LOAD, names)

    load = attempt(request, ask)
    return redirect("data") if load is None else redirect(load)


def start(
    request: HttpRequest, kind: Load.Kind, mappings: list[str], upload: Upload | None = None
) -> Load:
    """Ask for a load or replay, and have it done beside the pages."""
    return begin_load(actor(request), kind, mappings, upload)
