"""Ticks are written as short as they can be."""

from __future__ import annotations

import pytest

from selaras.reports.charts.axis import tick_labels
from selaras.reports.numbers import Amounts, Shares
from selaras.reports.words import Language


@pytest.mark.parametrize(
    ("language", "whole", "parted"),
    [("en", ["0", "50", "1,000"], ["0.0", "0.5"]), ("id", ["0", "50", "1.000"], ["0,0", "0,5"])],
)
def test_decimals_are_left_out_where_no_tick_has_any(
    language: Language, whole: list[str], parted: list[str]
) -> None:
    tenths = Amounts(language, "ports", digits=1)
    assert tick_labels([0.0, 50.0, 1000.0], tenths) == whole
    assert tick_labels([0.0, 0.5], tenths) == parted
    assert tick_labels([0.0, 1000.0], Amounts(language, "ports")) == [whole[0], whole[2]]
    assert tick_labels([0.0, 0.5], Shares(language)) == ["0%", "50%"]
