"""One question answered: tallies to verdicts, with intervals, estimates and reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from selaras.agreements.values import (
    Amount,
    Count,
    Direction,
    GrowthObjective,
    NumberObjective,
    Prorate,
    Ratio,
    Schedule,
    WithinObjective,
)
from selaras.ledger.amount_outlook import outlook_of_amounts
from selaras.ledger.estimate import AT_RISK
from selaras.ledger.gather import Gathered, Memory, gather
from selaras.ledger.items.subject import UNASSIGNED
from selaras.ledger.judge import Judgement, Progress, judge_bounds, judge_share
from selaras.ledger.money import Rates, total_in
from selaras.ledger.outlook import Outlook, outlook_of_counts, outlook_of_waits
from selaras.ledger.period import Period
from selaras.ledger.question import Question, measured_tables
from selaras.ledger.reasons import reason_for
from selaras.ledger.tally import Cell
from selaras.ledger.target import Tenure, target_of
from selaras.ledger.verdict import Number, Status, Tally, Verdict
from selaras.statistics.intervals import poisson_exact, wilson


@dataclass(frozen=True, slots=True)
class Staff:
    """Who is there to be counted: reps and when they are active, and everybody's first day."""

    reps: tuple[tuple[str, date | None, date | None], ...] = ()
    tenure: Tenure = field(default_factory=lambda: Tenure({}))

    def active(self, period: Period) -> Iterable[str]:
        for person, since, until in self.reps:
            if (since is None or since <= period.last) and (until is None or until >= period.first):
                yield person


def answer(question: Question, staff: Staff, rates: Rates, memory: Memory) -> list[Verdict]:
    """Verdicts of one commitment for every period and subject, before excuses."""
    if not question.periods:
        return []
    missing = [t for t in measured_tables(question.commitment) if not question.reading.has(t)]
    if missing:
        return [_untold(question, p, "not_loaded", ", ".join(missing)) for p in question.periods]
    if question.horizon is None:
        return [_untold(question, p, "incomplete", "") for p in question.periods]
    measure = question.commitment.measure
    gathered = gather(question, staff.tenure, memory)
    if isinstance(measure, Count):
        return _count_verdicts(question, gathered, measure, staff)
    if isinstance(measure, Amount):
        return _amount_verdicts(question, gathered, measure, staff, rates)
    if isinstance(measure, Ratio):
        return _ratio_verdicts(question, gathered, staff)
    return _share_verdicts(question, gathered, staff)


Found = Mapping[int, Gathered]
"""Index of the period → what was counted in it."""


def _tallies(gathered: Found) -> dict[Cell, Tally]:
    return {(i, s): tally for i, found in gathered.items() for s, tally in found.tallies.items()}


def _progress(question: Question, period: Period) -> Progress:
    assert question.horizon is not None
    return Progress(
        ended=question.horizon >= period.end,
        known=question.horizon > period.start,
    )


def _share_verdicts(question: Question, gathered: Found, staff: Staff) -> list[Verdict]:
    tallies = _tallies(gathered)
    objective = question.commitment.objective
    assert not isinstance(objective, GrowthObjective)
    schedule: Schedule[object] = (
        objective.within if isinstance(objective, WithinObjective) else objective.target  # type: ignore[assignment]
    )
    asked = objective.share
    cells = set(tallies)
    if question.commitment.per is None:
        cells |= {(index, None) for index in range(len(question.periods))}
    judgements = {
        cell: judge_share(
            tallies.get(cell, Tally()), asked, _progress(question, question.periods[cell[0]])
        )
        for cell in cells
    }
    undecided = {
        cell
        for cell in cells
        if judgements[cell].status is Status.RUNNING or tallies.get(cell, Tally()).open > 0
    }
    outlooks = outlook_of_waits(question, staff.tenure, tallies, undecided, asked)
    verdicts = []
    for cell in cells:
        target = target_of(schedule, cell[1], question.periods, cell[0], staff.tenure)
        if target is None:
            continue
        tally = tallies.get(cell, Tally())
        decided = tally.kept + tally.broken
        interval = wilson(tally.kept, decided) if decided else None
        verdicts.append(
            _verdict(
                question,
                cell,
                judgements[cell],
                tally,
                unit="share",
                target=str(target) if isinstance(objective, WithinObjective) else _number(target),
                asked=asked,
                value=Fraction(tally.kept, decided) if decided else None,
                bounds=(interval.low, interval.high) if interval else (None, None),
                outlook=outlooks.get(cell, _settled(tally)),
            )
        )
    return verdicts


def _settled(tally: Tally) -> Outlook:
    """Without open items the share in time needs no curve: k over all that started."""
    started = tally.kept + tally.broken + tally.exempt
    return Outlook(estimate=tally.kept / started if started and not tally.open else None)


def _count_verdicts(
    question: Question, gathered: Found, measure: Count, staff: Staff
) -> list[Verdict]:
    tallies = _tallies(gathered)
    subjects = _subjects(question, tallies, staff)
    values = {cell: _range(tally.kept, tally.unknown) for cell, tally in tallies.items()}
    zero = (Fraction(0), Fraction(0))
    cells = _cells(subjects)
    asked = _Asked(question, staff, {c: values.get(c, zero) for c in cells}, cells)
    judgements = {cell: asked.judge(cell) for cell in _cells(subjects)}
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
    for cell in _cells(subjects):
        tally = tallies.get(cell, Tally())
        exact = poisson_exact(tally.kept)
        bounds = (exact.low, exact.high) if not tally.unknown else (tally.kept, tally.n)
        verdicts.append(
            _verdict(
                question,
                cell,
                _unassigned(cell, judgements[cell]),
                tally,
                unit=unit,
                target=asked.targets.get(cell),
                asked=None,
                value=tally.kept,
                bounds=(float(bounds[0]), float(bounds[1])),
                outlook=outlooks.get(cell, Outlook()),
            )
        )
    return [v for v in verdicts if v.target is not None or asked.grows]


