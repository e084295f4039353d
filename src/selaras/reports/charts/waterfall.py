"""From one total to another, step by step: bars in the order of their groups, with whiskers."""

from __future__ import annotations

from collections.abc import Iterator
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

CROP_BELOW = 0.3
"""*choice*: where the steps take up less of an axis from zero than this, the axis starts later."""


@dataclass(frozen=True, slots=True)
class Total:
    """A level that the waterfall starts from or arrives at."""

    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Step:
    """What one factor adds."""

    label: str
    effect: Estimate


@dataclass(frozen=True, slots=True)
class Group:
    """Steps that belong together, under a heading where there is a label.

    `effect` is theirs together, whose interval is its own; None shows the heading alone.
    """

    label: str
    effect: Estimate | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Waterfall:
    """`start.value` + Σ steps = `end.value`. `step_label` heads the steps' column in the table."""

    start: Total
    groups: tuple[Group, ...]
    end: Total
    step_label: str = ""

    @property
    def steps(self) -> Iterator[tuple[Step, float]]:
        """Each step with the level it starts from."""
        level = self.start.value
        for group in self.groups:
            for step in group.steps:
                yield step, level
                level += step.effect.value


def waterfall(shown: Waterfall, figures: Figures, *, caption: str, description: str) -> Picture:
    """The waterfall on its side, so that names of any length can be read."""
    domain, cropped = _domain(shown)
    wide, narrow = (
        _Sheet(shown, figures, domain, cropped, narrow=narrow).drawn(description)
        for narrow in (False, True)
    )
    return Picture(
        wide, narrow, description, _table(shown, figures, caption), _key(shown, figures, cropped)
    )


def _domain(shown: Waterfall) -> tuple[tuple[float, float], bool]:
    levels = [shown.start.value, shown.end.value]
    for step, level in shown.steps:
        levels += [level + end for end in step.effect.ends]
    low, high = min(levels), max(levels)
    span = (high - low) or abs(high) or 1.0
    if low > 0 and span < CROP_BELOW * high:
        return (low - 0.12 * span, high + 0.02 * span), True
    if high < 0 and span < CROP_BELOW * -low:
        return (low - 0.02 * span, high + 0.12 * span), True
    low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        high = 1.0
    return (low, high + 0.01 * (high - low)), False


