"""Can we promise it: the question, the answer and its parts, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from selaras.capacity.finding import Words
from selaras.capacity.problems import Problem
from selaras.capacity.proof import Standing
from selaras.capacity.resources import Place


class Answer(StrEnum):
    """The answer to "this quantity, there, by that day?"."""

    YES = "yes"
    LATER = "later"
    LESS = "less"
    NO = "no"
    CANNOT_TELL = "cannot_tell"


class Limit(StrEnum):
    """What limits a promise most."""

    TESTED = "tested"
    IN_USE = "in_use"
    RESERVED = "reserved"
    RESERVED_LATER = "reserved_later"
    RETIRES = "retires"
    TEST_EXPIRES = "test_expires"
    UNTESTED = "untested"
    FAILED = "failed"
    NOT_READ = "not_read"
    UNITS_DIFFER = "units_differ"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Question:
    """`quantity` of a product at a site by the end of the day `by`, at a service level.

    `unit` says which, where a place has capacity in several.
    """

    site: str
    product: str
    quantity: float
    by: date
    service_level: float
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Binding:
    """What limits a promise, on which day, and the figures there (None: not known)."""

    limit: Limit
    on: date | None
    tested: float | None
    planned: float | None
    in_use: float | None
    reserved: float | None
    resources: tuple[str, ...]
    says: Words


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer for one plant: today's, or the one with planned expansions.

    Parameters
    ----------
    probability_short
        P(the quantity cannot be there by that day); None where no spread of use is known.
    earliest
        The first day on which the quantity can be promised, None within `PROMISE.weeks_after`.
    quantity_by_date
        The most that can be promised by the day asked for; None where that cannot be told.
    at_most
        What it would be at best, if everything that is claimed were there and what nobody reads
        were free; None where nothing is open, or nothing is even claimed.
    debt
        What is in use today and reserved by that day beyond what tests support; 0 without.
    """

    answer: Answer
    probability_short: float | None
    earliest: date | None
    quantity_by_date: float | None
    at_most: float | None
    debt: float
    binding: Binding


class Way(StrEnum):
    """Kinds of alternatives."""

    DATE = "date"
    QUANTITY = "quantity"
    SITE = "site"
    EXPANSION = "expansion"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Alternative:
    """What could be promised instead, or what would make it a yes.

    `cost` is in `currency`, None where an expansion does not say it.
    """

    way: Way
    site: str
    quantity: float
    by: date
    probability_short: float | None
    says: Words
    resources: tuple[str, ...] = ()
    ready_on: date | None = None
    adds: float | None = None
    cost: float | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The test behind one resource, or the lack of one. `tested_on` is the local day of it."""

    resource_id: str
    standing: Standing
    claimed: float | None
    capacity: float | None
    tested_at: datetime | None
    tested_on: date | None
    method: str | None
    tester: str | None
    proof: str | None
    expires_on: date | None
    in_use: float | None
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Promise:
    """The answer to a question, with what it rests on.

    `today` is for the plant as it is (available-to-promise), `expanded` with planned expansions
    (capable-to-promise), which no test has shown; None where none are planned. `n` counts the
    tests, readings, weeks of readings and reservations behind it.
    """

    question: Question
    place: Place | None
    today: Reply
    expanded: Reply | None
    alternatives: tuple[Alternative, ...]
    evidence: tuple[Evidence, ...]
    problems: tuple[Problem, ...]
    limits: tuple[Words, ...]
    sentence: Words
    n: dict[str, int]
    as_of: datetime
    snapshot: str | None