def _amount_verdicts(
    question: Question, gathered: Found, measure: Amount, staff: Staff, rates: Rates
) -> list[Verdict]:
    currency = question.commitment.currency
    sums = [row for found in gathered.values() for row in found.sums]
    tallies, missing = total_in(currency, sums, rates)
    subjects = _subjects(question, tallies, staff)
    zero = Tally(total=Decimal(0))
    values: dict[Cell, tuple[Fraction, Fraction | None]] = {}
    for cell in _cells(subjects):
        tally = tallies.get(cell, zero)
        low = Fraction(tally.total or 0)
        values[cell] = (low, None if tally.unknown else low)
    asked = _Asked(question, staff, values, _cells(subjects))
    judgements = {cell: asked.judge(cell) for cell in _cells(subjects)}
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
    for cell in _cells(subjects):
        tally = tallies.get(cell, zero)
        judgement = _unassigned(cell, judgements[cell])
        if cell in missing:
            judgement = Judgement(Status.CANNOT_TELL, "no_rate")
        verdicts.append(
            _verdict(
                question,
                cell,
                judgement,
                tally,
                unit=currency or measure.column,
                target=asked.targets.get(cell),
                asked=None,
                value=None if cell in missing else tally.total,
                bounds=(float(tally.total or 0), None) if tally.unknown else (None, None),
                outlook=outlooks.get(cell, Outlook()),
                facts={"currencies": ", ".join(sorted(missing.get(cell, ())))},
            )
        )
    return [v for v in verdicts if v.target is not None or asked.grows]


def _ratio_verdicts(question: Question, gathered: Found, staff: Staff) -> list[Verdict]:
    above = _tallies(gathered)
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
            values[cell] = (Fraction(of.kept, over.unknown), None)
    asked = _Asked(question, staff, values, cells, grows_within=False)
    verdicts = []
    for cell in cells:
        of, over = above.get(cell, Tally()), below.get(cell, Tally())
        inside = over.kept > 0 and of.kept <= over.kept and not of.unknown and not over.unknown
        interval = wilson(of.kept, over.kept) if inside else None
        low, high = values.get(cell, (None, None))
        verdicts.append(
            _verdict(
                question,
                cell,
                _unassigned(cell, asked.judge(cell)),
                Tally(kept=of.kept, unknown=of.unknown + over.unknown),
                n=over.n,
                unit="ratio",
                target=asked.targets.get(cell),
                asked=None,
                value=Fraction(of.kept, over.kept) if over.kept else None,
                bounds=(interval.low, interval.high) if interval else (_float(low), _float(high)),
                outlook=Outlook(),
            )
        )
    return [v for v in verdicts if v.target is not None or asked.grows]


class _Asked:
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
        self.direction = (
            objective.direction if isinstance(objective, NumberObjective) else Direction.AT_LEAST
        )
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
        progress = _progress(question, period)
        if cell not in self.targets:
            return Judgement(Status.CANNOT_TELL, "no_previous")
        if cell not in self.values:
            if not progress.known:
                return Judgement(Status.CANNOT_TELL, "stale")
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
        if not _progress(self.question, before).ended:
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


def _range(counted: int, unknown: int) -> tuple[Fraction, Fraction | None]:
    return Fraction(counted), Fraction(counted + unknown)


def _cells(subjects: Mapping[int, Iterable[str | None]]) -> list[Cell]:
    return [(index, subject) for index, found in subjects.items() for subject in found]


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


def _untold(question: Question, period: Period, code: str, tables: str) -> Verdict:
    index = question.periods.index(period)
    return _verdict(
        question,
        (index, None),
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


def _verdict(
    question: Question,
    cell: Cell,
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
) -> Verdict:
    period, commitment = question.periods[cell[0]], question.commitment
    n = tally.n if n is None else n
    if judgement.reason in ("stale", "not_loaded", "incomplete"):
        # What was not seen has no value, not even zero.
        value, bounds, outlook = None, (None, None), Outlook()
    status, missed = judgement.status, None
    if status is Status.RUNNING:
        missed = outlook.missed
        if missed is not None and missed >= AT_RISK:
            status = Status.AT_RISK
    ended = question.horizon is not None and question.horizon >= period.end
    settled = ended and tally.open == 0
    return Verdict(
        agreement=question.agreement.name,
        version=question.version.version,
        standing=question.version.standing.value,
        commitment=commitment.name,
        promisor=commitment.promisor,
        promisee=commitment.promisee,
        subject=cell[1],
        subject_kind=commitment.per,
        period=period,
        status=status,
        unit=unit,
        target=target,
        asked=asked,
        value=value,
        n=n,
        kept=tally.kept,
        broken=tally.broken,
        open=tally.open,
        unknown=tally.unknown,
        exempt=tally.exempt,
        low=bounds[0],
        high=bounds[1],
        estimate=outlook.estimate,
        probability_missed=missed,
        calendar_version=question.calendar_version,
        horizon=question.horizon.astimezone(UTC) if question.horizon else None,
        final=settled and judgement.reason not in ("stale", "not_loaded", "incomplete"),
        reason=_reason(question, judgement, tally, n, facts or {}),
    )


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
    known = {
        "n": n,
        "unknown": tally.unknown,
        "columns": ", ".join(question.needed_columns),
        "horizon": horizon.astimezone(question.zone).isoformat() if horizon else "",
    }
    return reason_for(code, **(known | dict(facts)))


def _number(value: object) -> Number:
    assert isinstance(value, int | Decimal | Fraction)
    return value


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
