"""Reservations: what is held and ordered, and what becomes of it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from selaras.capacity.choices import RATIONING
from selaras.capacity.promise import Question
from selaras.capacity.promising import reservable
from selaras.capacity.rationing import POLICY_IN_FORCE, SAYS
from selaras.records.audit.actor import Actor
from selaras.records.people.models import Party
from selaras.records.people.scope import Scope
from selaras.records.reader import reader_language
from selaras.records.reservations.changing import convert, extend, release
from selaras.records.reservations.models import Reservation
from selaras.records.reservations.sought import KEYS, Sought, form_of, sought, state_at
from selaras.records.reservations.taking import Wanted, take
from selaras.reports.capacity_saying import said
from selaras.web.gates import not_for_customers
from selaras.web.naming import party_names
from selaras.web.pages.capacity.asking import PromiseForm
from selaras.web.pages.capacity.plant_now import bare_plant
from selaras.web.pages.capacity.reservation_filter import ReservationFilter
from selaras.web.pages.capacity.speaking import told
from selaras.web.pages.ledger.exports import download
from selaras.web.person import actor, scope
from selaras.web.place import workspace

_A_PAGE = 50
_MOST_IN_A_FILE = 100_000


def holders(reach: Scope) -> list[tuple[str, str]]:
    """The parties that somebody may reserve for, by name."""
    names = party_names()
    slugs = (
        Party.objects.filter(kind=Party.Kind.TEAM).values_list("slug", flat=True)
        if reach.administers
        else reach.members_of
    )
    return sorted(((slug, names[slug]) for slug in slugs), key=lambda pair: pair[1])


@not_for_customers
def reservations_page(request: HttpRequest) -> HttpResponse:
    """What is reserved, the newest first; what takes nothing any more only when asked for."""
    reach, now = scope(request), workspace().now()
    form = ReservationFilter(request.GET)
    wanted = form.sought()
    page = Paginator(sought(wanted, now), _A_PAGE).get_page(request.GET.get("page"))
    mine = {slug for slug, _name in holders(reach)}
    rows = [
        _row(one, now, may=not reach.reads_only and (one.holder in mine or reach.administers))
        for one in page
    ]
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "changes": any(row["may"] for row in rows),
        "filtered": wanted != Sought(),
        "asked": form.address(),
        "names": party_names(),
        "extension": RATIONING.hold_days,
        "rule": said(SAYS[POLICY_IN_FORCE], reader_language()),
    }
    return render(request, "capacity/reservations.html", context)


def _row(one: Reservation, now: datetime, *, may: bool) -> dict[str, object]:
    """A reservation as it stands now, and whether the reader may change it."""
    state = Reservation.State(state_at(one, now))
    takes = state in (Reservation.State.HELD, Reservation.State.ORDERED)
    return {"one": one, "state": state.value, "named": state.label, "may": may and takes}


@not_for_customers
def reservations_file(request: HttpRequest, form: str) -> HttpResponse:
    """The reservations that the filter in the address leaves, all of them, as a file."""
    now, asked = workspace().now(), ReservationFilter(request.GET)
    found = sought(asked.sought(), now)
    if found.count() > _MOST_IN_A_FILE:
        messages.error(
            request,
            _("A file holds at most %(most)s reservations: choose a site, a product or a state.")
            % {"most": number_format(_MOST_IN_A_FILE, force_grouping=True)},
        )
        return redirect(_listed_at(asked))
    rows = (tuple(form_of(one, now).values()) for one in found.iterator(chunk_size=2000))
    return download(form, "reservations", KEYS, rows)


def _listed_at(form: ReservationFilter) -> str:
    """The address of the page with that filter."""
    asked = form.address()
    return reverse("capacity-reservations") + (f"?{asked}" if asked else "")


def hold(
    by: Actor, question: Question, *, holder: str, key: str | None, programme: str = ""
) -> Reservation:
    """Hold what was asked for, where evidence bears it and nobody has taken it yet.

    Raises InputError where it does not fit, and PermissionDenied as `take` does.
    """
    wanted = Wanted(question.quantity, question.by, holder=holder, key=key, programme=programme)
    return take(by, reservable(bare_plant(), question), wanted, now=workspace().now())


@not_for_customers
@require_POST
def reserve(request: HttpRequest) -> HttpResponse:
    """Hold what was just said to fit; asked twice with the same key, it is held once."""
    plant, problem = told(bare_plant)
    form = None if plant is None else PromiseForm(request.POST, plant)
    if plant is None or form is None or not form.is_valid():
        messages.error(request, problem or _("Ask what can be promised first."))
        return redirect("capacity-promise")
    question, holder = form.question(), request.POST.get("holder", "")
    if holder not in dict(holders(scope(request))):
        raise PermissionDenied
    key = request.POST.get("key") or uuid.uuid4().hex
    held, problem = told(lambda: hold(actor(request), question, holder=holder, key=key))
    if held is None:
        messages.error(request, problem)
        return redirect(f"/capacity/promise/?{form.address()}")
    messages.success(
        request,
        _("%(quantity)s of %(product)s at %(site)s are held.")
        % {
            "quantity": f"{held.quantity.normalize():f}",
            "product": question.product,
            "site": question.site,
        },
    )
    return redirect("capacity-reservations")


@not_for_customers
@require_POST
def change_reservation(request: HttpRequest, reservation_id: int) -> HttpResponse:
    """Extend, release or turn into an order."""
    found = Reservation.objects.filter(pk=reservation_id).first()
    now, does = workspace().now(), request.POST.get("do")

    def change() -> Reservation:
        if does == "extend":
            since = max(now, (found.expires_at if found else None) or now)
            until = since + timedelta(days=RATIONING.hold_days)
            return extend(actor(request), reservation_id, until, now)
        if does == "order":
            return convert(actor(request), reservation_id, request.POST.get("order", ""), now)
        return release(actor(request), reservation_id, request.POST.get("reason", ""), now)

    changed, problem = told(change)
    if changed is None:
        messages.error(request, problem)
    else:
        messages.success(request, _("The reservation was changed."))
    return redirect(_listed_at(ReservationFilter(request.GET)))
