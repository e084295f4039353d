"""Times that a promise gives: enough days for the attempts asked, and working time at all."""

from __future__ import annotations

from decimal import Decimal

from selaras.agreements.lint.choices import ATTEMPTS_PER_LEAD_AND_DAY, HOURS_PER_WORKING_DAY
from selaras.agreements.lint.floors import least
from selaras.agreements.lint.note import Level
from selaras.agreements.lint.periods import all_targets
from selaras.agreements.lint.subject import Subject
from selaras.agreements.phrases import said_value
from selaras.agreements.promise_nouns import said_number
from selaras.agreements.values import Attempts, Commitment, WithinObjective
from selaras.calendars.duration import Duration, DurationUnit
from selaras.errors import said


def check_windows(subject: Subject) -> None:
    """Windows against attempts, calendars against times."""
    for commitment in subject.agreement.commitments:
        _check_window(subject, commitment)
        _check_working_time(subject, commitment)


def _check_window(subject: Subject, effort: Commitment) -> None:
    measure = effort.measure
    targets = least(effort, Attempts)
    if not isinstance(measure, Attempts) or targets is None:
        return
    most = max(all_targets(targets), default=Decimal(0))
    days = _days(measure.within)
    if most <= ATTEMPTS_PER_LEAD_AND_DAY * days:
        return
    span = said("one day", "satu hari") if days == 1 else said("{n} days", "{n} hari", n=days)
    subject.note(
        Level.WARNING,
        "attempts-window",
        subject.on(effort, "measure"),
        said(
            "{most} attempts on one lead within {within} are more than {bearable} in {span}, "
            "which is as many as anybody bears.",
            "{most} upaya untuk satu prospek dalam {within} melebihi {bearable} dalam {span}, "
            "batas yang masih nyaman bagi siapa pun.",
            most=said_number(most),
            within=said_value(measure.within),
            bearable=ATTEMPTS_PER_LEAD_AND_DAY * days,
            span=span,
        ),
        said(
            "Ask for fewer attempts, or give them longer.",
            "Minta lebih sedikit upaya, atau beri waktu lebih panjang.",
        ),
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
                said(
                    "`{name}` runs on working time, and the calendar `{calendar}` has none from "
                    "{first} to {last}.",
                    "`{name}` dihitung menurut waktu kerja, padahal kalender `{calendar}` tidak "
                    "memilikinya dari {first} sampai {last}.",
                    name=commitment.name,
                    calendar=name,
                    first=first,
                    last=last,
                ),
                said(
                    "Use another calendar, or elapsed time such as `24 hours`.",
                    "Pakai kalender lain, atau waktu biasa seperti `24 hours`.",
                ),
            )


def _calendars(subject: Subject, commitment: Commitment) -> list[str]:
    choice = commitment.calendar
    if choice is None:
        return [subject.agreement.calendar]
    return list(dict.fromkeys([*(name for _, name in choice.cases), choice.otherwise]))
