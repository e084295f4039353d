"""How far a task is: the part that a waiting page asks for, or a page of its own."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from selaras.records.tasks.models import Task
from selaras.records.tasks.queue import may_see
from selaras.web.person import scope


@login_required
@require_safe
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """The task as a part of the page that asks; once it is done, where that page should go."""
    found = Task.objects.filter(pk=task_id).first()
    if found is None or not may_see(scope(request), found):
        raise Http404
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "notifications/task.html", {"task": found})
    answer = render(request, "parts/task.html", {"task": found})
    if found.state == Task.State.DONE:
        _lead_on(answer, found.result)
    return answer


def _lead_on(answer: HttpResponse, result: Any) -> None:
    ends = result if isinstance(result, dict) else {}
    goto = str(ends.get("goto", ""))
    if goto.startswith("/") and url_has_allowed_host_and_scheme(goto, None):
        answer["HX-Redirect"] = goto
    elif ends.get("refresh"):
        answer["HX-Refresh"] = "true"
    else:
        answer["HX-Trigger"] = "task-over"
