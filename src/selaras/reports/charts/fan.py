"""Demand as a fan over the line of what can be served, week by week."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from selaras.reports.charts import palette
from selaras.reports.charts.axis import tick_labels, ticks
from selaras.reports.charts.drawing import SMALL_SIZE, Drawing, Frame
from selaras.reports.charts.lettering import text_width
from selaras.reports.numbers import Figures
from selaras.reports.page import Cell, Column, Key, Picture, Row, Table


@dataclass(frozen=True, slots=True)
class FanPoint:
    """Demand of one week: expected, with its inner and outer interval; capacity None if unknown."""

    label: str
    short: str
    expected: float
    inner: tuple[float, float]
    outer: tuple[float, float]
    capacity: float | None


@dataclass(frozen=True, slots=True)
class FanWords:
    """What a fan's parts are called."""

    week: str
    demand: str
    expected: str
    inner: str
    outer: str
    capacity: str


@dataclass(frozen=True, slots=True)
class FanChart:
    """A fan over the weeks of a programme, one point at least."""

    points: tuple[FanPoint, ...]
    words: FanWords


def fan(shown: FanChart, figures: Figures, *, caption: str, description: str) -> Picture:
    """The fan drawn for a wide and for a narrow page, with its numbers as a table."""
    return Picture(
        _drawn(shown, figures, 768.0, 320.0, description),
        _drawn(shown, figures, 342.0, 280.0, description),
        description,
        _table(shown, figures, caption),
        _key(shown),
    )


def _drawn(
    shown: FanChart, figures: Figures, width: float, height: float, description: str
) -> Markup:
    ends = [end for p in shown.points for end in (*p.outer, p.expected)]
    ends += [p.capacity for p in shown.points if p.capacity is not None]
    high = max(*ends, 1.0) * 1.08
    marks = [mark for mark in ticks(min(0.0, *ends), high) if mark <= high]
    labels = tick_labels(marks, figures)
    left = max(text_width(label, SMALL_SIZE) for label in labels) + 12.0
    many = len(shown.points)
    x = (-0.5, many - 0.5)
    frame = Frame(width, height, left, 8.0, x, (min(0.0, *ends), high), top=30.0, bottom=30.0)
    drawing = Drawing(frame)
    _axes(drawing, frame, shown, list(zip(marks, labels, strict=True)))
    for ends_of, colour in (("outer", palette.BAND), ("inner", palette.BAND_STRONG)):
        _band(drawing, shown, ends_of, colour)
    drawing.line(
        [{"x": n, "y": p.expected} for n, p in enumerate(shown.points)], colour=palette.CURVE
    )
    if many == 1:
        only = shown.points[0]
        drawing.dots([{"x": 0, "y": only.expected, "fill": palette.CURVE, "stroke": palette.CURVE}])
    drawing.rules(
        [
            {"x": n - 0.5, "x2": n + 0.5, "y": p.capacity, "y2": p.capacity}
            for n, p in enumerate(shown.points)
            if p.capacity is not None
        ],
        colour=palette.COST,
        width=2.5,
    )
    return drawing.svg(description)


def _band(drawing: Drawing, shown: FanChart, ends_of: str, colour: str) -> None:
    rows = [
        {"x": n, "y": getattr(p, ends_of)[0], "y2": getattr(p, ends_of)[1]}
        for n, p in enumerate(shown.points)
    ]
    if len(rows) == 1:
        drawing.rules([{**rows[0], "x2": 0}], colour=colour, width=24.0)
    else:
        drawing.band(rows, colour=colour)


def _axes(drawing: Drawing, frame: Frame, shown: FanChart, marks: list[tuple[float, str]]) -> None:
    drawing.rules([{"x": frame.x[0], "x2": frame.x[1], "y": mark, "y2": mark} for mark, _ in marks])
    drawing.texts(
        [{"y": mark, "text": label} for mark, label in marks],
        at=-10.0,
        align="right",
        size=SMALL_SIZE,
        colour=palette.INK_FAINT,
    )
    bottom, top = frame.y or (0.0, 1.0)
    widest = max(text_width(point.short, SMALL_SIZE) for point in shown.points) + 10.0
    apart = frame.plot_width / len(shown.points)
    every = max(1, -(-int(widest) // max(int(apart), 1)))
    drawing.texts(
        [
            {"x": n, "y": bottom, "text": point.short}
            for n, point in enumerate(shown.points)
            if n % every == 0
        ],
        align="center",
        size=SMALL_SIZE,
        colour=palette.INK_SOFT,
        shift=(0.0, 16.0),
    )
    drawing.texts(
        [{"y": top, "text": shown.words.demand}],
        at=-frame.left,
        size=SMALL_SIZE,
        colour=palette.INK_SOFT,
        shift=(0.0, -18.0),
    )


def _key(shown: FanChart) -> tuple[Key, ...]:
    words = shown.words
    keys = [Key("line", words.expected), Key("band-strong", words.inner), Key("band", words.outer)]
    if any(point.capacity is not None for point in shown.points):
        keys.append(Key("limit", words.capacity))
    return tuple(keys)


def _table(shown: FanChart, figures: Figures, caption: str) -> Table:
    words = shown.words
    return Table(
        caption,
        (
            Column(words.week),
            Column(words.expected, numeric=True),
            Column(words.inner, numeric=True),
            Column(words.outer, numeric=True),
            Column(words.capacity, numeric=True),
        ),
        tuple(
            Row(
                (
                    Cell(p.label),
                    Cell(figures.text(p.expected)),
                    Cell(figures.span(*p.inner)),
                    Cell(figures.span(*p.outer)),
                    Cell(figures.text(p.capacity)),
                ),
                strong=p.capacity is not None and p.expected > p.capacity,
            )
            for p in shown.points
        ),
    )
