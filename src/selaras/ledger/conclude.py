"""A judgement with its figures becomes a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from selaras.ledger.estimate import AT_RISK
from selaras.ledger.judge import Judgement, Progress
from selaras.ledger.outlook import Outlook
from selaras.ledger.question import Question
from selaras.ledger.reasons import reason_for
from selaras.ledger.tally import Cell
from selaras.ledger.verdict import Number, Status, Tally, Verdict

_UNSEEN = frozenset({"stale", "begins_later", "not_loaded", "incomplete"})
"""Why a verdict cannot be told, where the evidence itself is what is not there."""


def progress_of(question: Question, index: int) -> Progress:
    """How far the evidence on a period has come."""
    assert question.horizon is not None
    known = question.horizon > question.periods[index].start
    return Progress(ended=question.ended[index], known=known, begun=question.begun[index])


def untold(question: Question, index: int, code: str, tables: str) -> Verdict:
    figures = figures_of(
        question,
        index,
        Judgement(Status.CANNOT_TELL, code),
        Tally(),
        unit="",
        target=None,
        asked=None,
        value=None,
        bounds=(None, None),
        outlook=Outlook(),
        facts={"tables": tables},
    )
    return conclude(question, (index, None), figures)


def conclude(question: Question, cell: Cell, figures: Mapping[str, Any]) -> Verdict:
    """The verdict on one subject in one period, with its figures (see `figures_of`)."""
    index, subject = cell
    return Verdict.of(subject, question.periods[index], figures)


def figures_of(
    question: Question,
    index: int,
    judgement: Judgement,
    tally: Tally,
    *,
    unit: str,
    target: Number | str | None,
    asked: Fraction | None,
    value: Number | None,
    bounds: tuple[float | None, float | None],
    outlook: Outlook,
    n: int | None = None,
    facts: Mapping[str, object] | None = None,
) -> dict[str, Any]:
    """What a verdict says of any subject with this judgement and tally, in a period like this."""
    n = tally.n if n is None else n
    if judgement.reason in _UNSEEN:
        # What was not seen has no value, not even zero.
        value, bounds, outlook = None, (None, None), Outlook()
    status, missed = judgement.status, None
    if status is Status.RUNNING:
        missed = outlook.missed
        # As it is printed: half is half, whatever rounding left of it.
        if missed is not None and round(missed, 9) >= AT_RISK:
            status = Status.AT_RISK
    settled = question.ended[index] and question.begun[index] and tally.open == 0
    return {
        **question.particulars,
        "status": status,
        "unit": unit,
        "target": target,
        "asked": asked,
        "value": value,
        "n": n,
        "kept": tally.kept,
        "broken": tally.broken,
        "open": tally.open,
        "unknown": tally.unknown,
        "exempt": tally.exempt,
        "low": bounds[0],
        "high": bounds[1],
        "estimate": outlook.estimate,
        "probability_missed": missed,
        "final": settled and judgement.reason not in _UNSEEN,
        "reason": _reason(question, judgement, tally, n, facts or {}),
    }


def _reason(
    question: Question, judgement: Judgement, tally: Tally, n: int, facts: Mapping[str, object]
) -> str | None:
    code = judgement.reason
    if code is None:
        if tally.hanging:
            return reason_for("estimated", hanging=tally.hanging)
        return None
    if code == "unknown_items" and question.is_hourly_on_days:
        code = "day_precision"
    horizon: datetime | None = question.horizon
    begins = question.begins
    known = {
        "n": n,
        "unknown": tally.unknown,
        "columns": ", ".join(question.needed_columns),
        "horizon": horizon.astimezone(question.zone).isoformat() if horizon else "",
        "behind": ", ".join(question.held_back_by),
        "begins": begins.astimezone(question.zone).isoformat() if begins else "",
    }
    return reason_for(code, **(known | dict(facts)))
