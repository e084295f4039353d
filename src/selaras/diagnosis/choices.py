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
    least_cell
        The curve of one kind of lead ends before the first attempt that fewer of them had.
    most_kinds
        Grades, sources or segments that are told apart; rarer ones are put together.
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
    alike
        Two sides are alike if their difference is surely within this share of the larger one.
    named_level
        Level of the interval that has to exclude 0, by both methods, for a side to be named.
    draws
        Draws of reps for the interval of the best number of attempts.
    most_groups
        Reps are left out one by one up to so many, and in so many groups above.
    most_unusable
        Share of won deals without a usable amount above which nothing is said of money.
    default_days
        Length of the period that is looked at where none is asked for.
    """

    most_attempts: int = 12
    least_attempted: int = 30
    least_cell: int = 10
    most_kinds: int = 20
    least_leads: int = 30
    least_events: int = 10
    least_reps: int = 4
    win_window_days: int = 60
    work_window_days: int = 30
    overlap: float = 0.05
    least_overlap: float = 0.5
    alike: float = 0.1
    named_level: float = 0.95
    draws: int = 400
    most_groups: int = 60
    most_unusable: float = 0.2
    default_days: int = 365


FOLLOW_UP = FollowUpChoices()


@dataclass(frozen=True, slots=True)
class AttributionChoices:
    """Defaults of methods.md §5 and of this project (*choice*).

    Parameters
    ----------
    half_life_days
        Time decay halves a touch's weight for every so many days before the conversion.
    least_conversions
        Under so many conversions with a touch, no channel's credit is stated.
    least_arm, least_events
        Leads and conversions that each side needs before a small win says how sure it is.
    likely_above
        A small win is likely where the low end of its share lies at or above this.
    most_wins
        Small wins that are shown.
    draws
        Draws of customers for an interval.
    seed
        Of those draws.
    most_left_out
        Share of deals without a usable amount above which revenue is not stated.
    leads_at
        Chance, over the draws, from which a channel is said to lead under a model.
    """

    half_life_days: int = 7
    least_conversions: int = 10
    least_arm: int = 30
    least_events: int = 10
    likely_above: float = 0.5
    most_wins: int = 10
    draws: int = 400
    seed: int = 1
    most_left_out: float = 0.2
    leads_at: float = 0.9


ATTRIBUTION = AttributionChoices()


@dataclass(frozen=True, slots=True)
class DecompositionChoices:
    """Defaults of the decomposition (methods.md §3) and of this project (*choice*).

    Parameters
    ----------
    most_attempts
        Attempts beyond this one are counted with it.
    most_levels
        Sources, grades, regions and segments beyond so many are taken together.
    stable_prior, shift_prior
        Events that the belief in no difference is worth: between levels, and of a level between
        the two periods.
    reach
        Standard errors from the majority beyond which a source, or a rep, does not belong to it.
    default_age_days
        For how many days a lead has to be seen where too few deals say how long they take.
    won_by_then
        Share of the won deals that have to be won within the days that leads are seen for.
    least_reps
        Reps that an interval needs.
    most_reps
        Reps that are told apart; beyond so many, some share a level with others.
    most_unpriced
        Share of the won deals of a period without an amount above which nothing is said: they
        count as nothing sold.
    grade_tells, grade_tells_at_least
        Share of what leads of a kind differ by in quality that their grade tells; and as little as
        it may well be, which widens intervals (`hidden_quality`).
    grade_silent
        Chance that what moved a source does not show in the grades of its leads
        (`graded_sources`).
    most_groups, groups_above
        Reps are left out one by one up to so many, and in so many groups above.
    """

    most_attempts: int = 8
    most_levels: int = 12
    stable_prior: float = 5.0
    shift_prior: float = 1.0
    reach: float = 4.7
    default_age_days: int = 30
    won_by_then: float = 0.9
    least_reps: int = 4
    most_reps: int = 200
    most_unpriced: float = 0.05
    grade_tells: float = 0.5
    grade_tells_at_least: float = 0.4
    grade_silent: float = 0.1
    most_groups: int = 40
    groups_above: int = 20


DECOMPOSITION = DecompositionChoices()
