"""Which periods of a question the engine is asked about together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby

from selaras.agreements.values import Attempts, Every, ResolutionTime, ResponseTime
from selaras.contracts import TABLES
from selaras.evidence.footers import facts_of
from selaras.ledger.question import Question
from selaras.ledger.reach import history_of
from selaras.ledger.reading import Reading, month_of, months_within

_FARTHEST_APART = 2
"""How many times as far apart the numbers of portions may lie as they would if they came in time
(*choice*): a few rows that came late widen those of their month."""

Portion = tuple[int, ...]
"""Indexes of periods, in order."""


def portions_of(question: Question) -> tuple[Portion, ...]:
    """The active periods, in as many portions as the engine had better be asked in.

    One portion, where there is not more than the engine joins at once, or where what waits in a
    month has numbers from all over the store: every portion would look through all that happened
    then. What still runs, and what it is compared with, is always in the same portion, the last.
    """
    most = question.reading.engine.rows_at_once
    table = _joined_table(question)
    if most is None or table is None or _rows(question, table, question.active) <= most:
        return (question.active,)
    compared = _compared(question)
    over = [i for i in question.active if i not in compared]
    portions = list(_merged(question, table, over, most))
    if compared:
        portions.append(tuple(sorted(compared)))
    return tuple(portions) if _are_close(question, table, portions) else (question.active,)


def _joined_table(question: Question) -> str | None:
    """The table that items start from, if they are joined with others by a number of theirs."""
    measure, reading = question.commitment.measure, question.reading
    if not isinstance(measure, ResponseTime | ResolutionTime | Attempts):
        return None
    if question.commitment.every.every is Every.ROLLING:
        return None  # windows overlap: what lies in many of them is looked up once
    table = measure.start.table
    has_numbers = all(reading.numbers(key) for key in TABLES[table].numbered)
    return table if TABLES[table].numbered and has_numbers else None


def _compared(question: Question) -> set[int]:
    """The active periods of which something may still run, and those they are compared with."""
    found: set[int] = set()
    for index in question.active:
        history = history_of(question, index)
        if history or not question.ended[index]:
            found.update((index, *history))
    return found.intersection(question.active)


def _merged(question: Question, table: str, indexes: Iterable[int], most: int) -> Iterator[Portion]:
    """Neighbours together up to so many rows; what begins in one month is never taken apart."""
    portion: Portion = ()
    for _month, group in groupby(indexes, key=lambda i: month_of(question.periods[i].start)):
        more = (*portion, *group)
        new = more[len(portion) :]
        if portion and _rows(question, table, more) > most:
            yield portion
            portion = new
        else:
            portion = more
    if portion:
        yield portion


def _rows(question: Question, table: str, indexes: Sequence[int]) -> int:
    """About how many rows of a table happened in some periods, if a month's come evenly."""
    months = question.reading.snapshot.state(table).months
    found = 0.0
    for month in _months_of(question, table, indexes):
        part = 1.0
        if month[0].isdigit():
            first, end = _ends(month)
            since, until = max(first, _start(question, indexes)), min(end, _end(question, indexes))
            part = max(until - since, timedelta()) / (end - first)
        found += months[month].rows * part
    return round(found)


def _are_close(question: Question, table: str, portions: Sequence[Portion]) -> bool:
    """Whether the numbers of portions lie as close together as those of the whole.

    Of rows that are numbered as they come, a portion has as large a part of the numbers as of the
    rows; of others its numbers come from all over. Footers state the ends.
    """
    whole = _months_of(question, table, question.active)
    parts = [_months_of(question, table, portion) for portion in portions]
    widths = [_width(question.reading, table, months) for months in (whole, *parts)]
    if None in widths:
        return False
    width, *each = (found or 0 for found in widths)
    held = question.reading.snapshot.state(table).months
    rows, *of_each = (sum(held[month].rows for month in months) for months in (whole, *parts))
    return sum(each) * rows <= _FARTHEST_APART * width * sum(of_each)


def _width(reading: Reading, table: str, months: Iterable[str]) -> int | None:
    """How many numbers lie between the least and the greatest of some months; None: not known."""
    found = facts_of(reading.snapshot.files(table, months))
    facts = None if found is None else found[1].get(next(iter(TABLES[table].numbered.values())))
    if facts is None or not isinstance(facts.least, int) or not isinstance(facts.greatest, int):
        return None
    return facts.greatest - facts.least + 1


def _months_of(question: Question, table: str, indexes: Sequence[int]) -> tuple[str, ...]:
    if not indexes:
        return ()
    span = month_of(_start(question, indexes)), month_of(_end(question, indexes))
    return months_within(question.reading.snapshot.months(table), span)


def _start(question: Question, indexes: Sequence[int]) -> datetime:
    return min(question.periods[i].start for i in indexes)


def _end(question: Question, indexes: Sequence[int]) -> datetime:
    return max(question.periods[i].end for i in indexes)


def _ends(month: str) -> tuple[datetime, datetime]:
    """First instant of a stored month (`2026-01`), and the first after it, in UTC."""
    first = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    return first, (first + timedelta(days=32)).replace(day=1)
