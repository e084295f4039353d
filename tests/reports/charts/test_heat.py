"""Heat maps: every cell has the colour of its heat."""

from __future__ import annotations

import pytest

from selaras.reports.charts.heat import Heat, HeatMap, HeatRow, heat_map
from selaras.reports.page import Column, Picture, Table


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


def _drawn(weeks: int, text: str, name: str = "Kelapa Gading, Installation") -> Picture:
    columns = tuple(f"{n + 1}/6" for n in range(weeks))
    row = HeatRow(name, ((text, Heat.PLENTY),) * weeks)
    table = Table("Free", (Column("Site"),), ())
    return heat_map(HeatMap(columns, (row,)), description="Free", table=table, key=())


def test_a_telephone_shows_all_weeks_that_can_be_read_and_every_name_whole() -> None:
    narrow = str(_drawn(8, "100%").narrow)
    assert narrow.count(">100%<") == 8
    assert "Kelapa Gading, Installation" in narrow
    assert str(_drawn(12, "1,234").narrow).count(">1,234<") == 9
    assert str(_drawn(12, "62").narrow).count(">62<") == 12


def test_names_beside_the_cells_are_whole() -> None:
    assert "Kelapa Gading, Installation" in str(_drawn(12, "62").wide)
    assert "…" in str(_drawn(12, "62", "A very long name of a place, " * 3).wide)


def test_cells_of_one_look_are_drawn_as_one() -> None:
    rows = tuple(
        HeatRow(f"Site {n}", tuple((str(n), list(Heat)[n % 3]) for _week in range(12)))
        for n in range(28)
    )
    table = Table("Free", (Column("Site"),), ())
    shown = HeatMap(tuple(f"{n + 1}/6" for n in range(12)), rows)
    picture = heat_map(shown, description="Free", table=table, key=())
    for drawn in (str(picture.wide), str(picture.narrow)):
        assert drawn.count("h") > 28 * 12  # every cell has its outline
        assert drawn.count('fill="var(--down-pale') == 9  # said once a row
        assert len(drawn) < 40_000
