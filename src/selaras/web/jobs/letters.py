"""Sending what people are told: the `deliver` job."""

from __future__ import annotations

import logging
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from selaras.records.alerts import outbox
from selaras.records.alerts.models import Delivery
from selaras.records.alerts.notices import preference_of
from selaras.records.alerts.quiet import held_until
from selaras.records.people.scope import scope_of
from selaras.web.jobs.letter import Letter, letter_of
from selaras.web.jobs.process import WORKER
from selaras.web.jobs.registry import Run, job
from selaras.web.jobs.ways import Permanent, way_of
from selaras.web.place import workspace

_log = logging.getLogger("selaras.alerts")
_BROKEN = {
    "en": "It could not be sent; the administrator finds the reason in the log.",
    "id": "Pesan tidak dapat dikirim; administrator dapat melihat alasannya di catatan.",
}


@job("deliver", title=_("Send messages"))
def deliver(run: Run) -> dict[str, int]:
    """Send every message that is due."""
    del run
    return {"sent": deliver_due()}


def deliver_due(now: datetime | None = None) -> int:
    """Send every message that is due; how many were sent."""
    at = now or timezone.now()
    return sum(_deliver(delivery_id, at) for delivery_id in outbox.due_deliveries(at))


def _deliver(delivery_id: int, now: datetime) -> bool:
    delivery = outbox.claim(delivery_id, WORKER, now)
    if delivery is None:
        return False
    until = _quiet_until(delivery, now)
    if until > now:
        outbox.hold(delivery, until)
        return False
    letter = letter_of(delivery, scope_of(delivery.person))
    if letter is None:
        outbox.drop(delivery)
        return False
    return _send(delivery, letter, now)


def _send(delivery: Delivery, letter: Letter, now: datetime) -> bool:
    """Open the way, write that it is handed over, hand it over, write that it was sent."""
    try:
        with way_of(delivery) as way:
            if not outbox.hand_over(delivery):
                return False
            way.send(letter)
    except Permanent as error:
        outbox.give_up(delivery, error.says)
        return False
    except Exception as error:
        # Only the kind of the error: its text may quote an address with a secret in it.
        _log.warning("message %s did not go out: %s", delivery.pk, type(error).__name__)
        outbox.try_again(delivery, getattr(error, "says", _BROKEN), now)
        return False
    outbox.sent(delivery)
    return True


def _quiet_until(delivery: Delivery, now: datetime) -> datetime:
    if delivery.kind == Delivery.Kind.TRIAL:
        return now
    person = delivery.person
    quiet = preference_of(person).quiet
    return held_until(quiet, workspace().calendars, ZoneInfo(person.time_zone), now)