class _Sheet:
    """One drawing of the waterfall: rows downwards, the level to the right."""

    def __init__(
        self,
        shown: Waterfall,
        figures: Figures,
        domain: tuple[float, float],
        cropped: bool,
        *,
        narrow: bool,
    ) -> None:
        self.shown, self.figures, self.domain = shown, figures, domain
        self.cropped, self.narrow = cropped, narrow
        self.flat = not any(group.label for group in shown.groups)
        self.bar = 14.0
        self.text: dict[str, list[dict[str, Any]]] = {
            name: [] for name in ("name", "head", "value", "strong", "span")
        }
        self.bars: list[dict[str, Any]] = []
        self.whiskers: list[dict[str, Any]] = []
        self.links: list[dict[str, Any]] = []
        self.separators: list[float] = []
        self.last: tuple[float, float] | None = None
        self.y = 0.0
        self._measure()

    def _measure(self) -> None:
        effects = [g.effect for g in self.shown.groups if g.effect is not None]
        effects += [step.effect for step, _ in self.shown.steps]
        spans = [self._span(effect) for effect in effects]
        values = [self.figures.signed(effect.value) for effect in effects]
        values += [self.figures.text(t.value) for t in (self.shown.start, self.shown.end)]
        self.value_width = max(text_width(value, TEXT_SIZE) for value in values)
        self.span_width = max((text_width(span, SMALL_SIZE) for span in spans), default=0.0)
        self.width = 342.0 if self.narrow else 768.0
        names = [step.label for step, _ in self.shown.steps]
        names += [self.shown.start.label, self.shown.end.label]
        widest = max(text_width(name, TEXT_SIZE) for name in names) + 40.0
        self.left = 0.0 if self.narrow else min(max(150.0, widest), 270.0)
        self.right = 0.0 if self.narrow else self.value_width + self.span_width + 40.0

    def _span(self, effect: Estimate) -> str:
        return self.figures.span(effect.low, effect.high, signs=True)

    def drawn(self, description: str) -> Markup:
        self._total(self.shown.start)
        levels = {id(step): level for step, level in self.shown.steps}
        for group in self.shown.groups:
            self._heading(group)
            for step in group.steps:
                self._step(step, levels[id(step)])
        self.y += 6.0
        self.separators.append(self.y)
        self.y += 6.0
        self._total(self.shown.end)
        return self._painted().svg(description)

    def _total(self, total: Total) -> None:
        middle = self._row(total.label, self.figures.text(total.value), "", heading=True)
        floor = self.domain[0] if self.domain[0] > 0 else min(self.domain[1], 0.0)
        self._bar(floor, total.value, middle, palette.TOTAL, None)
        self._link(total.value, middle)

    def _heading(self, group: Group) -> None:
        self.y += 6.0
        self.separators.append(self.y)
        self.y += 4.0
        if not group.label:
            return
        span = "" if group.effect is None else self._span(group.effect)
        height = 24.0
        middle = self.y + height / 2
        line = wrapped(group.label, self._name_width(span), TEXT_SIZE, most=1)[0]
        self.text["head"].append({"y": middle, "text": line})
        if group.effect is not None:
            together = self.figures.signed(group.effect.value)
            self.text["strong"].append({"y": middle, "text": together})
            self.text["span"].append({"y": middle, "text": span})
        self.y += height

    def _step(self, step: Step, level: float) -> None:
        effect = step.effect
        middle = self._row(step.label, self.figures.signed(effect.value), self._span(effect))
        end = level + effect.value
        self._link(level, middle)
        colour, pale = (
            (palette.UP, palette.UP_PALE)
            if effect.value >= 0
            else (palette.DOWN, palette.DOWN_PALE)
        )
        self._bar(level, end, middle, colour if effect.is_clear else pale, colour)
        if effect.low is not None and effect.high is not None:
            self.whiskers.append(
                {"low": level + effect.low, "high": level + effect.high, "y": middle}
            )
        self._link(end, middle)

    def _name_width(self, span: str) -> float:
        if not self.narrow:
            return self.left - 24.0
        return self.width - self.value_width - (text_width(span, SMALL_SIZE) + 16.0) * bool(span)

    def _row(self, label: str, value: str, span: str, *, heading: bool = False) -> float:
        """Names and numbers of a row; the answer is the middle of its bar."""
        indent = 0.0 if heading or self.flat else 12.0
        width = self._name_width("" if self.narrow else span) - indent - 12.0
        lines = wrapped(label, width, TEXT_SIZE)
        tall = 17.0 * len(lines)
        if self.narrow:
            first = self.y + 11.0
            bar = self.y + tall + 14.0
            height = tall + 28.0
        else:
            height = max(30.0, tall + 10.0)
            bar = self.y + height / 2
            first = bar - (tall - 17.0) / 2
        kind = "head" if heading else "name"
        for number, line in enumerate(lines):
            self.text[kind].append({"y": first + 17.0 * number, "text": line})
        beside = first if self.narrow else bar
        self.text["strong" if heading else "value"].append({"y": beside, "text": value})
        if span and not self.narrow:
            self.text["span"].append({"y": beside, "text": span})
        self.y += height
        return bar

    def _bar(self, low: float, high: float, middle: float, fill: str, stroke: str | None) -> None:
        self.bars.append(
            {
                "x": low,
                "x2": high,
                "y": middle - self.bar / 2,
                "y2": middle + self.bar / 2,
                "fill": fill,
                "stroke": stroke or fill,
            }
        )

    def _link(self, level: float, middle: float) -> None:
        if self.last is not None and self.last[1] != middle:
            before = self.last[1] + self.bar / 2
            self.links.append({"x": level, "x2": level, "y": before, "y2": middle - self.bar / 2})
        self.last = (level, middle)

    def _painted(self) -> Drawing:
        frame = Frame(
            self.width, self.y + 2.0, self.left, self.right, self.domain, top=1.0, bottom=1.0
        )
        drawing = Drawing(frame)
        plot = frame.plot_width
        pixel = (self.domain[1] - self.domain[0]) / plot
        edge, far = self.domain[0] - self.left * pixel, self.domain[1] + self.right * pixel
        drawing.rules([{"x": edge, "x2": far, "y": y, "y2": y} for y in self.separators])
        if not self.narrow:
            # On a narrow page they would run through the names above the bars.
            drawing.rules(self.links, colour=palette.LINE_STRONG)
        drawing.bars(self.bars)
        if self.cropped:
            self._notch(drawing, pixel)
        drawing.whiskers(self.whiskers)
        start = -self.left
        drawing.texts(self.text["head"], at=start, weight=600)
        drawing.texts(
            self.text["name"],
            at=start + 12.0 * (not self.narrow and not self.flat),
            colour=palette.INK_SOFT,
        )
        beside = plot + self.right
        value_at = beside - (0.0 if self.narrow else self.span_width + 18.0)
        drawing.texts(self.text["value"], at=value_at, align="right")
        drawing.texts(self.text["strong"], at=value_at, align="right", weight=600)
        if self.narrow:
            value_at -= self.value_width + 10.0
        drawing.texts(
            self.text["span"],
            at=value_at if self.narrow else beside,
            align="right",
            size=SMALL_SIZE,
            colour=palette.INK_FAINT,
        )
        return drawing

    def _notch(self, drawing: Drawing, pixel: float) -> None:
        """A gap in the bars of totals: their beginning is not drawn."""
        floor = self.domain[0] if self.domain[0] > 0 else self.domain[1]
        inward = 1 if self.domain[0] > 0 else -1
        for bar in self.bars:
            if bar["fill"] == palette.TOTAL:
                drawing.rules(
                    [
                        {
                            "x": floor + inward * 10 * pixel,
                            "x2": floor + inward * 15 * pixel,
                            "y": bar["y2"] + 2,
                            "y2": bar["y"] - 2,
                        }
                    ],
                    colour=palette.PAPER,
                    width=3.0,
                )


