"""Regular work: when it is due next, and taking it up once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from selaras.errors import InputError
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.people.scope import Scope
from selaras.records.tasks.models import Schedule, Task

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
    active: bool = True,
) -> Schedule:
    """Do something regularly from now on; whatever was scheduled for the same is replaced.

    `mappings` are the names there are. Raises PermissionDenied for whoever does not administer,
    InputError for a mapping or a rhythm that is none.
    """
    _administers(scope)
    if kind not in Schedule.Kind.values or every not in Schedule.Every.values:
        raise InputError(_("That is not a rhythm."), mend=_("Choose one of those offered."))
    if kind == Schedule.Kind.LOAD and mapping not in mappings:
        raise InputError(
            _("There is no mapping %(name)s.") % {"name": mapping},
            mend=_("Choose one of those listed."),
        )
    if not 0 <= weekday <= 6:
        raise InputError(_("That is not a day of the week."), mend=_("Monday is 0, Sunday 6."))
    with transaction.atomic():
        schedule, _made = Schedule.objects.update_or_create(
            kind=kind,
            mapping=mapping if kind == Schedule.Kind.LOAD else "",
            defaults={
                "every": every, "at": at, "weekday": weekday, "active": active,
                "next_at": next_time(every, at, weekday, zone, timezone.now()),
                "made_by": actor.person,
            },
        )  # fmt: skip
        record(actor, "schedule.saved", "schedule", schedule.pk, work=kind, mapping=mapping,
               every=every)  # fmt: skip
    return schedule


def let_rest(
    actor: Actor, scope: Scope, schedule: Schedule, *, active: bool, zone: ZoneInfo
) -> None:
    """Let regular work rest, or take it up again: its next turn is then the next one from now.

    Raises PermissionDenied for whoever does not administer.
    """
    _administers(scope)
    with transaction.atomic():
        after = next_time(schedule.every, schedule.at, schedule.weekday, zone, timezone.now())
        Schedule.objects.filter(pk=schedule.pk).update(active=active, next_at=after)
        record(actor, "schedule.resumed" if active else "schedule.rested", "schedule", schedule.pk,
               work=schedule.kind, mapping=schedule.mapping)  # fmt: skip
    schedule.active, schedule.next_at = active, after


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


@dataclass(frozen=True, slots=True)
class Turns:
    """Regular work, the last of its tasks that is over, and the one that waits or runs."""

    schedule: Schedule
    last: Task | None
    under_way: Task | None


def turns() -> list[Turns]:
    """Everything that is done regularly, with how it went last (three queries)."""
    found = list(Schedule.objects.select_related("made_by"))
    tasks = Task.objects.filter(key__in=[one.key for one in found])
    over = _newest(tasks.filter(state__in=(Task.State.DONE, Task.State.FAILED)))
    open_ = _newest(tasks.filter(state__in=(Task.State.WAITING, Task.State.RUNNING)))
    return [Turns(one, over.get(one.key), open_.get(one.key)) for one in found]


def _newest(tasks: QuerySet[Task]) -> dict[str, Task]:
    """Key → the newest task under it."""
    newest = tasks.order_by().values("key").annotate(newest=Max("id")).values("newest")
    return {task.key: task for task in Task.objects.filter(pk__in=newest)}


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
