"""Feasibility: can people do what several promises together ask of them (methods.md section 10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from selaras.agreements.lint.choices import (
    ATTEMPTS_PER_WORKING_DAY,
)
from selaras.agreements.lint.floors import least
from selaras.agreements.lint.note import Level
from selaras.agreements.lint.periods import periods, target_on, times_in
from selaras.agreements.lint.quotas import size_of
from selaras.agreements.lint.subject import Subject
from selaras.agreements.phrases import said_value
from selaras.agreements.promise_nouns import said_number
from selaras.agreements.values import (
    Amount,
    Attempts,
    Commitment,
    Count,
    Every,
)
from selaras.errors import Said, said
from selaras.errors.sentences import month_in_words


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
    """Attempts against working days, and what a lead has to bring in."""
    commitments = subject.agreement.commitments
    supplies = [one for one in commitments if _is_supply(one)]
    efforts = [one for one in commitments if least(one, Attempts) is not None]
    for supply in supplies:
        for effort in efforts:
            if effort.promisor == supply.promisee and effort.of == supply.of:
                _check_load(subject, supply, effort)
        _say_revenue(subject, supply)


def _is_supply(commitment: Commitment) -> bool:
    """Whether it promises every rep a number of leads."""
    measure = commitment.measure
    is_leads = isinstance(measure, Count) and measure.table in ("leads", "lead_stages")
    return is_leads and commitment.per == "rep" and least(commitment, Count) is not None


def _check_load(subject: Subject, supply: Commitment, effort: Commitment) -> None:
    loads = _loads(subject, supply, effort)
    workable = [load for load in loads if load.working_days > 0]
    closed = [load for load in loads if load.working_days == 0 and load.attempts > 0]
    if closed:
        subject.note(
            Level.ERROR,
            "feasible",
            subject.on(effort, "objective"),
            said(
                "{periods}: no working day for the attempts that `{supply}` and `{effort}` ask "
                "for.",
                "{periods}: tidak ada hari kerja untuk upaya yang diminta `{supply}` dan "
                "`{effort}`.",
                periods=_names(supply, closed),
                supply=supply.name,
                effort=effort.name,
            ),
            said(
                "Ask for nothing then, or use another calendar.",
                "Jangan minta apa pun saat itu, atau pakai kalender lain.",
            ),
        )
    if workable:
        _say_load(subject, supply, effort, workable)


def _loads(subject: Subject, supply: Commitment, effort: Commitment) -> list[Load]:
    leads, attempts = least(supply, Count), least(effort, Attempts)
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
        subject.note(Level.INFO, "feasible", at, said("{load}.", "{load}.", load=sentence))
        return
    subject.note(
        Level.WARNING,
        "feasible",
        at,
        said(
            "{load}; a rep can make {most} a day, which is too few in {periods}.",
            "{load}; seorang tenaga penjual sanggup {most} sehari, terlalu sedikit pada {periods}.",
            load=sentence,
            most=ATTEMPTS_PER_WORKING_DAY,
            periods=_names(supply, too_many),
        ),
        said(
            "Promise fewer leads or fewer attempts, or excuse the periods with too many.",
            "Janjikan lebih sedikit prospek atau upaya, atau maklumi periode yang terlalu padat.",
        ),
    )


def _arithmetic(supply: Commitment, load: Load) -> Said:
    """The load in words, as a planner reckons it and as the calendar makes it."""
    every = said_value(supply.every)
    usual = said("", "")
    if load.weekdays > load.working_days:
        usual = said(
            "{a_day} a weekday in a {every} of {days}, ",
            "{a_day} per hari kerja dalam {every} dengan {days} hari kerja, ",
            a_day=said_number(load.attempts / load.weekdays, 1),
            every=every,
            days=load.weekdays,
        )
    return said(
        "{leads} leads × {each} attempts = {attempts} attempts a rep and {every}: {usual}{a_day} "
        "in {period} with its {days} working {word}",
        "{leads} prospek × {each} upaya = {attempts} upaya per tenaga penjual dan {every}: "
        "{usual}{a_day} pada {period} dengan {days} hari kerjanya",
        leads=said_number(load.leads),
        each=said_number(load.attempts_each),
        attempts=said_number(load.attempts),
        every=every,
        usual=usual,
        a_day=said_number(load.a_day, 1),
        period=_period(supply, load.first),
        days=load.working_days,
        word="day" if load.working_days == 1 else "days",
    )


def _names(supply: Commitment, loads: list[Load]) -> Said:
    shown = [_period(supply, load.first) for load in loads[:6]]
    names = Said(", ".join(shown), ", ".join(one.indonesian for one in shown))
    if len(loads) <= 6:
        return names
    return said("{names} and {n} more", "{names} dan {n} lagi", names=names, n=len(loads) - 6)


def _period(commitment: Commitment, first: date) -> Said:
    every = commitment.every.every
    if every is Every.MONTH:
        return month_in_words(first)
    if every is Every.QUARTER:
        quarter = (first.month + 2) // 3
        return said("{y}-Q{q}", "triwulan {q} {y}", y=first.year, q=quarter)
    if every is Every.YEAR:
        return Said(str(first.year))
    word = said_value(commitment.every)
    return said("the {every} of {day}", "{every} {day}", every=word, day=first)


def _say_revenue(subject: Subject, supply: Commitment) -> None:
    """What a lead has to bring where reps share a revenue goal and get so many leads each."""
    leads = least(supply, Count)
    for quota in subject.agreement.commitments:
        sales, size = least(quota, Amount), size_of(subject, quota)
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
            said(
                "{size} reps × {each} leads a {every} = {number} leads a {whole}; {goal} "
                "{currency} over them is {value} {currency} a lead.",
                "{size} tenaga penjual × {each} prospek per {every} = {number} prospek per "
                "{whole}; {goal} {currency} dibagi jumlah itu adalah {value} {currency} per "
                "prospek.",
                size=size,
                each=said_number(each),
                every=said_value(supply.every),
                number=said_number(number),
                whole=said_value(quota.every),
                goal=said_number(goal),
                currency=quota.currency,
                value=said_number(goal / number, 0),
            ),
        )
