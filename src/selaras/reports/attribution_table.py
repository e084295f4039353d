"""An attribution on a terminal: the sentence, models side by side, Marketing's part, small wins."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from selaras.diagnosis.attribution.answer import (
    Attribution,
    ChannelCredit,
    Contribution,
    Estimate,
    ModelCredit,
    SmallWin,
)
from selaras.diagnosis.attribution.words import KIND_WORDS, MODEL_NAMES, SURE_WORDS
from selaras.reports.numbers import NO_VALUE, Amounts, percent, plain
from selaras.reports.terminal import plain_text, terminal
from selaras.reports.words import Language

_MARKS = {
    "likely": ("●", "green"),
    "possible": ("◐", "cyan"),
    "not_shown": ("·", "dim"),
    "cannot_tell": ("?", "magenta"),
}
_WORDS = {
    "channel": {"en": "channel", "id": "saluran"},
    "conversions": {"en": "Credit, in conversions", "id": "Kredit, dalam konversi"},
    "revenue": {"en": "Credit, in revenue", "id": "Kredit, dalam pendapatan"},
    "removal": {"en": "Lost without it", "id": "Hilang tanpanya"},
    "part": {"en": "Marketing's part", "id": "Bagian Marketing"},
    "share": {"en": "share", "id": "bagian"},
    "wins": {"en": "Small wins", "id": "Kemenangan kecil"},
    "no_wins": {
        "en": "Of nothing that the newest leads met is it shown that it made a difference.",
        "id": "Belum terlihat pengaruh dari apa pun yang ditemui prospek terbaru.",
    },
    "limits": {"en": "What this does not show", "id": "Yang tidak ditunjukkan"},
    "n": {
        "en": "{paths} leads with touches, {touches} touches, {conversions} conversions "
        "({touched} touched); snapshot {snapshot}; 90% intervals",
        "id": "{paths} prospek dengan sentuhan, {touches} sentuhan, {conversions} konversi "
        "({touched} tersentuh); potret bukti {snapshot}; selang 90%",
    },
}

_WIDTH = 160


def print_attribution(answer: Attribution, language: Language = "en") -> None:
    """Print it, as wide as the terminal, or 160 columns where there is none."""
    terminal(_WIDTH).print(attribution_table(answer, language))


def attribution_text(answer: Attribution, language: Language = "en") -> str:
    """What is printed, as plain text 160 columns wide."""
    return plain_text([attribution_table(answer, language)], _WIDTH)


def attribution_table(answer: Attribution, language: Language = "en") -> RenderableType:
    """All of it, as rich prints it."""
    sure = answer.verdict != "cannot_tell"
    parts: list[RenderableType] = [
        Text(("● " if sure else "? ") + answer.sentence[language],
             "bold green" if sure else "bold magenta"),
        Text(_scope(answer, language), "dim"),
    ]  # fmt: skip
    if answer.models:
        parts += [_credit(answer, "conversions", language)]
        if answer.revenue_total is not None:
            parts.append(_credit(answer, "revenue", language))
        if any(channel.removal for model in answer.models for channel in model.channels):
            parts.append(_credit(answer, "removal", language))
    if answer.contributions:
        parts.append(_contributions(answer, language))
    if answer.models:
        parts.append(_head("wins", language))
        parts += [_win(win, language) for win in answer.wins]
    if answer.models and not answer.wins:
        parts.append(Text(f"  {_WORDS['no_wins'][language]}", "dim"))
    parts.append(_head("limits", language))
    parts += [Text(f"  {limit[language]}", "dim") for limit in answer.limits]
    return Group(*parts)


def _scope(answer: Attribution, language: Language) -> str:
    n = answer.n
    return _WORDS["n"][language].format(
        paths=plain(n.paths, language),
        touches=plain(n.touches, language),
        conversions=plain(n.conversions, language),
        touched=plain(n.conversions_touched, language),
        snapshot=answer.snapshot,
    )


def _head(key: str, language: Language, note: str = "") -> Text:
    return Text.assemble(
        "\n", (_WORDS[key][language], "bold"), (f"  {note}" if note else "", "dim")
    )


def _table(key: str, language: Language, note: str = "") -> Table:
    return Table(
        box=None,
        pad_edge=False,
        header_style="dim",
        title=_head(key, language, note),
        title_justify="left",
        title_style="",
    )


def _credit(answer: Attribution, kind: str, language: Language) -> Table:
    models = [m for m in answer.models if kind != "removal" or m.channels[0].removal is not None]
    found = {m.model: {c.channel: _figure(c, kind) for c in m.channels} for m in models}
    amounts = Amounts.over(
        [e.value for row in found.values() for e in row.values() if e is not None],
        answer.currency,
        language,
    )
    table = _table(kind, language, amounts.head if kind == "revenue" else "")
    table.add_column(_WORDS["channel"][language])
    for model in models:
        table.add_column(MODEL_NAMES[model.model][language], justify="right")
    for channel in _order(models):
        cells = [_cell(found[m.model][channel], kind, amounts, language) for m in models]
        table.add_row(channel, *cells)
    return table


def _order(models: list[ModelCredit]) -> list[str]:
    """Channels by their mean share over the models."""
    shares: dict[str, float] = {}
    for model in models:
        for channel in model.channels:
            shares[channel.channel] = shares.get(channel.channel, 0) + channel.share.value
    return sorted(shares, key=lambda name: (-shares[name], name))


def _figure(channel: ChannelCredit, kind: str) -> Estimate | None:
    if kind == "conversions":
        return channel.conversions
    return channel.revenue if kind == "revenue" else channel.removal


def _cell(estimate: Estimate | None, kind: str, amounts: Amounts, language: Language) -> str:
    """The value with its interval below it."""
    if estimate is None:
        return NO_VALUE

    def shown(value: float) -> str:
        if kind == "revenue":
            return amounts.text(value)
        if kind == "removal":
            return percent(value, language)
        return plain(value, language, 1 if value < 100 else 0)

    if estimate.low is None or estimate.high is None:
        return shown(estimate.value)
    return f"{shown(estimate.value)}\n{shown(estimate.low)}–{shown(estimate.high)}"


def _contributions(answer: Attribution, language: Language) -> Table:
    amounts = Amounts.over(
        [one.revenue.value for one in answer.contributions if one.revenue],
        answer.currency,
        language,
    )
    table = _table("part", language, amounts.head if answer.revenue_total is not None else "")
    heads = ("conversions", "share", "revenue")[: 3 if answer.revenue_total is not None else 2]
    table.add_column("")
    for head in heads:
        table.add_column(_WORDS[head][language], justify="right")
    for one in answer.contributions:
        table.add_row(*_contribution(one, amounts, language)[: len(heads) + 1])
    return table


def _contribution(one: Contribution, amounts: Amounts, language: Language) -> list[str]:
    share = one.share
    bounds = (
        f" ({percent(share.low, language)}–{percent(share.high, language)})"
        if share.low is not None and share.high is not None
        else ""
    )
    return [
        KIND_WORDS[one.kind][language],
        _cell(one.conversions, "conversions", amounts, language).replace("\n", "  "),
        f"{percent(share.value, language)}{bounds}",
        _cell(one.revenue, "revenue", amounts, language).replace("\n", "  "),
    ]


def _win(win: SmallWin, language: Language) -> Text:
    mark, style = _MARKS[win.sure]
    word = SURE_WORDS[win.sure][language]
    return Text.assemble((f"{mark} {word:<12} ", style), win.sentence[language])
