"""Rows of values with whiskers: dots on one scale, and models side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from selaras.reports.charts import palette
from selaras.reports.charts.drawing import SMALL_SIZE, TEXT_SIZE, Drawing, Frame
from selaras.reports.charts.estimate import Estimate
from selaras.reports.charts.lettering import text_width, wrapped
from selaras.reports.numbers import Figures
from selaras.reports.page import Cell, Column, Key, Picture, Row, Table
from selaras.reports.words import word

WIDE, NARROW = 768.0, 342.0


@dataclass(frozen=True, slots=True)
class DotRow:
    """One value under its name; a `strong` one is the row that the reader should find."""

    label: str
    value: Estimate
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Dots:
    """Values on one scale, with a line that they are held against, such as zero."""

    rows: tuple[DotRow, ...]
    reference: float | None = None
    reference_label: str = ""
    signs: bool = False
    """Whether the values are differences, written with their sign."""


def dots(shown: Dots, figures: Figures, *, caption: str, description: str) -> Picture:
    """A dot and its interval for every row."""
    language = figures.language
    form = figures.signed if shown.signs else figures.text
    table = Table(
        caption,
        (
            Column(word("group", language)),
            Column(word("value", language), figures.head, numeric=True),
            Column(word("interval_90", language), figures.head, numeric=True),
        ),
        tuple(
            Row(
                (
                    Cell(row.label),
                    Cell(form(row.value.value)),
                    Cell(figures.span(row.value.low, row.value.high, signs=shown.signs)),
                ),
                strong=row.strong,
            )
            for row in shown.rows
        ),
    )
    keys = [Key("dot", word("value", language))]
    if any(row.value.low is not None for row in shown.rows):
        keys.append(Key("whisker", word("interval_90", language)))
    if shown.reference is not None and shown.reference_label:
        keys.append(Key("reference", shown.reference_label))
    wide = _dots_drawn(shown, figures, WIDE, description)
    narrow = _dots_drawn(shown, figures, NARROW, description)
    return Picture(wide, narrow, description, table, tuple(keys))


def _dots_drawn(shown: Dots, figures: Figures, width: float, description: str) -> Markup:
    narrow = width == NARROW
    form = figures.signed if shown.signs else figures.text
    values = [form(row.value.value) for row in shown.rows]
    spans = [figures.span(r.value.low, r.value.high, signs=shown.signs) for r in shown.rows]
    value_width = max(text_width(value, TEXT_SIZE) for value in values)
    span_width = 0.0 if narrow else max(text_width(span, SMALL_SIZE) for span in spans)
    left = 0.0 if narrow else 236.0
    right = 0.0 if narrow else value_width + span_width + 40.0
    room = width - value_width - 12.0 if narrow else left - 16.0
    tall, names, whiskers, marks, middles = 2.0, [], [], [], []
    for row in shown.rows:
        lines = wrapped(row.label, room, TEXT_SIZE)
        first = tall + (11.0 if narrow else max(15.0, 8.5 * len(lines) + 5.0))
        middle = first + 17.0 * (len(lines) - 1) + 20.0 if narrow else first
        start = first if narrow else first - 8.5 * (len(lines) - 1)
        names += [{"y": start + 17.0 * k, "text": line} for k, line in enumerate(lines)]
        middles.append((first, middle))
        if row.value.low is not None and row.value.high is not None:
            whiskers.append({"low": row.value.low, "high": row.value.high, "y": middle})
        fill = palette.UP if row.strong or not any(r.strong for r in shown.rows) else palette.TOTAL
        marks.append({"x": row.value.value, "y": middle, "fill": fill, "stroke": fill})
        tall = middle + (16.0 if narrow else middle - tall)
    ends = [end for row in shown.rows for end in row.value.ends]
    ends += [] if shown.reference is None else [shown.reference]
    drawing = Drawing(Frame(width, tall + 2.0, left, right, _padded(ends)))
    if shown.reference is not None:
        drawing.rules(
            [{"x": shown.reference, "x2": shown.reference, "y": 0.0, "y2": tall}],
            colour=palette.LINE_STRONG,
            dash=(3, 3),
        )
    drawing.whiskers(whiskers)
    drawing.dots(marks)
    drawing.texts(names, at=-left)
    at = width - left - (0.0 if narrow else span_width + 18.0)
    beside = [{"y": first, "text": v} for (first, _), v in zip(middles, values, strict=True)]
    drawing.texts(beside, at=at, align="right", weight=600)
    if not narrow:
        drawing.texts(
            [{"y": first, "text": s} for (first, _), s in zip(middles, spans, strict=True) if s],
            at=width - left,
            align="right",
            size=SMALL_SIZE,
            colour=palette.INK_FAINT,
        )
    return drawing.svg(description)


@dataclass(frozen=True, slots=True)
class Model:
    """A model's answer for each group, in the groups' order; None where it has none."""

    label: str
    values: tuple[Estimate | None, ...]


@dataclass(frozen=True, slots=True)
class ModelsChart:
    """What several models say of the same groups. `highlight` is the model to look at first."""

    groups: tuple[str, ...]
    models: tuple[Model, ...]
    group_label: str
    highlight: int | None = None


def models_chart(
    shown: ModelsChart, figures: Figures, *, caption: str, description: str
) -> Picture:
    """A panel for every model on a wide page; on a narrow one the models' bars by group."""
    language = figures.language
    columns = (
        Column(shown.group_label),
        *(Column(model.label, figures.head, numeric=True) for model in shown.models),
    )
    rows = tuple(
        Row((Cell(group), *(_model_cell(m.values[k], figures) for m in shown.models)))
        for k, group in enumerate(shown.groups)
    )
    found = [v for model in shown.models for v in model.values if v is not None]
    whiskered = any(v.low is not None for v in found)
    unit = (Key("", word("key.unit", language, unit=figures.head)),) if figures.head else ()
    keys = (*unit, *((Key("whisker", word("interval_90", language)),) if whiskered else ()))
    ends = [end for value in found for end in value.ends]
    return Picture(
        _panels(shown, figures, ends, description),
        _grouped(shown, figures, ends, description),
        description,
        Table(caption, columns, rows),
        keys,
    )


