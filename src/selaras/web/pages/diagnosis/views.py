"""Ask why, see the answer, move a slider, keep it."""

from __future__ import annotations

import re
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from selaras.contracts import STAGES
from selaras.diagnosis.finding import World
from selaras.errors import SelarasError
from selaras.evidence import open_evidence
from selaras.records.reader import reader_language
from selaras.reports.numbers import days_text
from selaras.web.desk import State, ask
from selaras.web.faults import said_of
from selaras.web.pages.diagnosis.answers import KeptPage, find_answer
from selaras.web.pages.diagnosis.keeping import keep_found
from selaras.web.pages.diagnosis.questions import (
    Question,
    WhyAsked,
    read_question,
    this_moment,
    usual_spans,
)
from selaras.web.pages.diagnosis.reach import funnel_parties, require_asking
from selaras.web.pages.diagnosis.supposing import ATTEMPTS, IN_TIME, look_up
from selaras.web.pages.diagnosis.working import work_out
from selaras.web.person import actor, scope
from selaras.web.place import workspace

_PAGES = {"diagnosis": "diagnosis", "attribution": "attribution", "followup": "followup"}


@login_required
def diagnosis(request: HttpRequest, kind: str = "diagnosis") -> HttpResponse:
    """A question and its answer, or what has to be waited for."""
    moment = this_moment()
    require_asking(scope(request), moment.book.versions)
    question = read_question(kind, request.GET.dict())
    key = question.key(moment)
    context = {
        "kind": kind,
        "question": question,
        "moment": moment,
        "has_evidence": not open_evidence(workspace().evidence).is_empty,
        "has_plans": (workspace().evidence / "plans").is_dir(),
        "stages": STAGES,
        "spans": [
            (
                days_text(first, last, reader_language()),
                f"first={first}&last={last}",
                str(first),
                str(last),
            )
            for first, last in usual_spans(moment.as_of)
        ],
        **_answered(request, question, key),
    }
    return render(request, f"diagnosis/{kind}.html", context)


@login_required
def answer(request: HttpRequest, kind: str) -> HttpResponse:
    """The answer alone, for the page that waits for it; starts the work where nobody has."""
    moment = this_moment()
    require_asking(scope(request), moment.book.versions)
    question = read_question(kind, request.GET.dict())
    key = question.key(moment)
    if not request.htmx:  # type: ignore[attr-defined]
        return HttpResponseRedirect(f"{reverse(_PAGES[kind])}?{question.query}")
    state = State(True) if find_answer(key) else ask(key, partial(work_out, question, moment))
    if state.problem:
        state = State(False, _plain(state.problem))
    context = {"kind": kind, "question": question, "state": state, "moment": moment}
    context |= _answered(request, question, key)
    return render(request, "diagnosis/parts/answer.html", context)


@login_required
def suppose(request: HttpRequest) -> HttpResponse:
    """What revenue would have been in the world that the sliders stand at."""
    moment = this_moment()
    require_asking(scope(request), moment.book.versions)
    question = read_question("diagnosis", request.GET.dict())
    kept = find_answer(question.key(moment))
    if kept is None or kept.supposed is None:
        raise Http404
    world = _world(request)
    context = {"supposed": look_up(kept.supposed, world, reader_language()), "world": world}
    return render(request, "diagnosis/parts/supposed.html", context)


@require_POST
@login_required
def keep(request: HttpRequest, kind: str) -> HttpResponse:
    """Freeze the answer in the records, for the funnel's parties."""
    moment = this_moment()
    require_asking(scope(request), moment.book.versions)
    question = read_question(kind, request.POST.dict())
    found = find_answer(question.key(moment))
    if found is None:
        raise Http404
    back = f"{reverse(_PAGES[kind])}?{question.query}"
    try:
        kept = keep_found(actor(request), scope(request), question, moment, found)
    except SelarasError as error:
        messages.error(request, said_of(error))
        return HttpResponseRedirect(back)
    messages.success(request, _("The answer is kept as it stands. It can go on an agenda."))
    return HttpResponseRedirect(kept.get_absolute_url())


def _answered(request: HttpRequest, question: Question, key: str) -> dict[str, object]:
    found: KeptPage | None = find_answer(key)
    if found is None:
        return {"found": None}
    return {
        "found": found,
        "html": found.html(reader_language()),
        "may_keep": scope(request).acts_in(funnel_parties(this_moment().book.versions)),
        "sliders": isinstance(question, WhyAsked) and found.supposed is not None,
        "most_attempts": ATTEMPTS,
        "most_in_time": len(IN_TIME) - 1,
    }


def _world(request: HttpRequest) -> World:
    """The world of the sliders' positions; what is no position counts as the first."""

    def place(name: str, most: int) -> int:
        text = request.GET.get(name, "0")
        return min(int(text), most) if text.isdecimal() else 0

    return World(
        place("attempts", ATTEMPTS) or None,
        IN_TIME[place("in_time", len(IN_TIME) - 1)],
        request.GET.get("quality") == "on",
        request.GET.get("mix") == "on",
    )


def _plain(problem: str) -> str:
    """A sentence that speaks of options of a command, for a page that has fields."""
    return re.sub(r"--(\w+)", r"\1", problem)
