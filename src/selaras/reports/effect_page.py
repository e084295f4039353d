"""Source fairness and business effect as sections of a page."""

from __future__ import annotations

from selaras.diagnosis.business_effect import BusinessEffect
from selaras.diagnosis.business_effect import sentences as effect_words
from selaras.diagnosis.followup.figures import Figure
from selaras.diagnosis.followup.sentences import kind_name
from selaras.diagnosis.source_fairness import SourceFairness
from selaras.diagnosis.source_fairness import sentences as fairness_words
from selaras.reports.effect_words import HEADS
from selaras.reports.numbers import NO_VALUE, Amounts, plain
from selaras.reports.page import Block, Bullets, Cell, Column, Prose, Row, Section, Table
from selaras.reports.words import Language, word


def fairness_sections(answer: SourceFairness, language: Language) -> tuple[Section, ...]:
    """One section: the sentence, both methods, and what it does not show."""
    heads = HEADS[language]
    blocks: list[Block] = [Prose(fairness_words.sentence_of(answer).in_language(language))]
    if answer.methods:
        blocks.append(_methods(answer, language))
    limits = fairness_words.limits_of(answer)
    blocks.append(Bullets(tuple(limit.in_language(language) for limit in limits)))
    return (Section(heads["fairness"], tuple(blocks), label=word("association", language)),)


def effect_sections(answer: BusinessEffect, language: Language) -> tuple[Section, ...]:
    """What broken promises cost both teams, and what a lead and a deal cost by source."""
    heads = HEADS[language]
    blocks: list[Block] = [Prose(effect_words.sentence_of(answer).in_language(language))]
    if answer.promises:
        blocks.append(_promises(answer, language))
    limits = effect_words.limits_of(answer)
    blocks.append(Bullets(tuple(limit.in_language(language) for limit in limits)))
    found = [Section(heads["effect"], tuple(blocks), label=word("association", language))]
    if answer.sources:
        found.append(Section(heads["costs"], (_costs(answer, language),)))
    return tuple(found)


def _methods(answer: SourceFairness, language: Language) -> Table:
    heads = HEADS[language]
    columns = tuple(
        Column(heads[head], numeric=head != "method")
        for head in ("method", "marketing", "sales", "difference")
    )
    rows = [
        Row(
            (
                Cell(fairness_words.method_name(method).in_language(language)),
                *(Cell(_hundred(value, language)) for value in method.wins),
                _cell(method.apart, 100, language),
            )
        )
        for method in answer.methods
    ]
    if answer.crude is not None:
        marketing, sales = answer.crude
        shown = (marketing, sales, marketing - sales)
        rows.append(
            Row((Cell(heads["crude"]), *(Cell(_hundred(value, language)) for value in shown)))
        )
    return Table(heads["fairness"], columns, tuple(rows))


def _promises(answer: BusinessEffect, language: Language) -> Table:
    heads = HEADS[language]
    values = [e.revenue.value for e in answer.promises if e.revenue is not None]
    money = Amounts.over(values, answer.currency, language)
    columns = (
        Column(heads["promise"]),
        Column(heads["who"]),
        Column(heads["broken"], numeric=True),
        Column(heads["deals"], numeric=True),
        Column(heads["revenue"], note=money.head, numeric=True),
    )
    rows = []
    for effect in answer.promises:
        revenue = effect.revenue or Figure(None)
        rows.append(
            Row(
                (
                    Cell(effect.commitment),
                    Cell(effect.promisor),
                    Cell(
                        plain(effect.broken, language),
                        f"{heads['of']} {plain(effect.of, language)}",
                    ),
                    _cell(effect.deals or Figure(None), 1, language),
                    Cell(money.text(revenue.value), money.span(revenue.low, revenue.high)),
                )
            )
        )
    return Table(heads["effect"], columns, tuple(rows))


def _costs(answer: BusinessEffect, language: Language) -> Table:
    heads = HEADS[language]
    spent = Amounts.over([c.spent for c in answer.sources], answer.currency, language)
    leads = Amounts.over([c.per_lead for c in answer.sources], answer.currency, language)
    ends = [c.per_deal.high for c in answer.sources if c.per_deal is not None]
    deals = Amounts.over(ends, answer.currency, language)
    columns = (
        Column(heads["source"]),
        Column(heads["spent"], note=spent.head, numeric=True),
        Column(heads["leads"], numeric=True),
        Column(heads["won"], numeric=True),
        Column(heads["per_lead"], note=leads.head, numeric=True),
        Column(heads["per_deal"], note=deals.head, numeric=True),
    )
    rows = []
    for source in answer.sources:
        per_deal = source.per_deal or Figure(None)
        rows.append(
            Row(
                (
                    Cell(kind_name(source.source).in_language(language)),
                    Cell(spent.text(source.spent)),
                    Cell(plain(source.leads, language)),
                    Cell(NO_VALUE if source.deals is None else plain(source.deals, language)),
                    Cell(leads.text(source.per_lead)),
                    Cell(deals.text(per_deal.value), deals.span(per_deal.low, per_deal.high)),
                )
            )
        )
    return Table(heads["costs"], columns, tuple(rows))


def _hundred(value: float | None, language: Language) -> str:
    return NO_VALUE if value is None else plain(100 * value, language, 1)


def _cell(of: Figure, times: float, language: Language) -> Cell:
    if of.value is None:
        return Cell(NO_VALUE)
    if of.low is None or of.high is None:
        return Cell(plain(times * of.value, language, 1))
    low, high = plain(times * of.low, language, 1), plain(times * of.high, language, 1)
    return Cell(plain(times * of.value, language, 1), f"{low} {word('to', language)} {high}")
