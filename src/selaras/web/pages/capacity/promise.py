"""The promise form, with its answer in place."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from selaras.capacity.promise import Answer, Promise
from selaras.capacity.promising import promise
from selaras.records.reader import reader_language
from selaras.reports.capacity_promise_page import promise_answer
from selaras.reports.page import write_answer
from selaras.web.gates import not_for_customers
from selaras.web.naming import with_people
from selaras.web.pages.capacity.asking import PromiseForm
from selaras.web.pages.capacity.plant_now import plant_now
from selaras.web.pages.capacity.reservations import holders
from selaras.web.pages.capacity.speaking import told
from selaras.web.person import scope


@not_for_customers
def promise_page(request: HttpRequest) -> HttpResponse:
    """Ask whether a quantity can be promised; with htmx the answer alone comes back."""
    plant, problem = told(plant_now)
    if plant is None or not plant.places:
        return render(request, "capacity/nothing.html", {"problem": problem})
    form = PromiseForm(request.GET or None, plant)
    answer: Promise | None = None
    if form.is_bound and form.is_valid():
        answer, problem = told(lambda: promise(plant, form.question()))
    context = {
        "form": form,
        "problem": problem,
        "answer": answer,
        "body": "" if answer is None else _told(answer, request),
        "holders": holders(scope(request)) if _fits(answer) else [],
        "key": uuid.uuid4().hex,
    }
    whole = not getattr(request, "htmx", False)
    return render(
        request, "capacity/promise.html" if whole else "capacity/promise_answer.html", context
    )


def _told(answer: Promise, request: HttpRequest) -> SafeString:
    text = write_answer(promise_answer(answer, reader_language()))
    return with_people(text, scope(request))


def _fits(answer: Promise | None) -> bool:
    return answer is not None and answer.today.answer is Answer.YES
