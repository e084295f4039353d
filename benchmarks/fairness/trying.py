"""Companies tried one by one or side by side, a failure of one ending nothing."""

from __future__ import annotations

import multiprocessing
import traceback
from collections.abc import Iterator

from benchmarks.fairness.trial import Trial, try_company

Task = tuple[str, int, int, float, bool]
"""Truth, leads a period, seed, how much reps change anyhow, and whether of another kind."""


def tried(tasks: list[Task], processes: int) -> Iterator[Trial]:
    """A trial of each task, in the order in which they end."""
    if processes == 1:
        yield from map(_try, tasks)
        return
    # Engines keep threads of their own, which a fork would leave behind.
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        yield from pool.imap_unordered(_try, tasks)


def _try(task: Task) -> Trial:
    truth, leads, seed, drift, other = task
    try:
        return try_company(truth, leads, seed, drift, other=other)
    except Exception:  # one failure must not end a run of hours; it is counted and shown
        return Trial(
            *(truth, leads, seed, 0, (), 0.0, (), (), "error", (), None, (), (), 0.0),
            error=traceback.format_exc(),
        )
