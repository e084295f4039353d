"""What becomes of a reservation: extended, released, ordered, expired; its balance with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from selaras.errors import InputError, said
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.reservations.balances import change_balance
from selaras.records.reservations.models import Reservation, ReservedPlace, state_said
from selaras.records.reservations.taking import end_run_out, require_holder
from selaras.records.reservations.writing import writing


def extend(
    actor: Actor, reservation_id: int, until: datetime, now: datetime | None = None
) -> Reservation:
    """Let a hold last until a later instant.

    Raises InputError where it is not held any more, or the instant is not later than its end.
    """

    def change(found: Reservation, at: datetime) -> dict[str, str]:
        _require(found, Reservation.State.HELD)
        if until <= at or (found.expires_at is not None and until <= found.expires_at):
            raise InputError(
                said(
                    "It holds until {until} already.",
                    "Reservasi itu sudah berlaku sampai {until}.",
                    until=f"{timezone.localtime(found.expires_at):%Y-%m-%d %H:%M}",
                )
                if found.expires_at
                else said("It does not expire.", "Reservasi itu tidak kedaluwarsa."),
                mend=said("Name a later instant.", "Sebutkan saat yang lebih kemudian."),
            )
        found.expires_at = until
        return {"until": until.isoformat()}

    return _changed(actor, reservation_id, "reservation.extended", change, now)


def release(
    actor: Actor, reservation_id: int, reason: str = "", now: datetime | None = None
) -> Reservation:
    """Give back what a hold or an order takes; an order once it is in use, so that it counts once.

    Raises InputError where it takes nothing any more.
    """

    def change(found: Reservation, at: datetime) -> dict[str, str]:
        _require(found, Reservation.State.HELD, Reservation.State.ORDERED)
        found.state = Reservation.State.RELEASED
        change_balance(found.place_id, found.needed_on, -found.quantity)
        return {"reason": reason}

    return _changed(actor, reservation_id, "reservation.released", change, now)


def convert(
    actor: Actor, reservation_id: int, order: str, now: datetime | None = None
) -> Reservation:
    """Turn a hold into an order: it stays in the balance and does not expire.

    Raises InputError where it is not held any more, or no order is named.
    """
    if not order.strip():
        raise InputError(
            said("No order is named.", "Nomor pesanan belum disebut."),
            mend=said("Say which order it became.", "Sebutkan menjadi pesanan yang mana."),
        )

    def change(found: Reservation, at: datetime) -> dict[str, str]:
        _require(found, Reservation.State.HELD)
        found.state, found.order, found.expires_at = Reservation.State.ORDERED, order.strip(), None
        return {"order": found.order}

    return _changed(actor, reservation_id, "reservation.ordered", change, now)


def expire(actor: Actor, now: datetime | None = None) -> int:
    """End every hold whose time has come, place by place; how many there were."""
    at = now or timezone.now()
    places = (
        Reservation.objects.filter(state=Reservation.State.HELD, expires_at__lte=at)
        .order_by("place_id")
        .values_list("place_id", flat=True)
        .distinct()
    )
    ended = 0
    for place_id in list(places):
        with writing():
            ReservedPlace.objects.select_for_update().get(pk=place_id)
            ended += end_run_out(actor, place_id, at)
    return ended


def _changed(
    actor: Actor,
    reservation_id: int,
    action: str,
    change: Callable[[Reservation, datetime], dict[str, str]],
    now: datetime | None,
) -> Reservation:
    """One change of one reservation, its place locked first as takers do."""
    at = now or timezone.now()
    with writing():
        found = Reservation.objects.filter(pk=reservation_id).first()
        if found is None:
            raise InputError(
                said(
                    "There is no reservation {number}.",
                    "Tidak ada reservasi {number}.",
                    number=reservation_id,
                ),
                mend=said(
                    "Look at the list of reservations for its number.",
                    "Lihat nomornya di daftar reservasi.",
                ),
            )
        require_holder(actor, found.holder)
        place = ReservedPlace.objects.select_for_update().get(pk=found.place_id)
        end_run_out(actor, place.pk, at)
        found.refresh_from_db()
        facts = change(found, at)
        found.changed_at = at
        found.save(update_fields=["state", "order", "expires_at", "changed_at"])
        parties = [found.holder] if found.holder else []
        record(
            actor, action, "reservation", found.pk, parties=parties,
            quantity=str(Decimal(found.quantity)), **facts,
        )  # fmt: skip
        found.place = place
        return found


def _require(found: Reservation, *states: Reservation.State) -> None:
    if found.state not in states:
        raise InputError(
            said(
                "Reservation {number} is {state}.",
                "Reservasi {number} {state}.",
                number=found.pk,
                state=state_said(found.state),
            ),
            mend=said(
                "Only what is {english} can be changed so.",
                "Hanya yang {indonesian} yang dapat diubah begitu.",
                english=" or ".join(state_said(state) for state in states),
                indonesian=" atau ".join(state_said(state).indonesian for state in states),
            ),
        )
