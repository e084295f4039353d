"""Can we promise it, over the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from selaras.capacity.choices import HEADROOM
from selaras.capacity.claims.answer import claims_answer
from selaras.capacity.claims.form import claims_form
from selaras.capacity.known import Evidence
from selaras.capacity.lost.form import loss_form
from selaras.capacity.postmortem.form import postmortem_form
from selaras.capacity.programmes.answer import ProgrammeAnswer
from selaras.capacity.programmes.form import programme_form
from selaras.capacity.promise import Question
from selaras.capacity.promise_form import promise_form
from selaras.capacity.promising import promise
from selaras.capacity.status import status_of
from selaras.capacity.status_form import status_form
from selaras.errors import EvidenceError, InputError
from selaras.records.reservations.changing import convert, extend, release
from selaras.records.reservations.models import Reservation
from selaras.records.reservations.sought import EVERY, STATES, Sought, form_of, sought
from selaras.web.api.access import ASKING, actor, scope
from selaras.web.api.errors import Problem
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.pages.capacity.decisions import decide, decisions_on, may_decide
from selaras.web.pages.capacity.known_now import known_now
from selaras.web.pages.capacity.plant_now import plant_now
from selaras.web.pages.capacity.programmes import assessed, explained, programme_named
from selaras.web.pages.capacity.reservations import hold
from selaras.web.place import workspace
from selaras.workspace.instants import read_instant

router = Router(tags=["capacity"])
REFUSED = {403: Problem, 404: Problem, 409: Problem, 422: Problem}


class CapacityOut(Schema):
    """An answer; `answer` as the command of the same name prints it as JSON.

    `ready` is false while it is being worked out: ask again in a moment.
    """

    ready: bool = True
    answer: dict[str, Any] = Field(default_factory=dict)


class PromiseIn(Schema):
    """What is to be promised, where, by when, how surely."""

    site: str = Field(max_length=200)
    product: str = Field(max_length=200)
    quantity: float
    by: date
    service_level: float = HEADROOM.service_level
    unit: str | None = None


class ReserveIn(PromiseIn):
    """What is to be held, and for which party; `key` makes asking twice take once."""

    holder: str = Field(max_length=100)
    key: str | None = Field(None, max_length=200)
    programme: str = Field("", max_length=200)


class ReservationOut(Schema):
    """A reservation, as `selaras capacity reserve list --format json` prints it."""

    id: int
    reservation: dict[str, Any]


class ExtendIn(Schema):
    until: str


class OrderIn(Schema):
    order: str = Field(max_length=200)


class ProgrammeDecisionIn(Schema):
    """`approved` or `refused`, and why."""

    decision: str
    note: str = Field("", max_length=2000)


class ProgrammeDecisionOut(Schema):
    """What was decided; `url` shows what was seen then."""

    id: int
    decision: str
    note: str
    by: str
    url: str


def house_alone(request: HttpRequest) -> None:
    """Capacity is the house's own work: a customer's people have no part in it."""
    if not scope(request).is_of_the_house:
        raise PermissionDenied("Capacity is shown to the house's own people.")


def reservation_out(one: Reservation) -> ReservationOut:
    return ReservationOut(id=one.pk, reservation=form_of(one, workspace().now()))


@router.get(
    "/capacity", response={200: CapacityOut, **REFUSED}, summary="Headroom by site and week"
)
def status(
    request: HttpRequest,
    site: str | None = None,
    product: str | None = None,
    weeks: int = HEADROOM.weeks,
    service_level: float = HEADROOM.service_level,
    oversubscription: float = HEADROOM.oversubscription,
) -> CapacityOut:
    """What is claimed, tested, in use, reserved and free; `oversubscription` is the most that may
    be sold for each unit tested."""
    house_alone(request)
    if not 1 <= weeks <= 104:
        raise InputError(f"{weeks} weeks cannot be looked ahead.", mend="Ask for 1 to 104.")
    found = status_of(
        plant_now(), site=site, product=product, weeks=weeks, service_level=service_level,
        limit=oversubscription,
    )  # fmt: skip
    return CapacityOut(answer=status_form(found))


@router.post(
    "/capacity/promise",
    auth=ASKING,
    response={200: CapacityOut, **REFUSED},
    summary="Can we promise it?",
)
def ask_promise(request: HttpRequest, payload: PromiseIn) -> CapacityOut:
    """Yes, later, less, no or cannot tell, with the tests behind it and what else would do."""
    house_alone(request)
    return CapacityOut(answer=promise_form(promise(plant_now(), Question(**payload.dict()))))


@router.get(
    "/reservations", response={200: PageOf[ReservationOut], 422: Problem}, summary="Reservations"
)
def reservations(
    request: HttpRequest,
    asked: Asked,
    site: str = "",
    product: str = "",
    state: str = "",
    every: bool = False,
) -> dict[str, Any]:
    """What is held and ordered, the newest first; with `every` also what has ended.

    `state` is held, ordered, released, expired or all.
    """
    house_alone(request)
    if state and state not in STATES:
        raise InputError(f"No reservation is {state!r}.", mend=f"Write {', '.join(STATES)}.")
    wanted = Sought(site, product, state or (EVERY if every else ""))
    return page(sought(wanted, workspace().now()), asked, reservation_out)


@router.post("/reservations", response={201: ReservationOut, **REFUSED}, summary="Reserve")
def reserve(request: HttpRequest, payload: ReserveIn) -> Status[ReservationOut]:
    """Hold a quantity, where it fits what is free."""
    house_alone(request)
    wanted = payload.dict()
    taking = {name: wanted.pop(name) for name in ("holder", "key", "programme")}
    held = hold(actor(request), Question(**wanted), **taking)
    held.refresh_from_db()
    return Status(201, reservation_out(held))


@router.post("/reservations/{reservation_id}/extend", response={200: ReservationOut, **REFUSED},
             summary="Hold longer")  # fmt: skip
def extend_hold(request: HttpRequest, reservation_id: int, payload: ExtendIn) -> ReservationOut:
    """Let a hold last until a later instant."""
    until = _instant(payload.until)
    _one(request, reservation_id)
    return reservation_out(extend(actor(request), reservation_id, until, workspace().now()))


@router.post("/reservations/{reservation_id}/order", response={200: ReservationOut, **REFUSED},
             summary="It became an order")  # fmt: skip
def order_hold(request: HttpRequest, reservation_id: int, payload: OrderIn) -> ReservationOut:
    """Turn a hold into an order, which does not expire."""
    _one(request, reservation_id)
    now = workspace().now()
    return reservation_out(convert(actor(request), reservation_id, payload.order, now))


@router.post("/reservations/{reservation_id}/release", response={200: ReservationOut, **REFUSED},
             summary="Release")  # fmt: skip
def release_hold(request: HttpRequest, reservation_id: int) -> ReservationOut:
    """Give back what is held or ordered."""
    _one(request, reservation_id)
    return reservation_out(release(actor(request), reservation_id, "", workspace().now()))


@router.get(
    "/programmes/{programme_id}",
    response={200: CapacityOut, 202: CapacityOut, **REFUSED},
    summary="A programme before it starts",
)
def programme(request: HttpRequest, programme_id: str) -> Status[CapacityOut]:
    """The chance that it runs short, by site and week, and what could be borne."""
    house_alone(request)
    found = _assessed(known_by_now(), programme_id)
    if found is None:
        return Status(202, CapacityOut(ready=False))
    return Status(200, CapacityOut(answer=programme_form(found)))


@router.get(
    "/programmes/{programme_id}/decisions",
    response={200: list[ProgrammeDecisionOut], **REFUSED},
    summary="What was decided of a programme",
)
def decisions(request: HttpRequest, programme_id: str) -> list[ProgrammeDecisionOut]:
    """Decisions, the newest first."""
    house_alone(request)
    return [
        ProgrammeDecisionOut(id=one.answer.pk, decision=one.decision, note=one.note, by=one.by,
                    url=one.answer.get_absolute_url())
        for one in decisions_on(programme_id)
    ]  # fmt: skip


@router.post(
    "/programmes/{programme_id}/decisions",
    response={201: ProgrammeDecisionOut, **REFUSED},
    summary="Approve or refuse a programme",
)
def decide_programme(
    request: HttpRequest, programme_id: str, payload: ProgrammeDecisionIn
) -> Status[ProgrammeDecisionOut]:
    """Freeze what is known now together with the decision."""
    house_alone(request)
    if not may_decide(scope(request)):
        raise PermissionDenied("Heads decide on programmes.")
    known = known_by_now()
    found = _assessed(known, programme_id)
    if found is None:
        raise EvidenceError("The answer is still being worked out: ask for the programme first.")
    kept = decide(actor(request), scope(request), found, known.word(),
                  decision=payload.decision, note=payload.note)  # fmt: skip
    return Status(
        201,
        ProgrammeDecisionOut(
            id=kept.pk,
            decision=payload.decision,
            note=payload.note,
            by=str(kept.kept_by or ""),
            url=kept.get_absolute_url(),
        ),
    )


@router.get(
    "/programmes/{programme_id}/postmortem",
    response={200: CapacityOut, 202: CapacityOut, **REFUSED},
    summary="Why a programme fell short",
)
def postmortem(request: HttpRequest, programme_id: str) -> Status[CapacityOut]:
    """The three questions, by what was known at the approval."""
    house_alone(request)
    known = known_by_now()
    found, problem = explained(known, programme_named(known, programme_id))
    if problem:
        raise EvidenceError(problem)
    if found is None:
        return Status(202, CapacityOut(ready=False))
    answer, lost = found
    return Status(200, CapacityOut(answer=postmortem_form(answer) | {"lost": loss_form(lost)}))


@router.get(
    "/claims",
    response={200: CapacityOut, 202: CapacityOut, **REFUSED},
    summary="How good everybody's word is",
)
def claims(request: HttpRequest) -> Status[CapacityOut]:
    """Kept-rates, ratios and calibration by team, and claims that cannot be scored."""
    house_alone(request)
    known = known_so_far()
    if known is None:
        return Status(202, CapacityOut(ready=False))
    return Status(200, CapacityOut(answer=claims_form(claims_answer(known))))


def known_so_far() -> Evidence | None:
    """What is known; None while it is being worked out. Raises EvidenceError for why nothing is."""
    known, problem = known_now()
    if problem:
        raise EvidenceError(problem)
    return known


def known_by_now() -> Evidence:
    """What is known. Raises EvidenceError as well while it is being worked out."""
    known = known_so_far()
    if known is None:
        raise EvidenceError("This is still being worked out: ask again in a moment.")
    return known


def _assessed(known: Evidence, programme_id: str) -> ProgrammeAnswer | None:
    found, problem = assessed(known, programme_named(known, programme_id))
    if problem:
        raise EvidenceError(problem)
    return found


def _one(request: HttpRequest, reservation_id: int) -> None:
    house_alone(request)
    if not Reservation.objects.filter(pk=reservation_id).exists():
        raise Http404


def _instant(text: str) -> datetime:
    return read_instant(text, workspace().time_zone, option="until")
