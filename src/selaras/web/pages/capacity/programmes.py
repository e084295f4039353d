"""Programmes: before they start, when they are decided on, and after they fell short."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from selaras.capacity.claims.answer import claims_answer
from selaras.capacity.known import Evidence
from selaras.capacity.lost.values import Loss
from selaras.capacity.postmortem.answer import Postmortem, decided_at
from selaras.capacity.postmortem.asking import postmortem_of
from selaras.capacity.programmes.answer import ProgrammeAnswer, programme_answer
from selaras.capacity.programmes.reading import parse_programme
from selaras.capacity.programmes.values import Programme
from selaras.records.people.names import display_names
from selaras.records.reader import reader_language
from selaras.reports.capacity_claims_page import claims_answer as claims_body
from selaras.reports.capacity_postmortem_page import postmortem_answer as postmortem_body
from selaras.reports.capacity_programme_page import programme_answer as programme_body
from selaras.reports.page import write_answer
from selaras.web.gates import not_for_customers
from selaras.web.naming import SubjectNames, with_people
from selaras.web.pages.capacity.decisions import (
    APPROVED,
    decide,
    decisions,
    decisions_on,
    may_decide,
)
from selaras.web.pages.capacity.drawing import drawn
from selaras.web.pages.capacity.known_now import known_now, moment, worked_out
from selaras.web.pages.capacity.plant_now import books, this_hour
from selaras.web.pages.capacity.speaking import told
from selaras.web.person import actor, scope
from selaras.web.place import workspace

_MOST_TEXT = 200_000


@not_for_customers
def programmes_page(request: HttpRequest) -> HttpResponse:
    """Every programme on record, those to come first."""
    known, problem = _known()
    if known is None:
        return _nothing(request, problem, "programmes")
    last = decisions()
    today = known.today
    rows = [
        (one, last.get(one.programme_id), _stage(one, today))
        for one in sorted(known.programmes, key=lambda p: (p.first, p.programme_id), reverse=True)
    ]
    approvers = {one.approved_by for one in known.programmes if one.approved_by}
    names = SubjectNames(display_names(approvers, scope(request)))
    return render(request, "capacity/programmes.html", {"rows": rows, "names": names})


@not_for_customers
def programme_page(request: HttpRequest, programme_id: str) -> HttpResponse:
    """One programme held against capacity, and the gate where it is decided on."""
    known, problem = _known()
    if known is None:
        return _nothing(request, problem, "programmes")
    programme, at = programme_named(known, programme_id), moment()
    answer, problem = assessed(known, programme)
    if answer is None and not problem:
        return _waits(request, "programmes")
    body = ""
    if answer is not None:
        told_so = drawn(("programme", programme_id, *at), partial(programme_body, answer))
        body = with_people(told_so, scope(request))
    context = {
        "programme": programme,
        "stage": _stage(programme, known.today),
        "problem": problem,
        "body": body,
        "decisions": decisions_on(programme_id),
        "may_decide": answer is not None
        and programme.last >= known.today
        and may_decide(scope(request)),
    }
    return render(request, "capacity/programme.html", context)


@not_for_customers
@require_POST
def decide_programme(request: HttpRequest, programme_id: str) -> HttpResponse:
    """Approve or refuse: what stands on the page is frozen with it."""
    if not may_decide(scope(request)):
        raise PermissionDenied
    known, problem = _known()
    if known is None:
        return _nothing(request, problem, "programmes")
    answer, problem = assessed(known, programme_named(known, programme_id))
    if answer is None:
        messages.error(request, problem or _("The answer is still being worked out. Try again."))
        return redirect("capacity-programme", programme_id)
    kept, problem = told(
        lambda: decide(
            actor(request),
            scope(request),
            answer,
            known.word(),
            decision=request.POST.get("decision", ""),
            note=request.POST.get("note", ""),
        )
    )
    if kept is None:
        messages.error(request, problem)
    else:
        messages.success(request, _("Decided. What you saw is kept as it was."))
    return redirect("capacity-programme", programme_id)


@not_for_customers
def try_programme(request: HttpRequest) -> HttpResponse:
    """A programme written here and held against capacity; nothing of it is kept."""
    text = request.POST.get("text", "")[:_MOST_TEXT]
    context: dict[str, object] = {"text": text or _first_plan()}
    if request.method == "POST":
        known, problem = _known()
        if known is not None:
            answer, problem = told(lambda: programme_answer(parse_programme(text), known))
            if answer is not None:
                body = write_answer(programme_body(answer, reader_language()))
                context["body"] = with_people(body, scope(request))
        context["problem"] = problem
    return render(request, "capacity/try.html", context)


@not_for_customers
def postmortem_page(request: HttpRequest, programme_id: str) -> HttpResponse:
    """Why a programme fell short, by what was known when it was approved."""
    known, problem = _known()
    if known is None:
        return _nothing(request, problem, "programmes")
    programme, at = programme_named(known, programme_id), moment()
    found, problem = explained(known, programme)
    if found is None and not problem:
        return _waits(request, "programmes")
    body = ""
    if found is not None:
        answer, lost = found
        # An approval meanwhile freezes another snapshot, of which the moment says nothing.
        key = ("postmortem", programme_id, answer.known_snapshot, *at)
        told_so = drawn(key, lambda language: postmortem_body(answer, language, lost))
        body = with_people(told_so, scope(request))
    context = {"programme": programme, "problem": problem, "body": body}
    return render(request, "capacity/postmortem.html", context)


@not_for_customers
def claims_page(request: HttpRequest) -> HttpResponse:
    """How good everybody's word has been."""
    known, problem = _known()
    if known is None:
        return _nothing(request, problem, "claims")
    at = moment()
    answer, problem = told(lambda: claims_answer(known))
    body = "" if answer is None else drawn(("claims", *at), partial(claims_body, answer))
    return render(request, "capacity/claims.html", {"body": body, "problem": problem})


