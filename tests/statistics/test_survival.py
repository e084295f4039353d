"""Survival curves: worked examples of methods.md §2, invariants, and lifelines as an oracle."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.statistics.survival import (
    aalen_johansen,
    incidences_at,
    kaplan_meier,
    keep_probability,
    miss_probability,
    places_of,
)

# Ten tickets, hours: responded 2, 3, 5, 9, 12; open at 1, 4, 10, 20; withdrawn at 6.
TICKET_HOURS = [2, 3, 5, 9, 12, 1, 4, 10, 20, 6]
TICKET_CAUSES = [1, 1, 1, 1, 1, 0, 0, 0, 0, 2]

# Freireich et al. 1963, 6-MP arm: weeks of remission, and whether it ended.
REMISSION_WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]

observations = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 3), st.integers(1, 4)), min_size=1, max_size=40
)


def test_aalen_johansen_ten_tickets() -> None:
    curves = aalen_johansen(TICKET_HOURS, TICKET_CAUSES)
    assert round(curves.at(1, 8), 4) == 0.3519
    assert round(curves.at(2, 8), 4) == 0.1296
    assert round(curves.survival_at(8), 4) == 0.5185


def test_kaplan_meier_remission() -> None:
    curve = kaplan_meier(REMISSION_WEEKS, RELAPSED)
    assert [round(curve.at(week), 3) for week in (6, 10, 23)] == [0.857, 0.753, 0.448]


def test_greenwood_variance_of_remission() -> None:
    # At week 10: S² · [3/(21·18) + 1/(17·16) + 1/(15·14)], by hand.
    curve = kaplan_meier(REMISSION_WEEKS, RELAPSED)
    by_hand = curve.at(10) ** 2 * (3 / (21 * 18) + 1 / (17 * 16) + 1 / (15 * 14))
    assert curve.variance[list(curve.times).index(10)] == pytest.approx(by_hand, rel=1e-12)


def test_kaplan_meier_closed_only_is_biased_and_the_curve_is_not() -> None:
    """Exponential responses of mean 10 h, uniform arrivals over a 24 h snapshot, T = 8."""
    generator = np.random.default_rng(20260122)
    responses = generator.exponential(10, 200_000)
    watched = generator.uniform(0, 24, responses.size)
    answered = responses <= watched
    curve = kaplan_meier(np.minimum(responses, watched), answered)
    closed_only = float((responses[answered] <= 8).mean())
    assert round(1 - math.exp(-0.8), 3) == 0.551
    assert closed_only == pytest.approx(0.757, abs=0.005)
    assert 1 - curve.at(8) == pytest.approx(0.55, abs=0.005)


def test_events_come_before_censorings_of_the_same_time() -> None:
    # Both are at risk at 5: S(5) = 1/2, whichever is listed first.
    assert kaplan_meier([5, 5], [True, False]).at(5) == 0.5
    assert kaplan_meier([5, 5], [False, True]).at(5) == 0.5


def test_curve_is_right_continuous_and_one_before_anything_happens() -> None:
    curve = kaplan_meier([2, 4], [True, True])
    assert [curve.at(t) for t in (0, 1.999, 2, 3, 4, 9)] == [1, 1, 0.5, 0.5, 0, 0]
    assert curve.at(np.array([1.0, 2.0, 4.0])).tolist() == [1, 0.5, 0]


def test_curve_without_events_stays_at_one() -> None:
    curve = kaplan_meier([1, 2], [False, False])
    assert curve.at(2) == 1
    assert curve.times.size == 0
    assert aalen_johansen([1, 2], [0, 0]).at(1, 2) == 0


def test_reaches_says_where_the_curve_is_identified() -> None:
    censored_last = kaplan_meier([2, 6], [True, False])
    assert censored_last.reaches(6)
    assert not censored_last.reaches(6.1)
    assert kaplan_meier([2, 6], [True, True]).reaches(100)


def test_interval_is_log_log() -> None:
    # Remission at week 10, log-log at 95%: R's survfit(conf.type="log-log") gives .503, .889.
    interval = kaplan_meier(REMISSION_WEEKS, RELAPSED).interval_at(10, level=0.95)
    assert (round(interval.low, 3), round(interval.high, 3)) == (0.503, 0.889)


def test_miss_probability_of_an_open_item() -> None:
    curve = kaplan_meier([1, 2, 3, 4], [True, True, True, True])
    assert miss_probability(curve, 1, 3) == pytest.approx((1 / 4) / (3 / 4))
    assert miss_probability(curve, 3, 2) == 1
    assert miss_probability(curve, 3, 3) == 1
    assert miss_probability(curve, 4, 8) is None
    both = miss_probability(curve, np.array([1.0, 4.0]), 3.0)
    assert both[0] == pytest.approx(1 / 3)
    assert np.isnan(both[1])


def test_keep_probability_with_a_competing_cause() -> None:
    curves = aalen_johansen(TICKET_HOURS, TICKET_CAUSES)
    kept = keep_probability(curves, 1, 2, 8)
    withdrawn = keep_probability(curves, 2, 2, 8)
    missed = miss_probability(curves, 2, 8)
    # S(2) = 8/9; F1 grows by .3519 − 1/9 until 8, F2 by .1296.
    assert kept == pytest.approx((0.351851852 - 1 / 9) / (8 / 9))
    assert withdrawn == pytest.approx(0.129629630 / (8 / 9))
    assert kept + withdrawn + missed == pytest.approx(1)
    assert keep_probability(curves, 1, 8, 8) == 0
    assert keep_probability(curves, 3, 2, 8) == 0


@given(observations)
def test_weights_are_multiplicities(rows: list[tuple[int, int, int]]) -> None:
    times, causes, weights = (list(column) for column in zip(*rows, strict=True))
    grouped = aalen_johansen(times, causes, weights)
    single = aalen_johansen(np.repeat(times, weights), np.repeat(causes, weights))
    assert np.array_equal(grouped.times, single.times)
    assert np.array_equal(grouped.incidence, single.incidence)
    assert np.array_equal(grouped.variance, single.variance)
    assert grouped.n == single.n == sum(weights)


@given(observations, st.randoms(use_true_random=False))
def test_order_of_observations_changes_no_bit(rows: list[tuple[int, int, int]], random) -> None:
    shuffled = random.sample(rows, len(rows))
    one, other = (
        aalen_johansen(*(list(column) for column in zip(*some, strict=True)))
        for some in (rows, shuffled)
    )
    assert np.array_equal(one.survival, other.survival)
    assert np.array_equal(one.incidence, other.incidence)
    assert np.array_equal(one.variance, other.variance)


@given(observations)
def test_probabilities_add_up_and_move_one_way(rows: list[tuple[int, int, int]]) -> None:
    curves = aalen_johansen(*(list(column) for column in zip(*rows, strict=True)))
    assert curves.survival + curves.incidence.sum(axis=0) == pytest.approx(
        np.ones(curves.times.size)
    )
    assert np.all(np.diff(curves.survival) <= 0)
    assert np.all(np.diff(curves.incidence, axis=1) >= 0)
    for cause in range(1, curves.causes + 1):
        low, high = curves.interval(cause)
        assert np.all((low >= 0) & (low <= curves.incidence[cause - 1] + 1e-12))
        assert np.all((high <= 1) & (high >= curves.incidence[cause - 1] - 1e-12))


@given(observations, st.floats(0, 13), st.floats(0, 13))
def test_an_open_item_is_missed_kept_or_withdrawn(
    rows: list[tuple[int, int, int]], age: float, due: float
) -> None:
    curves = aalen_johansen(*(list(column) for column in zip(*rows, strict=True)))
    missed = miss_probability(curves, age, due)
    kept = [keep_probability(curves, k, age, due) for k in range(1, curves.causes + 1)]
    if missed is None:
        assert curves.survival_at(age) == 0
    else:
        assert missed + sum(kept) == pytest.approx(1)


@given(observations)
def test_without_competition_incidence_is_what_survival_lost(
    rows: list[tuple[int, int, int]],
) -> None:
    times, causes, weights = (list(column) for column in zip(*rows, strict=True))
    events = [cause > 0 for cause in causes]
    curve = kaplan_meier(times, events, weights)
    curves = aalen_johansen(times, [int(event) for event in events], weights)
    assert curves.survival.tolist() == curve.survival.tolist()
    at_risk = np.array(
        [sum(w for t, w in zip(times, weights, strict=True) if t >= u) for u in curve.times]
    )
    lost = np.array(
        [
            sum(w for t, e, w in zip(times, events, weights, strict=True) if e and t == u)
            for u in curve.times
        ]
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = curve.survival**2 * np.cumsum(lost / (at_risk * (at_risk - lost)))
    assert curve.variance == pytest.approx(np.where(curve.survival > 0, greenwood, 0), abs=1e-12)


@pytest.mark.filterwarnings("ignore")
def test_agrees_with_lifelines() -> None:
    lifelines = pytest.importorskip("lifelines", exc_type=ImportError)
    generator = np.random.default_rng(7)
    times = generator.exponential(5, 300).round(1) + 0.1
    causes = generator.integers(0, 3, 300)
    theirs = lifelines.KaplanMeierFitter().fit(times, causes > 0)
    ours = kaplan_meier(times, causes > 0)
    for t in (0.5, 3.0, 8.0):
        assert ours.at(t) == pytest.approx(float(theirs.predict(t)), abs=1e-12)
    # lifelines moves ties apart at random, so causes are compared on distinct times.
    distinct = np.sort(generator.choice(np.arange(1, 10_000), 300, replace=False)).astype(float)
    rivals = lifelines.AalenJohansenFitter().fit(distinct, causes, event_of_interest=1)
    curves = aalen_johansen(distinct, causes)
    place = np.searchsorted(rivals.cumulative_density_.index, 5_000.0, side="right") - 1
    assert curves.at(1, 5_000.0) == pytest.approx(float(rivals.cumulative_density_.iloc[place, 0]))
    assert curves.variance_at(1, 5_000.0) == pytest.approx(
        float(rivals.variance_.iloc[place]), rel=0.02
    )


@pytest.mark.parametrize(
    ("times", "causes", "weights", "problem"),
    [
        ([], [], None, "no observations"),
        ([1], [1], [0], "no observations"),
        ([1, 2], [1], None, "one length"),
        ([-1], [1], None, "0 or more"),
        ([float("nan")], [1], None, "0 or more"),
        ([1], [-1], None, "causes"),
        ([1], [0.5], None, "causes"),
        ([1], [1], [1.5], "whole"),
        ([1], [1], [-2], "whole"),
    ],
)
def test_bad_observations_are_refused(times, causes, weights, problem) -> None:
    with pytest.raises(ValueError, match=problem):
        aalen_johansen(times, causes, weights)


def test_cause_zero_is_not_a_cause() -> None:
    with pytest.raises(ValueError, match="counted from 1"):
        aalen_johansen([1], [1]).at(0, 1.0)


@given(st.lists(observations, max_size=6), st.integers(1, 4), st.integers(0, 14))
def test_incidences_of_samples_are_those_of_each(
    samples: list[list[tuple[int, int, int]]], cause: int, t: int
) -> None:
    columns = [tuple(zip(*sample, strict=True)) for sample in samples]
    each = [aalen_johansen(*sample).at(cause, t) for sample in columns]
    assert incidences_at(columns, cause, t) == each


def test_incidences_of_a_sample_without_observations_are_refused() -> None:
    with pytest.raises(ValueError, match="no observations"):
        incidences_at([([1.0], [1], [1]), ([], [], [])], 1, 5.0)
    with pytest.raises(ValueError, match="no observations"):
        incidences_at([([1.0], [1], [1]), ([2.0], [1], [0])], 1, 5.0)
    assert incidences_at([], 1, 5.0) == []


@given(st.lists(st.lists(st.integers(-3, 9), max_size=9).map(sorted), max_size=4))
def test_places_of_runs_are_those_of_all_values(runs: list[list[int]]) -> None:
    values = np.array([value for run in runs for value in run], dtype=np.int64)
    distinct, place = places_of(values)
    assert distinct.tolist() == sorted(set(values.tolist()))
    assert distinct[place].tolist() == values.tolist()
