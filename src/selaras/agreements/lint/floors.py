"""Promises of at least so much."""

from __future__ import annotations

from decimal import Decimal

from selaras.agreements.values import Commitment, Direction, NumberObjective, Schedule


def least(commitment: Commitment, measure: type) -> Schedule[Decimal] | None:
    """The targets of a floor on such a measure; None for any other commitment."""
    objective = commitment.objective
    is_least = isinstance(objective, NumberObjective) and objective.direction is Direction.AT_LEAST
    if not is_least or not isinstance(commitment.measure, measure):
        return None
    assert isinstance(objective, NumberObjective)
    return objective.target
