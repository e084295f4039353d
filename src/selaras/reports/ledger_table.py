"""The ledger on a terminal: by pair of parties, the sentence first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Literal

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from selaras.agreements.phrases import say
from selaras.calendars import read_duration
from selaras.errors.sentences import figures_in
from selaras.ledger import Status, Verdict
from selaras.ledger.reasons import reason_in
from selaras.reports.numbers import chance_text
from selaras.reports.terminal import terminal

WORDS = {
    "en": {
        Status.KEPT: "kept",
        Status.MISSED: "missed",
        Status.AT_RISK: "at risk",
        Status.RUNNING: "running",
        Status.EXCUSED: "excused",
        Status.CANNOT_TELL: "cannot tell",
    },
    "id": {
        Status.KEPT: "ditepati",
        Status.MISSED: "tidak ditepati",
        Status.AT_RISK: "berisiko",
        Status.RUNNING: "berjalan",
        Status.EXCUSED: "dimaklumi",
        Status.CANNOT_TELL: "belum dapat dipastikan",
    },
}
"""Status → the word for it, by language."""
MARKS = {
    Status.KEPT: ("●", "green"),
    Status.MISSED: ("✗", "bold red"),
    Status.AT_RISK: ("▲", "yellow"),
    Status.RUNNING: ("…", "cyan"),
    Status.EXCUSED: ("◐", "blue"),
    Status.CANNOT_TELL: ("?", "magenta"),
}
_HEADS = {
    "en": ("commitment", "for", "period", "status", "value", "asked", "n", "90%", "why"),
    "id": ("komitmen", "untuk", "periode", "status", "nilai", "diminta", "n", "90%", "alasan"),
}


_CHANCE = {"en": "P(miss)", "id": "peluang tidak ditepati"}


def status_counts(verdicts: Iterable[Verdict], language: str = "en") -> str:
    """`12 kept, 3 missed, …`, only what there is, in a fixed order."""
    found = list(verdicts)
    parts = []
    for status in Status:
        count = sum(1 for verdict in found if verdict.status is status)
        if count:
            parts.append(f"{count} {WORDS[language][status]}")
    return ", ".join(parts) or ("nothing" if language == "en" else "tidak ada")


def ledger_table(verdicts: Sequence[Verdict], language: str = "en") -> RenderableType:
    """Verdicts by promisor and promisee, each pair under a sentence of its own."""
    parts: list[RenderableType] = []
    ordered = sorted(verdicts, key=lambda v: (v.agreement, v.promisor, v.promisee, *v.key))
    for pair, found in groupby(ordered, key=lambda v: (v.agreement, v.promisor, v.promisee)):
        rows = _newest_windows(list(found))
        agreement, promisor, promisee = pair
        parts.append(
            Text.assemble(
                (f"{promisor} → {promisee}", "bold"),
                (f"   {agreement} ({rows[0].standing})   ", "dim"),
                status_counts(rows, language),
            )
        )
        parts.append(_table(rows, language))
    return Group(*parts)


def _newest_windows(verdicts: list[Verdict]) -> list[Verdict]:
    """Of rolling windows, which overlap from day to day, only the newest of each subject."""
    newest: dict[tuple[str, str | None], Verdict] = {}
    overlapping: set[tuple[str, str | None]] = set()
    for verdict in verdicts:
        matter = (verdict.commitment, verdict.subject)
        before = newest.get(matter)
        if before is not None and verdict.period.first <= before.period.last:
            overlapping.add(matter)
        if before is None or verdict.period.first > before.period.first:
            newest[matter] = verdict
    return [
        v
        for v in verdicts
        if (v.commitment, v.subject) not in overlapping or newest[v.commitment, v.subject] is v
    ]


def print_ledger(verdicts: Sequence[Verdict], language: str = "en") -> None:
    """Print the ledger, as wide as the terminal, or 160 columns where there is none."""
    terminal(160).print(ledger_table(verdicts, language))


_GAP = "  "
"""Between columns: part of what stands in them, since padding takes as long as all the rest."""
_ON_THE_RIGHT = frozenset({4, 5, 6, 7})


def _table(verdicts: Sequence[Verdict], language: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", show_edge=False, padding=0)
    *heads, why = _HEADS[language]
    for place, head in enumerate(heads):
        justify: Literal["left", "right"] = "right" if place in _ON_THE_RIGHT else "left"
        table.add_column(_spaced(place, Text(head)), justify=justify, no_wrap=True)
    # What is written on several lines cannot begin with its gap.
    table.add_column(width=len(_GAP))
    table.add_column(why)
    for verdict in verdicts:
        mark, style = MARKS[verdict.status]
        cells = (
            Text(verdict.commitment),
            Text(verdict.subject or ""),
            Text(period_name(verdict)),
            Text(f"{mark} {WORDS[language][verdict.status]}", style),
            Text(value_text(verdict, language)),
            Text(asked_text(verdict, language)),
            Text(number_text(verdict.n, language)),
            Text(interval_text(verdict, language)),
        )
        spaced = (_spaced(place, cell) for place, cell in enumerate(cells))
        table.add_row(*spaced, None, Text(_why(verdict, language), "dim"))
    return table


def _spaced(place: int, cell: Text) -> Text:
    return Text.assemble(_GAP, cell) if place else cell


def period_name(verdict: Verdict) -> str:
    """`2026`, `2026-Q1`, `2026-02` or `2026-W07` for whole ones, else the first and last day."""
    first, last = verdict.period.first, verdict.period.last
    after = last + timedelta(days=1)
    if first.day == 1 and after.day == 1:
        months = (after.year - first.year) * 12 + after.month - first.month
        if months == 1:
            return f"{first:%Y-%m}"
        if months == 3 and first.month % 3 == 1:
            return f"{first.year}-Q{first.month // 3 + 1}"
        if months == 12 and first.month == 1:
            return f"{first.year}"
    if first.weekday() == 0 and (last - first).days == 6:
        return "{}-W{:02d}".format(*first.isocalendar()[:2])
    return f"{first}" if first == last else f"{first}…{last}"


def value_text(verdict: Verdict, language: str = "en") -> str:
    """The value in its unit: shares as percent, numbers with separators.

    A share gets as many decimals as it takes to tell it from what was asked.
    """
    value = verdict.value
    if value is None:
        return "—"
    if verdict.unit not in ("share", "ratio"):
        return number_text(value, language)
    asked = verdict.asked if verdict.unit == "share" else verdict.target
    digits = 1
    while (
        digits < 6
        and isinstance(asked, Fraction)
        and value != asked
        and round(float(value), digits + 2) == round(float(asked), digits + 2)
    ):
        digits += 1
    return figures_in(f"{float(value):.{digits}%}", language)


def number_text(value: int | float | Decimal | Fraction, language: str = "en") -> str:
    """A number with thousands apart, and at most two decimals."""
    is_whole = isinstance(value, int) or value == int(value)
    return figures_in(f"{int(value):,}" if is_whole else f"{float(value):,.2f}", language)


def asked_text(verdict: Verdict, language: str = "en") -> str:
    """What was asked: the target, `≤` where it is the most, and the share where one is asked."""
    target = verdict.target
    if target is None:
        return "—"
    if isinstance(target, str):
        text = say(read_duration(target), "id") if language == "id" else target
    elif verdict.unit == "ratio":
        text = figures_in(f"{float(target):.1%}", language)
    else:
        text = number_text(target, language)
    if verdict.is_ceiling:
        return f"≤ {text}"
    return text if verdict.asked is None else f"{text} ×{float(verdict.asked):.0%}"


def interval_text(verdict: Verdict, language: str = "en") -> str:
    """The interval, or the bounds."""
    if verdict.low is None and verdict.high is None:
        return ""
    form = ".0%" if verdict.unit in ("share", "ratio") else ",.0f"
    low = "" if verdict.low is None else format(verdict.low, form)
    high = "∞" if verdict.high is None else format(verdict.high, form)
    return figures_in(f"{low}–{high}", language)


def _why(verdict: Verdict, language: str) -> str:
    if verdict.reason is not None:
        return reason_in(language, verdict.reason)
    if verdict.probability_missed is not None:
        return f"{_CHANCE[language]} {chance_text(verdict.probability_missed, language)}"
    return ""
