"""What the agreements ask of effort: how soon, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from selaras.agreements.values import (
    AgreementVersion,
    Attempts,
    Book,
    Commitment,
    Direction,
    NumberObjective,
    ResponseTime,
)


@dataclass(frozen=True, slots=True)
class PromisedEffort:
    """The promise of speed and the promise of persistence towards leads, None where there is none.

    `speed` and `persistence` are (agreement version, commitment); `attempts` is how many
    attempts are asked before a lead may be given up.
    """

    speed: tuple[AgreementVersion, Commitment] | None = None
    persistence: tuple[AgreementVersion, Commitment] | None = None
    attempts: int | None = None


def promised_effort(book: Book | None) -> PromisedEffort:
    """The first promise of each kind, by agreement and name; of versions the newest.

    A promise of speed is a response time from a lead to an attempt; one of persistence asks for a
    number of attempts on a lead. Where the number differs by subject, the general one counts,
    else the smallest.
    """
    if book is None:
        return PromisedEffort()
    found = sorted(
        ((v, c) for v in book.versions for c in v.agreement.commitments),
        key=lambda p: (p[0].agreement.name, p[1].name, -p[0].agreement.effective_from.toordinal()),
    )
    speed = next((p for p in found if _is_speed(p[1])), None)
    persistence = next((p for p in found if _is_persistence(p[1])), None)
    attempts = None if persistence is None else _asked_attempts(persistence[1])
    return PromisedEffort(speed, persistence, attempts)


def _is_speed(commitment: Commitment) -> bool:
    measure = commitment.measure
    return (
        isinstance(measure, ResponseTime)
        and measure.start.table == "leads"
        and measure.stop.table == "attempts"
    )


def _is_persistence(commitment: Commitment) -> bool:
    objective = commitment.objective
    return (
        isinstance(commitment.measure, Attempts)
        and commitment.measure.start.table == "leads"
        and isinstance(objective, NumberObjective)
        and objective.direction is Direction.AT_LEAST
    )


def _asked_attempts(commitment: Commitment) -> int | None:
    objective = commitment.objective
    assert isinstance(objective, NumberObjective)
    schedule = objective.target
    asked = [schedule.otherwise] if schedule.otherwise is not None else []
    asked = asked or [target for _subject, target in schedule.cases]
    return ceil(min(asked)) if asked and min(asked) >= 1 else None
