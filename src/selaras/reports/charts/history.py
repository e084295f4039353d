"""How a promise went, period by period: values with their intervals against what was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from selaras.agreements.values import Commitment
from selaras.ledger.together import Together
from selaras.ledger.verdict import Status
from selaras.reports.charts import palette
from selaras.reports.charts.axis import tick_labels, ticks
from selaras.reports.charts.drawing import SMALL_SIZE, Drawing, Frame
from selaras.reports.charts.estimate import Estimate
from selaras.reports.charts.lettering import text_width
from selaras.reports.ledger_table import WORDS
from selaras.reports.numbers import Amounts, Figures, Shares
from selaras.reports.page import Cell, Column, Key, Picture, Row, Table
from selaras.reports.promise import subject_word
from selaras.reports.verdict_figures import mean_asked, period_in
from selaras.reports.words import Language, word

MOST = 13
"""Periods drawn: a year of months and the one that runs. All of them are in the ledger."""

MOST_KEPT = 1024
"""Pictures that are kept once they are drawn (*choice*)."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One period: its name, its value, and what was asked. `is_over` says that nothing runs."""

    label: str
    short: str
    value: Estimate | None
    asked: float | None
    status: str
    is_over: bool
    n: int


@dataclass(frozen=True, slots=True)
class History:
    """Periods, the oldest first. `figures` write the values; `unit` says what they are."""

    moments: tuple[Moment, ...]
    figures: Shares | Amounts
    value_word: str
    asked_word: str


def history_picture(
    periods: Sequence[Together], commitment: Commitment, language: Language
) -> Picture | None:
    """The picture of a promise's newest periods, given newest first; None without any value."""
    history = history_of(periods, commitment, language)
    return None if history is None else picture_of(history)


def history_of(
    periods: Sequence[Together], commitment: Commitment, language: Language
) -> History | None:
    """What is to be drawn of a promise's newest periods, given newest first; None without a value.

    It says all that its picture hangs on.
    """
    moments = tuple(_moment(one, language) for one in reversed(periods[:MOST]))
    values = [end for m in moments if m.value is not None for end in m.value.ends]
    if not values:
        return None
    values += [m.asked for m in moments if m.asked is not None]
    unit = periods[0].first.unit
    is_mean = any(one.is_mean for one in periods)
    figures: Shares | Amounts = (
        Shares(language) if unit in ("share", "ratio") else Amounts.over(values, unit, language)
    )
    per = f" {word('history.per', language, per=subject_word(commitment.per, language))}"
    return History(
        moments,
        figures,
        word(_VALUE_WORDS.get(unit, "history.value"), language) + (per if is_mean else ""),
        word(_asked_key(commitment), language),
    )


_VALUE_WORDS = {"share": "history.share", "ratio": "history.ratio"}


def _asked_key(commitment: Commitment) -> str:
    return f"history.{commitment.direction.value}"


def _moment(one: Together, language: Language) -> Moment:
    label = period_in(one.period, language)
    value = None if one.value is None else Estimate(float(one.value), one.low, one.high)
    asked = mean_asked(one)
    status = WORDS[language][one.worst] if one.subjects == 1 else _counted(one, language)
    return Moment(
        label=label,
        short=_short(label),
        value=value,
        asked=None if asked is None else float(asked),
        status=status,
        is_over=one.is_over,
        n=one.n,
    )


def _counted(one: Together, language: Language) -> str:
    return ", ".join(
        f"{one.counts[status]} {WORDS[language][status]}" for status in Status if one.counts[status]
    )


def _short(label: str) -> str:
    """`May 2026` as `May 26`, `Q2 2026` as `Q2 26`."""
    head, _, year = label.rpartition(" ")
    return f"{head} {year[2:]}" if head and len(year) == 4 and year.isdigit() else label


@lru_cache(maxsize=MOST_KEPT)
def picture_of(history: History) -> Picture:
    """The picture of a history, drawn once: many look at the same."""
    figures = history.figures
    language = figures.language
    last = history.moments[-1]
    description = word(
        "history.describes",
        language,
        first=history.moments[0].label,
        last=last.label,
        value=figures.full(None if last.value is None else last.value.value),
    )
    return Picture(
        _drawn(history, 768.0, 250.0, description),
        _drawn(history, 342.0, 230.0, description),
        description,
        _table(history),
        _key(history, language),
    )


