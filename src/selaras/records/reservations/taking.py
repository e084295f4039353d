"""Taking a reservation: the rule of `capacity`, held in one transaction against the balances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Sum
from django.utils import timezone

from selaras.capacity.allowance import STEP, Allowance
from selaras.capacity.choices import RATIONING
from selaras.capacity.rationing import Policy, Request, ration
from selaras.errors import InputError, said
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.inserting import insert
from selaras.records.people.scope import scope_of
from selaras.records.reservations.balances import (
    change_balance,
    lock_place,
    run_out,
    taken_at,
)
from selaras.records.reservations.models import Balance, Reservation, ReservedPlace
from selaras.records.reservations.writing import in_turn, writing

_FOUR = Decimal("0.0001")
_LARGEST = Decimal(10) ** 13
_MOST_PRIORITY = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be reserved. `until` is when the hold ends; None: `RATIONING.hold_days` from now.

    `key` makes asking twice take once; `holder` is the slug of the party it is for.
    """

    quantity: Decimal | float | int | str
    needed_on: date
    until: datetime | None = None
    holder: str = ""
    programme: str = ""
    priority: int = 0
    key: str | None = None


def take(
    actor: Actor, allowance: Allowance, wanted: Wanted, now: datetime | None = None
) -> Reservation:
    """Take a reservation, if it fits what is free by then; the one taken before for a known key.

    Holds that have run out are ended first. Raises InputError where it does not fit, where the
    quantity is none, or where the key was used for something else; PermissionDenied where the actor
    does not act for the holder.
    """
    at = now or timezone.now()
    quantity = read_quantity(wanted.quantity)
    until = _until(wanted, at)
    _check_priority(wanted)
    require_holder(actor, wanted.holder)

    def work() -> Reservation:
        place_id = lock_place(allowance.place)
        known = _known(place_id, wanted, quantity)
        if known is not None:
            return known
        end_run_out(actor, place_id, at)
        allowance.check(taken_at(place_id), wanted.needed_on, float(quantity))
        return _write(actor, allowance, place_id, wanted, quantity, until, at)

    try:
        return in_turn(work)
    except IntegrityError:
        # The same key came twice at one moment, at two places: the other one was first.
        with writing():
            known = _known(lock_place(allowance.place), wanted, quantity)
        if known is None:
            raise
        return known


def take_rationed(
    actor: Actor,
    allowance: Allowance,
    wanted: Sequence[Wanted],
    policy: Policy,
    now: datetime | None = None,
) -> tuple[Reservation | None, ...]:
    """Share out what is free on one day among several wishes; all or nothing, in one transaction.

    Each gets what the policy grants it; None where it is granted nothing. Raises InputError where
    the wishes are for different days, and as `take` does.
    """
    at = now or timezone.now()
    days = {one.needed_on for one in wanted}
    if len(days) != 1:
        raise InputError(
            said(
                "What is shared out has to be wanted on one day.",
                "Yang dibagi harus diminta untuk satu hari.",
            )
        )
    (day,) = days
    quantities = [read_quantity(one.quantity) for one in wanted]
    for one in wanted:
        _check_priority(one)
        require_holder(actor, one.holder)
    with writing():
        place_id = lock_place(allowance.place)
        known = [_known(place_id, one, None) for one in wanted]
        if all(one is not None for one in known):
            return tuple(known)
        end_run_out(actor, place_id, at)
        free = allowance.room(taken_at(place_id), day)
        requests = [
            Request(one.holder, float(quantity), one.priority)
            for one, quantity in zip(wanted, quantities, strict=True)
        ]
        whole = all(quantity == quantity.to_integral_value() for quantity in quantities)
        granted = ration(policy, free, requests, whole=whole)
        taken: list[Reservation | None] = []
        for one, given in zip(wanted, granted, strict=True):
            quantity = Decimal(str(given)).quantize(_FOUR, rounding="ROUND_DOWN")
            until = _until(one, at)
            taken.append(
                _write(actor, allowance, place_id, one, quantity, until, at, policy=policy.value)
                if quantity > 0
                else None
            )
        return tuple(taken)


