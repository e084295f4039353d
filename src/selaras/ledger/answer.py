"""One question answered: which verdicts its measure calls for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from selaras.agreements.values import (
    Amount,
    Count,
    Ratio,
)
from selaras.errors import InputError, said
from selaras.ledger.conclude import untold
from selaras.ledger.gather import Memory, gather
from selaras.ledger.money import Rates
from selaras.ledger.numbers import amount_verdicts, count_verdicts, ratio_verdicts
from selaras.ledger.question import Question, needed_tables
from selaras.ledger.shares import share_verdicts
from selaras.ledger.staff import Staff
from selaras.ledger.verdict import Verdict


def answer(
    question: Question, staff: Staff, rates: Rates, memory: Memory
) -> Callable[[], list[Verdict]]:
    """Ask the engine all that a commitment needs; what is called then concludes without it.

    That gives verdicts for every period and subject, before excuses, and may be called beside the
    next question: one keeps the engine busy and the other Python. Both raise InputError, with the
    agreement and the commitment, for what only the evidence brings to light, such as a calendar
    without working time left.
    """
    with _named(question):
        conclude = _asked(question, staff, rates, memory)

    def concluded() -> list[Verdict]:
        with _named(question):
            return conclude()

    return concluded


@contextmanager
def _named(question: Question) -> Iterator[None]:
    """Say which commitment an error speaks of."""
    try:
        yield
    except InputError as fault:
        if fault.file is not None:
            raise
        raise InputError(
            said(
                "`{name}` cannot be judged: {problem}",
                "`{name}` tidak dapat dinilai: {problem}",
                name=question.commitment.name,
                problem=fault.problem,
            ),
            file=question.version.file,
            mend=fault.mend,
        ) from None


def _asked(
    question: Question, staff: Staff, rates: Rates, memory: Memory
) -> Callable[[], list[Verdict]]:
    nothing = _untold(question)
    if nothing is not None:
        return lambda: nothing
    measure = question.commitment.measure
    gathered = gather(question, staff.tenure, memory)
    if not isinstance(measure, Count | Amount | Ratio):
        return share_verdicts(question, gathered, staff, memory)
    if isinstance(measure, Count):
        verdicts = count_verdicts(question, gathered, measure, staff)
    elif isinstance(measure, Amount):
        verdicts = amount_verdicts(question, gathered, measure, staff, rates)
    else:
        verdicts = ratio_verdicts(question, gathered, staff)
    return lambda: verdicts


def _untold(question: Question) -> list[Verdict] | None:
    """The verdicts where there is nothing to hold the commitment against."""
    if not question.judged:
        return []
    needed = needed_tables(question.commitment, question.reading)
    missing = [table for table in needed if not question.reading.has(table)]
    if missing:
        return [untold(question, i, "not_loaded", ", ".join(missing)) for i in question.judged]
    if question.horizon is None:
        return [untold(question, i, "incomplete", "") for i in question.judged]
    return None
