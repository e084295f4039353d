"""Heat maps: every cell has the colour of its heat."""

from __future__ import annotations

import pytest

from selaras.reports.charts.heat import Heat, HeatMap, HeatRow, heat_map
from selaras.reports.page import Column, Table


@pytest.mark.parametrize(
    ("heat", "fill"),
    [
        (Heat.PLENTY, "--band"),
        (Heat.LITTLE, "--up-pale"),
        (Heat.NONE, "--down-pale"),
        (Heat.UNKNOWN, "--paper"),
    ],
)
def test_a_cell_has_the_colour_of_its_heat(heat: Heat, fill: str) -> None:
    shown = HeatMap(("1/6", "8/6"), (HeatRow("Abepura", (("5", heat), ("6", heat))),))
    table = Table("Free", (Column("Site"),), ())
    drawn = str(heat_map(shown, description="Free", table=table, key=()))
    assert f'fill="var({fill}' in drawn
    assert "&#34;var(" not in drawn
