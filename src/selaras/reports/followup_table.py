"""Follow-ups, source fairness and business effect on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from selaras.diagnosis.followup.curve import ALL, Curve
from selaras.diagnosis.followup.figures import Figure, Sentence
from selaras.diagnosis.followup.policy import FollowUp
from selaras.diagnosis.followup.sentences import kind_name, limits_of, sentence_of
from selaras.diagnosis.followup.timing import HOURS, WAITS, Band, Timing
from selaras.reports.followup_words import DAYS, HEADS
from selaras.reports.numbers import NO_VALUE, Amounts, Shares, plain
from selaras.reports.terminal import plain_text, terminal
from selaras.reports.words import Language

_WIDTH = 130


def print_follow_up(answer: FollowUp, language: str = "en") -> None:
    """Print the answer, as wide as the terminal."""
    terminal(_WIDTH).print(follow_up_table(answer, language))


def follow_up_text(answer: FollowUp, language: str = "en") -> str:
    """The same as plain text, for a file."""
    return plain_text([follow_up_table(answer, language)], _WIDTH)


def follow_up_table(answer: FollowUp, language: str = "en") -> RenderableType:
    """The sentence, the best numbers, the curve, how to spread, and what it does not show."""
    spoken, heads = _spoken(language), HEADS[language]
    parts: list[RenderableType] = []
    if answer.lack is not None:
        parts.append(Text(heads["cannot"], "magenta"))
    parts += [Text(sentence_of(answer).in_language(language), "bold"), Text()]
    if answer.curves:
        money = money_of(answer, spoken)
        parts += [_section(heads["curve"], money), _curve_table(answer.curves[0], money, heads)]
        parts += [Text(), _best_table(answer, money, heads, language)]
        if answer.scarce is not None:
            parts += [Text(), _section(heads["spread"]), _spread_table(answer, heads, spoken)]
        parts += [Text(), _section(heads["not_read"]), _final_table(answer, heads, spoken)]
    if answer.timing is not None:
        label = answer.timing.label.in_language(language)
        parts += [Text(), _section(f"{heads['timing']} ({label})")]
        parts += _timing_tables(answer.timing, heads, language)
    parts += [Text(), *limits_list(limits_of(answer), language)]
    return Group(*parts)


def limits_list(limits: Sequence[Sentence], language: str) -> list[RenderableType]:
    """What an answer does not show, a line each."""
    if not limits:
        return []
    lines = Text("\n".join(f"• {limit.in_language(language)}" for limit in limits), "dim")
    return [_section(HEADS[language]["shows_not"]), lines]


def _spoken(language: str) -> Language:
    return "id" if language == "id" else "en"


def money_of(answer: FollowUp, language: Language) -> Amounts:
    """One scale for what attempts are worth and what stopping after them comes to."""
    values = [row.worth.value for curve in answer.curves for row in curve.rows]
    values += [row.net.value for curve in answer.curves for row in curve.rows]
    return Amounts.over(values, answer.unit, language)


def _section(title: str, money: Amounts | None = None) -> Text:
    return Text.assemble((title, "bold"), ("" if money is None else f"   {money.head}", "dim"))


def _grid(*heads: str, left: int = 1) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", show_edge=False)
    for at, head in enumerate(heads):
        table.add_column(head, justify="left" if at < left else "right", no_wrap=True)
    return table


def _curve_table(curve: Curve, money: Amounts, heads: dict[str, str]) -> RenderableType:
    shares = Shares(money.language, 1)
    table = _grid(
        *(heads[h] for h in ("attempt", "attempted", "contacts", "chance", "interval", "made",
                             "by", "tries", "worth", "interval", "net", "interval")), left=0,
    )  # fmt: skip
    for row in curve.rows:
        style = "bold" if row.number == curve.best.number else ""
        table.add_row(
            str(row.number), str(row.attempted), str(row.contacts),
            shares.text(row.chance.value), _span(row.chance, shares),
            shares.text(row.made), shares.text(row.contact_by.value),
            plain(row.attempts, money.language, 2), money.text(row.worth.value),
            _span(row.worth, money), money.text(row.net.value), _span(row.net, money),
            style=style,
        )  # fmt: skip
    return table


def _best_table(
    answer: FollowUp, money: Amounts, heads: dict[str, str], language: str
) -> RenderableType:
    shares = Shares(money.language, 1)
    table = _grid(
        *(heads[h] for h in ("kind", "leads", "now", "contacts", "value", "best", "interval"))
    )
    for curve in answer.curves:
        name = heads["all_leads"] if curve.name == ALL else kind_name(curve.name).in_language(
            language
        )  # fmt: skip
        best = curve.best
        number = NO_VALUE if best.number is None else str(best.number)
        table.add_row(
            name,
            plain(curve.leads, money.language),
            plain(curve.attempts_now, money.language, 2),
            shares.text(curve.contact_now),
            money.full(curve.value.value),
            (heads["edge"] if best.is_edge else "") + number,
            "" if best.low is None else f"{best.low}–{best.high}",
        )
    return table


def _spread_table(answer: FollowUp, heads: dict[str, str], language: Language) -> RenderableType:
    assert answer.scarce is not None
    scarce = answer.scarce
    money = Amounts.over([s.value for s in scarce.shares], answer.unit, language)
    table = _grid(*(heads[h] for h in ("kind", "leads", "plan", "tries", "contacts")), money.head)
    for kind, leads, share in zip(scarce.kinds, scarce.leads, scarce.shares, strict=True):
        plan = str(share.attempts)
        if share.share > 0:
            plan += f" ({Shares(language).text(share.share)}: {share.attempts_then})"
        table.add_row(
            kind_name(kind).in_language(language),
            plain(leads, language),
            plan,
            plain(share.expected, language),
            plain(share.contacts, language),
            money.text(share.value),
        )
    return table


def _final_table(answer: FollowUp, heads: dict[str, str], language: Language) -> RenderableType:
    shares = Shares(language, 1)
    table = _grid(*(heads[h] for h in ("ended", "leads", "share", "by")), left=0)
    for row in answer.final_numbers:
        table.add_row(
            str(row.attempts),
            plain(row.ended, language),
            Text(shares.text(row.share_reached), "strike dim"),
            shares.text(row.chance),
        )
    return table


def _timing_tables(timing: Timing, heads: dict[str, str], language: str) -> list[RenderableType]:
    return [
        Padding(_band_table(heads[title], names, bands, heads, _spoken(language)), (0, 0, 0, 0))
        for title, names, bands in (
            ("hours", hour_names(timing.hours), timing.hours),
            ("weekdays", [DAYS[language][b.band] for b in timing.weekdays], timing.weekdays),
            ("waits", wait_names(timing.waits), timing.waits),
        )
        if bands
    ]


def hour_names(bands: Sequence[Band]) -> list[str]:
    """`09–11` for each band."""
    return [f"{HOURS[b.band]:02d}–{(*HOURS, 24)[b.band + 1]:02d}" for b in bands]


def wait_names(bands: Sequence[Band]) -> list[str]:
    """`1–4` and `72+`, hours, for each band."""
    ends = (*WAITS[1:], None)
    return [
        f"{WAITS[b.band]}+" if ends[b.band] is None else f"{WAITS[b.band]}–{ends[b.band]}"
        for b in bands
    ]


def _band_table(
    title: str,
    names: Sequence[str],
    bands: Sequence[Band],
    heads: dict[str, str],
    language: Language,
) -> Table:
    shares = Shares(language, 1)
    table = _grid(title, *(heads[h] for h in ("attempted", "contacts", "chance", "interval")))
    for name, band in zip(names, bands, strict=True):
        table.add_row(
            name,
            plain(band.attempts, language),
            plain(band.contacts, language),
            shares.text(band.share.value),
            _span(band.share, shares),
        )
    return table


def _span(of: Figure, form: Amounts | Shares) -> str:
    return "" if of.low is None or of.high is None else f"{form.text(of.low)}–{form.text(of.high)}"
