"""One question answered: which verdicts its measure calls for."""

from __future__ import annotations

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


def answer(question: Question, staff: Staff, rates: Rates, memory: Memory) -> list[Verdict]:
    """Verdicts of one commitment for every period and subject, before excuses.

    Raises InputError, with the agreement and the commitment, for what only the evidence brings to
    light, such as a calendar without working time left.
    """
    try:
        return _verdicts(question, staff, rates, memory)
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


def _verdicts(question: Question, staff: Staff, rates: Rates, memory: Memory) -> list[Verdict]:
    if not question.periods:
        return []
    needed = needed_tables(question.commitment, question.reading)
    missing = [table for table in needed if not question.reading.has(table)]
    if missing:
        return [untold(question, p, "not_loaded", ", ".join(missing)) for p in question.periods]
    if question.horizon is None:
        return [untold(question, p, "incomplete", "") for p in question.periods]
    measure = question.commitment.measure
    gathered = gather(question, staff.tenure, memory)
    if isinstance(measure, Count):
        return count_verdicts(question, gathered, measure, staff)
    if isinstance(measure, Amount):
        return amount_verdicts(question, gathered, measure, staff, rates)
    if isinstance(measure, Ratio):
        return ratio_verdicts(question, gathered, staff)
    return share_verdicts(question, gathered, staff, memory)
