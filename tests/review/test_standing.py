"""How one promise stands."""

from __future__ import annotations

from datetime import date

from tests.review.verdicts import told, verdict

from selaras.review.standing import Told, standing_of


def test_standing_orders_periods_newest_first_and_leaves_others_out() -> None:
    found = [*told("a", 3, "kept"), *told("b", 5, "kept"), *told("a", 4, "missed", "kept")]
    standing = standing_of("a", found)
    assert [one.first.month for one in standing.periods] == [4, 3]
    assert [len(one.told) for one in standing.periods] == [2, 1]


def test_standing_is_closed_once_nothing_is_open() -> None:
    standing = standing_of("a", [*told("a", 5, "kept", "running"), *told("a", 4, "kept", "missed")])
    assert standing.closed is not None
    assert standing.closed.first == date(2026, 4, 1)
    assert [one.first.month for one in standing.open] == [5]


def test_standing_is_kept_where_all_that_can_be_told_was() -> None:
    by_month = standing_of(
        "a",
        [
            *told("a", 1, "kept", "excused", "cannot_tell"),
            *told("a", 2, "excused", "cannot_tell"),
            *told("a", 3, "kept", "running"),
        ],
    ).periods
    assert [one.is_kept for one in by_month] == [False, False, True]


def test_standing_counts_runs_back_from_the_newest_closed_period() -> None:
    found = [*told("a", 5, "running"), *told("a", 4, "missed"), *told("a", 3, "missed", "kept")]
    standing = standing_of("a", [*found, *told("a", 2, "kept"), *told("a", 1, "missed")])
    assert (standing.run("missed"), standing.run("kept")) == (2, 0)


def test_standing_takes_of_overlapping_windows_those_that_do_not() -> None:
    windows = [
        Told(str(day), verdict("a", date(2026, 4, day), date(2026, 4, day + 6), "kept"))
        for day in range(1, 16)
    ]
    assert [one.first.day for one in standing_of("a", windows).periods] == [15, 8, 1]
