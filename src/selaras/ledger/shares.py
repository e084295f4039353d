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
from selaras.ledger.conclude import conclude, figures_of, progress_of
from selaras.ledger.gather import Found, Memory, tallies_of
from selaras.ledger.judge import Judgement, judge_share
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
    shares = _Shares(question, staff)
    undecided = [cell for cell, tally in cells.items() if not shares.is_settled(cell, tally)]
    outlooks = outlook_of_waits(
        question,
        staff.tenure,
        tallies,
        [cell for cell in undecided if shares.may_turn(cell, cells[cell])],
        shares.asked,
        gathered,
        memory,
    )
    verdicts = []
    for cell, tally in cells.items():
        target = shares.said(cell)
        if target is None:
            continue
        figures = shares.figures(cell, tally, target, outlooks.get(cell))
        verdicts.append(conclude(question, cell, figures))
    return verdicts


class _Shares:
    """What tallies say against the share that is asked.

    Shares are concluded by the ten thousand, and most are settled: what these say hangs on their
    tally and target alone, and is worked out once of each.
    """

    def __init__(self, question: Question, staff: Staff) -> None:
        objective = question.commitment.objective
        assert not isinstance(objective, GrowthObjective)
        self.asked = objective.share
        self.said = _in_words(question, staff)
        self._question = question
        self._progress = [progress_of(question, i) for i in range(len(question.periods))]
        self._settled: dict[tuple[Tally, Number | str, bool], dict[str, Any]] = {}

    def is_settled(self, cell: Cell, tally: Tally) -> bool:
        """Whether nothing that is to come can change what the tally says."""
        return self._question.ended[cell[0]] and not tally.open

    def may_turn(self, cell: Cell, tally: Tally) -> bool:
        """Whether it is worth telling how the share is likely to end."""
        return bool(tally.open) or self._judged(cell, tally).status is Status.RUNNING

    def figures(
        self, cell: Cell, tally: Tally, target: Number | str, outlook: Outlook | None
    ) -> dict[str, Any]:
        """What is said of a cell, `outlook` included where there is one."""
        if not self.is_settled(cell, tally):
            return self._conclude(cell, tally, target, outlook)
        key = tally, target, self._question.begun[cell[0]]
        found = self._settled.get(key)
        if found is None:
            found = self._settled[key] = self._conclude(cell, tally, target, None)
        return found

    def _judged(self, cell: Cell, tally: Tally) -> Judgement:
        return judge_share(tally, self.asked, self._progress[cell[0]])

    def _conclude(
        self, cell: Cell, tally: Tally, target: Number | str, outlook: Outlook | None
    ) -> dict[str, Any]:
        decided = tally.kept + tally.broken
        value, bounds = _share(tally.kept, decided)
        if outlook is None:
            outlook = _NOTHING if tally.open else _settled(tally.kept, decided + tally.exempt)
        return figures_of(
            self._question,
            cell[0],
            self._judged(cell, tally),
            tally,
            unit="share",
            target=target,
            asked=self.asked,
            value=value,
            bounds=bounds,
            outlook=outlook,
        )


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
