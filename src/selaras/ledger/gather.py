"""What the engine counts of each period of a question, remembered where it cannot change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from selaras.agreements.values import (
    Amount,
    Attempts,
    Count,
    Ratio,
    ResolutionTime,
    ResponseTime,
)
from selaras.ledger.allowed import allowance_of
from selaras.ledger.estimate import Waits
from selaras.ledger.moment import Moment
from selaras.ledger.numbered import texts_of
from selaras.ledger.portions import portions_of
from selaras.ledger.question import Question
from selaras.ledger.reach import Reach, history_of, reach_of
from selaras.ledger.relation import counted_relation, judged_relation
from selaras.ledger.tally import AmountRow, Cell, sum_amounts, tally_counted, tally_items
from selaras.ledger.target import Tenure
from selaras.ledger.verdict import Tally

Tallies = dict[str | None, Tally]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Counts of one period by subject; a ratio has those of its second side in `over`."""

    tallies: Tallies
    over: Tallies | None = None
    sums: tuple[AmountRow, ...] = ()

    @property
    def open(self) -> int:
        return sum(tally.open for tally in self.tallies.values())


Found = Mapping[int, Gathered]
"""Index of the period → what was counted in it."""


class Memory(Protocol):
    """Keeps what was counted of settled periods, by the content of the evidence it hangs on."""

    def recall(self, question: Question, index: int) -> Gathered | None: ...

    def keep(self, question: Question, index: int, gathered: Gathered, reach: Reach | None) -> None:
        """`reach` None: the counts hold for this snapshot and as-of alone."""

    def recall_waits(self, question: Question, index: int, due: int) -> Waits | None:
        """How long the items of a settled period waited, all subjects together."""
        ...

    def keep_waits(
        self, question: Question, index: int, waits: Waits, reach: Reach | None
    ) -> None: ...

    def moment(self, snapshot: str, as_of: datetime) -> Moment:
        """What is known of a snapshot (its content id) at an as-of."""
        ...


class NoMemory:
    """Counts everything again."""

    def recall(self, question: Question, index: int) -> Gathered | None:
        return None

    def keep(self, question: Question, index: int, gathered: Gathered, reach: Reach | None) -> None:
        return None

    def recall_waits(self, question: Question, index: int, due: int) -> Waits | None:
        return None

    def keep_waits(self, question: Question, index: int, waits: Waits, reach: Reach | None) -> None:
        return None

    def moment(self, snapshot: str, as_of: datetime) -> Moment:
        return Moment()


def gather(question: Question, tenure: Tenure, memory: Memory) -> dict[int, Gathered]:
    """Counts of every period: recalled where nothing it hangs on has changed, else counted."""
    recalled = {
        index: found
        for index in range(len(question.periods))
        if (found := memory.recall(question, index)) is not None
    }
    missing = [i for i in range(len(question.periods)) if i not in recalled]
    if not missing:
        return recalled
    # What still runs is also compared with the periods before it: build the relation once.
    past = {i for m in missing for i in history_of(question, m)}
    asked = question.only({*missing, *_unread(question, past, memory)})
    counted, owned_to = dict[int, Gathered](), dict[int, datetime | None]()
    for portion in portions_of(asked):
        here, owned = _count(asked.only(portion), tenure)
        counted |= here
        owned_to |= owned
    for index in missing:
        reach = reach_of(question, index, owned_to.get(index))
        settled = is_settled(question, index, counted[index])
        memory.keep(question, index, counted[index], reach if settled else None)
    return counted | recalled


def _unread(question: Question, past: set[int], memory: Memory) -> set[int]:
    """Earlier periods whose items will be looked at, their waits not being known."""
    if not isinstance(question.commitment.measure, ResponseTime | ResolutionTime | Attempts):
        return past
    due = allowance_of(question)
    if due is None:
        return set()
    return {i for i in past if memory.recall_waits(question, i, due) is None}


def is_settled(question: Question, index: int, gathered: Gathered) -> bool:
    """Whether no later as-of can change the counts, evidence being the same."""
    ended = question.horizon is not None and question.horizon >= question.periods[index].end
    return ended and gathered.open == 0 and question.sees_all


def _count(
    question: Question, tenure: Tenure
) -> tuple[dict[int, Gathered], dict[int, datetime | None]]:
    """Counts of the active periods, and up to when their owners were looked up (counts only)."""
    measure = question.commitment.measure
    by_period: dict[int, Gathered] = {i: Gathered({}) for i in question.active}
    owned_to: dict[int, datetime | None] = {}
    if isinstance(measure, Ratio):
        sides = []
        for side in (measure.of, measure.over):
            tallies, owned = tally_counted(question.reading, counted_relation(question, side))
            sides.append(_split(question.active, tallies))
            for index, at in owned.items():
                owned_to[index] = _later(owned_to, index, at)
        for index in question.active:
            by_period[index] = Gathered(sides[0][index], sides[1][index])
    elif isinstance(measure, Count):
        tallies, owned_to = tally_counted(question.reading, counted_relation(question, measure))
        for index, found in _split(question.active, tallies).items():
            by_period[index] = Gathered(found)
    elif isinstance(measure, Amount):
        items = counted_relation(question, measure)
        sums, owned_to = sum_amounts(question.reading, items, question.commitment.currency)
        for index in question.active:
            here = tuple(row for row in sums if row.cell[0] == index)
            by_period[index] = Gathered({}, sums=here)
    else:
        items = judged_relation(question, tenure)
        tallies = tally_items(question.reading, items, texts_of(question, items))
        for index, found in _split(question.active, tallies).items():
            by_period[index] = Gathered(found)
    return by_period, owned_to


def _later(known: dict[int, datetime | None], index: int, at: datetime | None) -> datetime | None:
    """The later of two instants, where None means that there is no end to it."""
    if index not in known:
        return at
    before = known[index]
    return None if before is None or at is None else max(before, at)


def _split(
    active: Sequence[int], tallies: dict[tuple[int, str | None], Tally]
) -> dict[int, Tallies]:
    split: dict[int, Tallies] = {index: {} for index in active}
    for (index, subject), tally in tallies.items():
        split[index][subject] = tally
    return split


def tallies_of(gathered: Found) -> dict[Cell, Tally]:
    return {(i, s): tally for i, found in gathered.items() for s, tally in found.tallies.items()}
