"""Who moved in a two-way table."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selaras.statistics.shared_shifts import SharedShifts, Side, shared_shifts

STILL_SOURCES, STILL_REPS = np.zeros(4), np.zeros(10)
HALF = np.where(np.arange(10) < 5, -0.8, 0.0)
ONE = np.array([-0.9, 0.0, 0.0, 0.0])


def _side(values: np.ndarray, error: float, odds: np.ndarray | None = None) -> Side:
    even = np.full(len(values), 1 / len(values))
    return Side(values, np.full(len(values), error), even, odds)


def _of_table(cells: np.ndarray, error: float) -> SharedShifts:
    """Told from a table each cell of which has that error."""
    mean, (rows, columns) = cells.mean(), cells.shape
    return shared_shifts(
        float(mean),
        _side(cells.mean(axis=1) - mean, error / columns**0.5),
        _side(cells.mean(axis=0) - mean, error / rows**0.5),
    )


def _found(
    rows: np.ndarray, columns: np.ndarray, common: float = 0.0, error: float = 0.04
) -> SharedShifts:
    return shared_shifts(common, _side(rows, error), _side(columns, error))


def test_nothing_moved() -> None:
    found = _found(STILL_SOURCES, STILL_REPS)
    assert np.abs(found.rows).max() < 0.005
    assert np.abs(found.columns).max() < 0.005
    assert np.sqrt(np.diag(found.covariance)).max() < 0.02


def test_half_of_the_columns_moved_and_not_the_others_against_them() -> None:
    found = _found(STILL_SOURCES, HALF)
    assert found.columns == pytest.approx(HALF, abs=0.03)
    assert np.abs(found.rows).max() < 0.02


def test_a_row_and_columns_that_moved_are_told_apart() -> None:
    found = _found(ONE, HALF)
    assert found.rows == pytest.approx(ONE, abs=0.03)
    assert found.columns == pytest.approx(HALF, abs=0.05)


def test_what_all_share_is_nobodys() -> None:
    found = _found(STILL_SOURCES, STILL_REPS, common=-0.4)
    assert abs(found.rows.mean()) < 0.06
    assert abs(found.columns.mean()) < 0.06


def test_few_events_leave_it_open() -> None:
    sharp, blunt = _found(ONE, HALF, error=0.04), _found(ONE, HALF, error=0.3)
    assert np.all(np.diag(blunt.covariance) > 3 * np.diag(sharp.covariance))


@settings(max_examples=15, deadline=None)
@given(st.floats(-2, 2), st.floats(-2, 2))
def test_constants_may_lie_anywhere(row_constant: float, column_constant: float) -> None:
    plain = _found(ONE, HALF)
    moved = _found(
        ONE + row_constant, HALF + column_constant, common=-row_constant - column_constant
    )
    assert moved.rows == pytest.approx(plain.rows, abs=0.02)
    assert moved.columns == pytest.approx(plain.columns, abs=0.02)


@pytest.mark.parametrize(("rows", "columns"), [(ONE, STILL_REPS), (STILL_SOURCES, HALF)])
def test_intervals_cover_what_is_true(rows: np.ndarray, columns: np.ndarray) -> None:
    random, hits, draws = np.random.default_rng(3), 0, 60
    for _draw in range(draws):
        found = _found(
            rows + random.normal(0, 0.1, 4), columns + random.normal(0, 0.1, 10), error=0.1
        )
        errors = np.array([found.rows.mean() - rows.mean(), found.columns.mean() - columns.mean()])
        hits += int(np.sum(np.abs(errors) <= 1.645 * np.sqrt(np.diag(found.covariance))))
    assert hits >= 0.85 * 2 * draws


def test_what_chance_did_to_a_table_counts_once() -> None:
    moved = ONE[:, None] + HALF
    found = _of_table(moved, error=0.5)
    # What is common hardly ever moves: rows and columns together are as sure as the whole table.
    of_table = 0.5 / moved.size**0.5
    unsure = np.sqrt(found.covariance.sum())
    assert of_table < unsure < 1.2 * of_table


def test_totals_of_tables_are_covered() -> None:
    random, errors, reach = np.random.default_rng(5), [], []
    for _draw in range(60):
        cells = ONE[:, None] + HALF + random.normal(0, 0.5, (4, 10))
        found = _of_table(cells, error=0.5)
        errors.append(found.rows.mean() + found.columns.mean() - ONE.mean() - HALF.mean())
        reach.append(1.645 * np.sqrt(found.covariance.sum()))
    assert np.mean(np.abs(errors) <= reach) >= 0.85


def test_what_else_was_seen_tells_who_moved() -> None:
    ambiguous = np.array([0.3, 0.3, -0.3, -0.3])
    still = _side(STILL_REPS, 0.3)

    def told(odds: np.ndarray | None) -> SharedShifts:
        return shared_shifts(-0.3, _side(ambiguous, 0.1, odds), still)

    last_two = told(np.array([-2.0, -2.0, 5.0, 5.0]))
    assert last_two.rows == pytest.approx([0.0, 0.0, -0.6, -0.6], abs=0.1)
    assert last_two.covariance[0, 0] < told(None).covariance[0, 0]
    assert told(np.zeros(4)).rows == pytest.approx(told(None).rows, abs=1e-12)


def test_swapping_rows_and_columns_swaps_the_answer() -> None:
    there = _found(ONE, HALF)
    back = _found(HALF, ONE)
    assert back.rows == pytest.approx(there.columns, abs=1e-9)
    assert back.columns == pytest.approx(there.rows, abs=1e-9)
