"""Regular work taken up: when its turn has come, or because somebody asks for it now."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.people.scope import Scope
from selaras.records.tasks import schedules
from selaras.records.tasks.models import Schedule, Task
from selaras.web.jobs.registry import enqueue
from selaras.web.place import workspace


@transaction.atomic
def take_turns() -> None:
    """Ask for whatever is due; what was slept through is done once."""
    for schedule in schedules.take_due(workspace().time_zone, timezone.now()):
        enqueue(schedule.kind, key=schedule.key, **schedule.args)


@transaction.atomic
def run_now(actor: Actor, scope: Scope, schedule: Schedule) -> Task:
    """Do it now, beside its turns; the task that waits already where there is one.

    Raises PermissionDenied for whoever does not administer.
    """
    if not scope.administers:
        raise PermissionDenied
    record(actor, "schedule.run", "schedule", schedule.pk, work=schedule.kind,
           mapping=schedule.mapping)  # fmt: skip
    return enqueue(schedule.kind, key=schedule.key, person=actor.person, **schedule.args)
