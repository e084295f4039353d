"""Headroom on a terminal: a line for each place, and what to mind of it."""

from __future__ import annotations

import math

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from selaras.capacity.choices import HEADROOM
from selaras.capacity.status import PlaceStatus, Status
from selaras.reports.capacity_saying import counted_in, said
from selaras.reports.capacity_status_words import HEADS
from selaras.reports.numbers import NO_VALUE, percent, plain
from selaras.reports.terminal import plain_text
from selaras.reports.words import Language

_WIDTH = 116
_MOST = 400
"""Lines on a terminal; JSON has all."""


def status_text(status: Status, language: Language = "en") -> str:
    """The status as text; coloured where standard output is a terminal."""
    return plain_text(_parts(status, language), _WIDTH, colour_terminal=True)


def _parts(status: Status, language: Language) -> list[RenderableType]:
    heads = HEADS[language]
    parts: list[RenderableType] = [Text(said(status.sentence, language), "bold"), Text()]
    shown = tightest(status, _MOST)
    parts.append(_table(status, shown, language))
    if len(shown) < len(status.places):
        parts.append(Text(heads["more"].format(n=len(status.places), most=len(shown)), "dim"))
    remarks = [remark for one in shown for remark in remarks_of(one, language)]
    parts += _bullets(heads["remarks"], remarks)
    parts += _bullets(heads["problems"], [said(p.says, language) for p in status.problems])
    parts += [Text(), Text(note(status, language), "dim")]
    parts.append(Text(behind(status, language), "dim"))
    parts.append(Text(source(status, language), "dim"))
    return parts


def tightest(status: Status, most: int) -> list[PlaceStatus]:
    """All places, in order; of more than so many those with the least to spare."""
    if len(status.places) <= most:
        return list(status.places)
    head = status.headroom

    def spare(one: PlaceStatus) -> float:
        free, tested = head.free[one.row], head.tested[one.row]
        known = [f / t for f, t in zip(free, tested, strict=True) if t > 0 and not math.isnan(f)]
        return min(known, default=-1.0)

    return sorted(sorted(status.places, key=spare)[:most], key=lambda one: one.row)


def place_cells(status: Status, one: PlaceStatus, language: Language) -> tuple[str, ...]:
    """Site, product, unit, claimed, tested, in use, reserved, free, least free, sold, tests."""
    head, row, heads = status.headroom, one.row, HEADS[language]
    free = head.free[row]
    known = [float(value) for value in free if not math.isnan(value)]
    total, tested = sum(one.standing.values()), one.standing.get("tested", 0)
    return (
        one.place.site,
        one.place.product,
        one.place.unit or NO_VALUE,
        figure(head.claimed[row, 0], language),
        figure(head.tested[row, 0], language) if head.tested[row, 0] > 0 else heads["untested"],
        figure(head.in_use[row, 0], language),
        figure(head.reserved[row, 0], language),
        figure(free[0], language),
        figure(min(known), language) if known else NO_VALUE,
        NO_VALUE if one.sold is None else share(one.sold, language),
        heads["some"].format(n=total, tested=tested),
    )


PLACE_HEADS = (
    "site", "product", "unit", "claimed", "tested", "in_use", "reserved", "free", "least", "sold",
    "standing",
)  # fmt: skip
TEXTS = 3
"""The first of these columns hold words, and so does the last; the others numbers."""


def remarks_of(one: PlaceStatus, language: Language) -> list[str]:
    """What is to be said of a place, after its name."""
    where = f"{one.place.site}, {one.place.product}"
    return [f"{where}: {said(words, language)}" for words in one.says]


def note(status: Status, language: Language) -> str:
    """What the columns mean."""
    return HEADS[language]["notes"].format(
        percentile=plain(HEADROOM.percentile * 100, language) + ("th" if language == "en" else ""),
        window=HEADROOM.window_weeks,
        level=percent(status.headroom.service_level, language),
        limit=percent(status.limit, language),
    )


def behind(status: Status, language: Language) -> str:
    """How much evidence there is."""
    return ", ".join(counted_in(n, what, language) for what, n in status.n.items())


def source(status: Status, language: Language) -> str:
    """As-of, snapshot and service level."""
    return HEADS[language]["source"].format(
        as_of=status.as_of.isoformat(timespec="minutes"),
        snapshot=status.snapshot or NO_VALUE,
        level=percent(status.headroom.service_level, language),
    )


def figure(value: float, language: Language) -> str:
    """A figure with one decimal where it has any; a dash where it is not known."""
    if math.isnan(value):
        return NO_VALUE
    whole = abs(value) >= 1000 or abs(value - round(value)) < 0.05
    return plain(float(value), language, 0 if whole else 1)


def share(value: float, language: Language) -> str:
    """A share, or that it has no bound."""
    return percent(value, language) if math.isfinite(value) else "∞"


def _table(status: Status, shown: list[PlaceStatus], language: Language) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for n, head in enumerate(PLACE_HEADS):
        words = n < TEXTS or n == len(PLACE_HEADS) - 1
        table.add_column(HEADS[language][head], justify="left" if words else "right")
    for one in shown:
        style = "red" if one.debt > 0 else "magenta" if "untested" in one.flags else ""
        table.add_row(*place_cells(status, one, language), style=style)
    return table


def _bullets(title: str, lines: list[str]) -> list[RenderableType]:
    if not lines:
        return []
    return [
        Text(),
        Text(title, "bold"),
        *(Padding(Text(f"· {line}"), (0, 0, 0, 1)) for line in lines),
    ]
