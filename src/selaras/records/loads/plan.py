"""Loads asked for: a row first, then the work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from selaras.evidence.loading import LoadReport
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.loads.models import Load, Upload, in_both_languages


@transaction.atomic
def plan_load(actor: Actor, mappings: Sequence[str] = (), *, upload: Upload | None = None) -> Load:
    """Ask for a load of mappings by name (none: of all), of an upload where one is given.

    Whoever calls it has checked that the actor may (`access.check_may_load`): a job may always.
    """
    return _plan(actor, Load.Kind.LOAD, mappings, upload)


@transaction.atomic
def plan_replay(actor: Actor, mappings: Sequence[str]) -> Load:
    """Ask for quarantined rows of mappings to be read again."""
    return _plan(actor, Load.Kind.REPLAY, mappings, None)


def _plan(actor: Actor, kind: Load.Kind, mappings: Sequence[str], upload: Upload | None) -> Load:
    load = Load.objects.create(
        kind=kind, mappings=list(mappings), upload=upload, person=actor.person, via=actor.via
    )
    record(actor, f"{kind.value}.asked", "load", load.pk, mappings=list(mappings),
           upload=None if upload is None else upload.pk)  # fmt: skip
    return load


@transaction.atomic
def note_load(
    actor: Actor,
    kind: Load.Kind,
    mappings: Sequence[str],
    *,
    began_at: datetime,
    report: LoadReport | None,
    problem: str = "",
) -> Load:
    """Write down a load or a replay that was done elsewhere: on the command line.

    `report` is None where it failed, and `problem` says why then.
    """
    load = Load.objects.create(
        kind=kind,
        state=Load.State.DONE if report is not None else Load.State.FAILED,
        mappings=list(mappings),
        person=actor.person,
        via=actor.via,
        began_at=began_at,
        seen_at=timezone.now(),
        ended_at=timezone.now(),
        rows_read=0 if report is None else sum(one.read for one in report.counts),
        snapshot=None if report is None else report.snapshot,
        counts={} if report is None else report.as_json(),
        **in_both_languages(problem),
    )
    record(actor, f"{kind.value}.noted", "load", load.pk, mappings=list(mappings),
           snapshot=load.snapshot)  # fmt: skip
    return load


@transaction.atomic
def note_evaluation(
    actor: Actor,
    *,
    as_of: datetime,
    snapshot: int | None,
    statuses: Mapping[str, int],
    began_at: datetime,
    problem: str = "",
) -> Load:
    """Write down that agreements were held against evidence, and what came of it."""
    return Load.objects.create(
        kind=Load.Kind.EVALUATION,
        state=Load.State.FAILED if problem else Load.State.DONE,
        person=actor.person,
        via=actor.via,
        began_at=began_at,
        ended_at=timezone.now(),
        snapshot=snapshot,
        as_of=as_of,
        counts={"statuses": dict(statuses)},
        **in_both_languages(problem),
    )
