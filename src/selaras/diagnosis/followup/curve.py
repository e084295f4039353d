"""The value and effort curve of leads of one kind, or of all (methods.md §4)."""

from __future__ import annotations

from dataclasses import dataclass

from selaras.diagnosis.followup.figures import Figure

ALL = "all"


@dataclass(frozen=True, slots=True)
class Attempt:
    """Attempt k: what was counted, what it brings, and what stopping after it comes to.

    `attempted` and `contacts` are counts, `hazard` is their ratio (None without any), `chance` the
    hazard drawn towards the other kinds' with its interval, `worth` what this attempt is worth to
    those who get it. `contact_by`, `attempts` and `net` are per lead, for a stop after k. `made`
    is the share of those not yet reached that got it.
    """

    number: int
    attempted: int
    contacts: int
    hazard: float | None
    chance: Figure
    made: float | None
    contact_by: Figure
    attempts: float
    worth: Figure
    net: Figure


@dataclass(frozen=True, slots=True)
class Best:
    """The number of attempts with the highest net value, and how sure that is.

    `number` None: cannot be told. `low` and `high` are the ends of its 90% interval,
    `probabilities` P(this number is the best) by number from 0. `is_edge`: the evidence ends
    there, and more may be better.
    """

    number: int | None
    low: int | None = None
    high: int | None = None
    probabilities: tuple[float, ...] = ()
    is_edge: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """Leads of one kind (`ALL`: every kind at the mix there is), attempt by attempt."""

    name: str
    leads: int
    value: Figure
    win_rate: float | None
    attempts_now: float
    contact_now: float
    rows: tuple[Attempt, ...]
    best: Best
