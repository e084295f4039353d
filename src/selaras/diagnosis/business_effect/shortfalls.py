"""How many leads the promises of leads and of their quality fell short by, off the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from selaras.agreements.values import (
    AgreementVersion,
    Commitment,
    Count,
    Direction,
    NumberObjective,
    Ratio,
)
from selaras.calendars import find_calendar
from selaras.diagnosis.followup.asked import Asked
from selaras.diagnosis.followup.promises import promised_effort
from selaras.ledger.answer import answer
from selaras.ledger.evaluate import ask, read_staff
from selaras.ledger.gather import NoMemory
from selaras.ledger.money import read_rates
from selaras.ledger.verdict import Verdict

_PASSED_ON = {"sal", "sql", "opportunity", "contacted", "won"}
_TABLES = {"leads", "lead_stages"}


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Leads that were promised and did not come, in the closed periods within what is asked.

    `kind` is `volume` (leads) or `quality` (leads good enough to be taken); `missing` sums what
    each subject and period that fell short fell short by, and `of` is what was promised them all.
    `rate` is the share that was good enough overall, 1 for volume: a good lead stands for 1/rate
    leads.
    """

    agreement: str
    commitment: str
    promisor: str
    promisee: str
    kind: str
    missing: int
    of: int
    rate: float


def read_shortfalls(asked: Asked) -> tuple[Shortfall, ...]:
    """Of every such promise of those who do not answer for the attempts."""
    if asked.book is None:
        return ()
    speed = promised_effort(asked.book).speed
    callers = {speed[1].promisor} if speed is not None else {"sales"}
    found = []
    for version in sorted(
        asked.book.versions, key=lambda v: (v.agreement.name, v.agreement.effective_from)
    ):
        for commitment in version.agreement.commitments:
            kind = _kind(commitment)
            if kind is None or commitment.promisor in callers:
                continue
            shortfall = _shortfall(kind, _verdicts(asked, version, commitment))
            if shortfall is not None:
                found.append(shortfall)
    return tuple(found)


def _kind(commitment: Commitment) -> str | None:
    measure, objective = commitment.measure, commitment.objective
    if not isinstance(objective, NumberObjective) or objective.direction is not Direction.AT_LEAST:
        return None
    if isinstance(measure, Count) and measure.table in _TABLES:
        return "volume"
    if (
        isinstance(measure, Ratio)
        and {measure.of.table, measure.over.table} <= _TABLES
        and _stages(measure.of) <= _PASSED_ON
        and _stages(measure.of)
    ):
        return "quality"
    return None


def _stages(count: Count) -> set[str]:
    return {
        str(value)
        for condition in count.where
        if condition.ref.column == "stage"
        for value in condition.values
    }


def _verdicts(asked: Asked, version: AgreementVersion, commitment: Commitment) -> list[Verdict]:
    assert asked.book is not None
    versions = [v for v in asked.book.versions if v.agreement.name == version.agreement.name]
    question = ask(
        version, versions, commitment, asked.reading, lambda n: find_calendar(n, asked.calendars)
    )
    if question is None:
        return []
    conclude = answer(
        question, read_staff(asked.reading), read_rates(asked.reading, asked.currency), NoMemory()
    )
    return [
        verdict
        for verdict in conclude()
        if asked.start <= verdict.period.start
        and verdict.period.end <= min(asked.end, asked.horizon)
        and isinstance(verdict.value, int | Fraction)
        and verdict.target is not None
        and not isinstance(verdict.target, str)
    ]


def _shortfall(kind: str, verdicts: list[Verdict]) -> Shortfall | None:
    if not verdicts:
        return None
    missing = promised = passed = seen = Fraction(0)
    for verdict in verdicts:
        assert verdict.value is not None
        assert verdict.target is not None
        n = Fraction(1) if kind == "volume" else Fraction(verdict.n)
        target, value = Fraction(verdict.target), Fraction(verdict.value)
        missing += max(Fraction(0), (target - value) * n)
        promised += target * n
        passed += value * n
        seen += n
    one = verdicts[0]
    rate = float(passed / seen) if kind == "quality" and seen else 1.0
    return Shortfall(
        one.agreement, one.commitment, one.promisor, one.promisee, kind,
        ceil(missing), ceil(promised), rate,
    )  # fmt: skip
