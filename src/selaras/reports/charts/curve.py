"""A curve with its band that crosses a line: up to where one more is worth what it costs."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from selaras.reports.charts import palette
from selaras.reports.charts.axis import tick_labels, ticks
from selaras.reports.charts.drawing import SMALL_SIZE, Drawing, Frame
from selaras.reports.charts.estimate import Estimate
from selaras.reports.charts.lettering import text_width
from selaras.reports.numbers import Figures
from selaras.reports.page import Cell, Column, Key, Picture, Row, Table
from selaras.reports.words import Language, word


@dataclass(frozen=True, slots=True)
class Point:
    """The value at the `at`-th step, counted from 1."""

    at: int
    value: Estimate


@dataclass(frozen=True, slots=True)
class CostCurve:
    """What each further step is worth, against what it costs.

    `best` is the last step worth its cost: 0 where not even the first is, None where it cannot be
    told. `best_label` is written where it stands ("stop after 4").
    """

    points: tuple[Point, ...]
    cost: float
    best: int | None
    x_label: str
    y_label: str
    cost_label: str
    best_label: str = ""


def curve(shown: CostCurve, figures: Figures, *, caption: str, description: str) -> Picture:
    """The curve drawn for a wide and for a narrow page."""
    return Picture(
        _drawn(shown, figures, 768.0, 340.0, description),
        _drawn(shown, figures, 342.0, 300.0, description),
        description,
        _table(shown, figures, caption),
        _key(shown, figures.language),
    )


def _drawn(
    shown: CostCurve, figures: Figures, width: float, height: float, description: str
) -> Markup:
    ends = [end for point in shown.points for end in point.value.ends] + [shown.cost]
    low, high = min(0.0, *ends), max(0.0, *ends)
    high += ((high - low) or 1.0) * 0.08
    marks = ticks(low, high)
    labels = tick_labels(marks, figures)
    left = max(text_width(label, SMALL_SIZE) for label in labels) + 12.0
    steps = [point.at for point in shown.points]
    x = (min(steps) - 0.35, max(steps) + 0.35)
    frame = Frame(width, height, left, 8.0, x, (low, high), top=34.0, bottom=46.0)
    drawing = Drawing(frame)
    _axes(drawing, frame, shown, list(zip(marks, labels, strict=True)), figures)
    band = [
        {"x": p.at, "y": p.value.low, "y2": p.value.high}
        for p in shown.points
        if p.value.low is not None and p.value.high is not None
    ]
    drawing.band(band, colour=palette.BAND)
    if len(band) == 1:
        drawing.rules([{**band[0], "x2": band[0]["x"]}], colour=palette.BAND, width=10.0)
    drawing.rules(
        [{"x": x[0], "x2": x[1], "y": shown.cost, "y2": shown.cost}],
        colour=palette.COST,
        width=2.0,
        dash=(6, 4),
    )
    drawing.line([{"x": p.at, "y": p.value.value} for p in shown.points], colour=palette.CURVE)
    drawing.dots([_dot(shown, point) for point in shown.points])
    _best(drawing, frame, shown, high)
    return drawing.svg(description)


def _axes(
    drawing: Drawing,
    frame: Frame,
    shown: CostCurve,
    marks: list[tuple[float, str]],
    figures: Figures,
) -> None:
    drawing.rules([{"x": frame.x[0], "x2": frame.x[1], "y": mark, "y2": mark} for mark, _ in marks])
    drawing.texts(
        [{"y": mark, "text": label} for mark, label in marks],
        at=-10.0,
        align="right",
        size=SMALL_SIZE,
        colour=palette.INK_FAINT,
    )
    bottom = (frame.y or (0.0, 0.0))[0]
    apart = frame.plot_width / (frame.x[1] - frame.x[0])
    every = max(1, round(26.0 / apart + 0.49))
    drawing.texts(
        [
            {"x": point.at, "y": bottom, "text": str(point.at)}
            for number, point in enumerate(shown.points)
            if number % every == 0
        ],
        align="center",
        size=SMALL_SIZE,
        colour=palette.INK_SOFT,
        shift=(0.0, 16.0),
    )
    middle = (frame.x[0] + frame.x[1]) / 2
    drawing.texts(
        [{"x": middle, "y": bottom, "text": shown.x_label}],
        align="center",
        size=SMALL_SIZE,
        colour=palette.INK_FAINT,
        shift=(0.0, 36.0),
    )
    top = (frame.y or (0.0, 0.0))[1]
    unit = f"{shown.y_label} ({figures.head})" if figures.head else shown.y_label
    drawing.texts(
        [{"y": top, "text": unit}],
        at=-frame.left,
        size=SMALL_SIZE,
        colour=palette.INK_SOFT,
        shift=(0.0, -20.0),
    )


def _dot(shown: CostCurve, point: Point) -> dict[str, object]:
    worth = shown.best is not None and point.at <= shown.best
    return {
        "x": point.at,
        "y": point.value.value,
        "fill": palette.CURVE if worth else palette.PAPER,
        "stroke": palette.CURVE,
    }


def _best(drawing: Drawing, frame: Frame, shown: CostCurve, high: float) -> None:
    if shown.best is None or not shown.best_label:
        return
    at = min(max(shown.best + 0.5, frame.x[0]), frame.x[1])
    if shown.best < shown.points[-1].at:
        drawing.rules(
            [{"x": at, "x2": at, "y": (frame.y or (0.0, 0.0))[0], "y2": high}],
            colour=palette.LINE_STRONG,
            dash=(2, 3),
        )
    # On the side with room for it.
    share = (at - frame.x[0]) / (frame.x[1] - frame.x[0])
    wide = text_width(shown.best_label, 13.0)
    leftwards = (1 - share) * frame.plot_width < wide + 8.0
    drawing.texts(
        [{"x": at, "y": high, "text": shown.best_label}],
        align="right" if leftwards else "left",
        weight=600,
        shift=(-7.0 if leftwards else 7.0, 8.0),
    )


def _key(shown: CostCurve, language: Language) -> tuple[Key, ...]:
    banded = any(point.value.low is not None for point in shown.points)
    keys = [Key("line", shown.y_label)]
    if banded:
        keys.append(Key("band", word("interval_90", language)))
    return (*keys, Key("cost", shown.cost_label))


def _table(shown: CostCurve, figures: Figures, caption: str) -> Table:
    language = figures.language
    rows = [
        Row(
            (
                Cell(str(point.at)),
                Cell(figures.text(point.value.value)),
                Cell(figures.span(point.value.low, point.value.high)),
                Cell(figures.text(shown.cost)),
            ),
            strong=point.at == shown.best,
        )
        for point in shown.points
    ]
    return Table(
        caption,
        (
            Column(_capital(shown.x_label)),
            Column(_capital(shown.y_label), figures.head, numeric=True),
            Column(word("interval_90", language), figures.head, numeric=True),
            Column(word("cost", language), figures.head, numeric=True),
        ),
        tuple(rows),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