def read_quantity(value: Decimal | float | int | str) -> Decimal:
    """A quantity above 0, to four decimals. InputError for anything else."""
    try:
        quantity = Decimal(str(value)).quantize(_FOUR, rounding=ROUND_HALF_EVEN)
    except InvalidOperation:
        raise InputError(
            said(
                "The quantity {value} is not a number.",
                "Jumlah {value} bukan angka.",
                value=repr(value),
            )
        ) from None
    if not quantity.is_finite() or not 0 < quantity < _LARGEST:
        raise InputError(
            said("The quantity is {value}.", "Jumlahnya {value}.", value=value),
            mend=said("Reserve more than 0.", "Reservasikan lebih dari 0."),
        )
    return quantity


def require_holder(actor: Actor, holder: str) -> None:
    """Raise PermissionDenied unless the actor acts for the holder, or is the machine itself."""
    if actor.person is None and actor.via in ("command", "job"):
        return
    scope = None if actor.person is None else scope_of(actor.person)
    if scope is not None and (scope.administers or scope.acts_for(holder)):
        return
    raise PermissionDenied("Reservations are taken by members of the party they are for.")


def end_run_out(actor: Actor, place_id: int, at: datetime) -> int:
    """End the holds of a locked place whose time has come; how many there were."""
    over = run_out(place_id, at)
    if not over:
        return 0
    ids = [found for found, _, _ in over]
    Reservation.objects.filter(id__in=ids).update(state=Reservation.State.EXPIRED, changed_at=at)
    for _, day, quantity in over:
        change_balance(place_id, day, -quantity)
    record(actor, "reservation.expired", "place", place_id, reservations=ids)
    return len(ids)


def _known(place_id: int, wanted: Wanted, quantity: Decimal | None) -> Reservation | None:
    if wanted.key is None:
        return None
    found = Reservation.objects.filter(key=wanted.key).select_related("place").first()
    if found is None:
        return None
    same = found.place_id == place_id and found.needed_on == wanted.needed_on
    if not same or (quantity is not None and found.quantity != quantity):
        raise InputError(
            said(
                "The key {key} was used for another reservation.",
                "Kunci {key} sudah dipakai untuk reservasi lain.",
                key=repr(wanted.key),
            ),
            mend=said("Use a new key.", "Pakai kunci baru."),
        )
    return found


def _check_priority(wanted: Wanted) -> None:
    if abs(wanted.priority) > _MOST_PRIORITY:
        raise InputError(
            said("The priority is {n}.", "Prioritasnya {n}.", n=wanted.priority),
            mend=said(
                "Write a whole number up to {most}.",
                "Tulis bilangan bulat sampai {most}.",
                most=_MOST_PRIORITY,
            ),
        )


def _until(wanted: Wanted, at: datetime) -> datetime:
    until = wanted.until or at + timedelta(days=RATIONING.hold_days)
    if until <= at:
        raise InputError(
            said("The hold would have ended already.", "Penahanan itu sudah akan berakhir."),
            mend=said("Name an instant to come.", "Sebutkan saat yang akan datang."),
        )
    return until


def _write(
    actor: Actor,
    allowance: Allowance,
    place_id: int,
    wanted: Wanted,
    quantity: Decimal,
    until: datetime,
    at: datetime,
    **facts: str,
) -> Reservation:
    made = Reservation(
        place_id=place_id,
        quantity=quantity,
        needed_on=wanted.needed_on,
        expires_at=until,
        holder=wanted.holder,
        programme=wanted.programme,
        priority=wanted.priority,
        key=wanted.key,
        taken_by=actor.person,
        taken_at=at,
        changed_at=at,
        snapshot=allowance.snapshot or "",
    )
    insert(made)
    change_balance(place_id, wanted.needed_on, quantity)
    record(
        actor,
        "reservation.taken",
        "reservation",
        made.pk,
        parties=[wanted.holder] if wanted.holder else [],
        place=str(allowance.place),
        quantity=str(quantity),
        needed_on=wanted.needed_on.isoformat(),
        until=until.isoformat(),
        **facts,
    )
    return made


def is_balanced(place: ReservedPlace) -> bool:
    """Whether the balances of a place are what its reservations add up to."""
    taking = Reservation.objects.filter(
        place=place, state__in=[Reservation.State.HELD, Reservation.State.ORDERED]
    )
    sums = dict(taking.values_list("needed_on").annotate(total=Sum("quantity")))
    balances = dict(Balance.objects.filter(place=place).values_list("day", "quantity"))
    days = sums.keys() | balances.keys()
    return all(abs(float(sums.get(day, 0)) - float(balances.get(day, 0))) < STEP for day in days)
