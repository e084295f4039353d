"""What to expect of undecided verdicts, from the three closed periods before each (rule 6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

import ibis.expr.types as ir

from selaras.agreements.values import (
    Amount,
    Attempts,
    ColumnRef,
    Count,
    ResolutionTime,
    ResponseTime,
)
from selaras.ledger.allowed import allowance_of
from selaras.ledger.estimate import (
    MINIMUM_ITEMS,
    Undecided,
    Waits,
    coming_items,
    miss_of_count,
    misses_of_shares,
    pooled,
    shares_in_time,
)
from selaras.ledger.gather import Found, Memory
from selaras.ledger.items.counted import COUNTED
from selaras.ledger.items.rows import started_past
from selaras.ledger.learnt import items_came_in, learnt_from, pace_of
from selaras.ledger.question import Question
from selaras.ledger.relation import counted_relation
from selaras.ledger.tally import Cell
from selaras.ledger.target import Tenure
from selaras.ledger.verdict import Tally
from selaras.ledger.waits import read_waits, started_after
from selaras.statistics.counts import Gamma
from selaras.statistics.masses import mean_of
from selaras.statistics.survival import IncidenceCurves


@dataclass(frozen=True, slots=True)
class Outlook:
    """`estimate`: what to expect at the end, `missed`: the probability of a miss; None: unknown."""

    estimate: float | None = None
    missed: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """What undecided shares are told from: everything that the engine has to be asked for it.

    `wanted` are the cells of these, `due` the allowance on the axis of the waits, `past` the
    closed periods that each period is held against, `own` the waits of each cell, `earlier`
    those of each closed period, and `early` how many items of each cell are seen to have started
    past the instant up to which all are. `passed` says of each running period what share of its
    items has normally started by then.
    """

    wanted: tuple[Cell, ...]
    due: int
    past: Mapping[int, tuple[int, ...]]
    own: Mapping[Cell, Waits]
    earlier: Mapping[int, Waits]
    early: Mapping[Cell, int]
    passed: Mapping[int, float]


def waiting_of(
    question: Question,
    tenure: Tenure,
    undecided: Iterable[Cell],
    gathered: Found,
    memory: Memory,
) -> Waiting | None:
    """How long the items of undecided shares have waited; None where there is nothing to tell.

    Where the allowance differs between items there is no common axis, and no estimate.
    """
    wanted = tuple(sorted(undecided, key=lambda cell: (cell[0], cell[1] or "")))
    due = allowance_of(question) if wanted else None
    if due is None:
        return None
    past = {index: question.closed_before(index) for index in {cell[0] for cell in wanted}}
    closed = sorted({i for known in past.values() for i in known})
    own, earlier = read_waits(question, tenure, due, past, closed, gathered, memory)
    early = started_after(question, tenure, _started_to(question), past)
    return Waiting(wanted, due, past, own, earlier, early, _passed(question, past))


def _passed(question: Question, past: Mapping[int, tuple[int, ...]]) -> dict[int, float]:
    """How much of what each running period brings has normally begun, by the periods before it."""
    known_to = _started_to(question)
    running = {i: before for i, before in past.items() if question.periods[i].end > known_to}
    before = sorted({i for known in running.values() for i in known})
    came = items_came_in(question, before) if before else {}
    return {
        index: pace_of(question, came, known).come(question.periods[index], known_to)
        for index, known in running.items()
        if known
    }


def outlook_of_waits(
    question: Question, waiting: Waiting, tallies: Mapping[Cell, Tally], asked: Fraction
) -> dict[Cell, Outlook]:
    """Estimates of shares with open items, by survival on the items' own time axis."""
    wanted, due = waiting.wanted, waiting.due
    missed: dict[Cell, float] = {}
    for index, closed in sorted(waiting.past.items()):
        # All subjects of a period are held against the same curves: these are drawn once.
        curves = _learnt([waiting.earlier[i] for i in closed], due)
        if curves is None:
            continue
        passed = waiting.passed.get(index, 1.0)
        found = (
            (cell, _undecided(cell, closed, passed, waiting, tallies))
            for cell in wanted
            if cell[0] == index
        )
        shares = {cell: share for cell, share in found if share is not None}
        misses = misses_of_shares(curves, list(shares.values()), due, asked)
        missed |= zip(shares, misses, strict=True)
    waits = {cell: waiting.own[cell] for cell in wanted if cell in waiting.own}
    known = [cell for cell, own in waits.items() if own.items > own.unwatched]
    in_time = shares_in_time([waits[cell] for cell in known], due)
    estimates = {
        cell: _no_less_than_seen(share, waits[cell], tallies.get(cell, Tally()))
        for cell, share in zip(known, in_time, strict=True)
    }
    return {cell: Outlook(estimates.get(cell), missed.get(cell)) for cell in wanted}


