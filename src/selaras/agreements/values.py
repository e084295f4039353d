"""What parties promise, as frozen values. Read from YAML by `document`, used by the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Generic, TypeVar

from selaras.calendars.duration import Duration

if TYPE_CHECKING:
    from selaras.calendars.calendar import Calendar

T = TypeVar("T")
Scalar = str | int | Decimal | bool | date | None


@dataclass(frozen=True, slots=True)
class ColumnRef:
    """A column of an evidence table, `leads.assigned_at`."""

    table: str
    column: str

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"


class Operator(StrEnum):
    """How a condition compares; a null makes any of them but IS_NULL and NOT_NULL unknown."""

    IN = "in"
    NOT_IN = "not_in"
    ABOVE = "above"
    BELOW = "below"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    IS_NULL = "is_null"
    NOT_NULL = "not_null"


@dataclass(frozen=True, slots=True)
class Condition:
    """One column held against values. IN and NOT_IN take any number, the bounds exactly one."""

    ref: ColumnRef
    operator: Operator
    values: tuple[Scalar, ...] = ()


Predicate = tuple[Condition, ...]
"""All conditions must hold; the empty predicate always does."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word that both sides agreed on, with its predicate on one evidence table."""

    name: str
    table: str
    where: Predicate
    says: str | None = None
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of `table` satisfy `where`, by the time column `at`.

    Rows with the same value of `distinct` count once per period (the first); None counts rows.
    """

    table: str
    at: str
    where: Predicate = ()
    distinct: str | None = None
    term: str | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """The sum of `column` over rows of `table` that satisfy `where`, by the time column `at`."""

    table: str
    column: str
    at: str
    where: Predicate = ()
    term: str | None = None


@dataclass(frozen=True, slots=True)
class Ratio:
    """`of` over `over`, both counted in the same period and for the same subject."""

    of: Count
    over: Count


@dataclass(frozen=True, slots=True)
class ResponseTime:
    """Time from `start` to the first row of `stop`'s table that satisfies `where`.

    `start` and `stop` are time columns; where they lie in two tables, these are joined by the
    key that they share (lead_id, ticket_id). `where` filters stops (conditions on the stop's
    table) and items (conditions on the start's table). An item that reaches one of the words in
    `until` before it is answered is exempt. Where `start` and `stop` are one column, other rows
    of the same lead or ticket answer, and `where` filters these alone.
    """

    start: ColumnRef
    stop: ColumnRef
    where: Predicate = ()
    until: tuple[str, ...] = ()

    @property
    def in_row(self) -> bool:
        """Whether an item's own row holds its answer."""
        return self.start.table == self.stop.table and self.start != self.stop


@dataclass(frozen=True, slots=True)
class ResolutionTime:
    """Time from `start` to `stop`, two columns of one row, less the pauses.

    A pause lasts from an event of `ticket_events` that satisfies `pauses` to the next event of
    the ticket that does not. The empty predicate means that nothing pauses.
    """

    start: ColumnRef
    stop: ColumnRef
    where: Predicate = ()
    pauses: Predicate = ()
    until: tuple[str, ...] = ()

    @property
    def in_row(self) -> bool:
        """An item's own row holds its end."""
        return True


@dataclass(frozen=True, slots=True)
class Attempts:
    """How many rows of `attempts` an item of `start`'s table got within a time from its start.

    An item that reaches one of the words in `until` before it got the asked number is exempt.
    """

    start: ColumnRef
    within: Duration
    until: tuple[str, ...] = ()
    where: Predicate = ()


Measure = Count | Amount | Ratio | ResponseTime | ResolutionTime | Attempts


class Every(StrEnum):
    """How often a commitment is held against evidence."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ROLLING = "rolling"


@dataclass(frozen=True, slots=True)
class Cadence:
    """A kind of period; `days` is the length of a ROLLING window, None otherwise.

    There is one rolling window for each local day: the `days` days that end with it.
    """

    every: Every
    days: int | None = None

    def __str__(self) -> str:
        return f"rolling {self.days} days" if self.every is Every.ROLLING else self.every.value


class Varies(StrEnum):
    """What a target depends on."""

    NOTHING = "nothing"
    PERIOD = "period"  # keys: 2026, 2026-Q1, 2026-02, 2026-W07, 2026-02-14: by the period's start
    SUBJECT = "subject"  # keys: plain subject ids
    TENURE = "tenure"  # keys: 1, 2, …: the n-th period in which the person is active


@dataclass(frozen=True, slots=True)
class Schedule(Generic[T]):
    """A target that may differ by period, subject or tenure.

    `cases` holds (key, target) in the order written; `otherwise` applies where no key does, and
    None there means that nothing is asked.
    """

    otherwise: T | None
    varies: Varies = Varies.NOTHING
    cases: tuple[tuple[str, T], ...] = ()


class Direction(StrEnum):
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class NumberObjective:
    """A bound on a count, an amount, a ratio or a number of attempts.

    `share` is the attainment asked (`for: 95%`), 1 without `for`; it matters for attempts only.
    """

    direction: Direction
    target: Schedule[Decimal]
    share: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class WithinObjective:
    """A bound on a time: `within: 8 business hours, for: 95%`."""

    within: Schedule[Duration]
    share: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class GrowthObjective:
    """At least the previous period's value of the same subject, times (1 + growth)."""

    growth: Fraction


Objective = NumberObjective | WithinObjective | GrowthObjective


@dataclass(frozen=True, slots=True)
class ExcuseWhen:
    """A condition on another commitment's verdict for the same subject and period.

    Exactly one of the pair `operator` and `bound` (on its value) and `status` is given.
    """

    commitment: str
    operator: Operator | None = None
    bound: Decimal | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Excuse:
    when: ExcuseWhen
    says: str | None = None


@dataclass(frozen=True, slots=True)
class CalendarChoice:
    """Which calendar's working time applies: one name, or one by a column of the item.

    `by` is a column of the item's table or of people (the owner's); `cases` map its values to
    calendar names, and `otherwise` is for all others.
    """

    otherwise: str
    by: str | None = None
    cases: tuple[tuple[str, str], ...] = ()


class Prorate(StrEnum):
    WORKING_DAYS = "working days"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Commitment:
    """One promise: promisor → promisee.

    Parameters
    ----------
    per
        None, `rep`, `team`, `company`, `party`, or a column of the item's table, of leads or of
        people, plain or qualified (`leads.source`).
    of
        Evidence that the promise is limited to.
    currency
        ISO 4217 code that an amount is stated in; None for anything that is not an amount.
    part_of
        Name of the commitment that this one's targets add up to, and the stated number of
        members (None: as many as the evidence shows).
    """

    name: str
    promisor: str
    promisee: str
    measure: Measure
    every: Cadence
    objective: Objective
    per: str | None = None
    of: Predicate = ()
    excused: tuple[Excuse, ...] = ()
    calendar: CalendarChoice | None = None
    currency: str | None = None
    prorate: Prorate | None = None
    owner: str | None = None
    baseline: Decimal | None = None
    deadline: date | None = None
    part_of: str | None = None
    members: int | None = None
    says: str | None = None

    @property
    def direction(self) -> Direction:
        """Whether the least or the most is asked: of shares in time and of growth the least."""
        if isinstance(self.objective, NumberObjective):
            return self.objective.direction
        return Direction.AT_LEAST


class VisibleTo(StrEnum):
    OWN_TEAM = "own_team"
    HEADS = "heads"
    PARTIES = "parties"


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two or more parties promise each other from `effective_from` to `effective_to`.

    Both dates are local to the calendar's time zone and included; `effective_to` None is open.
    """

    name: str
    parties: tuple[str, ...]
    effective_from: date
    effective_to: date | None
    calendar: str
    commitments: tuple[Commitment, ...]
    terms: tuple[Term, ...] = ()
    title: str | None = None
    review_every: str | None = None
    individuals: VisibleTo = VisibleTo.OWN_TEAM

    def commitment(self, name: str) -> Commitment:
        """The commitment of that name; KeyError if there is none."""
        for commitment in self.commitments:
            if commitment.name == name:
                return commitment
        raise KeyError(name)


class Standing(StrEnum):
    DRAFT = "draft"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class AgreementVersion:
    """One immutable version of an agreement.

    `version` is the hash of its canonical form: hexadecimal, 64 characters, of which commands
    show 12. `in_force_from` and `in_force_to` narrow the agreement's own dates, for versions that
    another superseded; None means that the agreement's own date holds. `adopted` holds the
    calendars that were adopted with its signatures, by the names that the agreement gives them:
    they are used as they were then. A draft has none, and today's are used.
    """

    agreement: Agreement
    version: str
    standing: Standing = Standing.DRAFT
    in_force_from: date | None = None
    in_force_to: date | None = None
    signed_by: tuple[str, ...] = ()
    file: str | None = field(default=None, compare=False)
    adopted: tuple[tuple[str, Calendar], ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Book:
    """Every agreement version there is to hold against evidence, superseded ones included."""

    versions: tuple[AgreementVersion, ...]
