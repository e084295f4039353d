"""What this project chose where methods leave a choice (*choice*), in one visible place."""

from __future__ import annotations

from dataclasses import dataclass

from selaras.statistics.random_effects import Belief


@dataclass(frozen=True, slots=True)
class ProgrammeChoices:
    """How a programme's demand is forecast from what came before it (*choice*).

    Parameters
    ----------
    history_weeks
        Weeks before the start that say what demand is without a programme.
    course_weeks
        Weeks before the start that say what course it takes: a trend, a season, a walk.
    service_level, tolerance
        Where a programme's file states none: the level of capacity figures, and the chance of
        running short that approvers accept (methods.md §6).
    plan_belief, usual_belief
        What is believed of log(actual/plan), and of log(actual/usual demand), before any past
        programme is known: about right, within a third and a half.
    plan_odds
        A plan says what will be sold, beside the usual demand, once past plans have told what came
        so many times likelier than the usual demand did.
    plan_spread, inflated, inflated_spread
        Standard deviation of log(plan/usual demand) of plans that speak of demand, as believed; how
        likely a plan is thought to speak of its writer instead, before it is seen; and how far
        such a plan may lie off.
    site_spread, site_belief
        Standard deviation of log demand between the sites of one programme that is believed, and
        how many sites that belief is worth where plans are held against what came.
    dispersion
        1/size of a week's demand where no week is known.
    draws, most_draws, drawn_cells, seed
        Draws of what is not known of demand's parameters: so many at least, and as many more as
        come to so many sites times weeks in all; and their seed.
    """

    history_weeks: int = 52
    course_weeks: int = 156
    service_level: float = 0.95
    tolerance: float = 0.1
    plan_belief: Belief = Belief(0.0, 0.35, 0.2)
    usual_belief: Belief = Belief(0.0, 0.5, 0.15)
    plan_odds: float = 20.0
    plan_spread: float = 0.2
    inflated: float = 0.3
    inflated_spread: float = 0.6
    site_spread: float = 0.1
    site_belief: float = 4.0
    dispersion: float = 0.1
    draws: int = 200
    most_draws: int = 800
    drawn_cells: int = 400_000
    seed: int = 1


PROGRAMME = ProgrammeChoices()


@dataclass(frozen=True, slots=True)
class HeadroomChoices:
    """How capacity and its use are read (methods.md §6, *choice*).

    Parameters
    ----------
    service_level
        How sure a figure of what is free has to be, where nothing else is asked for.
    percentile
        What is in use is this share of the readings' upper end: the level that is passed one
        reading in twenty.
    window_weeks
        The readings that say what is in use today.
    history_weeks
        The weeks of readings that a forecast is made from.
    most_stale_weeks
        Use that nobody has read for longer is not known.
    least_spread
        Weekly readings from which on a spread is told: fewer say a level and no more.
    rare_moves, rare_weeks, rare_size
        Use may move at one go, up or down, by what was never seen: by so much of its level on
        average, and so often as if that many moves had been seen in these weeks more than were
        read. The longer it was read, the less likely.
    oversubscription
        Sold over tested, above which a place is oversubscribed.
    weeks
        Weeks that are looked ahead.
    called_off
        States of an expansion that will not come.
    overlap_differs
        Two tests that hold on the same day contradict each other if they differ by more than this
        share of the newer one.
    """

    service_level: float = 0.95
    percentile: float = 0.95
    window_weeks: int = 4
    history_weeks: int = 26
    most_stale_weeks: int = 8
    least_spread: int = 4
    rare_moves: float = 0.3
    rare_weeks: int = 8
    rare_size: float = 0.1
    oversubscription: float = 1.0
    weeks: int = 26
    called_off: frozenset[str] = frozenset(
        {"cancelled", "canceled", "rejected", "called off", "dibatalkan", "batal", "ditolak"}
    )
    overlap_differs: float = 0.1


HEADROOM = HeadroomChoices()


@dataclass(frozen=True, slots=True)
class CredibilityChoices:
    """How the word of a team is judged (*choice*); the same for every team.

    Parameters
    ----------
    least_claims
        Scored claims under which nothing is said of a team.
    plain_ok
        What an OK without a probability is taken to have stated.
    material
        A ratio of what came to what was said counts from this much on.
    ratio_belief
        What is believed of teams' log ratios before any claim.
    ratio_scatter, ratio_worth
        Standard deviation of log(came/said) within a team that is believed, and how many claims
        that belief is worth.
    selling_teams
        Teams whose claims are of demand; all others' are of capacity.
    """

    least_claims: int = 5
    plain_ok: float = 0.9
    material: float = 0.05
    ratio_belief: Belief = Belief(0.0, 0.5, 0.2)
    ratio_scatter: float = 0.15
    ratio_worth: float = 3.0
    selling_teams: tuple[str, ...] = (
        "sales",
        "marketing",
        "commercial",
        "penjualan",
        "pemasaran",
        "komersial",
    )


