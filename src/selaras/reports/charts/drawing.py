"""Marks drawn by Vega-Altair into an SVG that belongs to the page around it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET

import altair as alt
import vl_convert
from altair.utils.schemapi import debug_mode
from markupsafe import Markup

from selaras.reports.charts.palette import INK, LINE, VARIABLES

SVG = "http://www.w3.org/2000/svg"
TEXT_SIZE = 13.0
SMALL_SIZE = 12.0
_COLOURED = ("fill", "stroke")
_PLACED = ("d", "transform", "points", "x", "y", "x1", "x2", "y1", "y2")
_INHERITED = (
    "fill",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linecap",
    "text-anchor",
    "font-size",
    "font-weight",
)
_KEPT = frozenset((*_PLACED, *_INHERITED, "display", "opacity", "clip-path"))
_MEASURES = frozenset((*_PLACED, "viewBox"))
_USUAL = {"x2": "0", "y2": "0", "opacity": "1", "stroke-dasharray": ""}
_LONG = re.compile(r"-?\d+(?:\.\d{3,}(?:e-?\d+)?|(?:\.\d+)?e-?\d+)")
"""Numbers with more digits than a hundredth of a pixel has."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The measures of a drawing in pixels, and the values at the ends of its axes.

    `width` and `height` are of the whole; the plot is what the margins leave. `x` runs from left
    to right. `y` runs upwards as values do, or, where it is None, downwards in pixels.
    """

    width: float
    height: float
    left: float
    right: float
    x: tuple[float, float]
    y: tuple[float, float] | None = None
    top: float = 0.0
    bottom: float = 0.0

    @property
    def plot_width(self) -> float:
        return self.width - self.left - self.right

    @property
    def plot_height(self) -> float:
        return self.height - self.top - self.bottom


@dataclass
class Drawing:
    """Marks on one frame, in the order in which they are painted."""

    frame: Frame
    layers: list[alt.UnitSpec] = field(default_factory=list)

    def bars(self, rows: Sequence[dict[str, Any]]) -> None:
        """Rectangles from `x` to `x2` and `y` to `y2`, with a `fill` and a `stroke`."""
        self._add(rows, {"type": "rect", "strokeWidth": 1.5}, "x", "x2", "y", "y2", *_COLOURED)

    def rules(
        self,
        rows: Sequence[dict[str, Any]],
        *,
        colour: str = LINE,
        width: float = 1.0,
        dash: Sequence[float] = (),
    ) -> None:
        """Straight lines from `x`, `y` to `x2`, `y2`."""
        mark = {"type": "rule", "color": colour, "strokeWidth": width, "strokeDash": list(dash)}
        self._add(rows, mark, "x", "x2", "y", "y2")

    def whiskers(self, rows: Sequence[dict[str, Any]], cap: float = 4.0) -> None:
        """Level lines from `low` to `high` at `y`, with a cap of pixels above and below the ends.

        Only on a frame whose y is in pixels.
        """
        self.rules(
            [{"x": r["low"], "x2": r["high"], "y": r["y"], "y2": r["y"]} for r in rows],
            colour=INK,
            width=1.5,
        )
        caps = [
            {"x": end, "x2": end, "y": row["y"] - cap, "y2": row["y"] + cap}
            for row in rows
            for end in (row["low"], row["high"])
        ]
        self.rules(caps, colour=INK, width=1.5)

    def dots(self, rows: Sequence[dict[str, Any]], size: float = 70.0) -> None:
        """Discs at `x`, `y`, with a `fill` and a `stroke`; `size` is their area in pixels."""
        mark = {
            "type": "point",
            "shape": "circle",
            "size": size,
            "filled": False,
            "strokeWidth": 2,
            "opacity": 1,
        }
        self._add(rows, mark, "x", "y", *_COLOURED)

    def line(self, rows: Sequence[dict[str, Any]], *, colour: str, width: float = 2.5) -> None:
        """One line through `x`, `y` in their order."""
        self._add(rows, {"type": "line", "color": colour, "strokeWidth": width}, "x", "y", "order")

    def band(self, rows: Sequence[dict[str, Any]], *, colour: str) -> None:
        """The area between `y` and `y2` over `x`."""
        self._add(rows, {"type": "area", "color": colour, "opacity": 1}, "x", "y", "y2")

    def texts(
        self,
        rows: Sequence[dict[str, Any]],
        *,
        at: float | None = None,
        align: str = "left",
        size: float = TEXT_SIZE,
        weight: int = 400,
        colour: str = INK,
        shift: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        """`text` at `x`, `y`; or at a pixel of the plot's width where `at` is given."""
        mark = {
            "type": "text",
            "align": align,
            "baseline": "middle",
            "fontSize": size,
            "fontWeight": weight,
            "color": colour,
            "dx": shift[0],
            "dy": shift[1],
            "limit": 0,
        }
        shown = [row | {"text": printable(row["text"])} for row in rows]
        self._add(shown, mark, "x", "y", "text", at=at)

    def specification(self) -> alt.TopLevelLayerSpec:
        """The whole drawing in Vega-Lite's words."""
        frame = self.frame
        with debug_mode(False):
            return alt.TopLevelLayerSpec(
                layer=self.layers,
                width=frame.plot_width,
                height=frame.plot_height,
                padding={
                    "left": frame.left,
                    "right": frame.right,
                    "top": frame.top,
                    "bottom": frame.bottom,
                },
                # The page's font is not known here, so nothing is laid out by measuring text.
                autosize=alt.AutoSizeParams(type="none"),
                background="transparent",
                config=alt.Config(aria=False, view=alt.ViewConfig(stroke=None)),
            )

    def svg(self, description: str) -> Markup:
        """The drawing as an SVG element that takes its colours and its font from the page.

        `description` is what is read out in its place.
        """
        drawn = vl_convert.vegalite_to_svg(self.specification().to_dict(validate=False))
        return _of_the_page(drawn, printable(description))

    def _add(
        self,
        rows: Sequence[dict[str, Any]],
        mark: dict[str, Any],
        *channels: str,
        at: float | None = None,
    ) -> None:
        if not rows:
            return
        # Altair's classes of the specification itself, unchecked: its charts copy and check every
        # part of themselves at every step, which takes twenty times as long. Tests check them.
        with debug_mode(False):
            encoding = {name: self._channel(name) for name in channels}
            if at is not None:
                encoding["x"] = alt.PositionValueDef(value=at)
            self.layers.append(
                alt.UnitSpec(
                    data=alt.InlineData(values=list(rows)),
                    mark=alt.MarkDef(**mark),
                    encoding=alt.Encoding(**encoding),
                )
            )

    def _channel(self, name: str) -> Any:
        """How a channel reads its values from the rows; all but the order are named as they are."""
        if name == "x":
            return _position("x", alt.Scale(domain=list(self.frame.x), **_PLAIN))
        if name == "y":
            height = self.frame.plot_height
            domain = list(self.frame.y or (0.0, height))
            ends = [height, 0.0] if self.frame.y else [0.0, height]
            return _position("y", alt.Scale(domain=domain, range=ends, **_PLAIN))
        if name == "order":
            return alt.OrderFieldDef(field="x", type="quantitative")
        if name == "text":
            return alt.StringFieldDef(field="text", type="nominal")
        if name in _COLOURED:
            return _Colour(field=name, type="nominal", scale=None)
        return alt.SecondaryFieldDef(field=name)