def _model_cell(value: Estimate | None, figures: Figures) -> Cell:
    if value is None:
        return Cell(figures.text(None))
    return Cell(figures.text(value.value), figures.span(value.low, value.high))


ACROSS = 4
"""Panels in a row of them: what is left for each is still wide enough for its whiskers."""


def _panels(
    shown: ModelsChart, figures: Figures, ends: Sequence[float], description: str
) -> Markup:
    left = min(
        190.0, 18.0 + max((text_width(group, TEXT_SIZE) for group in shown.groups), default=0.0)
    )
    bands = -(-len(shown.models) // ACROSS)
    across = -(-len(shown.models) // bands)
    gap = 22.0
    panel = (WIDE - left - gap * (across - 1)) / across
    high = (max([0.0, *ends]) or 1.0) * 1.02
    low = min([0.0, *ends])
    room = max(text_width(_written(v, figures), SMALL_SIZE) for m in shown.models for v in m.values)
    # A panel's scale leaves room for the value that stands at its right edge.
    pixel = (high - low) / (panel - room - 6.0)
    head, row, foot = 34.0, 25.0, 18.0
    band = head + row * len(shown.groups) + foot
    marks = _Marks()
    for number, model in enumerate(shown.models):
        down, over = divmod(number, across)
        zero = (over * (panel + gap) - low / pixel) * pixel
        top = down * band
        strong = number == shown.highlight
        title = wrapped(model.label, panel, TEXT_SIZE, most=1)[0]
        marks.title(over * (panel + gap) * pixel, top + 12.0, title)
        marks.separator(over * (panel + gap) * pixel, panel * pixel, top + 26.0)
        for k, value in enumerate(model.values):
            middle = top + head + row * (k + 0.5)
            if over == 0:
                name = wrapped(shown.groups[k], left - 14.0, TEXT_SIZE, most=1)[0]
                marks.names.append({"y": middle, "text": name})
            marks.bar(value, zero, middle, strong=strong)
            edge = (over * (panel + gap) + panel) * pixel
            text = _written(value, figures)
            marks.values.append({"x": edge, "y": middle, "text": text})
    plot = WIDE - left
    frame = Frame(WIDE, bands * band - foot + 4.0, left, 0.0, (0.0, plot * pixel))
    return marks.drawn(frame, -left, description)


def _grouped(
    shown: ModelsChart, figures: Figures, ends: Sequence[float], description: str
) -> Markup:
    high = (max([0.0, *ends]) or 1.0) * 1.02
    low = min([0.0, *ends])
    names = [wrapped(model.label, 116.0, SMALL_SIZE, most=1)[0] for model in shown.models]
    left = max(text_width(name, SMALL_SIZE) for name in names) + 10.0
    room = max(text_width(_written(v, figures), SMALL_SIZE) for m in shown.models for v in m.values)
    pixel = (high - low) / (NARROW - left - room - 8.0)
    marks = _Marks()
    tall = 0.0
    for k, group in enumerate(shown.groups):
        title = wrapped(group, NARROW, TEXT_SIZE, most=1)[0]
        marks.title(-left * pixel + low, tall + 12.0, title)
        tall += 26.0
        for number, (model, name) in enumerate(zip(shown.models, names, strict=True)):
            middle = tall + 10.0
            marks.names.append({"y": middle, "text": name})
            marks.bar(model.values[k], 0.0, middle, strong=number == shown.highlight)
            edge = low + (NARROW - left) * pixel
            text = _written(model.values[k], figures)
            marks.values.append({"x": edge, "y": middle, "text": text})
            tall += 20.0
        tall += 14.0
    frame = Frame(NARROW, tall, left, 0.0, (low, low + (NARROW - left) * pixel))
    return marks.drawn(frame, -left, description, names_size=SMALL_SIZE)


class _Marks:
    """Bars with whiskers, their names and their values, until they are drawn."""

    def __init__(self) -> None:
        self.bars: list[dict[str, Any]] = []
        self.whiskers: list[dict[str, Any]] = []
        self.names: list[dict[str, Any]] = []
        self.values: list[dict[str, Any]] = []
        self.titles: list[dict[str, Any]] = []
        self.lines: list[dict[str, Any]] = []

    def title(self, x: float, y: float, text: str) -> None:
        self.titles.append({"x": x, "y": y, "text": text})

    def separator(self, x: float, wide: float, y: float) -> None:
        self.lines.append({"x": x, "x2": x + wide, "y": y, "y2": y})

    def bar(self, value: Estimate | None, zero: float, middle: float, *, strong: bool) -> None:
        if value is None:
            return
        fill = palette.UP if strong else palette.BAR
        self.bars.append(
            {
                "x": zero,
                "x2": zero + value.value,
                "y": middle - 6.0,
                "y2": middle + 6.0,
                "fill": fill,
                "stroke": fill,
            }
        )
        if value.low is not None and value.high is not None:
            self.whiskers.append({"low": zero + value.low, "high": zero + value.high, "y": middle})

    def drawn(
        self, frame: Frame, names_at: float, description: str, names_size: float = TEXT_SIZE
    ) -> Markup:
        drawing = Drawing(frame)
        drawing.rules(self.lines)
        drawing.bars(self.bars)
        drawing.whiskers(self.whiskers, cap=3.0)
        drawing.texts(self.titles, weight=600)
        drawing.texts(self.names, at=names_at, size=names_size, colour=palette.INK_SOFT)
        drawing.texts(self.values, align="right", size=SMALL_SIZE)
        return drawing.svg(description)


def _written(value: Estimate | None, figures: Figures) -> str:
    return figures.text(None if value is None else value.value)


def _padded(ends: Sequence[float]) -> tuple[float, float]:
    low, high = min(ends), max(ends)
    margin = 0.05 * ((high - low) or abs(high) or 1.0)
    return low - margin, high + margin
