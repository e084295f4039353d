"""Data at a glance: how fresh each source is, and which snapshots there are."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from selaras.errors import InputError
from selaras.records.answers.pinning import evidence_here
from selaras.records.loads.access import may_load
from selaras.records.loads.mappings import known_mappings
from selaras.records.loads.mending import quarantine
from selaras.records.loads.models import Load, Upload
from selaras.web.faults import said_of
from selaras.web.pages.data.asking import for_readers
from selaras.web.pages.data.freshness import latest_snapshot, table_states
from selaras.web.pages.data.quarantine_counts import quarantine_counts, waiting_by_source
from selaras.web.person import scope
from selaras.web.place import workspace


@for_readers
@require_GET
def data(request: HttpRequest) -> HttpResponse:
    """Sources with their freshness, what waits, and the latest loads."""
    counts = quarantine_counts(quarantine())
    snapshot, problem = latest_snapshot()
    states = (
        ()
        if snapshot is None
        else table_states(snapshot, workspace().now(), waiting_by_source(counts))
    )
    mappings, mapping_problem = _mappings()
    context = {
        "tables": states,
        "snapshot": snapshot,
        "late": sum(1 for state in states if state.is_late),
        "waiting": sum(counts.values()),
        "loads": list(Load.objects.select_related("person", "upload")[:6]),
        "uploads": list(Upload.objects.filter(state=Upload.State.NEW)[:5]),
        "mappings": mappings,
        "problem": problem or mapping_problem,
        "loads_allowed": may_load(scope(request)),
        "now": workspace().now(),
    }
    return render(request, "data/data.html", context)


def _mappings() -> tuple[tuple[str, ...], str]:
    try:
        return tuple(mapping.name for mapping in known_mappings()), ""
    except InputError as error:
        return (), said_of(error).replace(f"{workspace().root}/", "")


@for_readers
@require_GET
def snapshots(request: HttpRequest) -> HttpResponse:
    """Every snapshot: who asked for its load, its rows, and what it is kept for."""
    found = list(reversed(evidence_here().snapshots()))
    by_number = {
        load.snapshot: load
        for load in Load.objects.exclude(kind=Load.Kind.EVALUATION)
        .filter(snapshot__isnull=False)
        .select_related("person")
    }
    shown = [(one, by_number.get(one.number)) for one in found[:100]]
    return render(request, "data/snapshots.html", {"snapshots": shown, "all": len(found)})
