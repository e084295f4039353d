"""Verdicts of measures whose items are kept or broken, one by one."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from selaras.agreements.values import (
    GrowthObjective,
    Schedule,
    Varies,
    WithinObjective,
)
from selaras.ledger.conclude import conclude, progress_of
from selaras.ledger.gather import Found, Memory, tallies_of
from selaras.ledger.judge import judge_share
from selaras.ledger.outlook import Outlook, outlook_of_waits
from selaras.ledger.question import Question
from selaras.ledger.staff import Staff
from selaras.ledger.target import target_of
from selaras.ledger.verdict import Number, Status, Tally, Verdict
from selaras.statistics.intervals import wilson


def share_verdicts(
    question: Question, gathered: Found, staff: Staff, memory: Memory
) -> list[Verdict]:
    tallies = tallies_of(gathered)
    objective = question.commitment.objective
    assert not isinstance(objective, GrowthObjective)
    schedule: Schedule[object] = (
        objective.within if isinstance(objective, WithinObjective) else objective.target  # type: ignore[assignment]
    )
    asked = objective.share
    cells = set(tallies)
    if question.commitment.per is None:
        cells |= {(index, None) for index in range(len(question.periods))}
    progress = [progress_of(question, index) for index in range(len(question.periods))]
    none = Tally()
    judgements = {
        cell: judge_share(tallies.get(cell, none), asked, progress[cell[0]]) for cell in cells
    }
    undecided = {
        cell
        for cell in cells
        if judgements[cell].status is Status.RUNNING or tallies.get(cell, none).open > 0
    }
    outlooks = outlook_of_waits(question, staff.tenure, tallies, undecided, asked, gathered, memory)
    in_words = str if isinstance(objective, WithinObjective) else plain_number
    # Shares are concluded by the ten thousand: what many of them have in common is made once.
    usual = None if schedule.otherwise is None else in_words(schedule.otherwise)
    verdicts = []
    for cell in cells:
        said = usual
        if schedule.varies is not Varies.NOTHING:
            target = target_of(schedule, cell[1], question.periods, cell[0], staff.tenure)
            said = None if target is None else in_words(target)
        if said is None:
            continue
        tally = tallies.get(cell, none)
        value, bounds = _share(tally.kept, tally.kept + tally.broken)
        verdicts.append(
            conclude(
                question,
                cell,
                judgements[cell],
                tally,
                unit="share",
                target=said,
                asked=asked,
                value=value,
                bounds=bounds,
                outlook=outlooks.get(cell) or _settled(tally),
            )
        )
    return verdicts


@lru_cache(maxsize=10_000)
def _share(kept: int, decided: int) -> tuple[Fraction | None, tuple[float | None, float | None]]:
    """The share kept of those decided, and its interval."""
    if not decided:
        return None, (None, None)
    interval = wilson(kept, decided)
    return Fraction(kept, decided), (interval.low, interval.high)


def _settled(tally: Tally) -> Outlook:
    """Without open items the share in time needs no curve: k over all that started."""
    started = tally.kept + tally.broken + tally.exempt
    return Outlook(estimate=tally.kept / started if started and not tally.open else None)


def plain_number(value: object) -> Number:
    assert isinstance(value, int | Decimal | Fraction)
    return value
