"""Headroom as a page: the sentence, the map by place and week, the places, what to mind."""

from __future__ import annotations

import math

from selaras.capacity.headroom import Headroom
from selaras.capacity.proof import Standing
from selaras.capacity.status import PlaceStatus, Status
from selaras.reports.capacity_saying import said
from selaras.reports.capacity_status_table import (
    PLACE_HEADS,
    TEXTS,
    behind,
    figure,
    note,
    place_cells,
    remarks_of,
    tightest,
)
from selaras.reports.capacity_status_words import HEADS
from selaras.reports.charts.heat import SWATCHES, Heat, HeatMap, HeatRow, heat_map
from selaras.reports.numbers import NO_VALUE, day_text, percent, plain
from selaras.reports.page import (
    Block,
    Bullets,
    Cell,
    Column,
    Fact,
    Figure,
    Key,
    Page,
    Prose,
    Row,
    Section,
    Source,
    Table,
    write_page,
)
from selaras.reports.words import Language, word

MOST_PLACES = 60
"""Places on a page; JSON has all."""
_LITTLE = 0.2
"""Free of tested, under which a cell is shown as having little left."""


def status_page(status: Status, language: Language, *, place: str = "") -> str:
    """One self-contained HTML file."""
    return write_page(status_answer(status, language, place=place))


def status_answer(status: Status, language: Language, *, place: str = "") -> Page:
    """The page as a value, for whoever frames it."""
    heads = HEADS[language]
    shown = tightest(status, MOST_PLACES)
    return Page(
        language=language,
        kind=heads["kind"],
        place=place,
        sentence=said(status.sentence, language),
        facts=_facts(status, language),
        sections=(
            _heat(status, shown, language),
            _remarks(status, shown, language),
            _places(status, shown, language),
            *_problems(status, language),
        ),
        sources=_sources(status, language),
    )


def _facts(status: Status, language: Language) -> tuple[Fact, ...]:
    heads = HEADS[language]
    flags = [set(one.flags) for one in status.places]
    unsupported = sum(1 for found in flags if {"untested", "expired", "failed"} & found)
    over = heads["over"].format(limit=percent(status.limit, language))
    beyond, owing = (sum(flag in found for found in flags) for flag in ("over_limit", "debt"))
    return (
        Fact(heads["places"], plain(len(status.places), language), ""),
        Fact(heads["fact_unsupported"], plain(unsupported, language), heads["unsupported"]),
        Fact(heads["fact_over"], plain(beyond, language), over),
        Fact(heads["fact_debts"], plain(owing, language), heads["debts"]),
    )


def _heat(status: Status, shown: list[PlaceStatus], language: Language) -> Section:
    heads, head = HEADS[language], status.headroom
    weeks = tuple(f"{week.day}/{week.month}" for week in head.weeks)
    rows, short = [], 0
    for one in shown:
        cells = []
        for n, tested in enumerate(head.tested[one.row]):
            free = _told(head, one, n)
            heat = _heat_of(free, float(tested))
            short += heat is Heat.NONE
            cells.append((_short(free, language), heat))
        rows.append(HeatRow(one.place.site, tuple(cells)))
    if len({one.place.product for one in shown}) > 1:
        rows = [
            HeatRow(_named(one, shown), row.cells) for one, row in zip(shown, rows, strict=True)
        ]
    description = heads["shown"].format(places=len(rows), weeks=len(weeks), short=short)
    table = Table(
        heads["heat"],
        (
            Column(heads["site"]),
            *(Column(day_text(week, language), numeric=True) for week in head.weeks),
        ),
        tuple(
            Row((Cell(row.name, one.place.unit or ""), *(Cell(text) for text, _ in row.cells)))
            for one, row in zip(shown, rows, strict=True)
        ),
    )
    key = (
        Key(SWATCHES[Heat.PLENTY], f"{heads['key_free']} ≥ {percent(_LITTLE, language)}"),
        Key(SWATCHES[Heat.LITTLE], f"< {percent(_LITTLE, language)}"),
        Key(SWATCHES[Heat.NONE], heads["key_none"]),
        Key("", f"{NO_VALUE} {heads['key_unknown']}"),
    )
    picture = heat_map(HeatMap(weeks, tuple(rows)), description=description, table=table, key=key)
    told = heads["heat_note"].format(level=percent(head.service_level, language))
    blocks: list[Block] = [Figure(heads["heat"], picture, note=told, folded=True)]
    if len(shown) < len(status.places):
        more = heads["more"].format(n=len(status.places), most=len(shown))
        blocks.append(Prose(more, quiet=True))
    return Section(heads["heat"], tuple(blocks))


