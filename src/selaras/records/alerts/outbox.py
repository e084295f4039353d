"""Messages on their way: taken up by one sender alone, tried again, and each sent once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from selaras.records.alerts.models import Delivery

State = Delivery.State
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440))
"""How long to wait before each further try: about two and a half days in all (*choice*)."""
LEASE = timedelta(minutes=5)
"""How long a sender that has gone silent keeps a message (*choice*)."""
KEPT = timedelta(days=90)
"""How long messages that are over are kept (*choice*)."""


def due_deliveries(now: datetime) -> list[int]:
    """Ids of messages to send now, the oldest first."""
    waiting = Delivery.objects.filter(state=State.WAITING, due_at__lte=now)
    return list(waiting.order_by("due_at", "id").values_list("pk", flat=True))


def claim(delivery_id: int, sender: str, now: datetime) -> Delivery | None:
    """The message, now this sender's to send; None where it is another's, over, or not due."""
    taken = Delivery.objects.filter(pk=delivery_id, state=State.WAITING, due_at__lte=now).update(
        state=State.SENDING,
        sender=sender,
        sending_until=now + LEASE,
        attempts=F("attempts") + 1,
    )
    if not taken:
        return None
    return Delivery.objects.select_related("person", "channel").get(pk=delivery_id)


def hand_over(delivery: Delivery) -> bool:
    """Write that it is being handed over now; false where it was taken back meanwhile."""
    return _move(delivery, handed_at=timezone.now())


def sent(delivery: Delivery) -> None:
    _move(delivery, state=State.SENT, sent_at=timezone.now(), sending_until=None, problem=None)


def drop(delivery: Delivery) -> None:
    """There is nothing left in it that this person should be told."""
    _move(delivery, state=State.DROPPED, sending_until=None)


def hold(delivery: Delivery, until: datetime) -> None:
    """Send it later, since it is quiet now; it does not count as a try."""
    _move(
        delivery,
        state=State.WAITING,
        due_at=until,
        sending_until=None,
        attempts=F("attempts") - 1,
    )


def try_again(delivery: Delivery, problem: dict[str, str], now: datetime) -> None:
    """It did not work this time: wait longer each time, and give up at the end."""
    if delivery.attempts > len(WAITS):
        give_up(delivery, problem)
        return
    _move(
        delivery,
        state=State.WAITING,
        due_at=now + WAITS[delivery.attempts - 1],
        sending_until=None,
        handed_at=None,
        problem=problem,
    )


def give_up(delivery: Delivery, problem: dict[str, str]) -> None:
    """It cannot work: say why, and stop."""
    _move(delivery, state=State.FAILED, sending_until=None, problem=problem)


def _move(delivery: Delivery, **fields: object) -> bool:
    mine = Delivery.objects.filter(
        pk=delivery.pk, state=State.SENDING, sending_until=delivery.sending_until
    )
    return bool(mine.update(**fields))


def senders() -> list[str]:
    """Processes that are sending something, as far as the table knows."""
    sending = Delivery.objects.filter(state=State.SENDING)
    return sorted(set(sending.values_list("sender", flat=True)))


def take_back(now: datetime, *, dead: tuple[str, ...] = ()) -> None:
    """Let messages wait again whose sender died: one of `dead`, or silent for too long.

    E-mail is sent again under the Message-ID it had, by which mail systems know a repetition. A
    chat has no such thing: what was already being handed over stays `unsure`, for the person sees
    it under their notices, and a repetition would be one more alarm.
    """
    lost = Delivery.objects.filter(state=State.SENDING).filter(
        Q(sending_until__lt=now) | Q(sender__in=dead)
    )
    unsure = lost.filter(channel__isnull=False, handed_at__isnull=False)
    unsure.update(
        state=State.UNSURE,
        sending_until=None,
        problem={
            "en": "Selaras was stopped while this was handed over; it may not have arrived.",
            "id": "Selaras terhenti saat pesan ini diserahkan; mungkin tidak sampai.",
        },
    )
    lost.filter(Q(channel__isnull=True) | Q(handed_at__isnull=True)).update(
        state=State.WAITING, sending_until=None
    )


def again(delivery_id: int) -> bool:
    """Send a message that failed once more, from the start."""
    over = Delivery.objects.filter(pk=delivery_id, state__in=(State.FAILED, State.UNSURE))
    return bool(
        over.update(
            state=State.WAITING, attempts=0, due_at=timezone.now(), handed_at=None, problem=None
        )
    )


def troubled() -> QuerySet[Delivery]:
    """Messages that did not arrive, or may not have."""
    return Delivery.objects.filter(
        Q(state__in=(State.FAILED, State.UNSURE)) | Q(state=State.WAITING, attempts__gt=0)
    ).select_related("person", "channel")


def forget_old(now: datetime) -> None:
    """Delete messages that were over long ago; the notices stay."""
    over = (State.SENT, State.DROPPED, State.FAILED, State.UNSURE)
    Delivery.objects.filter(state__in=over, made_at__lt=now - KEPT).delete()
