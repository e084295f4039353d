"""Reservations: what is held and ordered, and what becomes of it."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
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
from selaras.records.reservations.booked import listed
from selaras.records.reservations.changing import convert, extend, release
from selaras.records.reservations.models import Reservation
from selaras.records.reservations.taking import Wanted, take
from selaras.reports.capacity_saying import said
from selaras.web.gates import not_for_customers
from selaras.web.naming import party_names
from selaras.web.pages.capacity.asking import PromiseForm
from selaras.web.pages.capacity.plant_now import bare_plant
from selaras.web.pages.capacity.speaking import told
from selaras.web.person import actor, scope
from selaras.web.place import workspace

_SHOWN = 200


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
    reach = scope(request)
    every = request.GET.get("show") == "all"
    found = listed(every=every, most=_SHOWN)
    mine = {slug for slug, _name in holders(reach)}
    context = {
        "reservations": [
            (one, not reach.reads_only and (one.holder in mine or reach.administers))
            for one in found
        ],
        "every": every,
        "more": len(found) == _SHOWN,
        "names": party_names(),
        "states": Reservation.State,
        "extension": RATIONING.hold_days,
        "rule": said(SAYS[POLICY_IN_FORCE], reader_language()),
    }
    return render(request, "capacity/reservations.html", context)


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
    return redirect("capacity-reservations")
