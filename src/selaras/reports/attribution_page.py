"""An attribution as a page: models side by side, Marketing's part, small wins, what it hides."""

from __future__ import annotations

from selaras.diagnosis.attribution.answer import (
    Attribution,
    ChannelCredit,
    Contribution,
    Estimate,
    ModelCredit,
    SmallWin,
)
from selaras.diagnosis.attribution.words import MODEL_NAMES, SURE_WORDS
from selaras.reports import charts
from selaras.reports.attribution_words import KINDS, text
from selaras.reports.numbers import NO_VALUE, Amounts, Shares, day_text, percent, plain
from selaras.reports.page import (
    Badge,
    Block,
    Bullets,
    Callout,
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

_MOST_COLUMNS = 5
_MARKS = {"likely": "●", "possible": "◐", "not_shown": "·", "cannot_tell": "?"}


def render(answer: Attribution, language: Language) -> str:
    """One self-contained HTML file."""
    return write_page(attribution_answer(answer, language))


def attribution_answer(answer: Attribution, language: Language) -> Page:
    """The attribution as a page's blocks, for whatever frame they come to stand in."""
    sections = []
    if answer.models:
        sections += [_credit_section(answer, language)]
    if answer.contributions:
        sections.append(_part_section(answer, language))
    if answer.models:
        sections.append(_wins_section(answer, language))
    sections.append(_limits_section(answer, language))
    return Page(
        language=language,
        kind=text("kind", language),
        sentence=answer.sentence[language],
        badge=_badge(answer, language),
        standfirst=_standfirst(answer, language),
        facts=_facts(answer, language),
        sections=tuple(sections),
        sources=_sources(answer, language),
    )


def _badge(answer: Attribution, language: Language) -> Badge:
    if answer.leader is None:
        return Badge(word("cannot_tell", language), Tone.UNKNOWN)
    return Badge(answer.leader, Tone.NAMED)


def _standfirst(answer: Attribution, language: Language) -> str:
    asked = answer.asked
    what = text("won" if asked.conversion == "won" else "stage", language, stage=asked.conversion)
    if asked.start is None:
        until = day_text(asked.as_of.date(), language)
        return text("until", language, what=what, until=until)
    end = min(asked.end or asked.as_of, asked.as_of)
    return text(
        "between",
        language,
        what=what,
        start=day_text(asked.start.date(), language),
        end=day_text(end.date(), language),
    )


def _facts(answer: Attribution, language: Language) -> tuple[Fact, ...]:
    n = answer.n
    found = [
        Fact(
            text("conversions", language),
            plain(n.conversions, language),
            text("touched", language, n=plain(n.conversions_touched, language)),
        ),
        Fact(
            text("paths", language),
            plain(n.paths, language),
            text("null_paths", language, n=plain(n.null_paths, language)),
        ),
        Fact(text("touches", language), plain(n.touches, language)),
    ]
    if answer.revenue_total is not None:
        amounts = Amounts.over([answer.revenue_total], answer.currency, language)
        found.insert(1, Fact(text("revenue", language), amounts.full(answer.revenue_total)))
    return tuple(found)


def _credit_section(answer: Attribution, language: Language) -> Section:
    blocks: list[Block] = [Prose(text("credit_says", language))]
    if answer.reason == "one_channel":
        blocks.append(Callout(text("one_channel", language), text("nothing_compared", language)))
    first, *more = _credit_tables(answer, "conversions", language)
    blocks += [_models_figure(answer, first, language), *more]
    if answer.revenue_total is not None:
        blocks += _credit_tables(answer, "revenue", language)
    blocks += _credit_tables(answer, "removal", language)
    return Section(text("credit", language), tuple(blocks))


def _models_figure(answer: Attribution, table: Table, language: Language) -> Figure:
    """A panel a model, the channels in one order in all of them."""
    channels = channels_in_order(answer)
    found = []
    for model in answer.models:
        by_name = {channel.channel: channel.conversions for channel in model.channels}
        values = tuple(
            charts.Estimate(by_name[name].value, by_name[name].low, by_name[name].high)
            for name in channels
        )
        found.append(charts.Model(MODEL_NAMES[model.model][language], values))
    amounts = Amounts.over(
        [value.value for model in found for value in model.values if value], "", language
    )
    picture = charts.models_chart(
        charts.ModelsChart(tuple(channels), tuple(found), text("channel", language)),
        amounts,
        caption=text("table.conversions", language),
        description=text(
            "chart.describes", language, n=plain(answer.n.conversions_touched, language)
        ),
    )
    return Figure(text("chart.conversions", language), picture, table=table)


def _credit_tables(answer: Attribution, kind: str, language: Language) -> list[Table]:
    """A row a channel, a column a model; as many tables as it takes to fit a printed page."""
    models = [m for m in answer.models if kind != "removal" or m.channels[0].removal is not None]
    known = [_figure(channel, kind) for model in models for channel in model.channels]
    amounts = Amounts.over([e.value for e in known if e is not None], answer.currency, language)
    parts = [models[i : i + _MOST_COLUMNS] for i in range(0, len(models), _MOST_COLUMNS)]
    return [
        _credit_table(answer, part, kind, amounts, language, f" ({number}/{len(parts)})")
        if len(parts) > 1
        else _credit_table(answer, part, kind, amounts, language)
        for number, part in enumerate(parts, 1)
    ]


def _credit_table(
    answer: Attribution,
    models: list[ModelCredit],
    kind: str,
    amounts: Amounts,
    language: Language,
    part: str = "",
) -> Table:
    """Some models' credit; the interval stands below the value."""
    cells = {m.model: {c.channel: _figure(c, kind) for c in m.channels} for m in models}
    rows = [
        Row(
            (
                Cell(channel),
                *(_cell(cells[m.model][channel], kind, amounts, language) for m in models),
            )
        )
        for channel in channels_in_order(answer)
    ]
    head = amounts.head if kind == "revenue" else ""
    columns = [Column(text("channel", language))]
    columns += [Column(MODEL_NAMES[m.model][language], note=head, numeric=True) for m in models]
    return Table(text(f"table.{kind}", language) + part, tuple(columns), tuple(rows))


def channels_in_order(answer: Attribution) -> list[str]:
    """Channels by their mean share over the models, the greatest first."""
    shares: dict[str, float] = {}
    for model in answer.models:
        for channel in model.channels:
            shares[channel.channel] = shares.get(channel.channel, 0.0) + channel.share.value
    return sorted(shares, key=lambda name: (-shares[name], name))


def _figure(channel: ChannelCredit, kind: str) -> Estimate | None:
    return {
        "conversions": channel.conversions,
        "revenue": channel.revenue,
        "removal": channel.removal,
    }[kind]


def _cell(estimate: Estimate | None, kind: str, amounts: Amounts, language: Language) -> Cell:
    if estimate is None:
        return Cell(NO_VALUE)
    if kind == "revenue":
        return Cell(amounts.text(estimate.value), amounts.span(estimate.low, estimate.high))
    if kind == "removal":
        shares = Shares(language)
        return Cell(shares.text(estimate.value), shares.span(estimate.low, estimate.high))
    digits = 1 if estimate.value < 100 else 0
    shown = [
        NO_VALUE if value is None else plain(value, language, digits)
        for value in (estimate.low, estimate.high)
    ]
    span = "" if estimate.low is None else f"{shown[0]} {word('to', language)} {shown[1]}"
    return Cell(plain(estimate.value, language, digits), span)


def _part_section(answer: Attribution, language: Language) -> Section:
    amounts = Amounts.over(
        [c.revenue.value for c in answer.contributions if c.revenue], answer.currency, language
    )
    columns = [
        Column(""),
        Column(text("conversions", language), numeric=True),
        Column(text("share", language), numeric=True),
    ]
    if answer.revenue_total is not None:
        columns.append(Column(text("revenue", language), note=amounts.head, numeric=True))
    rows = [_part_row(one, len(columns), amounts, language) for one in answer.contributions]
    table = Table(text("part", language), tuple(columns), tuple(rows))
    return Section(text("part", language), (Prose(text("part_says", language)), table))


def _part_row(one: Contribution, columns: int, amounts: Amounts, language: Language) -> Row:
    shares = Shares(language)
    cells = [
        Cell(KINDS[one.kind][language]),
        _cell(one.conversions, "conversions", amounts, language),
        Cell(shares.text(one.share.value), shares.span(one.share.low, one.share.high)),
        _cell(one.revenue, "revenue", amounts, language),
    ]
    return Row(tuple(cells[:columns]))


def _wins_section(answer: Attribution, language: Language) -> Section:
    label = word("association", language)
    if not answer.wins:
        return Section(
            text("wins", language), (Prose(text("no_wins", language), quiet=True),), label=label
        )
    columns = (
        Column(text("deal", language)),
        Column(text("thing", language)),
        Column(text("sure", language)),
        Column(text("met", language), numeric=True),
        Column(text("made", language), numeric=True),
    )
    amounts = Amounts.over([win.value for win in answer.wins], answer.currency, language)
    rows = [_win_row(win, amounts, language) for win in answer.wins]
    table = Table(text("wins", language), columns, tuple(rows))
    return Section(text("wins", language), (Prose(text("wins_say", language)), table), label=label)


def _win_row(win: SmallWin, amounts: Amounts, language: Language) -> Row:
    compared = win.compared
    thing = win.asset or win.campaign or win.channel
    worth = "" if win.value is None else amounts.full(win.value)
    when = day_text(win.converted_at.date(), language)
    return Row(
        (
            Cell(win.lead, f"{when}{', ' if worth else ''}{worth}"),
            Cell(thing, f"{win.channel}, {day_text(win.touched_at.date(), language)}"),
            Cell(f"{_MARKS[win.sure]} {SURE_WORDS[win.sure][language]}"),
            Cell(
                f"{compared.met_converted}/{compared.met}",
                text("others", language, n=f"{compared.other_converted}/{compared.other}"),
            ),
            _made(compared.made, language),
        )
    )


def _made(made: Estimate | None, language: Language) -> Cell:
    if made is None:
        return Cell(NO_VALUE)
    return Cell(percent(made.value, language), Shares(language).span(made.low, made.high))


def _limits_section(answer: Attribution, language: Language) -> Section:
    blocks: list[Block] = []
    if answer.needed:
        needed = text("needed", language, n=plain(answer.needed, language))
        blocks.append(Callout(word("cannot_tell", language), needed))
    blocks.append(Bullets(tuple(limit[language] for limit in answer.limits)))
    return Section(text("limits", language), tuple(blocks))


def _sources(answer: Attribution, language: Language) -> tuple[Source, ...]:
    command = f"selaras attribution --as-of {answer.asked.as_of.isoformat()} --format json"
    if answer.asked.conversion != "won":
        command += f" --conversion {answer.asked.conversion}"
    if answer.asked.start is not None and answer.asked.end is not None:
        command += f" --period {answer.asked.start.isoformat()}/{answer.asked.end.isoformat()}"
    return (
        Source(word("as_of", language), day_text(answer.asked.as_of, language)),
        Source(word("snapshot", language), answer.snapshot, exact=True),
        Source(word("interval", language), word("interval_90", language)),
        Source(word("rows", language), f"{command} --snapshot {answer.snapshot}", exact=True),
    )
