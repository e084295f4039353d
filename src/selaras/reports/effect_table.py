"""Source fairness and business effect on a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from selaras.diagnosis.business_effect import BusinessEffect
from selaras.diagnosis.business_effect import sentences as effect_words
from selaras.diagnosis.followup.figures import Figure
from selaras.diagnosis.followup.sentences import kind_name
from selaras.diagnosis.source_fairness import SourceFairness
from selaras.diagnosis.source_fairness import sentences as fairness_words
from selaras.reports.effect_words import HEADS
from selaras.reports.followup_table import limits_list
from selaras.reports.numbers import NO_VALUE, Amounts, plain
from selaras.reports.words import Language


def fairness_table(answer: SourceFairness, language: str = "en") -> RenderableType:
    """The sentence, both methods beside what was counted, and what it does not show."""
    heads, spoken = HEADS[language], _spoken(language)
    parts: list[RenderableType] = [
        _section(heads["fairness"], heads["label"]),
        Text(fairness_words.sentence_of(answer).in_language(language)),
    ]
    if answer.methods:
        table = _grid(*(heads[h] for h in ("method", "marketing", "sales", "difference",
                                           "interval")))  # fmt: skip
        for method in answer.methods:
            table.add_row(
                fairness_words.method_name(method).in_language(language),
                *(_hundred(value, spoken) for value in method.wins),
                _hundred(method.apart.value, spoken),
                _span(method.apart, 100, spoken),
            )
        if answer.crude is not None:
            counted = [_hundred(value, spoken) for value in answer.crude]
            apart = _hundred(answer.crude[0] - answer.crude[1], spoken)
            table.add_row(heads["crude"], *counted, apart, "", style="dim")
        parts.append(table)
    parts += limits_list(fairness_words.limits_of(answer), language)
    return Group(*parts)


def effect_table(answer: BusinessEffect, language: str = "en") -> RenderableType:
    """The sentence, each promise with the deals and revenue lost, and costs by source."""
    heads, spoken = HEADS[language], _spoken(language)
    parts: list[RenderableType] = [
        _section(heads["effect"], heads["label"]),
        Text(effect_words.sentence_of(answer).in_language(language)),
    ]
    if answer.promises:
        parts.append(_promises(answer, heads, spoken))
    if answer.sources:
        parts += [Text(), _section(heads["costs"]), _costs(answer, heads, spoken)]
    parts += limits_list(effect_words.limits_of(answer), language)
    return Group(*parts)


def _promises(answer: BusinessEffect, heads: dict[str, str], language: Language) -> Table:
    values = [e.revenue.value for e in answer.promises if e.revenue is not None]
    money = Amounts.over(values, answer.currency, language)
    table = _grid(
        *(heads[h] for h in ("promise", "who")),
        *(heads[h] for h in ("broken", "of", "deals", "interval", "as_worked", "interval")),
        f"{heads['revenue']}, {money.head}",
        heads["interval"],
        left=2,
    )
    for effect in answer.promises:
        deals, revenue = effect.deals or Figure(None), effect.revenue or Figure(None)
        worked = effect.deals_as_worked or Figure(None)
        table.add_row(
            effect.commitment,
            effect.promisor,
            plain(effect.broken, language),
            plain(effect.of, language),
            _number(deals.value, language),
            _span(deals, 1, language),
            _number(worked.value, language),
            _span(worked, 1, language),
            money.text(revenue.value),
            money.span(revenue.low, revenue.high),
        )
    return table


def _costs(answer: BusinessEffect, heads: dict[str, str], language: Language) -> Table:
    spent = Amounts.over([c.spent for c in answer.sources], answer.currency, language)
    deals = [c.per_deal.high for c in answer.sources if c.per_deal is not None]
    cost = Amounts.over(deals, answer.currency, language)
    leads = Amounts.over([c.per_lead for c in answer.sources], answer.currency, language)
    table = _grid(
        heads["source"],
        f"{heads['spent']}, {spent.head}",
        heads["leads"],
        heads["won"],
        f"{heads['per_lead']}, {leads.head}",
        f"{heads['per_deal']}, {cost.head}",
        heads["interval"],
    )
    for source in answer.sources:
        per_deal = source.per_deal or Figure(None)
        table.add_row(
            kind_name(source.source).in_language(language),
            spent.text(source.spent),
            plain(source.leads, language),
            NO_VALUE if source.deals is None else plain(source.deals, language),
            leads.text(source.per_lead),
            cost.text(per_deal.value),
            cost.span(per_deal.low, per_deal.high),
        )
    return table


def _section(title: str, label: str = "") -> Text:
    return Text.assemble((title, "bold"), (f"   {label}" if label else "", "dim"))


def _grid(*heads: str, left: int = 1) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", show_edge=False)
    for at, head in enumerate(heads):
        table.add_column(head, justify="left" if at < left else "right", no_wrap=True)
    return table


def _spoken(language: str) -> Language:
    return "id" if language == "id" else "en"


def _number(value: float | None, language: Language) -> str:
    return NO_VALUE if value is None else plain(value, language, 1)


def _hundred(value: float | None, language: Language) -> str:
    return NO_VALUE if value is None else plain(100 * value, language, 1)


def _span(of: Figure, times: float, language: Language) -> str:
    if of.low is None or of.high is None:
        return ""
    low, high = plain(times * of.low, language, 1), plain(times * of.high, language, 1)
    return f"{low} … {high}"
