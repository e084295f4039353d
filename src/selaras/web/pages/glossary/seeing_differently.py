"""How often two sides classify the same lead differently: worked out beside the pages, kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from selaras.diagnosis.word_use_query import WordUse, word_use
from selaras.evidence import open_evidence
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.ledger.reading import Reading
from selaras.ledger.source_query import ReadingSource
from selaras.records.tasks.models import Task
from selaras.statistics.intervals import wilson
from selaras.workspace import Workspace

DAYS = 180
"""How far back leads are looked at that were called by a word (*choice*)."""
LEAST = 10
"""Judged leads below which no share is shown (*choice*)."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Of `n` leads that were called by a word and then judged, `k` were turned down.

    Shares are percents, with a 90% interval; `is_told` is false where there are too few to tell.
    """

    stage: str
    called: int
    n: int
    k: int
    share: float
    low: float
    high: float
    is_told: bool
    reasons: tuple[tuple[str, int], ...]


def key_of(stages: Sequence[str], snapshot: int) -> str:
    return f"word-use-{snapshot}-{'-'.join(sorted(stages))}"[:200]


def known_task(stages: Sequence[str], snapshot: int) -> Task | None:
    """The task that works these words out on a snapshot, or has done so."""
    return Task.objects.filter(key=key_of(stages, snapshot)).order_by("-id").first()


def differences(task: Task | None) -> dict[str, Difference]:
    """What a finished task came to, by stage."""
    rows = ((task.result or {}) if task is not None else {}).get("words", ())
    return {row["stage"]: Difference(**row | {"reasons": tuple(map(tuple, row["reasons"]))})
            for row in rows}  # fmt: skip


def work_out(workspace: Workspace, stages: Sequence[str]) -> list[dict[str, Any]]:
    """Count over the newest snapshot, as of the workspace's now."""
    as_of = workspace.now()
    engine = DuckDBEngine()
    try:
        reading = Reading(engine, open_evidence(workspace.evidence).snapshot(), as_of)
        source = ReadingSource(reading)
        return [
            _row(word_use(source, stage, as_of - timedelta(days=DAYS), as_of)) for stage in stages
        ]
    finally:
        engine.close()


def _row(use: WordUse) -> dict[str, Any]:
    is_told = use.judged >= LEAST
    low, high = _interval(use) if is_told else (0.0, 0.0)
    share = 100 * use.turned_down / use.judged if use.judged else 0.0
    return {
        "stage": use.stage,
        "called": use.called,
        "n": use.judged,
        "k": use.turned_down,
        "share": round(share, 1),
        "low": round(low, 1),
        "high": round(high, 1),
        "is_told": is_told,
        "reasons": [list(pair) for pair in use.reasons],
    }


def _interval(use: WordUse) -> tuple[float, float]:
    found = wilson(use.turned_down, use.judged)
    return 100 * found.low, 100 * found.high