def _drawn(history: History, width: float, height: float, description: str) -> Markup:
    figures = history.figures
    low, high = _domain(history)
    marks = ticks(low, high, most=4)
    labels = tick_labels(marks, figures)
    left = max(text_width(label, SMALL_SIZE) for label in labels) + 12.0
    count = len(history.moments)
    x = (-0.5, count - 0.5)
    frame = Frame(width, height, left, 6.0, x, (low, high), top=12.0, bottom=30.0)
    drawing = Drawing(frame)
    drawing.rules([{"x": x[0], "x2": x[1], "y": mark, "y2": mark} for mark in marks])
    drawing.texts(
        [{"y": mark, "text": label} for mark, label in zip(marks, labels, strict=True)],
        at=-10.0,
        align="right",
        size=SMALL_SIZE,
        colour=palette.INK_FAINT,
    )
    _asked(drawing, history)
    _values(drawing, history)
    _names(drawing, history, frame, low)
    return drawing.svg(description)


def _asked(drawing: Drawing, history: History) -> None:
    """What was asked, as a step over each period: it may differ between them."""
    steps = [
        {"x": place - 0.5, "x2": place + 0.5, "y": moment.asked, "y2": moment.asked}
        for place, moment in enumerate(history.moments)
        if moment.asked is not None
    ]
    drawing.rules(steps, colour=palette.COST, width=1.5, dash=(6, 4))


def _values(drawing: Drawing, history: History) -> None:
    shown = [(place, m) for place, m in enumerate(history.moments) if m.value is not None]
    drawing.rules(
        [
            {"x": place, "x2": place, "y": m.value.low, "y2": m.value.high}
            for place, m in shown
            if m.value is not None and m.value.low is not None and m.value.high is not None
        ],
        colour=palette.LINE_STRONG,
        width=1.5,
    )
    drawing.line(
        [{"x": place, "y": m.value.value} for place, m in shown if m.value is not None],
        colour=palette.CURVE,
        width=2.0,
    )
    drawing.dots(
        [
            {
                "x": place,
                "y": m.value.value,
                "fill": palette.CURVE if m.is_over else palette.PAPER,
                "stroke": palette.CURVE,
            }
            for place, m in shown
            if m.value is not None
        ],
        size=60.0,
    )


def _names(drawing: Drawing, history: History, frame: Frame, low: float) -> None:
    """Names of periods below, as many as there is room for, the newest always."""
    room = frame.plot_width / len(history.moments)
    widest = max(text_width(moment.short, SMALL_SIZE) for moment in history.moments) + 8.0
    every = max(1, -(-int(widest) // max(int(room), 1)))
    last = len(history.moments) - 1
    drawing.texts(
        [
            {"x": place, "y": low, "text": moment.short}
            for place, moment in enumerate(history.moments)
            if (last - place) % every == 0
        ],
        align="center",
        size=SMALL_SIZE,
        colour=palette.INK_SOFT,
        shift=(0.0, 18.0),
    )


def _domain(history: History) -> tuple[float, float]:
    ends = [end for m in history.moments if m.value is not None for end in m.value.ends]
    ends += [m.asked for m in history.moments if m.asked is not None]
    low, high = min(ends), max(ends)
    span = (high - low) or abs(high) or 1.0
    if isinstance(history.figures, Shares):
        return max(0.0, low - 0.12 * span), min(max(1.0, high), high + 0.12 * span)
    # A count or an amount is read from zero on.
    return min(0.0, low), high + 0.1 * span


def _key(history: History, language: Language) -> tuple[Key, ...]:
    keys = [Key("line", history.value_word)]
    if any(m.value is not None and m.value.low is not None for m in history.moments):
        keys.append(Key("upright", word("interval_90", language)))
    if any(m.asked is not None for m in history.moments):
        keys.append(Key("cost", history.asked_word))
    if not history.moments[-1].is_over:
        keys.append(Key("ring", word("history.runs", language)))
    return tuple(keys)


def _table(history: History) -> Table:
    figures: Figures = history.figures
    language = figures.language
    rows = tuple(
        Row(
            (
                Cell(m.label),
                Cell(m.status),
                Cell(figures.full(None if m.value is None else m.value.value)),
                Cell("" if m.value is None else figures.span(m.value.low, m.value.high)),
                Cell(figures.full(m.asked)),
                Cell(str(m.n)),
            )
        )
        for m in reversed(history.moments)
    )
    return Table(
        word("history", language),
        (
            Column(word("diagnosis.period", language)),
            Column(word("history.status", language)),
            Column(word("value", language), numeric=True),
            Column(word("interval_90", language), numeric=True),
            Column(word("history.asked", language), numeric=True),
            Column("n", numeric=True),
        ),
        rows,
    )
