"""What was stated against what came of it: a calibration plot with exact intervals."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from selaras.reports.charts import palette
from selaras.reports.charts.drawing import SMALL_SIZE, Drawing, Frame
from selaras.reports.numbers import Shares, plain
from selaras.reports.page import Cell, Column, Key, Picture, Row, Table
from selaras.reports.words import word

_MARKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Claims that stated much the same: the probability stated, and the share kept of n."""

    stated: float
    rate: float
    low: float
    high: float
    n: int

    @property
    def is_off(self) -> bool:
        """Whether what was stated lies outside the interval of what came of it."""
        return not self.low <= self.stated <= self.high


@dataclass(frozen=True, slots=True)
class CalibrationWords:
    """What the parts of the plot are called."""

    stated: str
    kept: str
    right: str
    claims: str
    off: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """Bins from the lowest stated probability to the highest."""

    bins: tuple[CalibrationBin, ...]
    words: CalibrationWords


def calibration(shown: Calibration, figures: Shares, *, caption: str, description: str) -> Picture:
    """The plot for a wide and for a narrow page, with its numbers as a table."""
    words, language = shown.words, figures.language
    return Picture(
        _drawn(shown, figures, 480.0, 400.0, description),
        _drawn(shown, figures, 342.0, 320.0, description),
        description,
        Table(
            caption,
            (
                Column(words.stated),
                Column(words.kept, numeric=True),
                Column(word("interval_90", language), numeric=True),
                Column(words.claims, numeric=True),
            ),
            tuple(
                Row(
                    (
                        Cell(figures.text(one.stated)),
                        Cell(figures.text(one.rate)),
                        Cell(figures.span(one.low, one.high)),
                        Cell(plain(one.n, language)),
                    ),
                    strong=one.is_off,
                )
                for one in shown.bins
            ),
        ),
        (
            Key("dot", words.kept),
            *((Key("dot-off", words.off),) if any(one.is_off for one in shown.bins) else ()),
            Key("whisker", word("interval_90", language)),
            Key("reference", words.right),
        ),
    )


def _drawn(
    shown: Calibration, figures: Shares, width: float, height: float, description: str
) -> Markup:
    frame = Frame(width, height, 48.0, 12.0, (0.0, 1.0), (0.0, 1.0), top=30.0, bottom=46.0)
    drawing = Drawing(frame)
    drawing.rules([{"x": 0.0, "x2": 1.0, "y": mark, "y2": mark} for mark in _MARKS])
    drawing.rules(
        [{"x": 0.0, "x2": 1.0, "y": 0.0, "y2": 1.0}], colour=palette.LINE_STRONG, dash=(4, 4)
    )
    drawing.texts(
        [{"y": mark, "text": figures.text(mark)} for mark in _MARKS],
        at=-8.0,
        align="right",
        size=SMALL_SIZE,
        colour=palette.INK_FAINT,
    )
    drawing.texts(
        [{"x": mark, "y": 0.0, "text": figures.text(mark)} for mark in _MARKS],
        align="center",
        size=SMALL_SIZE,
        colour=palette.INK_FAINT,
        shift=(0.0, 16.0),
    )
    drawing.texts(
        [{"x": 0.5, "y": 0.0, "text": shown.words.stated}],
        align="center",
        size=SMALL_SIZE,
        colour=palette.INK_SOFT,
        shift=(0.0, 36.0),
    )
    drawing.texts(
        [{"y": 1.0, "text": shown.words.kept}],
        at=-frame.left,
        size=SMALL_SIZE,
        colour=palette.INK_SOFT,
        shift=(0.0, -18.0),
    )
    drawing.rules(
        [{"x": b.stated, "x2": b.stated, "y": b.low, "y2": b.high} for b in shown.bins],
        colour=palette.INK,
        width=1.5,
    )
    drawing.dots(
        [
            {
                "x": one.stated,
                "y": one.rate,
                "fill": palette.DOWN if one.is_off else palette.UP,
                "stroke": palette.DOWN if one.is_off else palette.UP,
            }
            for one in shown.bins
        ]
    )
    return drawing.svg(description)
