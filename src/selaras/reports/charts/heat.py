"""A heat map: a row for each place, a column for each week, a number in every cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from markupsafe import Markup

from selaras.reports.charts.drawing import TEXT_SIZE, Drawing, Frame
from selaras.reports.charts.lettering import text_width, wrapped
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
_WIDE, _NARROW = 900.0, 342.0
_MOST_NAMES = 300.0
"""Pixels that names take beside the cells at most."""
_NAME = 22.0
"""Pixels of a name's own line above its cells, where there is no room beside them."""
_NARROW_SIZE = 11.0
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
_ALIKE = re.compile(
    r'<path d="[^"]*"(?P<look>(?: (?:fill|stroke)="[^"]*")+) />(?:<path d="[^"]*"(?P=look) />)+'
)
"""Cells of one look, one after the other: drawn as one they say it once, half of a map's length."""
_OUTLINE = re.compile(r' d="([^"]*)"')
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
    """The map, wide and narrow; a narrow one has as many of the first columns as can be read."""
    widest = max((text_width(row.name, TEXT_SIZE) for row in shown.rows), default=0.0)
    return Picture(
        wide=_drawn(shown, _WIDE, min(widest + 14.0, _MOST_NAMES), description),
        narrow=_drawn(_first(shown), _NARROW, 0.0, description),
        description=description,
        table=table,
        key=tuple(key),
    )


def _first(shown: HeatMap) -> HeatMap:
    """The first columns: so many that every number fits its cell."""
    texts = (text for row in shown.rows for text, _heat in row.cells)
    widest = max((text_width(text, _NARROW_SIZE) for text in texts), default=0.0)
    most = max(1, int(_NARROW / (widest + 2 * _GAP + 1)))
    rows = tuple(HeatRow(row.name, row.cells[:most]) for row in shown.rows)
    return HeatMap(shown.columns[:most], rows)


def _drawn(shown: HeatMap, width: float, names: float, description: str) -> Markup:
    """With `names` of 0 pixels beside the cells they stand above them."""
    count = max(len(shown.columns), 1)
    size = TEXT_SIZE - 1 if names else _NARROW_SIZE
    above = 0.0 if names else _NAME
    height = _HEAD + (_ROW + above) * len(shown.rows)
    drawing = Drawing(Frame(width, height, names, 0.0, (0.0, float(count))))
    inset = _GAP / ((width - names) / count)
    shows = not names or (width - names) / count >= _LEAST_COLUMN
    bars, texts, labels = [], [], []
    for n, row in enumerate(shown.rows):
        top = _HEAD + n * (_ROW + above) + above
        middle = top + _ROW / 2
        named = middle if names else top - above / 2 + 2
        name = wrapped(row.name, (names or width) - 8, TEXT_SIZE, most=1)
        labels.append({"x": 0.0, "y": named, "text": " ".join(name)})
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
            if shows:
                texts.append({"x": c + 0.5, "y": middle, "text": text})
    drawing.bars(bars)
    drawing.texts(texts, align="center", size=size, colour=INK)
    drawing.texts(labels, align="left", size=TEXT_SIZE, colour=INK, shift=(-names, 0.0))
    every = _every(shown.columns, (width - names) / count, size)
    heads = [
        {"x": c + 0.5, "y": _HEAD / 2, "text": text}
        for c, text in enumerate(shown.columns)
        if c % every == 0
    ]
    drawing.texts(heads, align="center", size=size, colour=INK_SOFT if count < 30 else INK_FAINT)
    # As plain text: what is put into markup is quoted, and a quoted colour is none.
    drawn = _OWN_EDGE.sub(r'fill="\1"', str(drawing.svg(description)))
    return Markup(_ALIKE.sub(_as_one, drawn))  # noqa: S704  (the house's own drawing)


def _as_one(cells: re.Match[str]) -> str:
    outlines = "".join(_OUTLINE.findall(cells[0]))
    return f'<path d="{outlines}"{cells["look"]} />'


def _every(heads: Sequence[str], room: float, size: float) -> int:
    """Of many columns only every so many is named: a name has to fit the pixels of its columns."""
    widest = max((text_width(head, size) for head in heads), default=0.0)
    return max(1, ceil((widest + 4) / room))
