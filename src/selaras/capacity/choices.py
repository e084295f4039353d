"""What this project chose where methods leave a choice (*choice*), in one visible place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProgrammeChoices:
    """How a programme's demand is forecast from what came before it (*choice*).

    Parameters
    ----------
    history_weeks
        Weeks before the start that say what demand is without a programme.
    least_weeks
        Weeks of demand that a site needs to speak for itself; others get the pooled level.
    service_level, tolerance
        Where a programme's file states none: the level of capacity figures, and the chance of
        running short that approvers accept (methods.md §6).
    plan_spread
        Standard deviation of log(actual over planned) that is believed before any programme is
        known; one past programme weighs as much as this belief.
    uplift_spread
        The same of log(uplift).
    draws, seed
        Draws of what is not known of demand's parameters, and their seed.
    """

    history_weeks: int = 26
    least_weeks: int = 4
    service_level: float = 0.95
    tolerance: float = 0.1
    plan_spread: float = 0.25
    uplift_spread: float = 0.25
    draws: int = 400
    seed: int = 1


PROGRAMME = ProgrammeChoices()