def _known() -> tuple[Evidence | None, str]:
    pair, problem = told(known_now)
    return pair if pair is not None else (None, problem)


def programme_named(known: Evidence, programme_id: str) -> Programme:
    """The programme on record under an id. Raises Http404 where there is none."""
    found = next((p for p in known.programmes if p.programme_id == programme_id), None)
    if found is None:
        raise Http404
    return found


def assessed(known: Evidence, programme: Programme) -> tuple[ProgrammeAnswer | None, str]:
    """A programme held against what is known, or why not; neither while it is worked out."""
    key = ("programme", programme.programme_id, *moment())
    return worked_out(key, lambda: partial(programme_answer, programme, known))


def explained(known: Evidence, programme: Programme) -> tuple[tuple[Postmortem, Loss] | None, str]:
    """Why it fell short, by what its approver saw where that was frozen, or why that is not told.

    None and no sentence while it is being worked out.
    """
    name = programme.programme_id
    approved = next((d for d in decisions_on(name) if d.decision == APPROVED), None)
    seen = None if approved is None else approved.snapshot

    def prepare() -> Callable[[], tuple[Postmortem, Loss]]:
        held = books(decided_at(programme, known))
        place, hour = workspace(), this_hour()
        return partial(postmortem_of, place, name, hour, held, known_snapshot=seen)

    return worked_out(("postmortem", name, seen, *moment()), prepare)


def _stage(programme: Programme, today: date) -> str:
    """`ahead`, `running` or `over`."""
    if programme.first > today:
        return "ahead"
    return "running" if programme.last >= today else "over"


def _waits(request: HttpRequest, tab: str) -> HttpResponse:
    return render(request, "capacity/waits.html", {"tab": tab})


def _nothing(request: HttpRequest, problem: str, tab: str) -> HttpResponse:
    if not problem:
        return _waits(request, tab)
    return render(request, "capacity/nothing.html", {"problem": problem, "tab": tab})


def _first_plan() -> str:
    """A plan to begin with: a place that is known, from the month after next on."""
    known, _problem = _known()
    places = known.plant.places if known is not None and known.plant is not None else ()
    site, product = (places[0].site, places[0].product) if places else ("Cikini", "fibre")
    first = workspace().today().replace(day=1) + timedelta(days=62)
    first = first.replace(day=1)
    return (
        "programme: first-plan\n"
        "name: First plan\n"
        f"product: {json.dumps(product)}\n"
        f"window: {{from: {first}, to: {first + timedelta(days=55)}}}\n"
        "target: 100\n"
        "service_level: 95%\n"
        "tolerance: 10%\n"
        "sites:\n"
        f"  {json.dumps(site)}: {{total: 100}}\n"
    )
