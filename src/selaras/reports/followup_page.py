"""Follow-ups as a page: the curve, the best numbers, how to spread, and what it does not show."""

from __future__ import annotations

from selaras.diagnosis.followup.curve import ALL, Curve
from selaras.diagnosis.followup.figures import Figure
from selaras.diagnosis.followup.policy import FollowUp
from selaras.diagnosis.followup.sentences import kind_name, limits_of, sentences_of
from selaras.diagnosis.followup.timing import Band
from selaras.reports.charts import CostCurve, Estimate, Point
from selaras.reports.charts import curve as draw_curve
from selaras.reports.followup_table import hour_names, money_of, wait_names
from selaras.reports.followup_words import DAYS, HEADS, PAGE
from selaras.reports.numbers import NO_VALUE, Amounts, Figures, Shares, day_text, plain
from selaras.reports.page import (
    Badge,
    Block,
    Bullets,
    Cell,
    Column,
    Fact,
    Page,
    Picture,
    Prose,
    Row,
    Section,
    Source,
    Table,
    Tone,
    write_page,
)
from selaras.reports.page import Figure as Drawn
from selaras.reports.words import Language, word


def follow_up_page(answer: FollowUp, language: Language) -> str:
    """One self-contained HTML file."""
    return write_page(follow_up_answer(answer, language))


def follow_up_answer(answer: FollowUp, language: Language) -> Page:
    """The answer as a page's blocks, for whatever frame they come to stand in."""
    says = PAGE[language]
    sections: list[Section] = []
    if answer.curves:
        sections.append(_curve_section(answer, language))
        sections.append(_best_section(answer, language))
        if answer.scarce is not None:
            sections.append(_spread_section(answer, language))
        sections.append(_final_section(answer, language))
    if answer.timing is not None:
        sections.append(_timing_section(answer, language))
    limits = tuple(limit.in_language(language) for limit in limits_of(answer))
    if limits:
        sections.append(Section(HEADS[language]["shows_not"], (Bullets(limits),)))
    return Page(
        language=language,
        kind=says["kind"],
        badge=_badge(answer, language),
        sentence=sentences_of(answer)[0].in_language(language),
        standfirst=_standfirst(answer, language),
        facts=_facts(answer, language),
        sections=tuple(sections),
        sources=_sources(answer, language),
    )


def _badge(answer: FollowUp, language: Language) -> Badge | None:
    return None if answer.lack is None else Badge(word("cannot_tell", language), Tone.UNKNOWN)


def _standfirst(answer: FollowUp, language: Language) -> str:
    first, last = day_text(answer.start.date(), language), day_text(answer.end.date(), language)
    rest = [sentence.in_language(language) for sentence in sentences_of(answer)[1:]]
    return " ".join([*rest, PAGE[language]["standfirst"].format(first=first, last=last)])


def _facts(answer: FollowUp, language: Language) -> tuple[Fact, ...]:
    heads, says, n = HEADS[language], PAGE[language], answer.n
    facts = [
        Fact(heads["leads"], plain(n["leads"], language), f"{n['reps']} {says['reps']}"),
        Fact(heads["tries"], plain(n["attempts"], language)),
    ]
    if answer.curves:
        whole, shares = answer.curves[0], Shares(language, 1)
        facts.append(
            Fact(heads["contacts"], plain(n["contacts"], language), shares.text(whole.contact_now))
        )
        if answer.worth.is_known:
            value = whole.value.value
            money = Amounts.over([value], answer.unit, language)
            facts.append(Fact(heads["value"], money.full(value)))
    return tuple(facts)


def _curve_section(answer: FollowUp, language: Language) -> Section:
    heads, says, money = HEADS[language], PAGE[language], money_of(answer, language)
    cost = Amounts.over([answer.cost], answer.unit, language).full(answer.cost)
    source = "cost_stated" if answer.terms.cost is not None else "cost_shadow"
    blocks: list[Block] = [Prose(says[source].format(cost=cost))]
    for at, curve in enumerate(answer.curves):
        name = _name(curve, language)
        table = _curve_table(name, curve, money, language)
        picture = _picture(answer, curve, money, language)
        if picture is None:
            blocks.append(table)
        else:
            blocks.append(Drawn(name, picture, table=table, folded=at > 0))
    return Section(heads["curve"], tuple(blocks))


