"""Verdicts of measures whose items are kept or broken, one by one."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from selaras.agreements.values import (
    GrowthObjective,
    NumberObjective,
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
from selaras.ledger.tally import Cell
from selaras.ledger.target import target_of
from selaras.ledger.verdict import Number, Status, Tally, Verdict
from selaras.statistics.intervals import wilson


def share_verdicts(
    question: Question, gathered: Found, staff: Staff, memory: Memory
) -> list[Verdict]:
    tallies = cells = tallies_of(gathered)
    if question.commitment.per is None:
        cells = {(i, None): Tally() for i in range(len(question.periods))} | tallies
    objective = question.commitment.objective
    assert not isinstance(objective, GrowthObjective)
    asked = objective.share
    progress = [progress_of(question, index) for index in range(len(question.periods))]
    judged = [
        (cell, tally, judge_share(tally, asked, progress[cell[0]])) for cell, tally in cells.items()
    ]
    undecided = [
        cell
        for cell, tally, judgement in judged
        if judgement.status is Status.RUNNING or tally.open
    ]
    outlooks = outlook_of_waits(question, staff.tenure, tallies, undecided, asked, gathered, memory)
    said = _in_words(question, staff)
    verdicts = []
    for cell, tally, judgement in judged:
        target = said(cell)
        if target is None:
            continue
        decided = tally.kept + tally.broken
        value, bounds = _share(tally.kept, decided)
        outlook = outlooks.get(cell)
        if outlook is None:
            outlook = _NOTHING if tally.open else _settled(tally.kept, decided + tally.exempt)
        verdicts.append(
            conclude(
                question,
                cell,
                judgement,
                tally,
                unit="share",
                target=target,
                asked=asked,
                value=value,
                bounds=bounds,
                outlook=outlook,
            )
        )
    return verdicts


def _in_words(question: Question, staff: Staff) -> Callable[[Cell], Number | str | None]:
    """What is asked of a subject in a period, as verdicts state it; None where nothing is."""
    objective = question.commitment.objective
    schedule: Schedule[Any]
    in_words: Callable[[object], Number | str]
    if isinstance(objective, WithinObjective):
        schedule, in_words = objective.within, str
    else:
        assert isinstance(objective, NumberObjective)
        schedule, in_words = objective.target, plain_number
    # Shares are concluded by the ten thousand: what many of them have in common is made once.
    usual = None if schedule.otherwise is None else in_words(schedule.otherwise)

    def of(cell: Cell) -> Number | str | None:
        target: Any = target_of(schedule, cell[1], question.periods, cell[0], staff.tenure)
        return None if target is None else in_words(target)

    return (lambda _cell: usual) if schedule.varies is Varies.NOTHING else of


@lru_cache(maxsize=10_000)
def _share(kept: int, decided: int) -> tuple[Fraction | None, tuple[float | None, float | None]]:
    """The share kept of those decided, and its interval."""
    if not decided:
        return None, (None, None)
    interval = wilson(kept, decided)
    return Fraction(kept, decided), (interval.low, interval.high)


@lru_cache(maxsize=10_000)
def _settled(kept: int, started: int) -> Outlook:
    """Without open items the share in time needs no curve: k over all that started."""
    return Outlook(estimate=kept / started) if started else _NOTHING


_NOTHING = Outlook()


def plain_number(value: object) -> Number:
    assert isinstance(value, int | Decimal | Fraction)
    return value