def _no_less_than_seen(share: float, own: Waits, tally: Tally) -> float:
    """The share kept in time, told at the horizon; what was kept past it is kept none the less."""
    return share if tally.kept == own.kept else max(share, tally.kept / own.items)


def _started_to(question: Question) -> datetime:
    """Up to when all items that started are known: their own table may be ahead of others."""
    measure, reading = question.commitment.measure, question.reading
    assert isinstance(measure, Attempts | ResponseTime | ResolutionTime)
    assert question.horizon is not None
    known = reading.snapshot.complete_to(measure.start.table)
    return question.horizon if known is None else min(known, reading.as_of)


def _learnt(history: Sequence[Waits], due: int) -> IncidenceCurves | None:
    """Curves of earlier items; None where they are too few."""
    earlier = pooled(history, due)
    return earlier.curves() if earlier.items >= MINIMUM_ITEMS else None


def _undecided(
    cell: Cell,
    closed: Sequence[int],
    share: float,
    waiting: Waiting,
    tallies: Mapping[Cell, Tally],
) -> Undecided | None:
    """What is known of a cell's share; None where no item is there or expected.

    `closed` are the periods before it that it is held against, `share` how much of its own has
    passed.
    """
    tally = tallies.get(cell, Tally())
    own, early = waiting.own.get(cell), waiting.early.get(cell, 0)
    n = tally.unknown + (0 if own is None else own.counted) - early
    before = [(i, cell[1]) for i in closed]
    past = [tallies[earlier].n for earlier in before if earlier in tallies]
    # What is seen of the time to come is some of what comes, not a sign of more.
    coming = coming_items(n, share, past, len(closed), early)
    if tally.n + round(mean_of(coming)) == 0:
        return None
    lost = tally.broken + tally.unknown
    if own is None:
        return Undecided([], tally.kept, lost, coming)
    return Undecided(own.open_ages, own.kept, lost, coming, ahead=tally.kept - own.kept)


def outlook_of_counts(
    question: Question,
    measure: Count,
    tallies: Mapping[Cell, Tally],
    targets: Mapping[Cell, Fraction],
    subjects: Mapping[int, Sequence[str | None]],
    *,
    at_least: bool,
) -> dict[Cell, Outlook]:
    """Forecast of running counts: Gamma prior from earlier periods, and the share passed."""
    outlooks: dict[Cell, Outlook] = {}
    learnt: dict[int, tuple[Gamma, float] | None] = {}
    early = counted_past_horizon(question, measure, {cell[0] for cell in targets})
    for cell in sorted(targets, key=lambda c: (c[0], c[1] or "")):
        index = cell[0]
        if index not in learnt:
            learnt[index] = learnt_from(question, measure, tallies, subjects, index)
        known = learnt[index]
        if known is None:
            continue
        ahead = early.get(cell, 0)
        mean, missed = miss_of_count(
            known[0],
            tallies.get(cell, Tally()).kept - ahead,
            known[1],
            float(targets[cell]),
            at_least=at_least,
            ahead=ahead,
        )
        outlooks[cell] = Outlook(mean, missed)
    return outlooks


def counted_past_horizon(
    question: Question, measure: Count | Amount, indexes: Iterable[int]
) -> dict[Cell, int]:
    """How many of the rows counted in some periods are seen from past the horizon already.

    There may be more of them: the forecast of what comes after the horizon is no less than these.
    """
    asked, horizon = question.only(indexes), question.horizon
    assert horizon is not None
    time = ColumnRef(measure.table, measure.at)
    if not asked.active or not question.may_see_past(horizon, time):
        return {}

    def counted() -> ir.Table:
        items = counted_relation(asked, measure)
        return started_past(items.filter(items.judgement == COUNTED), horizon)

    rows = question.reading.rows(("past horizon", repr(measure), *asked.identity), counted)
    return {(row["period"], row["subject"]): row["items"] for row in rows}
