"""A programme as a page: the sentence, the fan over the capacity line, the sites, the tests."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
from numpy.typing import NDArray

from selaras.capacity.finding import Words
from selaras.capacity.programmes.answer import ProgrammeAnswer, SiteAnswer
from selaras.capacity.programmes.assessment import Verdict, weekly_fan
from selaras.capacity.programmes.bearing import Backing, Test
from selaras.capacity.programmes.sentences import BACKINGS, chance_words
from selaras.reports.capacity_programme_map import map_section
from selaras.reports.capacity_programme_words import HEADS
from selaras.reports.capacity_saying import said
from selaras.reports.charts.fan import FanChart, FanPoint, FanWords, fan
from selaras.reports.numbers import NO_VALUE, Amounts, day_text, days_text, percent, plain
from selaras.reports.page import (
    Badge,
    Block,
    Bullets,
    Cell,
    Column,
    Fact,
    Figure,
    Page,
    Prose,
    Row,
    Section,
    Source,
    Table,
    Tone,
    write_page,
)
from selaras.reports.words import Language, word

MOST_SITES = 60
"""Sites on a page; JSON has all."""
_TONES = {
    Verdict.BEARS: Tone.GOOD,
    Verdict.SHORT: Tone.MISSED,
    Verdict.CANNOT_TELL: Tone.UNKNOWN,
}


def programme_page(answer: ProgrammeAnswer, language: Language, *, place: str = "") -> str:
    """One self-contained HTML file."""
    return write_page(programme_answer(answer, language, place=place))


def programme_answer(answer: ProgrammeAnswer, language: Language, *, place: str = "") -> Page:
    """The page as a value, for whoever frames it."""
    heads, programme = HEADS[language], answer.programme
    span = days_text(programme.first, programme.last, language)
    return Page(
        language=language,
        kind=heads["kind"],
        place=place,
        badge=Badge(heads[answer.verdict.value], _TONES[answer.verdict]),
        sentence=said(answer.sentence, language),
        standfirst=heads["window"].format(span=span, weeks=programme.weeks) + ".",
        facts=_facts(answer, language),
        sections=(
            *_fan_section(answer, language),
            _sites_section(answer, language),
            *map_section(answer, language),
            *tests_section(answer.assessment.bearing.tests, language),
            *limits_section(answer.limits, language),
        ),
        sources=_sources(answer, language),
    )


def quantity(value: float | None, language: Language) -> str:
    """A quantity as it is read: whole where it is one, or large; a dash where it is not known."""
    if value is None or not math.isfinite(value):
        return NO_VALUE
    return plain(value, language, 0 if abs(value) >= 20 or value == round(value) else 1)


def chance(value: float | None, language: Language) -> str:
    """A probability as it is read; a dash where it is not known."""
    if value is None or not math.isfinite(value):
        return NO_VALUE
    return said(chance_words(value), language)


def chance_span(low: float | None, high: float | None, language: Language) -> str:
    """An interval of a probability as it is read: one figure where both ends read the same."""
    ends = chance(low, language), chance(high, language)
    return ends[0] if ends[0] == ends[1] else "–".join(ends)


def _facts(answer: ProgrammeAnswer, language: Language) -> tuple[Fact, ...]:
    heads, found, programme = HEADS[language], answer.assessment, answer.programme
    held = found.with_expansions
    facts = []
    tightest = held.chances.tightest
    if tightest is not None:
        note = heads["chance_note"].format(
            low=chance(tightest.low, language),
            high=chance(tightest.high, language),
            tolerance=percent(programme.tolerance, language),
        )
        facts.append(Fact(heads["chance"], chance(tightest.value, language), note))
    note = heads["target_note"].format(chance=chance(found.reaches_target.value, language))
    facts.append(Fact(heads["target"], quantity(programme.target, language), note))
    if found.safe_target is not None:
        facts.append(Fact(heads["safe"], quantity(math.floor(found.safe_target), language)))
    total = found.total
    ends = f"{quantity(total.low, language)}–{quantity(total.high, language)}"
    facts.append(
        Fact(
            heads["demand"],
            quantity(total.value, language),
            heads["demand_note"].format(span=ends),
        )
    )
    known = found.is_known
    if known.any():
        wanted = float(held.service.wanted[known].sum())
        fill = float(held.service.on_time[known].sum()) / wanted if wanted > 0 else 1.0
        lost = float(held.service.lost[known].sum())
        late = float(held.service.late[known].sum())
        facts.append(Fact(heads["fill"], percent(fill, language), heads["orders_note"]))
        more = f"{heads['late']}: {quantity(late, language)}"
        facts.append(Fact(heads["lost"], quantity(lost, language), more))
    return tuple(facts)


def _fan_section(answer: ProgrammeAnswer, language: Language) -> tuple[Section, ...]:
    """The fan of the site that is likeliest to run short, for stock and for hours.

    Room at one site bears nothing at another, so that a fan of all of them would hide it.
    """
    found, sections = answer.assessment, []
    chances = np.nan_to_num(found.with_expansions.chances.by_site, nan=-1.0)
    for stock in (True, False):
        sites = np.flatnonzero(found.bearing.is_stock == stock)
        if sites.size:
            worst = sites[[int(np.argmax(chances[sites]))]]
            sections.append(_fan_of(answer, worst, stock=stock, language=language))
    return tuple(sections)


def _fan_of(
    answer: ProgrammeAnswer, sites: NDArray[np.intp], *, stock: bool, language: Language
) -> Section:
    heads, found, programme = HEADS[language], answer.assessment, answer.programme
    shown = weekly_fan(found.forecast.expected, sites, so_far=stock)
    # More may be taken already than is tested: then nothing can be served.
    capacity = np.maximum(found.bearing.with_expansions.lasting[sites], 0.0).sum(axis=0)
    points = tuple(
        FanPoint(
            heads["week_of"].format(day=day_text(day, language)),
            f"{day.day}/{day.month}",
            float(shown.expected[n]),
            (float(shown.inner[0][n]), float(shown.inner[1][n])),
            (float(shown.outer[0][n]), float(shown.outer[1][n])),
            None if np.isnan(capacity[n]) else float(capacity[n]),
        )
        for n, day in enumerate(programme.starts)
    )
    values = [end for p in points for end in p.outer]
    figures = Amounts.over([*values, *(p.capacity for p in points)], "", language)
    name = programme.sites[int(sites[0])].site
    title = f"{heads['fan_so_far' if stock else 'fan']}: {name}"
    words = FanWords(
        heads["week"],
        heads["demand"],
        heads["expected"].capitalize(),
        heads["inner"],
        heads["outer"],
        heads["capacity"],
    )
    says = heads["fan_says"].format(
        first=day_text(programme.first, language),
        last=day_text(programme.last, language),
        expected=quantity(points[-1].expected, language),
        capacity=quantity(points[-1].capacity, language),
    )
    picture = fan(FanChart(points, words), figures, caption=title, description=says)
    note = heads["fan_note"] if len(programme.sites) > 1 else ""
    return Section(title, (Figure(title, picture, note=note, folded=True),))


def _shown(answer: ProgrammeAnswer) -> list[SiteAnswer]:
    ordered = sorted(answer.sites, key=lambda s: (-(s.probability_short or 0.0), s.site))
    return ordered[:MOST_SITES]


def _sites_section(answer: ProgrammeAnswer, language: Language) -> Section:
    heads = HEADS[language]
    columns = (
        Column(heads["site"].capitalize()),
        Column(heads["planned"].capitalize(), numeric=True),
        Column(heads["expected"].capitalize(), numeric=True),
        Column(heads["free"].capitalize(), numeric=True),
        Column(heads["claimed"].capitalize(), numeric=True),
        Column(heads["backing"].capitalize()),
        Column(heads["p_short"], numeric=True),
        Column(heads["breaks"].capitalize()),
        Column(heads["safe"], numeric=True),
    )
    rows = tuple(
        Row(
            (
                Cell(site.site, f"{site.product} {site.unit}".strip()),
                Cell(quantity(site.planned, language)),
                Cell(quantity(site.expected, language)),
                Cell(quantity(site.free, language)),
                Cell(quantity(site.claimed, language)),
                Cell(backing_text(site.backing, language)),
                Cell(chance(site.probability_short, language)),
                Cell("" if site.breaks_on is None else day_text(site.breaks_on, language)),
                Cell(quantity(None if site.safe is None else math.floor(site.safe), language)),
            ),
            strong=site.breaks_on is not None,
        )
        for site in _shown(answer)
    )
    blocks: list[Block] = [Table(heads["sites_table"], columns, rows)]
    if len(answer.sites) > MOST_SITES:
        text = heads["more"].format(n=len(answer.sites), most=MOST_SITES)
        blocks.append(Prose(text, quiet=True))
    found = answer.assessment.forecast
    behind = heads["behind"].format(
        past=plain(found.past, language), weeks=plain(found.weeks, language)
    )
    blocks.append(Prose(behind, quiet=True))
    return Section(heads["sites"], tuple(blocks))


def backing_text(name: str, language: Language) -> str:
    """What stands behind a capacity; of a record, as it was written where no such word is known."""
    known = name in {one.value for one in Backing}
    return said(BACKINGS[Backing(name)], language) if known else name


def _until(test: Test, language: Language) -> str:
    if test.expires_on is None:
        return ""
    return day_text(date.fromisoformat(test.expires_on), language)


def tests_section(tests: tuple[Test, ...], language: Language) -> tuple[Section, ...]:
    """The tests behind an answer."""
    if not tests:
        return ()
    heads = HEADS[language]
    columns = tuple(
        Column(heads[name].capitalize(), numeric=name == "shown")
        for name in (
            "resource", "site", "standing", "shown", "tested_on", "expires", "method", "tester",
        )
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                Cell(test.resource_id),
                Cell(test.site),
                Cell(backing_text(test.standing, language)),
                Cell(quantity(test.capacity, language)),
                Cell("" if test.tested_on is None else day_text(test.tested_on, language)),
                Cell(_until(test, language)),
                Cell(test.method or ""),
                Cell(test.tester or ""),
            )
        )
        for test in tests[:MOST_SITES]
    )
    return (Section(heads["tests"], (Table(heads["tests"], columns, rows),)),)


def limits_section(limits: tuple[Words, ...], language: Language) -> tuple[Section, ...]:
    """What an answer does not show."""
    if not limits:
        return ()
    items = Bullets(tuple(said(limit, language) for limit in limits))
    return (Section(HEADS[language]["limits"], (items,)),)


def _sources(answer: ProgrammeAnswer, language: Language) -> tuple[Source, ...]:
    command = f"selaras capacity programme FILE --as-of {answer.as_of.isoformat()}"
    found = [Source(word("as_of", language), day_text(answer.as_of, language))]
    if answer.snapshot is not None:
        found.append(Source(word("snapshot", language), answer.snapshot, exact=True))
        command += f" --snapshot {answer.snapshot}"
    found.append(Source(word("interval", language), word("interval_90", language)))
    found.append(Source(word("rows", language), f"{command} --format json", exact=True))
    return tuple(found)