def _named(one: PlaceStatus, shown: list[PlaceStatus]) -> str:
    """A place by site and product, and by its unit where these are told apart by nothing else."""
    place = one.place
    alike = [
        other
        for other in shown
        if (other.place.site, other.place.product) == (place.site, place.product)
    ]
    unit = f" ({place.unit})" if len(alike) > 1 and place.unit else ""
    return f"{place.site}, {place.product}{unit}"


def _told(head: Headroom, one: PlaceStatus, week: int) -> float:
    """What is free in a week; not known where no test says, whatever is claimed.

    That nothing is free is known where tests failed.
    """
    free = float(head.free[one.row, week])
    only_failed = one.standing.keys() == {Standing.FAILED}
    open_ = head.tested[one.row, week] <= 0 and bool(one.standing) and not only_failed
    return math.nan if open_ and free >= 0 else free


def _short(free: float, language: Language) -> str:
    """As short as a cell is: whole from ten on."""
    whole = not math.isnan(free) and abs(free) >= 10
    return figure(float(round(free)) if whole else free, language)


def _heat_of(free: float, tested: float) -> Heat:
    if math.isnan(free):
        return Heat.UNKNOWN
    if free <= 0:
        return Heat.NONE
    return Heat.LITTLE if tested > 0 and free / tested < _LITTLE else Heat.PLENTY


def _remarks(status: Status, shown: list[PlaceStatus], language: Language) -> Section:
    heads = HEADS[language]
    remarks = tuple(remark for one in shown for remark in remarks_of(one, language))
    return Section(heads["remarks"], (Bullets(remarks or (NO_VALUE,)),))


def _places(status: Status, shown: list[PlaceStatus], language: Language) -> Section:
    heads = HEADS[language]
    last = len(PLACE_HEADS) - 1
    columns = tuple(
        Column(heads[name], numeric=TEXTS <= n < last) for n, name in enumerate(PLACE_HEADS)
    )
    rows = tuple(
        Row(tuple(Cell(text) for text in place_cells(status, one, language))) for one in shown
    )
    table = Table(heads["table"], columns, rows)
    return Section(heads["table"], (table, Prose(note(status, language), quiet=True)))


def _problems(status: Status, language: Language) -> tuple[Section, ...]:
    if not status.problems:
        return ()
    said_ = tuple(said(problem.says, language) for problem in status.problems)
    return (Section(HEADS[language]["problems"], (Bullets(said_),)),)


def _sources(status: Status, language: Language) -> tuple[Source, ...]:
    heads = HEADS[language]
    return (
        Source(word("as_of", language), day_text(status.as_of, language)),
        Source(word("snapshot", language), status.snapshot or NO_VALUE, exact=True),
        Source("n", behind(status, language)),
        Source(heads["level"], percent(status.headroom.service_level, language)),
        Source(
            word("rows", language),
            f"selaras capacity status --weeks {len(status.headroom.weeks)} "
            f"--service-level {status.headroom.service_level:g} "
            f"--oversubscription {status.limit:g} --as-of {status.as_of.isoformat()} "
            "--format json",
            exact=True,
        ),
    )
