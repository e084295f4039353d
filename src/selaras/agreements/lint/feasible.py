"""Feasibility: can people do what several promises together ask of them (methods.md section 10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from selaras.agreements.fields import show_number
from selaras.agreements.lint.choices import (
    ATTEMPTS_PER_LEAD_AND_DAY,
    ATTEMPTS_PER_WORKING_DAY,
    HOURS_PER_WORKING_DAY,
)
from selaras.agreements.lint.note import Level
from selaras.agreements.lint.periods import all_targets, periods, target_on, times_in
from selaras.agreements.lint.quotas import size_of
from selaras.agreements.lint.subject import Subject
from selaras.agreements.values import (
    Amount,
    Attempts,
    Commitment,
    Count,
    Direction,
    Every,
    NumberObjective,
    Schedule,
    WithinObjective,
)
from selaras.calendars.duration import Duration, DurationUnit

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Load:
    """Attempts of one rep in one period, and the days there are for them.

    `weekdays` are Mondays to Fridays, `working_days` what the calendar leaves of the period.
    """

    first: date
    leads: Decimal
    attempts_each: Decimal
    weekdays: int
    working_days: int

    @property
    def attempts(self) -> Decimal:
        return self.leads * self.attempts_each

    @property
    def a_day(self) -> Decimal:
        return self.attempts / self.working_days


def check_feasible(subject: Subject) -> None:
    """Attempts against working days, windows against attempts, calendars against times."""
    commitments = subject.agreement.commitments
    supplies = [one for one in commitments if _is_supply(one)]
    efforts = [one for one in commitments if _least(one, Attempts) is not None]
    for supply in supplies:
        for effort in efforts:
            if effort.promisor == supply.promisee and effort.of == supply.of:
                _check_load(subject, supply, effort)
        _say_revenue(subject, supply)
    for effort in efforts:
        _check_window(subject, effort)
    for commitment in commitments:
        _check_working_time(subject, commitment)


def _least(commitment: Commitment, measure: type) -> Schedule[Decimal] | None:
    """The targets of a floor on such a measure; None for any other commitment."""
    objective = commitment.objective
    is_least = isinstance(objective, NumberObjective) and objective.direction is Direction.AT_LEAST
    if not is_least or not isinstance(commitment.measure, measure):
        return None
    assert isinstance(objective, NumberObjective)
    return objective.target


def _is_supply(commitment: Commitment) -> bool:
    """Whether it promises every rep a number of leads."""
    measure = commitment.measure
    is_leads = isinstance(measure, Count) and measure.table in ("leads", "lead_stages")
    return is_leads and commitment.per == "rep" and _least(commitment, Count) is not None


def _check_load(subject: Subject, supply: Commitment, effort: Commitment) -> None:
    loads = _loads(subject, supply, effort)
    workable = [load for load in loads if load.working_days > 0]
    closed = [load for load in loads if load.working_days == 0 and load.attempts > 0]
    if closed:
        subject.note(
            Level.ERROR,
            "feasible",
            subject.on(effort, "objective"),
            f"{_names(supply, closed)}: no working day for the attempts that `{supply.name}` and "
            f"`{effort.name}` ask for.",
            "Ask for nothing then, or use another calendar.",
        )
    if workable:
        _say_load(subject, supply, effort, workable)


def _loads(subject: Subject, supply: Commitment, effort: Commitment) -> list[Load]:
    leads, attempts = _least(supply, Count), _least(effort, Attempts)
    assert leads is not None
    assert attempts is not None
    if supply.every.every is Every.ROLLING:
        return []
    loads = []
    for first, last in periods(supply.every, *subject.span):
        n, k = target_on(leads, first), target_on(attempts, first)
        days = subject.working_days(subject.agreement.calendar, first, last)
        if n is not None and k is not None and days is not None:
            loads.append(Load(first, n, k, _weekdays(first, last), days))
    return loads


def _weekdays(first: date, last: date) -> int:
    days = (last - first).days + 1
    return sum((first.weekday() + n) % 7 < 5 for n in range(days))


def _say_load(subject: Subject, supply: Commitment, effort: Commitment, loads: list[Load]) -> None:
    worst = max(loads, key=lambda load: (load.a_day, -load.first.toordinal()))
    too_many = [load for load in loads if load.a_day > ATTEMPTS_PER_WORKING_DAY]
    sentence, at = _arithmetic(supply, worst), subject.on(effort, "objective")
    if not too_many:
        subject.note(Level.INFO, "feasible", at, f"{sentence}.")
        return
    subject.note(
        Level.WARNING,
        "feasible",
        at,
        f"{sentence}; a rep can make {ATTEMPTS_PER_WORKING_DAY} a day, which is too few in "
        f"{_names(supply, too_many)}.",
        "Promise fewer leads or fewer attempts, or excuse the periods with too many.",
    )


def _arithmetic(supply: Commitment, load: Load) -> str:
    """The load in words, as a planner reckons it and as the calendar makes it."""
    every = supply.every
    usual = ""
    if load.weekdays > load.working_days:
        usual = f"{load.attempts / load.weekdays:.1f} a weekday in a {every} of {load.weekdays}, "
    days = "day" if load.working_days == 1 else "days"
    return (
        f"{show_number(load.leads)} leads × {show_number(load.attempts_each)} attempts = "
        f"{show_number(load.attempts)} attempts a rep and {every}: {usual}"
        f"{load.a_day:.1f} in {_period(supply, load.first)} with its "
        f"{load.working_days} working {days}"
    )


def _names(supply: Commitment, loads: list[Load]) -> str:
    names = ", ".join(_period(supply, load.first) for load in loads[:6])
    return names if len(loads) <= 6 else f"{names} and {len(loads) - 6} more"


def _period(commitment: Commitment, first: date) -> str:
    every = commitment.every.every
    if every is Every.MONTH:
        return f"{_MONTHS[first.month - 1]} {first.year}"
    if every is Every.QUARTER:
        return f"{first.year}-Q{(first.month + 2) // 3}"
    if every is Every.YEAR:
        return str(first.year)
    return f"the {every.value} of {first}"


def _say_revenue(subject: Subject, supply: Commitment) -> None:
    """What a lead has to bring where reps share a revenue goal and get so many leads each."""
    leads = _least(supply, Count)
    for quota in subject.agreement.commitments:
        sales, size = _least(quota, Amount), size_of(subject, quota)
        is_shared = quota.per == "rep" and quota.currency is not None
        times = times_in(supply.every, quota.every)
        if not is_shared or sales is None or size is None or times is None or leads is None:
            continue
        start = next((first for first, _ in periods(quota.every, *subject.span)), None)
        if start is None:
            continue
        each, amount = target_on(leads, start), target_on(sales, start)
        if each is None or amount is None or each <= 0:
            continue
        number = size * each * times
        goal = size * amount
        subject.note(
            Level.INFO,
            "revenue-per-lead",
            subject.on(supply, "objective"),
            f"{size} reps × {show_number(each)} leads a {supply.every} = {number:,f} leads a "
            f"{quota.every}; {goal:,f} {quota.currency} over them is "
            f"{goal / number:,.0f} {quota.currency} a lead.",
        )


def _check_window(subject: Subject, effort: Commitment) -> None:
    measure = effort.measure
    targets = _least(effort, Attempts)
    if not isinstance(measure, Attempts) or targets is None:
        return
    most = max(all_targets(targets), default=Decimal(0))
    days = _days(measure.within)
    if most <= ATTEMPTS_PER_LEAD_AND_DAY * days:
        return
    span = "one day" if days == 1 else f"{days} days"
    subject.note(
        Level.WARNING,
        "attempts-window",
        subject.on(effort, "measure"),
        f"{show_number(most)} attempts on one lead within {measure.within} are more than "
        f"{ATTEMPTS_PER_LEAD_AND_DAY * days} in {span}, which is as many as anybody bears.",
        "Ask for fewer attempts, or give them longer.",
    )


def _days(window: Duration) -> int:
    """Days that a window touches, each begun one counted whole."""
    match window.unit:
        case DurationUnit.MINUTES | DurationUnit.HOURS | DurationUnit.DAYS:
            length = 86400
        case DurationUnit.BUSINESS_DAYS:
            return window.amount
        case _:
            length = HOURS_PER_WORKING_DAY * 3600
    seconds = window.seconds or 0
    return max(1, -(-seconds // length))


def _check_working_time(subject: Subject, commitment: Commitment) -> None:
    """A business time cannot pass on a calendar that has no working day."""
    objective = commitment.objective
    windows = all_targets(objective.within) if isinstance(objective, WithinObjective) else []
    if isinstance(commitment.measure, Attempts):
        windows = [commitment.measure.within]
    if not any(window.is_business for window in windows):
        return
    for name in _calendars(subject, commitment):
        if subject.working_days(name, *subject.span) == 0:
            first, last = subject.span
            subject.note(
                Level.ERROR,
                "no-working-time",
                subject.on(commitment, "objective"),
                f"`{commitment.name}` runs on working time, and the calendar `{name}` has none "
                f"from {first} to {last}.",
                "Use another calendar, or elapsed time such as `24 hours`.",
            )


def _calendars(subject: Subject, commitment: Commitment) -> list[str]:
    choice = commitment.calendar
    if choice is None:
        return [subject.agreement.calendar]
    return list(dict.fromkeys([*(name for _, name in choice.cases), choice.otherwise]))
