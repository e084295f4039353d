"""What is asked of each subject and period of a count, an amount or a ratio."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from selaras.agreements.values import (
    GrowthObjective,
    NumberObjective,
    Prorate,
    WithinObjective,
)
from selaras.ledger.conclude import progress_of
from selaras.ledger.judge import Judgement, judge_bounds
from selaras.ledger.question import Question
from selaras.ledger.staff import Staff
from selaras.ledger.tally import Cell
from selaras.ledger.target import target_of
from selaras.ledger.verdict import Status


class Asked:
    """What is asked of each cell of a count, an amount or a ratio, and how it judges values."""

    def __init__(
        self,
        question: Question,
        staff: Staff,
        values: Mapping[Cell, tuple[Fraction, Fraction | None]],
        cells: Iterable[Cell],
        *,
        grows_within: bool = True,
    ) -> None:
        self.question, self.values, self.grows_within = question, values, grows_within
        objective = question.commitment.objective
        assert not isinstance(objective, WithinObjective)
        self.grows = isinstance(objective, GrowthObjective)
        self.direction = question.commitment.direction
        self.targets: dict[Cell, Fraction] = {}
        for cell in cells:
            target = self._target(cell, staff)
            if target is not None:
                self.targets[cell] = target * self._part(cell)

    def judge(self, cell: Cell) -> Judgement:
        """The status of one cell."""
        question, period = self.question, self.question.periods[cell[0]]
        cumulative = self.grows_within
        if cumulative and period.is_cut_short and question.commitment.prorate is None:
            return Judgement(Status.CANNOT_TELL, "cut_short")
        progress = progress_of(question, cell[0])
        if cell not in self.targets:
            return Judgement(Status.CANNOT_TELL, "no_previous")
        if cell not in self.values:
            unseen = progress.unseen
            if unseen is not None:
                return unseen
            ended = Status.CANNOT_TELL if progress.ended else Status.RUNNING
            return Judgement(ended, "nothing_due" if progress.ended else None)
        low, high = self.values[cell]
        return judge_bounds(
            low, high, self.direction, self.targets[cell], progress, grows=cumulative
        )

    def _target(self, cell: Cell, staff: Staff) -> Fraction | None:
        objective = self.question.commitment.objective
        if isinstance(objective, GrowthObjective):
            return self._grown(cell, objective.growth)
        assert isinstance(objective, NumberObjective)
        target = target_of(objective.target, cell[1], self.question.periods, cell[0], staff.tenure)
        return None if target is None else Fraction(target)

    def _grown(self, cell: Cell, growth: Fraction) -> Fraction | None:
        index, subject = cell
        if index == 0:
            return None
        before, period = self.question.periods[index - 1], self.question.periods[index]
        if before.is_cut_short or before.end != period.start:
            return None
        if not (self.question.ended[index - 1] and self.question.begun[index - 1]):
            return None
        low, high = self.values.get((index - 1, subject), (None, None))
        return low * (1 + growth) if low is not None and low == high else None

    def _part(self, cell: Cell) -> Fraction:
        """The share of a cut-short period that is asked for, 1 for a whole one."""
        period, prorate = self.question.periods[cell[0]], self.question.commitment.prorate
        if prorate is None or not period.is_cut_short or not self.grows_within:
            return Fraction(1)
        if prorate is Prorate.DAYS:
            whole = (period.whole_last - period.whole_first).days + 1
            return Fraction((period.last - period.first).days + 1, whole)
        working = self.question.calendar.working_days
        whole = working(period.whole_first, period.whole_last)
        return Fraction(working(period.first, period.last), whole) if whole else Fraction(1)
