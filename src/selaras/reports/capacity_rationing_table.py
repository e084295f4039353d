"""Policies for sharing scarce capacity, tried out, on a terminal."""

from __future__ import annotations

from io import StringIO

from rich.console import Console
from rich.table import Table

from selaras.capacity.rationing_simulation import Tried
from selaras.reports.capacity_rationing_page import POLICIES, rules
from selaras.reports.capacity_saying import said
from selaras.reports.numbers import percent
from selaras.reports.words import Language

_HEADS = {
    "en": ("policy", "holder", "served", "90% of weeks", "weeks all served"),
    "id": ("kebijakan", "pemegang", "terlayani", "90% minggu", "minggu terlayani penuh"),
}
_ALL = {"en": "all", "id": "semua"}


def trials_text(tried: Tried, language: Language = "en") -> str:
    """Each policy in a sentence, and what each holder gets of what it asks for under it."""
    console = Console(width=100, file=StringIO())
    console.print(said(tried.sentence, language))
    console.print()
    table = Table(box=None, pad_edge=False, header_style="dim")
    for n, head in enumerate(_HEADS[language]):
        table.add_column(head, justify="left" if n < 2 else "right")
    for rule in rules(language):
        console.print(rule)
    for trial in tried.trials:
        name = said(POLICIES[trial.policy], language)
        table.add_row(name, _ALL[language], percent(trial.share, language), "", "")
        for one in trial.holders:
            low, high = (percent(end or 0.0, language) for end in (one.share.low, one.share.high))
            table.add_row(
                "",
                one.holder,
                percent(one.share.value, language),
                f"{low}–{high}",
                percent(one.all_served, language),
            )
    console.print()
    console.print(table)
    assert isinstance(console.file, StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines()) + "\n"
