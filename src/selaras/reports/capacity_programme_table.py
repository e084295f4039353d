"""A programme on a terminal: the sentence, its sites, and what the answer rests on."""

from __future__ import annotations

import math

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from selaras.capacity.programmes.answer import ProgrammeAnswer
from selaras.capacity.programmes.assessment import Held, Verdict
from selaras.capacity.programmes.sentences import BACKINGS
from selaras.reports.capacity_programme_page import chance, chance_span, quantity
from selaras.reports.capacity_programme_words import HEADS
from selaras.reports.capacity_saying import said
from selaras.reports.numbers import NO_VALUE, day_text, percent, plain
from selaras.reports.terminal import plain_text
from selaras.reports.words import Language

_WIDTH = 116
_MOST = 40
"""Sites on a terminal; JSON has all."""
_MARKS = {
    Verdict.BEARS: ("●", "green"),
    Verdict.SHORT: ("✗", "red"),
    Verdict.CANNOT_TELL: ("?", "magenta"),
}


def programme_text(answer: ProgrammeAnswer, language: Language = "en") -> str:
    """The answer as text; coloured where standard output is a terminal."""
    return written(_parts(answer, language))


def written(parts: list[RenderableType]) -> str:
    """What a console makes of the parts."""
    return plain_text(parts, _WIDTH, colour_terminal=True)


def bullets(head: str, items: list[str]) -> list[RenderableType]:
    """A heading with short statements under it; nothing without any."""
    if not items:
        return []
    lines: list[RenderableType] = [Text(), Text(head, "bold")]
    return lines + [Padding(Text(f"• {item}"), (0, 0, 0, 1)) for item in items]


def grid(*heads: str, numeric: frozenset[int] = frozenset()) -> Table:
    """A table without lines, its numbers to the right."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for n, head in enumerate(heads):
        table.add_column(head, justify="right" if n in numeric else "left")
    return table


def _parts(answer: ProgrammeAnswer, language: Language) -> list[RenderableType]:
    heads = HEADS[language]
    mark, colour = _MARKS[answer.verdict]
    parts: list[RenderableType] = [
        Text(f"{mark} {heads[answer.verdict.value]}", colour),
        Text(said(answer.sentence, language), "bold"),
        Text(),
        _plants(answer, language),
        Text(),
        _sites(answer, language),
    ]
    if len(answer.sites) > _MOST:
        parts.append(Text(heads["more"].format(n=len(answer.sites), most=_MOST), "dim"))
    parts += bullets(heads["limits"], [said(limit, language) for limit in answer.limits])
    forecast = answer.assessment.forecast
    parts += [
        Text(),
        Text(
            heads["behind"].format(
                past=plain(forecast.past, language), weeks=plain(forecast.weeks, language)
            ),
            "dim",
        ),
        Text(
            heads["source"].format(as_of=answer.as_of.isoformat(), snapshot=answer.snapshot), "dim"
        ),
    ]
    return parts


def _plants(answer: ProgrammeAnswer, language: Language) -> Table:
    heads, found = HEADS[language], answer.assessment
    table = grid(
        heads["plant"],
        heads["p_short"],
        "90%",
        heads["somewhere"].lower(),
        heads["fill"].lower(),
        heads["late"].lower(),
        heads["lost"].lower(),
        heads["safe"].lower(),
        numeric=frozenset(range(1, 8)),
    )
    table.add_row(heads["today"], *_row(answer, found.today, language))
    if found.with_expansions is not found.today:
        table.add_row(heads["expanded"], *_row(answer, found.with_expansions, language))
    return table


def _row(answer: ProgrammeAnswer, held: Held, language: Language) -> tuple[str, ...]:
    tightest, found = held.chances.tightest, answer.assessment
    if tightest is None:
        return (NO_VALUE,) * 7
    known = found.is_known
    wanted = float(held.service.wanted[known].sum())
    fill = float(held.service.on_time[known].sum()) / wanted if wanted > 0 else 1.0
    safe = found.safe_target if held is found.with_expansions else None
    return (
        chance(tightest.value, language),
        chance_span(tightest.low, tightest.high, language),
        chance(held.chances.somewhere, language),
        percent(fill, language),
        quantity(float(held.service.late[known].sum()), language),
        quantity(float(held.service.lost[known].sum()), language),
        quantity(None if safe is None else math.floor(safe), language),
    )


def _sites(answer: ProgrammeAnswer, language: Language) -> Table:
    heads = HEADS[language]
    table = grid(
        heads["site"],
        heads["product"],
        heads["planned"],
        heads["expected"],
        heads["free"],
        heads["claimed"],
        heads["backing"],
        heads["p_short"],
        heads["breaks"],
        numeric=frozenset((2, 3, 4, 5, 7)),
    )
    ordered = sorted(answer.sites, key=lambda s: (-(s.probability_short or 0.0), s.site))
    for site in ordered[:_MOST]:
        table.add_row(
            site.site,
            site.product,
            quantity(site.planned, language),
            quantity(site.expected, language),
            quantity(site.free, language),
            quantity(site.claimed, language),
            said(BACKINGS[site.backing], language),
            chance(site.probability_short, language),
            "" if site.breaks_on is None else day_text(site.breaks_on, language),
        )
    return table
