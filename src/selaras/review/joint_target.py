"""The shared target: whether both sides have reached it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from selaras.review.standing import CommitmentStanding, PeriodStanding


class TargetState(StrEnum):
    """`met` opens the celebration, `missed` calls for a joint review."""

    MET = "met"
    MISSED = "missed"
    RUNNING = "running"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class TargetStanding:
    """The state of a shared target, and the period that says so; None where there is none yet."""

    state: TargetState
    period: PeriodStanding | None


def target_standing(standing: CommitmentStanding) -> TargetStanding:
    """Where a shared target stands.

    The running period counts as soon as it is kept or missed for good; until then the newest
    closed one does. A period in which nothing can be told decides nothing.
    """
    newest = standing.periods[0] if standing.periods else None
    if newest is None:
        return TargetStanding(TargetState.CANNOT_TELL, None)
    if newest.is_missed:
        return TargetStanding(TargetState.MISSED, newest)
    if newest.is_kept:
        return TargetStanding(TargetState.MET, newest)
    closed = standing.closed
    if closed is None:
        return TargetStanding(TargetState.RUNNING, newest)
    if closed.is_missed:
        return TargetStanding(TargetState.MISSED, closed)
    if closed.is_kept:
        return TargetStanding(TargetState.MET, closed)
    return TargetStanding(TargetState.CANNOT_TELL, closed)
