"""Figures for Prometheus: requests, work, messages, evidence. For administrators and machines."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from selaras.records.alerts.models import Delivery
from selaras.records.people.scope import scope_of
from selaras.records.people.tokens import authenticate_token
from selaras.records.tasks.models import Task
from selaras.web.book import book
from selaras.web.jobs.workers import workers_here
from selaras.web.person import scope
from selaras.web.place import workspace
from selaras.web.refusals import forbidden
from selaras.web.requests import BOUNDS, COUNTS
from selaras.workspace.standing import standing_ledger

_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
Labels = dict[str, str]


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format."""
    if not _may_read(request):
        return forbidden(request)
    text = "\n".join(_lines()) + "\n"
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_read(request: HttpRequest) -> bool:
    """This machine itself (and no proxy on it), an administrator, or a token of one's."""
    if _is_local(request):
        return True
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        found = authenticate_token(text)
        return found is not None and scope_of(found[0]).administers
    return scope(request).administers


def _is_local(request: HttpRequest) -> bool:
    if any(name in request.META for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _lines() -> Iterator[str]:
    yield from _requests()
    yield from _work()
    yield from _evidence()


def _requests() -> Iterator[str]:
    by_route, by_bound, seconds = COUNTS.read()
    yield from _family("selaras_requests_total", "counter", "Requests answered.", (
        ({"method": method, "route": route, "status": str(status)}, count)
        for (method, route, status), count in sorted(by_route.items())
    ))  # fmt: skip
    name = "selaras_request_seconds"
    yield f"# HELP {name} Time to answer."
    yield f"# TYPE {name} histogram"
    for route, total in sorted(seconds.items()):
        count = 0
        for index, bound in enumerate((*BOUNDS, None)):
            count += by_bound.get((route, index), 0)
            le = "+Inf" if bound is None else f"{bound:g}"
            yield _line(f"{name}_bucket", {"route": route, "le": le}, count)
        yield _line(f"{name}_sum", {"route": route}, round(total, 6))
        yield _line(f"{name}_count", {"route": route}, count)


def _work() -> Iterator[str]:
    for name, help_, rows in (
        ("selaras_tasks", "Work beside the pages, by state.", Task.objects),
        ("selaras_messages", "Messages to people, by state.", Delivery.objects),
    ):
        counted = rows.values_list("state").annotate(Count("id")).order_by("state")
        yield from _family(name, "gauge", help_, (({"state": s}, n) for s, n in counted))
    oldest = Task.objects.filter(state=Task.State.WAITING).order_by("due_at").first()
    waits = 0.0 if oldest is None else (timezone.now() - oldest.due_at).total_seconds()
    yield from _family("selaras_oldest_task_seconds", "gauge",
                       "How long the first task has waited past its time.",
                       [({}, max(0.0, round(waits, 1)))])  # fmt: skip
    here = workers_here()
    yield from _family("selaras_workers_alive", "gauge", "Whether this process's workers live.",
                       [({}, int(here is not None and here.alive))])  # fmt: skip


def _evidence() -> Iterator[str]:
    standing = standing_ledger(workspace(), book())
    counts: dict[str, int] = {}
    for one in standing.recorded:
        status = one.verdict.status.value
        counts[status] = counts.get(status, 0) + 1
    yield from _family("selaras_verdicts", "gauge", "Verdicts that stand, by status.",
                       (({"status": s}, n) for s, n in sorted(counts.items())))  # fmt: skip
    yield from _family("selaras_snapshot", "gauge", "Number of the evidence's snapshot in use.",
                       [({}, standing.snapshot or 0)])  # fmt: skip
    as_of = 0.0 if standing.as_of is None else standing.as_of.timestamp()
    yield from _family("selaras_evaluated_as_of_seconds", "gauge",
                       "As of when it was last evaluated (Unix time).", [({}, as_of)])  # fmt: skip


def _family(
    name: str, kind: str, help_: str, rows: Iterable[tuple[Labels, float]]
) -> Iterator[str]:
    yield f"# HELP {name} {help_}"
    yield f"# TYPE {name} {kind}"
    for labels, value in rows:
        yield _line(name, labels, value)


def _line(name: str, labels: Labels, value: float) -> str:
    inside = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
    return f"{name}{{{inside}}} {value}" if inside else f"{name} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
