"""Policies for sharing scarce capacity, tried out, on a terminal."""

from __future__ import annotations

from rich.table import Table

from selaras.capacity.rationing_simulation import Tried
from selaras.reports.capacity_rationing_page import (
    FIRST_NUMBER,
    POLICIES,
    rules,
    served_cells,
    served_heads,
)
from selaras.reports.capacity_saying import said
from selaras.reports.terminal import plain_text
from selaras.reports.words import Language


def trials_text(tried: Tried, language: Language = "en") -> str:
    """Each policy in a sentence, and what each holder gets of what it asks for under it."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for n, head in enumerate(served_heads(language)):
        table.add_column(head.lower(), justify="right" if n >= FIRST_NUMBER else "left")
    told = None
    for policy, cells in served_cells(tried, language):
        table.add_row("" if policy is told else said(POLICIES[policy], language), *cells)
        told = policy
    return plain_text([said(tried.sentence, language), "", *rules(language), "", table], 100)
