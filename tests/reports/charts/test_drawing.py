"""Drawings are valid Vega-Lite, which nothing checks while they are drawn."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from altair.utils.schemapi import SchemaValidationError

from selaras.reports.charts.drawing import Drawing, Frame

FRAME = Frame(400.0, 200.0, 30.0, 5.0, (0.0, 10.0), (0.0, 5.0), top=10.0, bottom=20.0)
SPAN = {"x": 1, "x2": 2, "y": 0, "y2": 3, "fill": "#0b5e70", "stroke": "#0b5e70"}
MARKS: dict[str, Callable[[Drawing], None]] = {
    "bars": lambda drawing: drawing.bars([SPAN]),
    "rules": lambda drawing: drawing.rules([SPAN], dash=(6, 4)),
    "whiskers": lambda drawing: drawing.whiskers([{"low": 1, "high": 2, "y": 3}]),
    "dots": lambda drawing: drawing.dots([SPAN]),
    "line": lambda drawing: drawing.line([SPAN], colour="#0b5e70"),
    "band": lambda drawing: drawing.band([SPAN], colour="#0b5e70"),
    "texts": lambda drawing: drawing.texts([SPAN | {"text": "a"}], align="center"),
    "texts at a place": lambda drawing: drawing.texts([SPAN | {"text": "a"}], at=-4.0),
}


@pytest.mark.parametrize("mark", MARKS)
def test_marks_are_valid_vega_lite(mark: str) -> None:
    drawing = Drawing(FRAME)
    MARKS[mark](drawing)
    assert drawing.specification().to_dict(validate=True)["layer"]


def test_what_is_no_vega_lite_would_be_found() -> None:
    drawing = Drawing(FRAME)
    drawing.texts([SPAN | {"text": "a"}], align="wherever")
    with pytest.raises(SchemaValidationError):
        drawing.specification().to_dict(validate=True)


def test_nothing_to_draw_leaves_no_mark() -> None:
    drawing = Drawing(FRAME)
    drawing.rules([])
    assert drawing.layers == []


def test_what_all_marks_of_a_group_share_is_said_once() -> None:
    drawing = Drawing(FRAME)
    drawing.rules([{"x": 0, "x2": 10 / 3, "y": level, "y2": level} for level in (1, 2)])
    drawing.dots([SPAN, SPAN | {"fill": "#a8361f"}])
    rules, dots = re.findall(r"<g [^>]*stroke=.*?</g>", drawing.svg("two levels"))
    assert rules.count("stroke-width") == 1
    assert rules.count('x2="121.67"') == 2  # 365 pixels' third, no finer than a screen shows
    assert "y2" not in rules
    assert dots.count("stroke=") == 1
    assert dots.count("fill=") == 2
