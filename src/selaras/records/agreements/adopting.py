"""Calendars adopted with a version: what its parties' working time was when they signed."""

from __future__ import annotations

from datetime import date

from selaras.agreements.values import Agreement
from selaras.calendars import find_calendar
from selaras.records.agreements.models import CalendarAdoption, Enactment
from selaras.workspace import Workspace


def adopt_calendars(
    workspace: Workspace, enactment: Enactment, agreement: Agreement, day: date
) -> None:
    """Keep every calendar that the agreement names, resolved, as adopted from `day` on.

    Raises InputError where one is not to be found: nobody signs a calendar that is not there.
    """
    for name in calendars_of(agreement):
        calendar = find_calendar(name, (workspace.calendars,))
        CalendarAdoption.objects.create(
            enactment=enactment,
            name=name,
            hash=calendar.version,
            resolved=calendar.resolved(),
            adopted_on=day,
        )


def calendars_of(agreement: Agreement) -> tuple[str, ...]:
    """The names of every calendar that an agreement speaks of, its own first."""
    names = [agreement.calendar]
    for commitment in agreement.commitments:
        choice = commitment.calendar
        if choice is not None:
            names += [choice.otherwise, *(name for _, name in choice.cases)]
    return tuple(dict.fromkeys(names))
