"""Every chart: what is drawn, what its table says, and what a hostile name does to it."""

import math
import re
from xml.etree import ElementTree as ET

import pytest

from selaras.reports.charts import (
    CostCurve,
    DotRow,
    Dots,
    Estimate,
    Group,
    Model,
    ModelsChart,
    Point,
    Step,
    Total,
    Waterfall,
    curve,
    dots,
    models_chart,
    waterfall,
)
from selaras.reports.numbers import Amounts

HOSTILE = '</text><script>alert("x")</script>&\x00\x1b'
DEALS = Amounts("en", "deals", digits=1)


def a_waterfall(name="Speed", base=911.1):
    steps = (Step(name, Estimate(-60.0, -101.0, -19.0)), Step("Price", Estimate(-13.0, -29.0, 3.0)))
    groups = (Group("Sales", Estimate(-73.0, -130.0, -20.0), steps),)
    shown = Waterfall(Total("Base", base), groups, Total("Actual", base - 73.0))
    return waterfall(shown, DEALS, caption="Effects", description="From base to actual.")


def a_curve(name="attempt", best=2):
    points = (
        Point(1, Estimate(60.0, 52.0, 67.0)),
        Point(2, Estimate(40.0, 31.0, 49.0)),
        Point(3, Estimate(20.0, 12.0, 31.0)),
    )
    shown = CostCurve(points, 30.0, best, name, "value", "cost", "worth it up to the 2nd")
    return curve(shown, DEALS, caption="Values", description="Falls below the cost.")


def a_models_chart(name="webinar"):
    models = (
        Model("First", (Estimate(12.0, 8.0, 16.0), Estimate(5.0, 3.0, 7.0))),
        Model("Markov", (Estimate(9.0, 6.0, 13.0), None)),
    )
    shown = ModelsChart((name, "email"), models, "Channel", highlight=1)
    return models_chart(shown, DEALS, caption="Credit", description="Both models.")


def a_dot_chart(name="Marketing"):
    rows = (DotRow(name, Estimate(21.0, 15.0, 27.0)), DotRow("Sales", Estimate(26.0)))
    shown = Dots(rows, reference=24.0, reference_label="all")
    return dots(shown, DEALS, caption="Rates", description="Two rates.")


PICTURES = [a_waterfall, a_curve, a_models_chart, a_dot_chart]


def texts(svg):
    return [element.text or "" for element in ET.fromstring(svg).iter("text")]


def marks(svg):
    """The attributes of every mark, with those that its groups say for all of theirs."""

    def walk(element, said):
        own = said | element.attrib
        if len(element) == 0:
            yield own
        for child in element:
            yield from walk(child, own)

    return list(walk(ET.fromstring(svg), {}))


def table_texts(picture):
    cells = [cell for row in picture.table.rows for cell in row.cells]
    return {text for cell in cells for text in (cell.text, cell.note)}


@pytest.mark.parametrize("draw", PICTURES)
def test_a_picture_is_an_image_with_a_description(draw):
    picture = draw()
    for svg in (picture.wide, picture.narrow):
        root = ET.fromstring(svg)
        assert (root.tag, root.attrib["role"]) == ("svg", "img")
        assert root.attrib["aria-label"] == picture.description


@pytest.mark.parametrize("draw", PICTURES)
def test_colours_are_the_page_s_own(draw):
    picture = draw()
    for svg in (picture.wide, picture.narrow):
        found = set(re.findall(r'(?:fill|stroke)="([^"]*)"', svg))
        bare = {c for c in found if not re.fullmatch(r"var\(--[a-z-]+, #[0-9a-f]{6}\)", c)}
        assert bare <= {"none", "transparent"}


@pytest.mark.parametrize("draw", PICTURES)
def test_a_name_is_text_and_nothing_else(draw):
    picture = draw(HOSTILE)
    for svg in (picture.wide, picture.narrow):
        tags = {element.tag for element in ET.fromstring(svg).iter()}
        assert tags <= {"svg", "g", "path", "line", "text"}


@pytest.mark.parametrize("draw", PICTURES)
def test_names_and_numbers_are_written_in_both_drawings(draw):
    picture = draw("Named")
    assert all("Named" in texts(svg) for svg in (picture.wide, picture.narrow))


@pytest.mark.parametrize("draw", [a_waterfall, a_models_chart, a_dot_chart])
def test_the_table_holds_every_number_drawn(draw):
    picture = draw()
    held = table_texts(picture)
    for svg in (picture.wide, picture.narrow):
        numbers = {text for text in texts(svg) if re.search(r"\d", text)}
        assert numbers
        assert numbers <= held


def test_the_curve_s_table_holds_its_points():
    rows = [[cell.text for cell in row.cells] for row in a_curve().table.rows]
    assert rows == [
        ["1", "60.0", "52.0 to 67.0", "30.0"],
        ["2", "40.0", "31.0 to 49.0", "30.0"],
        ["3", "20.0", "12.0 to 31.0", "30.0"],
    ]


def test_steps_worth_their_cost_are_filled_and_the_others_hollow():
    def hollow(best):
        found = marks(a_curve(best=best).wide)
        return sum(one.get("fill") == "var(--paper, #ffffff)" for one in found)

    assert [hollow(best) for best in (3, 2, 0, None)] == [0, 1, 3, 3]


def test_a_waterfall_s_bars_go_from_level_to_level():
    bars = [
        found.groups()
        for one in marks(a_waterfall(base=200.0).wide)
        if "stroke-width" in one
        and (found := re.match(r"M([\d.]+),[\d.]+h([\d.]+)v[\d.]+h[-\d.]+Z", one.get("d", "")))
    ]
    (base, base_wide), (speed, speed_wide), (price, price_wide), (actual, actual_wide) = (
        (float(x), float(wide)) for x, wide in bars
    )
    pixel = base_wide / 200.0
    assert base == actual == 0.0
    hundredths = {"abs": 0.03}  # of a pixel: what is drawn is rounded to them
    assert speed + speed_wide == pytest.approx(base_wide, **hundredths)
    assert speed_wide == pytest.approx(60.0 * pixel, **hundredths)
    assert price + price_wide == pytest.approx(speed, **hundredths)
    assert price_wide == pytest.approx(13.0 * pixel, **hundredths)
    assert actual_wide == pytest.approx(price, **hundredths)


def test_a_waterfall_of_small_steps_is_cut_and_says_so():
    assert [key.text for key in a_waterfall(base=911.1).key if "axis" in key.text] == [
        "cut: the axis does not start at zero"
    ]
    assert not [key for key in a_waterfall(base=200.0).key if "axis" in key.text]


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_no_number_is_not_drawn(value):
    with pytest.raises(ValueError, match="finite"):
        Estimate(value)


def test_the_same_chart_is_the_same_bytes():
    assert a_waterfall() == a_waterfall()