def _picture(answer: FollowUp, curve: Curve, money: Amounts, language: Language) -> Picture | None:
    """What each attempt is worth against what it costs; None where a cost cannot be held to it."""
    if answer.cost is None or not answer.worth.is_known:
        return None
    says, name = PAGE[language], _name(curve, language)
    points = tuple(
        Point(row.number, Estimate(row.worth.value, row.worth.low, row.worth.high))
        for row in curve.rows
        if row.worth.value is not None
    )
    best = curve.best.number
    label = says["edge_label" if curve.best.is_edge else "best_label"]
    shown = CostCurve(
        points,
        answer.cost,
        best,
        HEADS[language]["attempt"],
        says["worth_axis"],
        says["cost_label"],
        label.format(n=best) if best else "",
    )
    described = says["described"].format(
        name=name, first=money.full(points[0].value.value), last=money.full(points[-1].value.value),
        n=points[-1].at, cost=money.full(answer.cost),
    )  # fmt: skip
    return draw_curve(shown, money, caption=name, description=described)


def _name(curve: Curve, language: Language) -> str:
    if curve.name == ALL:
        return HEADS[language]["all_leads"]
    return kind_name(curve.name).in_language(language)


def _curve_table(caption: str, curve: Curve, money: Amounts, language: Language) -> Table:
    heads, shares = HEADS[language], Shares(language, 1)
    columns = (
        Column(heads["attempt"]),
        Column(heads["attempted"], numeric=True),
        Column(heads["contacts"], numeric=True),
        Column(heads["chance"], numeric=True),
        Column(heads["by"], numeric=True),
        Column(heads["tries"], numeric=True),
        Column(heads["worth"], note=money.head, numeric=True),
        Column(heads["net"], note=money.head, numeric=True),
    )
    rows = tuple(
        Row(
            (
                Cell(str(row.number)),
                Cell(plain(row.attempted, language)),
                Cell(plain(row.contacts, language)),
                _cell(row.chance, shares),
                _cell(row.contact_by, shares),
                Cell(plain(row.attempts, language, 2)),
                _cell(row.worth, money),
                _cell(row.net, money),
            ),
            strong=row.number == curve.best.number,
        )
        for row in curve.rows
    )
    return Table(caption, columns, rows)


def _best_section(answer: FollowUp, language: Language) -> Section:
    heads, says = HEADS[language], PAGE[language]
    money = money_of(answer, language)
    columns = (
        Column(heads["kind"]),
        Column(heads["leads"], numeric=True),
        Column(heads["now"], numeric=True),
        Column(heads["value"], numeric=True),
        Column(heads["best"], numeric=True),
    )
    rows = tuple(
        Row(
            (
                Cell(_name(curve, language)),
                Cell(plain(curve.leads, language)),
                Cell(plain(curve.attempts_now, language, 2)),
                Cell(money.full(curve.value.value), money.span(curve.value.low, curve.value.high)),
                _best_cell(curve, heads, language),
            ),
            strong=curve.name == ALL,
        )
        for curve in answer.curves
    )
    blocks: list[Block] = [Table(says["best_caption"], columns, rows)]
    if answer.promised_attempts is not None:
        blocks.append(Prose(says["promised"].format(n=answer.promised_attempts), quiet=True))
    return Section(says["best"], tuple(blocks))


def _best_cell(curve: Curve, heads: dict[str, str], language: Language) -> Cell:
    best = curve.best
    if best.number is None:
        return Cell(NO_VALUE)
    edge = heads["edge"] if best.is_edge else ""
    ends = "" if best.low is None else f"{best.low} {word('to', language)} {best.high}"
    return Cell(f"{edge}{best.number}", ends)


