"""How often one side calls a lead by a word and the other turns it down, read off lead_stages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import ibis.expr.types as ir
from ibis import _

from selaras.diagnosis.drivers_query import micros_of
from selaras.diagnosis.source_query import Source
from selaras.evidence.working_time import micros

TAKEN = ("sal", "sql", "opportunity", "won")
"""Stages by which the other side says yes to what a lead was called."""
TURNED_DOWN = ("rejected", "disqualified")
"""Stages by which it says no."""
_REASONS = 3


@dataclass(frozen=True, slots=True)
class WordUse:
    """Leads that were called by a stage's word in a span of time, and what the other side said.

    `called` leads reached the stage; `judged` of them were then taken or turned down, by whichever
    came first; `turned_down` of those were turned down. `reasons` are the most frequent ones that
    were given for it, with how often.
    """

    stage: str
    called: int
    judged: int
    turned_down: int
    reasons: tuple[tuple[str, int], ...]


def word_use(source: Source, stage: str, start: datetime, end: datetime) -> WordUse:
    """What became of leads that first reached `stage` from `start` on and before `end`."""
    if not source.has("lead_stages"):
        return WordUse(stage, 0, 0, 0, ())
    steps = source.table("lead_stages").select(
        "lead_id", "stage", "reason", at=micros(_.happened_at)
    )
    called = steps.filter(_.stage == stage).group_by("lead_id").aggregate(called=_.at.min())
    called = called.filter((_.called >= micros_of(start)) & (_.called < micros_of(end)))
    said = [one for one in (*TAKEN, *TURNED_DOWN) if one != stage]
    after = steps.filter(_.stage.isin(said)).inner_join(called, "lead_id")
    after = after.filter(_.at >= _.called)
    judged = after.group_by("lead_id").aggregate(
        taken=_.at.min(where=_.stage.isin(TAKEN)),
        down=_.at.min(where=_.stage.isin(TURNED_DOWN)),
    )
    judged = judged.mutate(no=_.down.notnull() & (_.taken.isnull() | (_.down < _.taken)))
    counts = judged.aggregate(judged=_.count(), no=_.no.sum())
    (row,) = source.engine.to_arrow(counts).to_pylist()
    (every,) = source.engine.to_arrow(called.aggregate(n=_.count())).to_pylist()
    return WordUse(
        stage, every["n"], row["judged"], int(row["no"] or 0), _reasons(source, after, judged)
    )


def _reasons(source: Source, after: ir.Table, judged: ir.Table) -> tuple[tuple[str, int], ...]:
    no = judged.filter(_.no).select("lead_id", first="down")
    given = after.filter(_.stage.isin(TURNED_DOWN) & _.reason.notnull())
    given = given.inner_join(no, "lead_id").filter(_.at == _.first)
    counted = given.group_by("reason").aggregate(n=_.count())
    rows = source.engine.to_arrow(counted).to_pylist()
    ordered = sorted(rows, key=lambda row: (-row["n"], row["reason"]))
    return tuple((row["reason"], row["n"]) for row in ordered[:_REASONS])
