"""Loading sources, asked for or regularly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from selaras.records.audit.actor import Actor
from selaras.records.loads.models import Load, Upload
from selaras.records.loads.plan import plan_load, plan_replay
from selaras.web.jobs.registry import Run, enqueue, job


@transaction.atomic
def begin_load(
    actor: Actor, kind: Load.Kind, mappings: Sequence[str], upload: Upload | None = None
) -> Load:
    """Ask for a load or a replay, and have it done beside the pages.

    Whoever calls it has checked that the actor may, and that the mappings are there.
    """
    if kind is Load.Kind.REPLAY:
        load = plan_replay(actor, mappings)
    else:
        load = plan_load(actor, mappings, upload=upload)
    enqueue("run_load", person=actor.person, key=f"load-{load.pk}", load_id=load.pk)
    return load


@job("run_load", title=_("Load sources"))
def run_load(run: Run, *, load_id: int) -> dict[str, Any]:
    """Do what a row of loads asks for, then hold agreements against the new evidence."""
    from selaras.records.loads.run import run_load as do  # noqa: PLC0415 - it brings the engine

    del run
    do(load_id)
    enqueue("evaluate", key="evaluate")
    return {"load": load_id, "refresh": True}


@job("load", title=_("Regular load"))
def load(run: Run, *, mappings: list[str]) -> dict[str, Any]:
    """Load some mappings of the workspace, as the house itself."""
    from selaras.records.audit.actor import job as house  # noqa: PLC0415

    done: dict[str, Any] = run_load(run, load_id=plan_load(house(), mappings=mappings).pk)
    return done