_Colour = alt.FieldOrDatumDefWithConditionMarkPropFieldDefGradientstringnull
_PLAIN: dict[str, Any] = {"nice": False, "zero": False, "padding": 0}


def _position(name: str, scale: alt.Scale) -> alt.PositionFieldDef:
    return alt.PositionFieldDef(field=name, type="quantitative", axis=None, scale=scale)


def printable(text: str) -> str:
    """The text without control characters, which XML cannot hold."""
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)


def _of_the_page(svg: str, description: str) -> Markup:
    """Roles of the palette become variables of the page; ids become the drawing's own."""
    # S314: vega wrote it a moment ago; it has no entities.
    root = ET.fromstring(svg)  # noqa: S314
    mark = hashlib.blake2s(svg.encode(), digest_size=5).hexdigest()
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
        for name in list(element.attrib):
            value = element.attrib[name]
            if name == "id":
                element.attrib[name] = f"{value}-{mark}"
            elif value.startswith("url(#"):
                element.attrib[name] = f"{value[:-1]}-{mark})"
            elif name in _COLOURED and value in VARIABLES:
                element.attrib[name] = f"var({VARIABLES[value]}, {value})"
            elif (element is not root and name not in _KEPT) or value == _USUAL.get(name):
                del element.attrib[name]
            elif name in _MEASURES:
                element.attrib[name] = _LONG.sub(_rounded, value)
    _say_once(root)
    size = {name: root.attrib[name] for name in ("viewBox", "width")}
    root.attrib.clear()
    root.attrib |= {
        "viewBox": size["viewBox"],
        # No style: pages with a strict policy take none. The sheet lets it shrink.
        "width": size["width"],
        "role": "img",
        "aria-label": description,
    }
    # S704: what a user wrote is in it as text alone, escaped by the writer.
    return Markup(ET.tostring(root, encoding="unicode"))  # noqa: S704


def _rounded(found: re.Match[str]) -> str:
    text = f"{float(found[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _say_once(root: ET.Element) -> None:
    """What all marks of a group have in common is said by the group: half of a drawing's length."""
    for group in root.iter("g"):
        if len(group) < 2:
            continue
        for name in _INHERITED:
            values = {mark.attrib.get(name) for mark in group}
            if len(values) == 1 and None not in values:
                group.attrib[name] = values.pop() or ""
                for mark in group:
                    del mark.attrib[name]
