"""What can be chosen in the form: measures, columns, times, calendars; and the words for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selaras.agreements.commitments import GROUPS
from selaras.agreements.promise_nouns import say_moment, say_table
from selaras.calendars import calendar_names
from selaras.contracts import STAGES, TABLES, Kind
from selaras.records.people.models import Party
from selaras.records.reader import reader_language
from selaras.web.pages.agreements.form.fields import AgreementFields
from selaras.web.place import workspace

Choice = tuple[str, str | Promise]

KINDS: tuple[Choice, ...] = (
    ("count", _("how many")),
    ("amount", _("how much")),
    ("ratio", _("what share")),
    ("response_time", _("how soon somebody answers")),
    ("resolution_time", _("how soon it is done")),
    ("attempts", _("how often it is tried")),
)
BOUNDS: tuple[Choice, ...] = (
    ("at_least", _("at least")),
    ("at_most", _("at most")),
    ("growth", _("growth on the period before")),
)
FLOORS = BOUNDS[:1]
"""What bounds a number of attempts."""
EVERY: tuple[Choice, ...] = (
    ("day", _("day")),
    ("week", _("week")),
    ("month", _("month")),
    ("quarter", _("quarter")),
    ("year", _("year")),
    ("rolling", _("rolling window of days")),
)
REVIEWS: tuple[Choice, ...] = (("", _("not said")), *EVERY[1:5])
INDIVIDUALS: tuple[Choice, ...] = (
    ("", _("their own team")),
    ("heads", _("the heads of all parties")),
    ("parties", _("everybody of the parties")),
)
TESTS: tuple[Choice, ...] = (
    ("is", _("is")),
    ("not", _("is not")),
    ("above", _("is above")),
    ("below", _("is below")),
    ("at_least", _("is at least")),
    ("at_most", _("is at most")),
    ("known", _("is known")),
    ("unknown", _("is not known")),
)
EXCUSES: tuple[Choice, ...] = (
    ("above", _("is above")),
    ("below", _("is below")),
    ("at_least", _("is at least")),
    ("at_most", _("is at most")),
    ("missed", _("is missed")),
    ("kept", _("is kept")),
)
VARIES: tuple[Choice, ...] = (
    ("", _("the same for all")),
    ("period", _("differs by period")),
    ("subject", _("differs by whom it is counted per")),
    ("tenure", _("differs by how long a person is here")),
)
PRORATE: tuple[Choice, ...] = (
    ("", _("cannot be told")),
    ("working days", _("is scaled by working days")),
    ("days", _("is scaled by days")),
)
PAUSES: tuple[Choice, ...] = (
    ("", _("while the ticket is paused")),
    ("none", _("at no time")),
    ("where", _("while a condition holds")),
)


@dataclass(frozen=True, slots=True)
class Choices:
    """Every list that the form offers, for one agreement."""

    parties: tuple[Choice, ...]
    calendars: tuple[str, ...]
    rows: tuple[Choice, ...]
    tables: tuple[Choice, ...]
    starts: tuple[Choice, ...]
    starts_plain: tuple[Choice, ...]
    columns: tuple[str, ...]
    groups: tuple[str, ...]
    stages: tuple[str, ...]
    commitments: tuple[str, ...]
    kinds: tuple[Choice, ...] = KINDS
    bounds: tuple[Choice, ...] = BOUNDS
    floors: tuple[Choice, ...] = FLOORS
    every: tuple[Choice, ...] = EVERY
    reviews: tuple[Choice, ...] = REVIEWS
    individuals: tuple[Choice, ...] = INDIVIDUALS
    tests: tuple[Choice, ...] = TESTS
    excuses: tuple[Choice, ...] = EXCUSES
    varies: tuple[Choice, ...] = VARIES
    prorate: tuple[Choice, ...] = PRORATE
    pauses: tuple[Choice, ...] = PAUSES


def choices_of(form: AgreementFields) -> Choices:
    """What can be chosen while this agreement is written (one query)."""
    spoken = reader_language()
    tables = tuple((name, say_table(name, spoken)) for name in TABLES)
    known = dict(Party.objects.values_list("slug", "name"))
    known |= {slug: slug for slug in form.parties if slug not in known}
    terms = tuple((f"term:{t.name}", t.name) for t in form.terms if t.name)
    return Choices(
        parties=tuple(known.items()),
        calendars=calendars(workspace().calendars),
        rows=(*terms, *((f"table:{name}", word) for name, word in tables)),
        tables=tables,
        starts=_times(spoken),
        starts_plain=_plain_times(spoken),
        columns=_columns(),
        groups=(*GROUPS, *_columns()),
        stages=STAGES,
        commitments=tuple(one.name for one in form.commitments if one.name),
    )


@lru_cache(maxsize=8)
def calendars(folder: Path) -> tuple[str, ...]:
    """Calendars of the workspace and those that are shipped; looked for once in a process."""
    return tuple(calendar_names((folder,)))


def _times(spoken: str) -> tuple[Choice, ...]:
    said = "id" if spoken == "id" else "en"
    return tuple(
        (f"{table.name}.{column.name}", f"{say_table(table.name, said)}: "  # type: ignore[arg-type]
         f"{say_moment(column.name, said)}")  # type: ignore[arg-type]
        for table in TABLES.values()
        if any(key in table.column_names for key in ("lead_id", "ticket_id"))
        for column in table.times
        if not column.points_ahead
    )  # fmt: skip


def _plain_times(spoken: str) -> tuple[Choice, ...]:
    """Times by their column alone: of the rows that are counted, whichever they are."""
    said = "id" if spoken == "id" else "en"
    names = dict.fromkeys(column.name for table in TABLES.values() for column in table.times)
    return tuple((name, say_moment(name, said)) for name in names)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def _columns() -> tuple[str, ...]:
    return tuple(
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        for column in table.columns
        if column.kind is not Kind.TIME and column.name not in table.key
    )
