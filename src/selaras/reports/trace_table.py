"""Traces on a terminal and as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import TextIO
from zoneinfo import ZoneInfo

from rich.table import Table
from rich.text import Text

from selaras.ledger import Item, Trace, Verdict
from selaras.ledger.form import item_form
from selaras.ledger.reasons import word_in
from selaras.reports.ledger_table import MARKS, WORDS, number_text, period_name
from selaras.reports.terminal import terminal

_STYLES = {
    "kept": "green", "counted": "green", "broken": "red", "open": "cyan", "unknown": "magenta",
    "exempt": "blue",
}  # fmt: skip
_SUMMARY = {
    "en": "{v.kept} of {v.n} kept, {v.broken} broken, {v.open} open, {v.unknown} unknown, "
    "{v.exempt} exempt",
    "id": "{v.kept} dari {v.n} ditepati, {v.broken} dilanggar, {v.open} terbuka, "
    "{v.unknown} tidak diketahui, {v.exempt} dikecualikan",
}
_COUNTED = {
    "en": "{v.kept} of {v.n} counted, {v.unknown} unknown",
    "id": "{v.kept} dari {v.n} dihitung, {v.unknown} tidak diketahui",
}
_TIMES = {"en": "times in", "id": "waktu"}
_HEADS = {
    "en": {
        "item": "item", "judgement": "judgement", "start": "start", "stop": "stop",
        "until": "until", "due": "due", "elapsed_seconds": "elapsed", "paused_seconds": "paused",
        "made": "made", "amount": "amount", "currency": "currency",
        "side": "side", "row": "source row",
    },
    "id": {
        "item": "butir", "judgement": "penilaian", "start": "mulai", "stop": "selesai",
        "until": "diakhiri", "due": "jatuh tempo", "elapsed_seconds": "lamanya",
        "paused_seconds": "jeda", "made": "dilakukan", "amount": "nilai", "currency": "mata uang",
        "side": "sisi", "row": "baris sumber",
    },
}  # fmt: skip
_KEY = ("agreement", "commitment", "subject", "period_start")


def print_traces(traces: Iterable[Trace], language: str = "en") -> None:
    """Print each verdict in a line, its items below."""
    console = terminal(180)
    for trace in traces:
        verdict = trace.verdict
        mark, style = MARKS[verdict.status]
        console.print(
            Text.assemble(
                (f"{verdict.commitment} ", "bold"),
                f"{verdict.subject or ''} {period_name(verdict)}  ",
                (f"{mark} {WORDS[language][verdict.status]}", style),
                "  " + _summary(verdict, language),
                (f"  {_TIMES[language]} {verdict.period.zone}", "dim"),
            )
        )
        console.print(_table(trace, language))


def _summary(verdict: Verdict, language: str) -> str:
    """How many items are what; rows of counts, amounts and ratios are neither kept nor broken."""
    said = _COUNTED if verdict.asked is None else _SUMMARY
    return said[language].format(v=verdict)


def _table(trace: Trace, language: str) -> Table:
    zone = trace.verdict.period.zone
    shown = [
        name
        for name in (
            "stop",
            "until",
            "due",
            "elapsed_seconds",
            "paused_seconds",
            "made",
            "amount",
            "currency",
            "side",
        )
        if any(getattr(item, name) not in (None, 0) for item in trace.items)
    ]
    table = Table(box=None, pad_edge=False, header_style="dim", show_edge=False)
    for name in ("item", "judgement", "start", *shown, "row"):
        table.add_column(_HEADS[language][name], no_wrap=True)
    for item in trace.items:
        table.add_row(
            item.item,
            Text(word_in(language, item.judgement), _STYLES[item.judgement]),
            _when(item.start, zone, day_only=item.start_is_day),
            *(_shown(getattr(item, name), name, zone, language) for name in shown),
            f"{item.file}:{item.line}",
        )
    return table


def _shown(
    value: str | datetime | float | Decimal | None, name: str, zone: ZoneInfo, language: str
) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return _when(value, zone)
    if isinstance(value, str):
        return value
    return hours_text(float(value)) if name.endswith("_seconds") else number_text(value, language)


def hours_text(seconds: float) -> str:
    """`26:05` for 26 hours and 5 minutes, seconds where there are any."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}" + (f":{rest:02d}" if rest else "")


def _when(instant: datetime, zone: ZoneInfo, *, day_only: bool = False) -> str:
    local = instant.astimezone(zone)
    return f"{local:%Y-%m-%d}" if day_only else f"{local:%Y-%m-%d %H:%M:%S}"


def trace_csv(traces: Iterable[Trace], out: TextIO) -> None:
    """A row per item, with the verdict it belongs to in the first columns."""
    names = tuple(Item.__slots__)
    writer = csv.DictWriter(out, (*_KEY, *names), lineterminator="\n")
    writer.writeheader()
    for trace in traces:
        verdict = trace.verdict
        key = {
            "agreement": verdict.agreement,
            "commitment": verdict.commitment,
            "subject": verdict.subject,
            "period_start": verdict.period.start.isoformat(),
        }
        for item in trace.items:
            writer.writerow(key | item_form(item))
