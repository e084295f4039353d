"""Regular work: when it is due next, and taking it up once."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from selaras.errors import InputError
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.people.scope import Scope
from selaras.records.tasks.models import Schedule

MORNING = time(5, 30)
"""When daily work is done unless another time is stated (*choice*)."""


def next_time(
    every: str, at: time | None, weekday: int, zone: ZoneInfo, after: datetime
) -> datetime:
    """The first time after `after` at which such work is due (aware, UTC of a local time)."""
    if every not in (Schedule.Every.DAY, Schedule.Every.WEEK):
        return after + timedelta(minutes=int(every))
    local = after.astimezone(zone)
    day = local.date()
    while True:
        due = datetime.combine(day, at or MORNING, zone)
        fits = every == Schedule.Every.DAY or day.weekday() == weekday
        if fits and due > after:
            return due.astimezone(after.tzinfo)
        day += timedelta(days=1)


def save_schedule(
    actor: Actor,
    scope: Scope,
    *,
    kind: str,
    mapping: str = "",
    every: str,
    at: time | None,
    weekday: int = 0,
    zone: ZoneInfo,
    mappings: frozenset[str] = frozenset(),
) -> Schedule:
    """Do something regularly from now on; whatever was scheduled for the same is replaced.

    `mappings` are the names there are. Raises PermissionDenied for whoever does not administer,
    InputError for a mapping or a rhythm that is none.
    """
    _administers(scope)
    if kind not in Schedule.Kind.values or every not in Schedule.Every.values:
        raise InputError("That is not a rhythm.", mend="Choose one of those offered.")
    if kind == Schedule.Kind.LOAD and mapping not in mappings:
        raise InputError(f"There is no mapping {mapping!r}.", mend="Choose one of those listed.")
    if not 0 <= weekday <= 6:
        raise InputError("That is not a day of the week.", mend="Monday is 0, Sunday 6.")
    with transaction.atomic():
        schedule, _ = Schedule.objects.update_or_create(
            kind=kind,
            mapping=mapping if kind == Schedule.Kind.LOAD else "",
            defaults={
                "every": every, "at": at, "weekday": weekday, "active": True,
                "next_at": next_time(every, at, weekday, zone, timezone.now()),
                "made_by": actor.person,
            },
        )  # fmt: skip
        record(actor, "schedule.saved", "schedule", schedule.pk, work=kind, mapping=mapping,
               every=every)  # fmt: skip
    return schedule


def remove_schedule(actor: Actor, scope: Scope, schedule: Schedule) -> None:
    """Do it no longer. Raises PermissionDenied for whoever does not administer."""
    _administers(scope)
    with transaction.atomic():
        record(actor, "schedule.removed", "schedule", schedule.pk, work=schedule.kind,
               mapping=schedule.mapping)  # fmt: skip
        schedule.delete()


def _administers(scope: Scope) -> None:
    if not scope.administers:
        raise PermissionDenied


def make_first(zone: ZoneInfo) -> None:
    """Where nothing was ever scheduled: an evaluation each morning."""
    if not Schedule.objects.exists():
        Schedule.objects.get_or_create(
            kind=Schedule.Kind.EVALUATE,
            mapping="",
            defaults={
                "every": Schedule.Every.DAY,
                "at": MORNING,
                "next_at": next_time("day", MORNING, 0, zone, timezone.now()),
            },
        )


def take_due(zone: ZoneInfo, now: datetime) -> list[Schedule]:
    """Schedules that are due, each given to one caller alone; what was slept through is due once.

    To be called in the transaction that the work is asked for in: both stand or fall together.
    """
    taken = []
    for schedule in Schedule.objects.filter(active=True, next_at__lte=now):
        after = next_time(schedule.every, schedule.at, schedule.weekday, zone, now)
        moved = Schedule.objects.filter(pk=schedule.pk, next_at=schedule.next_at).update(
            next_at=after, last_at=now
        )
        if moved:
            taken.append(schedule)
    return taken
