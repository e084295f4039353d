"""Verdicts of measures whose items are kept or broken, one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
from selaras.ledger.conclude import figures_of, progress_of
from selaras.ledger.gather import Found, Memory, Tallies, tallies_of
from selaras.ledger.judge import Judgement, judge_share
from selaras.ledger.outlook import Outlook, outlook_of_waits, waiting_of
from selaras.ledger.question import Question
from selaras.ledger.staff import Staff
from selaras.ledger.tally import Cell
from selaras.ledger.target import target_of
from selaras.ledger.verdict import Number, Status, Tally, Verdict
from selaras.statistics.intervals import wilson


def share_verdicts(
    question: Question, gathered: Found, staff: Staff, memory: Memory
) -> Callable[[], list[Verdict]]:
    """All that the engine is asked for, asked; what is called then concludes without it."""
    tallies = tallies_of(gathered)
    shares = _Shares(question, staff)
    undecided = [c for c, tally in _undecided(question, gathered) if shares.may_turn(c, tally)]
    waiting = waiting_of(question, staff.tenure, undecided, gathered, memory)

    def conclude() -> list[Verdict]:
        outlooks = (
            {} if waiting is None else outlook_of_waits(question, waiting, tallies, shares.asked)
        )
        return [
            verdict
            for index in question.judged
            for verdict in shares.verdicts(index, _subjects(question, gathered, index), outlooks)
        ]

    return conclude


def _subjects(question: Question, gathered: Found, index: int) -> Tallies:
    """What was counted in a period by subject; of all together there is always something to say."""
    found = gathered[index].tallies
    everybody: Tallies = {None: Tally()}
    return found if question.commitment.per is not None else everybody | found


def _undecided(question: Question, gathered: Found) -> Iterator[tuple[Cell, Tally]]:
    """What something that is to come can still change."""
    for index in question.judged:
        ended = question.ended[index]
        for subject, tally in _subjects(question, gathered, index).items():
            if not _is_settled(tally, ended=ended):
                yield (index, subject), tally


def _is_settled(tally: Tally, *, ended: bool) -> bool:
    """Whether nothing that is to come can change what the tally says."""
    return ended and not tally.open


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
        self._settled: dict[bool, dict[tuple[Tally, Number | str], dict[str, Any]]]
        self._settled = {False: {}, True: {}}

    def may_turn(self, cell: Cell, tally: Tally) -> bool:
        """Whether it is worth telling how the share is likely to end."""
        return bool(tally.open) or self._judged(cell, tally).status is Status.RUNNING

    def verdicts(
        self, index: int, tallies: Tallies, outlooks: Mapping[Cell, Outlook]
    ) -> list[Verdict]:
        """Those of one period, in the order of their subjects."""
        period, ended = self._question.periods[index], self._question.ended[index]
        settled = self._settled[self._question.begun[index]]
        verdicts = []
        for subject in sorted(tallies, key=_by_name):
            cell, tally = (index, subject), tallies[subject]
            target = self.said(cell)
            if target is None:
                continue
            if not _is_settled(tally, ended=ended):
                figures = self._conclude(cell, tally, target, outlooks.get(cell))
            elif (tally, target) in settled:
                figures = settled[tally, target]
            else:
                figures = settled[tally, target] = self._conclude(cell, tally, target, None)
            verdicts.append(Verdict.of(subject, period, figures))
        return verdicts

    def _judged(self, cell: Cell, tally: Tally) -> Judgement:
        return judge_share(tally, self.asked, self._progress[cell[0]])

    def _conclude(
        self, cell: Cell, tally: Tally, target: Number | str, outlook: Outlook | None
    ) -> dict[str, Any]:
        decided = tally.kept + tally.broken
        value, bounds = _share(tally.kept, decided)
        if outlook is None:
            outlook = _NOTHING if tally.open else _in_full(tally.kept, decided + tally.exempt)
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
def _in_full(kept: int, started: int) -> Outlook:
    """Without open items the share in time needs no curve: k over all that started."""
    return Outlook(estimate=kept / started) if started else _NOTHING


def _by_name(subject: str | None) -> str:
    return subject or ""


_NOTHING = Outlook()


def plain_number(value: object) -> Number:
    assert isinstance(value, int | Decimal | Fraction)
    return value
