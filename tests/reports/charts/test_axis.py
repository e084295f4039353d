import pytest

from selaras.reports.charts.axis import ticks


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.0, 72_000.0, (0, 20_000, 40_000, 60_000)),
        (-0.3, 0.3, (-0.2, 0.0, 0.2)),
        (5.0, 5.0, (5.0,)),
    ],
)
def test_ticks_are_round(low, high, expected):
    assert ticks(low, high) == pytest.approx(expected)
