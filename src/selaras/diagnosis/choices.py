"""What this project chose where methods leave a choice (*choice*), in one visible place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FollowUpChoices:
    """Defaults of methods.md §3–4 and of this project (*choice*); days are elapsed days.

    Parameters
    ----------
    most_attempts
        Attempts beyond this one are counted as this one.
    least_attempted
        The curve ends before the first attempt that fewer leads had.
    least_leads, least_events
        Leads, and contacts or wins, that each compared arm needs.
    least_reps
        Reps that an interval needs; it comes from leaving one out at a time.
    win_window_days
        A deal counts as won if it was won within so long after the contact.
    work_window_days
        How long a lead is worked at most, for leads that nobody reached.
    overlap
        Propensities have to lie between this and 1 − this.
    least_overlap
        Share of leads that has to lie in the overlap.
    draws
        Draws of reps for the interval of the best number of attempts.
    most_groups
        Reps are left out one by one up to so many, and in so many groups above.
    default_days
        Length of the period that is looked at where none is asked for.
    """

    most_attempts: int = 12
    least_attempted: int = 30
    least_leads: int = 30
    least_events: int = 10
    least_reps: int = 4
    win_window_days: int = 60
    work_window_days: int = 30
    overlap: float = 0.05
    least_overlap: float = 0.5
    draws: int = 400
    most_groups: int = 60
    default_days: int = 365


FOLLOW_UP = FollowUpChoices()
