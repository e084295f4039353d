"""The glossary."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from selaras.records.people.scope import Scope
from selaras.web.book import book
from selaras.web.jobs import enqueue
from selaras.web.naming import party_names
from selaras.web.pages.agreements.preview import newest_snapshot
from selaras.web.pages.glossary.seeing_differently import (
    DAYS,
    differences,
    key_of,
    known_task,
)
from selaras.web.pages.glossary.words import Word, words_of
from selaras.web.person import scope
from selaras.web.place import workspace


@login_required
def glossary(request: HttpRequest) -> HttpResponse:
    """Every word of one's agreements."""
    return render(request, "glossary/glossary.html", _context(scope(request)))


@login_required
@require_POST
def use(request: HttpRequest) -> HttpResponse:
    """How both sides use the words; worked out once for a snapshot, and waited for."""
    reach = scope(request)
    context = _context(reach)
    stages, snapshot, task = context["stages"], context["snapshot"], context["task"]
    if stages and snapshot is not None and (task is None or task.state == "failed"):
        enqueue("glossary.words", person=reach.person, key=key_of(stages, snapshot), stages=stages)
        context = _context(reach)
    if not request.headers.get("HX-Request"):
        return redirect("glossary")
    return render(request, "glossary/words.html", context)


def _context(reach: Scope) -> dict[str, Any]:
    names = party_names()
    words = words_of(v for v in book().versions if reach.sees_agreement(v.agreement.parties))
    stages = sorted({word.stage for word in words if word.stage and not reach.is_customer})
    snapshot = newest_snapshot(workspace())
    task = None if snapshot is None or not stages else known_task(stages, snapshot)
    found = differences(task)
    return {
        "words": [_shown(word, names, found) for word in words],
        "stages": stages,
        "snapshot": snapshot,
        "task": task,
        "waits": bool(stages) and snapshot is not None and not found
        and (task is None or task.state in ("waiting", "running")),
        "days": DAYS,
        "as_of": workspace().now(),
    }  # fmt: skip


def _shown(word: Word, names: dict[str, str], found: dict[str, Any]) -> dict[str, Any]:
    return {
        "word": word,
        "parties": [names.get(slug, slug) for slug in word.parties],
        "difference": found.get(word.stage or ""),
    }
