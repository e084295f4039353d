"""A workspace asked why there is a gap: which cohorts, and what Sales agreed to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from selaras.agreements.values import AgreementVersion, Book, Commitment, WithinObjective
from selaras.calendars import Calendar, Duration, find_calendar
from selaras.diagnosis.default_periods import months_before, newest_periods
from selaras.diagnosis.finding import Finding, Span
from selaras.diagnosis.followup.asked import Asked as Leads
from selaras.diagnosis.followup.asking import asked_of_workspace
from selaras.diagnosis.followup.promises import promised_effort
from selaras.diagnosis.planned import diagnose_against
from selaras.diagnosis.reasoning import Agreed, diagnose
from selaras.errors import InputError, said
from selaras.workspace import Workspace
from selaras.workspace.spans import read_dates, read_days


@dataclass(frozen=True)
class Question:
    """The leads of the period looked at, the cohorts, and what Sales agreed to.

    `leads` has the reading, the book and the period, and asks for source fairness and the effect
    of broken promises too; `plan` is what the period is held against instead of a base.
    """

    workspace: Workspace
    leads: Leads
    base: Span | None
    period: Span
    agreed: Agreed
    plan: str | None = None

    def answer(self) -> Finding:
        """The finding. Raises InputError and EvidenceError as `diagnose` does."""
        asked = self.leads
        if self.plan is not None:
            return diagnose_against(
                asked.reading,
                self.plan,
                self.period,
                as_of=asked.reading.as_of,
                zone=asked.zone,
                agreed=self.agreed,
                unit=asked.currency,
            )
        assert self.base is not None
        return diagnose(
            asked.reading,
            self.base,
            self.period,
            as_of=asked.reading.as_of,
            zone=asked.zone,
            agreed=self.agreed,
            unit=asked.currency,
        )

    def close(self) -> None:
        """Let go of the engine."""
        self.leads.reading.engine.close()


def question_of_workspace(
    workspace: Workspace,
    as_of: str | None,
    *,
    base: str | None = None,
    period: str | None = None,
    against: str | None = None,
    snapshot: str | None = None,
    book: Book | None = None,
) -> Question:
    """What is asked, from words on a command line, of `book` or of the workspace's files.

    Without periods: the last quarter that has ended and whose leads have had the time that deals
    take, against the quarter before it; months, where leads are on record for too short a time to
    compare quarters (`newest_periods`). With a period alone: as many days before it, the calendar
    quarter or month before where it is one.
    """
    if base is not None and period is None:
        raise InputError(
            said("--base is given without --period.", "--base ditulis tanpa --period."),
            mend=said(
                "Write both, as in --base FROM/TO --period FROM/TO.",
                "Tulis keduanya, seperti --base DARI/SAMPAI --period DARI/SAMPAI.",
            ),
        )
    if base is not None and against is not None:
        raise InputError(
            said(
                "--base and --against exclude each other.",
                "--base dan --against tidak dapat dipakai bersama.",
            ),
            mend=said(
                "Compare with a period or with a plan.",
                "Bandingkan dengan suatu periode atau dengan suatu rencana.",
            ),
        )
    leads = asked_of_workspace(workspace, as_of, period, snapshot, book=book)
    agreed = agreed_effort(leads)
    if period is not None:
        looked_at = Span(*read_dates(period, option="--period"))
        before = (
            Span(*read_dates(base, option="--base")) if base is not None else span_before(looked_at)
        )
    else:
        before, looked_at = newest_periods(leads)
        start, end = read_days(str(looked_at), workspace.time_zone, option="--period")
        leads = replace(leads, start=start, end=end)
    return Question(workspace, leads, None if against else before, looked_at, agreed, against)


def span_before(span: Span) -> Span:
    """The period before: the month or quarter before a whole one, else as many days."""
    months = _whole_months(span)
    if months is None:
        days = (span.last - span.first).days + 1
        return Span(span.first - timedelta(days=days), span.first - timedelta(days=1))
    return Span(months_before(span.first, months), span.first - timedelta(days=1))


def agreed_effort(leads: Leads) -> Agreed:
    """The promises of speed and persistence in the book; the defaults where there are none."""
    promised, usual = promised_effort(leads.book), Agreed()
    attempts = promised.attempts or usual.attempts
    if promised.speed is None:
        return replace(usual, attempts=attempts)
    version, commitment = promised.speed
    within = _within(commitment)
    if within is None:
        return replace(usual, attempts=attempts)
    names = _calendar_names(version, commitment)
    folders, adopted = leads.calendars, dict(version.adopted)

    def calendar(name: str) -> Calendar:
        return adopted[name] if name in adopted else find_calendar(name, folders)

    return Agreed(
        within,
        attempts,
        calendar(names[0][1]),
        tuple((region, calendar(name)) for region, name in names[1:]),
    )


def _within(commitment: Commitment) -> Duration | None:
    """The general allowance; where it differs by subject or period, the strictest one."""
    objective = commitment.objective
    if not isinstance(objective, WithinObjective):
        return None
    if objective.within.otherwise is not None:
        return objective.within.otherwise
    asked = [duration for _key, duration in objective.within.cases]
    return min(asked, key=lambda d: (d.unit.value, d.amount), default=None)


def _calendar_names(version: AgreementVersion, commitment: Commitment) -> list[tuple[str, str]]:
    """("", the usual calendar) and (region, its calendar)."""
    choice = commitment.calendar
    if choice is None:
        return [("", version.agreement.calendar)]
    by_region = choice.cases if choice.by == "region" else ()
    return [("", choice.otherwise), *by_region]


def _whole_months(span: Span) -> int | None:
    """How many whole calendar months a span is; None where it is not."""
    after = span.last + timedelta(days=1)
    if span.first.day != 1 or after.day != 1:
        return None
    return (after.year - span.first.year) * 12 + after.month - span.first.month