CREDIBILITY = CredibilityChoices()


@dataclass(frozen=True, slots=True)
class PromiseChoices:
    """How a promise is looked for (*choice*).

    Parameters
    ----------
    weeks_after
        How long after the day asked for a later date is looked for.
    most_weeks
        The furthest day that anything is promised for.
    most_quantity
        More than that is asked for by mistake; up to it quantities are exact to four decimals.
    sites
        Other sites that are named, and twice as many are looked at.
    most_subsets
        Expansions that are tried in every combination; of more, the cheapest for what they add.
    certain
        A chance below it is said as "under".
    """

    weeks_after: int = 26
    most_weeks: int = 260
    most_quantity: float = 1e11
    sites: int = 3
    most_subsets: int = 8
    certain: float = 0.001


PROMISE = PromiseChoices()


@dataclass(frozen=True, slots=True)
class ThreeQuestionChoices:
    """The rule by which a programme that fell short is explained (methods.md §6, *choice*).

    It is the same for every team: nobody is named for what is not surely so, and only by what was
    known at the approval.

    Parameters
    ----------
    target_chance
        Q1: a target is too high where demand reaches it with less than this probability.
    sure
        Q1: how sure it has to be that the probability lies on the far side of its bound, over the
        parameters that the evidence allowed; 1 − sure says (Q1, Q3) that it surely does not.
    misread_doubt
        Q3: the doubt that may be left that P(short) exceeded the tolerance, at the site where it
        was largest, over the square root of the number of sites that this one was picked from.
        Chosen on simulated programmes (seeds from 20,000 on) so that fewer than 3% of those that
        were not misread are said to have been (docs/capacity-fairness.md).
    test_days
        Q2: a test may hold so long: where tests are on record for less before the launch, that
        there was none cannot be told.
    above_tested
        Q1: a target exceeds what was tested where it does so by more than this share of it: tests
        of the same plant differ by as much.
    untested_share
        Q2: Technical is untested from this share of what it said OK to without a dated test before
        the launch.
    kept_sure
        Q2: how sure it has to be that the team's word is kept less often than it stated.
    plain_ok
        Q2: what an OK states that says nothing of how sure it is: less than elsewhere, since
        nobody is to be named for a number that they did not give.
    over_tested
        Q2: a claim contradicts its own test where it exceeds it by more than this share.
    least_claims
        Q2: scored claims that the kept-rate of a team needs.
    slack
        A programme fell short where more than this share of what was wanted was not served.
    """

    target_chance: float = 0.2
    sure: float = 0.9
    misread_doubt: float = 0.18
    test_days: int = 365
    above_tested: float = 0.02
    untested_share: float = 0.2
    kept_sure: float = 0.975
    plain_ok: float = 0.8
    over_tested: float = 0.15
    least_claims: int = 5
    slack: float = 0.001


THREE_QUESTIONS = ThreeQuestionChoices()


@dataclass(frozen=True, slots=True)
class RationingChoices:
    """How scarce capacity is shared out, and how that is tried out (*choice*).

    Parameters
    ----------
    hold_days
        How long a hold lasts where nobody says.
    draws, seed
        Draws of a simulation, and their seed.
    most_requests
        Requests that one simulation goes through, one by one.
    """

    hold_days: int = 14
    draws: int = 200
    seed: int = 1
    most_requests: float = 200_000


RATIONING = RationingChoices()


@dataclass(frozen=True, slots=True)
class LossChoices:
    """How what was lost to capacity is told (*choice*).

    Parameters
    ----------
    capacity_words
        A deal was lost for want of capacity whose reason holds one of these.
    after_days
        A deal may be lost so long after a programme and still be its loss.
    delivery_days
        A deal won no longer ago than this is not late yet.
    """

    capacity_words: tuple[str, ...] = (
        "capacity",
        "kapasitas",
        "sold out",
        "habis",
        "no port",
        "port penuh",
        "penuh",
        "full",
        "not available",
        "tidak tersedia",
    )
    after_days: int = 28
    delivery_days: int = 30


LOST = LossChoices()