def _spread_section(answer: FollowUp, language: Language) -> Section:
    assert answer.scarce is not None
    heads, says, scarce = HEADS[language], PAGE[language], answer.scarce
    money = Amounts.over([share.value for share in scarce.shares], answer.unit, language)
    rows = []
    for kind, leads, share in zip(scarce.kinds, scarce.leads, scarce.shares, strict=True):
        note = ""
        if share.share > 0:
            note = f"{Shares(language).text(share.share)}: {share.attempts_then}"
        rows.append(
            Row(
                (
                    Cell(kind_name(kind).in_language(language)),
                    Cell(plain(leads, language)),
                    Cell(str(share.attempts), note),
                    Cell(plain(share.expected, language)),
                    Cell(plain(share.contacts, language)),
                    Cell(money.text(share.value)),
                )
            )
        )
    columns = (
        Column(heads["kind"]),
        Column(heads["leads"], numeric=True),
        Column(heads["plan"], numeric=True),
        Column(heads["tries"], numeric=True),
        Column(heads["contacts"], numeric=True),
        Column(heads["value_column"], note=money.head, numeric=True),
    )
    price = Amounts.over([scarce.price.value], answer.unit, language)
    said = says["price"].format(
        price=price.full(scarce.price.value), span=price.span(scarce.price.low, scarce.price.high)
    )
    return Section(
        heads["spread"],
        (Prose(said), Table(says["spread_caption"], columns, tuple(rows))),
        label=word("model_answer", language),
    )


def _final_section(answer: FollowUp, language: Language) -> Section:
    heads, says, shares = HEADS[language], PAGE[language], Shares(language, 1)
    columns = (
        Column(heads["ended"]),
        Column(heads["leads"], numeric=True),
        Column(heads["share"], numeric=True),
        Column(heads["by"], numeric=True),
    )
    rows = tuple(
        Row(
            (
                Cell(str(row.attempts)),
                Cell(plain(row.ended, language)),
                Cell(shares.text(row.share_reached)),
                Cell(shares.text(row.chance)),
            )
        )
        for row in answer.final_numbers
    )
    table = Table(says["final_caption"], columns, rows)
    return Section(heads["not_read"], (Prose(says["refused"]), table))


def _timing_section(answer: FollowUp, language: Language) -> Section:
    assert answer.timing is not None
    heads, timing = HEADS[language], answer.timing
    days = [DAYS[language][band.band] for band in timing.weekdays]
    blocks: list[Block] = [
        _band_table(heads[title], names, bands, language)
        for title, names, bands in (
            ("hours", hour_names(timing.hours), timing.hours),
            ("weekdays", days, timing.weekdays),
            ("waits", wait_names(timing.waits), timing.waits),
        )
        if bands
    ]
    return Section(heads["timing"], tuple(blocks), label=word("association", language))


def _band_table(title: str, names: list[str], bands: tuple[Band, ...], language: Language) -> Table:
    heads, shares = HEADS[language], Shares(language, 1)
    columns = (
        Column(title),
        Column(heads["attempted"], numeric=True),
        Column(heads["contacts"], numeric=True),
        Column(heads["chance"], numeric=True),
    )
    rows = tuple(
        Row(
            (
                Cell(name),
                Cell(plain(band.attempts, language)),
                Cell(plain(band.contacts, language)),
                _cell(band.share, shares),
            )
        )
        for name, band in zip(names, bands, strict=True)
    )
    return Table(title, columns, rows)


def _sources(answer: FollowUp, language: Language) -> tuple[Source, ...]:
    first, last = answer.start.date(), answer.end.date()
    return (
        Source(word("as_of", language), day_text(answer.as_of, language)),
        Source(word("snapshot", language), answer.snapshot, exact=True),
        Source(word("interval", language), word("interval_90", language)),
        Source(
            word("rows", language),
            f"selaras followup --as-of {answer.as_of.isoformat()} --by {answer.by.value} "
            f"--format json  # {first}…{last}",
            exact=True,
        ),
    )


def _cell(of: Figure, form: Figures) -> Cell:
    return Cell(form.text(of.value), form.span(of.low, of.high))
