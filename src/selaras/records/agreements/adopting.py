"""Calendars adopted with a version: what its parties' working time was when they signed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from functools import lru_cache

from selaras.agreements.values import Agreement
from selaras.calendars import Calendar, find_calendar
from selaras.errors import InputError
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


def adopted_calendars(
    enactments: Collection[int],
) -> dict[int, tuple[tuple[str, Calendar], ...]]:
    """Enactment → the calendars that were adopted with it, by name; one query once known."""
    found: dict[int, list[tuple[str, Calendar]]] = defaultdict(list)
    rows = CalendarAdoption.objects.filter(enactment_id__in=list(enactments)).order_by("id")
    for key, name, version in rows.values_list("enactment_id", "name", "hash"):
        found[key].append((name, _calendar(name, version)))
    return {key: tuple(calendars) for key, calendars in found.items()}


@lru_cache(maxsize=64)
def _calendar(name: str, version: str) -> Calendar:
    """A calendar by the hash of what it means, which is read once: it never changes."""
    row = CalendarAdoption.objects.filter(name=name, hash=version).order_by("id")[:1].get()
    return Calendar.from_resolved(row.resolved)


def changed_since(workspace: Workspace, adoptions: Collection[CalendarAdoption]) -> tuple[str, ...]:
    """Names of calendars that mean something else today than when they were adopted."""
    changed = []
    for adopted in adoptions:
        try:
            today = find_calendar(adopted.name, (workspace.calendars,))
        except InputError:
            changed.append(adopted.name)
            continue
        if today.version != adopted.hash:
            changed.append(adopted.name)
    return tuple(changed)