def _key(shown: Waterfall, figures: Figures, cropped: bool) -> tuple[Key, ...]:
    effects = [step.effect for step, _ in shown.steps]
    looks = (
        ("up", any(e.is_clear and e.value > 0 for e in effects)),
        ("down", any(e.is_clear and e.value < 0 for e in effects)),
        ("down-hollow", any(not e.is_clear and e.low is not None for e in effects)),
        ("whisker", any(e.low is not None for e in effects)),
        ("cropped", cropped),
    )
    language = figures.language
    unit = (Key("", word("key.unit", language, unit=figures.head)),) if figures.head else ()
    return unit + tuple(
        Key("total" if look == "cropped" else look, word(f"key.{look}", language))
        for look, found in looks
        if found
    )


def _table(shown: Waterfall, figures: Figures, caption: str) -> Table:
    language = figures.language
    rows = [_total_row(shown.start, figures)]
    for group in shown.groups:
        if group.label:
            rows.append(_effect_row(group.label, group.effect, figures, strong=True))
        rows += [
            _effect_row(s.label, s.effect, figures, indent=bool(group.label)) for s in group.steps
        ]
    rows.append(_total_row(shown.end, figures))
    return Table(
        caption,
        (
            Column(shown.step_label or word("factor", language)),
            Column(word("effect", language), figures.head, numeric=True),
            Column(word("interval_90", language), figures.head, numeric=True),
        ),
        tuple(rows),
    )


def _total_row(total: Total, figures: Figures) -> Row:
    return Row((Cell(total.label), Cell(figures.text(total.value)), Cell("")), strong=True)


def _effect_row(
    label: str,
    effect: Estimate | None,
    figures: Figures,
    *,
    strong: bool = False,
    indent: bool = False,
) -> Row:
    cells = (
        (Cell(""), Cell(""))
        if effect is None
        else (
            Cell(figures.signed(effect.value)),
            Cell(figures.span(effect.low, effect.high, signs=True)),
        )
    )
    return Row((Cell(label), *cells), strong=strong, indent=indent)
