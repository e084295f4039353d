"""Where a programme breaks first: the chance of running short by site and week, as a map."""

from __future__ import annotations

import math

from selaras.capacity.programmes.answer import ProgrammeAnswer
from selaras.reports.capacity_programme_words import HEADS
from selaras.reports.charts.heat import SWATCHES, Heat, HeatMap, HeatRow, heat_map
from selaras.reports.numbers import NO_VALUE, percent
from selaras.reports.page import Cell, Column, Figure, Key, Row, Section, Table
from selaras.reports.words import Language

_MOST_SITES = 20
_MOST_WEEKS = 53
_LIKELY = 0.5
"""A chance from which on running short is likelier than not."""


def map_section(answer: ProgrammeAnswer, language: Language) -> tuple[Section, ...]:
    """P(short) by site and week, the sites that break first on top; nothing where none does."""
    if not answer.breaks:
        return ()
    heads, starts = HEADS[language], answer.programme.starts
    every = max(1, -(-len(starts) // _MOST_WEEKS))
    shown = [n for n in range(len(starts)) if n % every == 0 or n == len(starts) - 1]
    weeks = tuple(f"{starts[n].day}/{starts[n].month}" for n in shown)
    rows = _rows(answer, shown, language)
    table = Table(
        heads["map_table"],
        (Column(heads["site"].capitalize()), *(Column(week, numeric=True) for week in weeks)),
        tuple(Row((Cell(row.name), *(Cell(text) for text, _ in row.cells))) for row in rows),
    )
    tolerated = percent(answer.programme.tolerance, language)
    key = (
        Key(SWATCHES[Heat.PLENTY], heads["map_within"].format(tolerated=tolerated)),
        Key(SWATCHES[Heat.LITTLE], heads["map_above"]),
        Key(SWATCHES[Heat.NONE], heads["map_likely"]),
    )
    sites = ", ".join(row.name for row in rows[:3])
    description = heads["map_shown"].format(sites=sites, weeks=len(weeks))
    picture = heat_map(HeatMap(weeks, rows), description=description, table=table, key=key)
    figure = Figure(heads["map"], picture, note=heads["map_note"], folded=True)
    return (Section(heads["map"], (figure,)),)


def _rows(answer: ProgrammeAnswer, shown: list[int], language: Language) -> tuple[HeatRow, ...]:
    by_week = answer.assessment.with_expansions.chances.by_week
    index = {(site.site, site.product): n for n, site in enumerate(answer.sites)}
    rows = []
    for site in answer.breaks[:_MOST_SITES]:
        found = [float(by_week[index[site.site, site.product], n]) for n in shown]
        cells = tuple((_text(one, language), _heat(one, answer)) for one in found)
        rows.append(HeatRow(site.site, cells))
    return tuple(rows)


def _text(chance: float, language: Language) -> str:
    return NO_VALUE if math.isnan(chance) else percent(chance, language)


def _heat(chance: float, answer: ProgrammeAnswer) -> Heat:
    if math.isnan(chance):
        return Heat.UNKNOWN
    if chance <= answer.programme.tolerance:
        return Heat.PLENTY
    return Heat.LITTLE if chance <= _LIKELY else Heat.NONE
