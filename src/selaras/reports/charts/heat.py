"""A heat map: a row for each place, a column for each week, a number in every cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from selaras.reports.charts.drawing import Drawing, Frame
from selaras.reports.charts.palette import (
    BAND,
    DOWN,
    DOWN_PALE,
    INK,
    INK_FAINT,
    INK_SOFT,
    LINE,
    PAPER,
    UP,
    UP_PALE,
)
from selaras.reports.page import Key, Picture, Table

_ROW = 30.0
_HEAD = 26.0
_GAP = 2.0
_WIDE, _NARROW = 900.0, 360.0
_NARROW_COLUMNS = 4
_LEAST_COLUMN = 40.0
"""Pixels of a column, under which its cells hold no numbers: the table has them."""


class Heat(StrEnum):
    """How much is left; the number says it too, so that nothing hangs on colour alone."""

    PLENTY = "plenty"
    LITTLE = "little"
    NONE = "none"
    UNKNOWN = "unknown"


_FILL = {Heat.PLENTY: BAND, Heat.LITTLE: UP_PALE, Heat.NONE: DOWN_PALE, Heat.UNKNOWN: PAPER}
_STROKE = {Heat.PLENTY: BAND, Heat.LITTLE: UP, Heat.NONE: DOWN, Heat.UNKNOWN: LINE}
_OWN_EDGE = re.compile(r'fill="([^"]+)" stroke="\1"')
"""A cell whose edge is of its own colour needs none: a page with 500 cells is 20 kB lighter."""
SWATCHES = {Heat.PLENTY: "band", Heat.LITTLE: "up-hollow", Heat.NONE: "down-hollow"}
"""Heat → its look in a chart's key."""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A place: its name, and a text and a heat for every column."""

    name: str
    cells: tuple[tuple[str, Heat], ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Rows under column heads."""

    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]


def heat_map(shown: HeatMap, *, description: str, table: Table, key: Sequence[Key]) -> Picture:
    """The map, wide and narrow; a narrow one has the first columns alone."""
    return Picture(
        wide=_drawn(shown, _WIDE, 190.0, description),
        narrow=_drawn(_first(shown), _NARROW, 116.0, description),
        description=description,
        table=table,
        key=tuple(key),
    )


def _first(shown: HeatMap) -> HeatMap:
    rows = tuple(HeatRow(row.name, row.cells[:_NARROW_COLUMNS]) for row in shown.rows)
    return HeatMap(shown.columns[:_NARROW_COLUMNS], rows)


def _drawn(shown: HeatMap, width: float, names: float, description: str) -> Markup:
    count = max(len(shown.columns), 1)
    height = _HEAD + _ROW * len(shown.rows)
    drawing = Drawing(Frame(width, height, names, 0.0, (0.0, float(count))))
    inset = _GAP / ((width - names) / count)
    bars, texts, labels = [], [], []
    for n, row in enumerate(shown.rows):
        top = _HEAD + n * _ROW
        middle = top + _ROW / 2
        labels.append({"x": 0.0, "y": middle, "text": _shortened(row.name, names)})
        for c, (text, heat) in enumerate(row.cells):
            bars.append(
                {
                    "x": c + inset,
                    "x2": c + 1 - inset,
                    "y": top + _GAP,
                    "y2": top + _ROW - _GAP,
                    "fill": _FILL[heat],
                    "stroke": _STROKE[heat],
                }
            )
            if (width - names) / count >= _LEAST_COLUMN:
                texts.append({"x": c + 0.5, "y": middle, "text": text})
    drawing.bars(bars)
    drawing.texts(texts, align="center", size=12, colour=INK)
    drawing.texts(labels, align="left", size=13, colour=INK, shift=(-names, 0.0))
    heads = [
        {"x": c + 0.5, "y": _HEAD / 2, "text": text}
        for c, text in enumerate(shown.columns)
        if c % _every(count, width) == 0
    ]
    drawing.texts(heads, align="center", size=12, colour=INK_SOFT if count < 30 else INK_FAINT)
    # As plain text: what is put into markup is quoted, and a quoted colour is none.
    drawn = _OWN_EDGE.sub(r'fill="\1"', str(drawing.svg(description)))
    return Markup(drawn)  # noqa: S704  (the house's own drawing)


def _every(count: int, width: float) -> int:
    """Of many columns only every so many is named: a name takes about 48 pixels."""
    return max(1, round(48 * count / width))


def _shortened(name: str, pixels: float) -> str:
    most = int(pixels / 7.2)
    return name if len(name) <= most else name[: most - 1] + "…"
