"""One question answered: which verdicts its measure calls for."""

from __future__ import annotations

from selaras.agreements.values import (
    Amount,
    Count,
    Ratio,
)
from selaras.ledger.conclude import untold
from selaras.ledger.gather import Memory, gather
from selaras.ledger.money import Rates
from selaras.ledger.numbers import amount_verdicts, count_verdicts, ratio_verdicts
from selaras.ledger.question import Question, needed_tables
from selaras.ledger.shares import share_verdicts
from selaras.ledger.staff import Staff
from selaras.ledger.verdict import Verdict


def answer(question: Question, staff: Staff, rates: Rates, memory: Memory) -> list[Verdict]:
    """Verdicts of one commitment for every period and subject, before excuses."""
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
