"""Verdicts of counts, amounts and ratios."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from selaras.agreements.values import (
    Amount,
    Count,
    Direction,
)
from selaras.ledger.amount_outlook import outlook_of_amounts
from selaras.ledger.asked import Asked
from selaras.ledger.conclude import conclude, figures_of
from selaras.ledger.gather import Found, tallies_of
from selaras.ledger.items.subject import UNASSIGNED
from selaras.ledger.judge import Judgement
from selaras.ledger.money import Rates, total_in
from selaras.ledger.outlook import Outlook, outlook_of_counts
from selaras.ledger.question import Question
from selaras.ledger.staff import Staff
from selaras.ledger.tally import Cell
from selaras.ledger.verdict import Status, Tally, Verdict
from selaras.statistics.intervals import poisson_exact, wilson


def count_verdicts(
    question: Question, gathered: Found, measure: Count, staff: Staff
) -> list[Verdict]:
    tallies = tallies_of(gathered)
    subjects = _subjects(question, tallies, staff)
    values = {cell: _range(tally.kept, tally.unknown) for cell, tally in tallies.items()}
    zero = (Fraction(0), Fraction(0))
    cells = _cells(subjects)
    asked = Asked(question, staff, {c: values.get(c, zero) for c in cells}, cells)
    judged = _judged(question, cells)
    judgements = {cell: asked.judge(cell) for cell in judged}
    running = {
        cell: asked.targets[cell]
        for cell, judgement in judgements.items()
        if judgement.status is Status.RUNNING and cell in asked.targets and cell[1] != UNASSIGNED
    }
    outlooks = outlook_of_counts(
        question,
        measure,
        tallies,
        running,
        subjects,
        at_least=asked.direction is Direction.AT_LEAST,
    )
    unit = "leads" if measure.distinct == "lead_id" else measure.table
    verdicts = []
    for cell in judged:
        tally = tallies.get(cell, Tally())
        exact = poisson_exact(tally.kept)
        bounds = (exact.low, exact.high) if not tally.unknown else (tally.kept, tally.n)
        verdicts.append(
            conclude(
                question,
                cell,
                figures_of(
                    question,
                    cell[0],
                    _unassigned(cell, judgements[cell]),
                    tally,
                    unit=unit,
                    target=asked.targets.get(cell),
                    asked=None,
                    value=tally.kept,
                    bounds=(float(bounds[0]), float(bounds[1])),
                    outlook=outlooks.get(cell, Outlook()),
                ),
            )
        )
    return [v for v in verdicts if v.target is not None or asked.grows]


def amount_verdicts(
    question: Question, gathered: Found, measure: Amount, staff: Staff, rates: Rates
) -> list[Verdict]:
    currency = question.commitment.currency
    sums = [row for found in gathered.values() for row in found.sums]
    totals = total_in(currency, sums, rates)
    tallies, missing = totals.tallies, totals.missing
    subjects = _subjects(question, tallies, staff)
    zero = Tally(total=Decimal(0))
    values: dict[Cell, tuple[Fraction, Fraction | None]] = {}
    cells = _cells(subjects)
    for cell in cells:
        low, high = totals.bounds.get(cell, (0, 0))
        values[cell] = (Fraction(low), None if high is None else Fraction(high))
    asked = Asked(question, staff, values, cells)
    judged = _judged(question, cells)
    judgements = {cell: asked.judge(cell) for cell in judged}
    running = {
        cell: asked.targets[cell]
        for cell, judgement in judgements.items()
        if judgement.status is Status.RUNNING
        and cell in asked.targets
        and cell[1] != UNASSIGNED
        and cell not in missing
    }
    outlooks = outlook_of_amounts(
        question,
        measure,
        tallies,
        running,
        subjects,
        rates,
        at_least=asked.direction is Direction.AT_LEAST,
    )
    verdicts = []
    for cell in judged:
        tally = tallies.get(cell, zero)
        judgement = _unassigned(cell, judgements[cell])
        if cell in missing:
            judgement = Judgement(Status.CANNOT_TELL, "no_rate")
        verdicts.append(
            conclude(
                question,
                cell,
                figures_of(
                    question,
                    cell[0],
                    judgement,
                    tally,
                    unit=currency or measure.column,
                    target=asked.targets.get(cell),
                    asked=None,
                    value=None if cell in missing else tally.total,
                    bounds=_bounds(values[cell]) if tally.unknown else (None, None),
                    outlook=outlooks.get(cell, Outlook()),
                    facts={"currencies": ", ".join(sorted(missing.get(cell, ())))},
                ),
            )
        )
    return [v for v in verdicts if v.target is not None or asked.grows]


def ratio_verdicts(question: Question, gathered: Found, staff: Staff) -> list[Verdict]:
    above = tallies_of(gathered)
    below = {(i, s): t for i, found in gathered.items() for s, t in (found.over or {}).items()}
    cells = set(above) | set(below)
    if question.commitment.per is None:
        cells |= {(index, None) for index in range(len(question.periods))}
    values: dict[Cell, tuple[Fraction, Fraction | None]] = {}
    for cell in cells:
        of, over = above.get(cell, Tally()), below.get(cell, Tally())
        if over.kept:
            values[cell] = (
                Fraction(of.kept, over.kept + over.unknown),
                Fraction(of.kept + of.unknown, over.kept),
            )
        elif over.unknown:
            # Perhaps there is nothing below, and then nothing is due.
            values[cell] = (Fraction(0), None)
    asked = Asked(question, staff, values, cells, grows_within=False)
    verdicts = []
    for cell in _judged(question, cells):
        of, over = above.get(cell, Tally()), below.get(cell, Tally())
        inside = over.kept > 0 and of.kept <= over.kept and not of.unknown and not over.unknown
        interval = wilson(of.kept, over.kept) if inside else None
        low, high = values.get(cell, (None, None))
        verdicts.append(
            conclude(
                question,
                cell,
                figures_of(
                    question,
                    cell[0],
                    _unassigned(cell, asked.judge(cell)),
                    Tally(kept=of.kept, unknown=of.unknown + over.unknown),
                    n=over.n,
                    unit="ratio",
                    target=asked.targets.get(cell),
                    asked=None,
                    value=Fraction(of.kept, over.kept) if over.kept else None,
                    bounds=(interval.low, interval.high) if interval else _bounds((low, high)),
                    outlook=Outlook(),
                ),
            )
        )
    return [v for v in verdicts if v.target is not None or asked.grows]


def _range(counted: int, unknown: int) -> tuple[Fraction, Fraction | None]:
    return Fraction(counted), Fraction(counted + unknown)


def _cells(subjects: Mapping[int, Iterable[str | None]]) -> list[Cell]:
    return [(index, subject) for index, found in subjects.items() for subject in found]


def _judged(question: Question, cells: Iterable[Cell]) -> list[Cell]:
    """Those that there is a verdict on: of another version's periods there is none."""
    own = set(question.judged)
    return [cell for cell in cells if cell[0] in own]


def _subjects(
    question: Question, tallies: Mapping[Cell, Tally], staff: Staff
) -> dict[int, list[str | None]]:
    """Who is counted in each period, so that zero is a value (rule 3).

    Reps: those active in the period, and owners that have something to count. Groups: whatever
    was seen in this period or an earlier one.
    """
    per = question.commitment.per
    subjects: dict[int, list[str | None]] = {}
    seen: set[str] = set()
    for index, period in enumerate(question.periods):
        here = {subject for i, subject in tallies if i == index and subject is not None}
        if per is None:
            subjects[index] = [None]
        elif per == "rep":
            subjects[index] = [*sorted(here | set(staff.active(period)))]
        else:
            seen |= here
            subjects[index] = [*sorted(seen)]
    return subjects


def _unassigned(cell: Cell, judgement: Judgement) -> Judgement:
    """Rows without an owner are shown, and nobody is held to them."""
    return Judgement(Status.CANNOT_TELL, "no_owner") if cell[1] == UNASSIGNED else judgement


def _bounds(
    between: tuple[Fraction | None, Fraction | None],
) -> tuple[float | None, float | None]:
    low, high = between
    return None if low is None else float(low), None if high is None else float(high)
