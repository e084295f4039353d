"""The fan over the capacity line, and the calibration plot: numbers in picture and table alike."""

from __future__ import annotations

import pytest

from selaras.reports.charts.calibration import (
    Calibration,
    CalibrationBin,
    CalibrationWords,
    calibration,
)
from selaras.reports.charts.fan import FanChart, FanPoint, FanWords, fan
from selaras.reports.numbers import Amounts, Shares

WORDS = FanWords("Week", "Demand", "Expected", "50%", "80%", "Capacity")


def point(n: int, capacity: float | None = 100.0) -> FanPoint:
    low, high = (30.0 * n, 50.0 * n), (20.0 * n, 65.0 * n)
    return FanPoint(f"week {n}", str(n), 40.0 * n, low, high, capacity)


@pytest.mark.parametrize("many", [1, 2, 9, 52])
def test_a_fan_has_a_row_and_a_point_for_each_week(many):
    points = tuple(point(n + 1) for n in range(many))
    found = fan(FanChart(points, WORDS), Amounts("en", ""), caption="Demand", description="A fan.")
    assert len(found.table.rows) == many
    assert found.table.rows[0].cells[1].text == "40"
    assert 'aria-label="A fan."' in found.wide
    assert [key.swatch for key in found.key] == ["line", "band-strong", "band", "limit"]


def test_a_week_that_needs_more_than_there_is_stands_out():
    points = (point(1), point(3))
    found = fan(FanChart(points, WORDS), Amounts("en", ""), caption="c", description="d")
    assert [row.strong for row in found.table.rows] == [False, True]


def test_an_unknown_capacity_is_a_dash_and_no_line():
    found = fan(
        FanChart((point(1, None), point(2, None)), WORDS),
        Amounts("en", ""),
        caption="c",
        description="d",
    )
    assert [row.cells[4].text for row in found.table.rows] == ["—", "—"]
    assert "limit" not in [key.swatch for key in found.key]


def test_a_calibration_shows_each_bin_with_its_bounds():
    bins = (
        CalibrationBin(0.3, 0.2, 0.01, 0.66, 5),
        CalibrationBin(0.9, 0.6, 0.30, 0.85, 10),
    )
    words = CalibrationWords("Stated", "Kept", "as stated", "Claims", "Off")
    found = calibration(
        Calibration(bins, words), Shares("en"), caption="Calibration", description="Two bins."
    )
    assert [[cell.text for cell in row.cells] for row in found.table.rows] == [
        ["30%", "20%", "1% to 66%", "5"],
        ["90%", "60%", "30% to 85%", "10"],
    ]
    assert [row.strong for row in found.table.rows] == [False, True]
    assert found.wide != found.narrow
    assert [key.swatch for key in found.key] == ["dot", "dot-off", "whisker", "reference"]
