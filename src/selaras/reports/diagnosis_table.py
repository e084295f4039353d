"""A finding on a terminal: the sentence, the teams, the factors, and what it does not show."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from selaras.diagnosis.business_effect import BusinessEffect
from selaras.diagnosis.finding import Cause, Effect, Estimate, Finding, Words
from selaras.diagnosis.sentences import FACTOR_WORDS, TEAM_WORDS
from selaras.diagnosis.source_fairness import SourceFairness
from selaras.reports.effect_table import effect_table, fairness_table
from selaras.reports.numbers import NO_VALUE, Amounts, plain
from selaras.reports.terminal import plain_text, terminal
from selaras.reports.words import Language

_WIDTH = 110
_HEADS = {
    "en": {
        "revenue": "Revenue of the leads of {period}",
        "base": "base {span}",
        "period": "period {span}",
        "plan": "plan {plan}",
        "gap": "gap",
        "interval": "90% interval",
        "teams": "What each team did to it",
        "factors": "What each factor did to it",
        "effect": "effect",
        "team": "team",
        "factor": "factor",
        "what_if": "Had one thing been otherwise (a model's answer)",
        "change": "change",
        "dropped": "What the evidence does not speak of",
        "limits": "What it does not show",
        "cannot": "? cannot tell",
        "age": "Leads of both periods are followed for {days} days.",
        "both": "both",
        "source": "As of {as_of} · snapshot {snapshot} · the cells behind it: --format json, trace",
    },
    "id": {
        "revenue": "Pendapatan dari prospek {period}",
        "base": "pembanding {span}",
        "period": "periode {span}",
        "plan": "rencana {plan}",
        "gap": "selisih",
        "interval": "selang 90%",
        "teams": "Pengaruh tiap tim",
        "factors": "Pengaruh tiap faktor",
        "effect": "pengaruh",
        "team": "tim",
        "factor": "faktor",
        "what_if": "Andai satu hal lain (jawaban model)",
        "change": "perubahan",
        "dropped": "Yang tidak terbaca dari bukti",
        "limits": "Yang tidak ditunjukkan",
        "cannot": "? belum dapat dipastikan",
        "age": "Prospek kedua periode diikuti selama {days} hari.",
        "both": "keduanya",
        "source": "Per {as_of} · potret {snapshot} · sel di baliknya: --format json, trace",
    },
}
_COUNTS = {
    "leads": Words("leads", "prospek"),
    "passed_on": Words("passed on to Sales", "diteruskan ke Penjualan"),
    "attempts": Words("attempts", "percobaan"),
    "contacts": Words("contacts", "kontak"),
    "won": Words("won", "menang"),
    "reps": Words("reps", "tenaga penjual"),
}
"""What was counted; `_base` and `_period` after it say of which cohort."""


def print_diagnosis(
    finding: Finding,
    language: Language = "en",
    fairness: SourceFairness | None = None,
    effect: BusinessEffect | None = None,
) -> None:
    """Print the finding, as wide as the terminal, and what was asked beside it."""
    console = terminal(_WIDTH)
    for part in _parts(finding, language, fairness, effect):
        console.print(part)


def diagnosis_text(
    finding: Finding,
    language: Language = "en",
    fairness: SourceFairness | None = None,
    effect: BusinessEffect | None = None,
) -> str:
    """The same as plain text, for a file."""
    return plain_text(_parts(finding, language, fairness, effect), _WIDTH)


def _parts(
    finding: Finding,
    language: Language,
    fairness: SourceFairness | None,
    effect: BusinessEffect | None,
) -> list[RenderableType]:
    parts: list[RenderableType] = [finding_table(finding, language)]
    if fairness is not None:
        parts += [Text(), fairness_table(fairness, language)]
    if effect is not None:
        parts += [Text(), effect_table(effect, language)]
    return parts


def finding_table(finding: Finding, language: Language = "en") -> RenderableType:
    """The sentence first, then revenue, teams, factors, what-ifs, and what is missing."""
    heads = _HEADS[language]
    parts: list[RenderableType] = []
    if finding.verdict is Cause.CANNOT_TELL:
        parts.append(Text(heads["cannot"], "magenta"))
    parts += [Text(_said(finding.sentence, language), "bold"), Text()]
    money = _money(finding, language)
    if finding.actual is not None:
        parts += _revenue(finding, money, heads)
    if finding.actual is not None and finding.age_days is not None:
        parts.append(Text(heads["age"].format(days=finding.age_days), "dim"))
    if finding.teams:
        parts += _effects(heads["teams"], heads["team"], finding.teams, money, heads, language)
    if finding.factors:
        parts += _effects(
            heads["factors"], heads["factor"], finding.factors, money, heads, language
        )
    if finding.what_if:
        parts += _what_if(finding, money, heads, language)
    missing = [
        f"{_word(FACTOR_WORDS, d.factor, language)}: {_said(d.reason, language)}"
        for d in finding.dropped
    ]
    parts += _bullets(heads["dropped"], missing)
    parts += _bullets(heads["limits"], [_said(limit, language) for limit in finding.limits])
    parts += [Text(), *(Text(line, "dim") for line in _seen(finding, heads, language))]
    as_of = finding.as_of.isoformat(timespec="minutes")
    source = heads["source"].format(as_of=as_of, snapshot=finding.snapshot or NO_VALUE)
    parts.append(Text(source, "dim"))
    return Group(*parts)


def _money(finding: Finding, language: Language) -> Amounts:
    values = [finding.base, finding.actual, *(e.effect for e in (*finding.teams, *finding.factors))]
    if finding.gap is not None:
        values += [finding.gap.value, finding.gap.low, finding.gap.high]
    return Amounts.over([v for v in values if v is not None], finding.unit, language)


def _revenue(finding: Finding, money: Amounts, heads: dict[str, str]) -> list[RenderableType]:
    title = heads["revenue"].format(period=finding.period_span)
    table = _table()
    table.add_column("")
    table.add_column("", justify="right")
    table.add_column(heads["interval"], justify="right")
    before = (
        heads["plan"].format(plan=finding.plan)
        if finding.base_span is None
        else heads["base"].format(span=finding.base_span)
    )
    table.add_row(before, money.text(finding.base), "")
    table.add_row(heads["period"].format(span=finding.period_span), money.text(finding.actual), "")
    gap = finding.gap
    if gap is not None:
        table.add_row(heads["gap"], money.signed(gap.value), _ends(gap, money), style="bold")
    return [Text(f"{title}, {money.head}", "bold"), table]


def _effects(
    title: str,
    head: str,
    effects: tuple[Effect, ...],
    money: Amounts,
    heads: dict[str, str],
    language: Language,
) -> list[RenderableType]:
    table = _table()
    table.add_column(head)
    by_factor = any(effect.name != effect.team for effect in effects)
    if by_factor:
        table.add_column(heads["team"])
    table.add_column(heads["effect"], justify="right")
    table.add_column(heads["interval"], justify="right")
    for effect in effects:
        words = FACTOR_WORDS if by_factor else TEAM_WORDS
        team = [_word(TEAM_WORDS, effect.team, language)] if by_factor else []
        ends = Estimate(effect.effect, effect.low, effect.high)
        harmful = effect.high is not None and effect.high < 0
        table.add_row(
            _word(words, effect.name, language),
            *team,
            money.signed(effect.effect),
            _ends(ends, money),
            style="red" if harmful else None,
        )
    return [Text(), Text(f"{title}, {money.head}", "bold"), table]


def _what_if(
    finding: Finding, money: Amounts, heads: dict[str, str], language: Language
) -> list[RenderableType]:
    table = _table()
    table.add_column("")
    table.add_column(heads["change"], justify="right")
    table.add_column(heads["interval"], justify="right")
    for one in finding.what_if:
        table.add_row(
            _said(one.says, language), money.signed(one.change.value), _ends(one.change, money)
        )
    return [Text(), Text(f"{heads['what_if']}, {money.head}", "bold"), table]


def _table() -> Table:
    return Table(box=None, pad_edge=False, header_style="dim")


def _ends(estimate: Estimate, money: Amounts) -> str:
    return money.span(estimate.low, estimate.high, signs=True) or NO_VALUE


def _bullets(title: str, lines: list[str]) -> list[RenderableType]:
    if not lines:
        return []
    return [
        Text(),
        Text(title, "bold"),
        *(Padding(Text(f"· {line}"), (0, 0, 0, 1)) for line in lines),
    ]


def _seen(finding: Finding, heads: dict[str, str], language: Language) -> list[str]:
    """A line for each cohort, and one for what was counted of both."""
    lines: dict[str, list[str]] = {"base": [], "period": [], "": []}
    for name, n in finding.n.items():
        what, _, cohort = name.rpartition("_")
        if cohort not in ("base", "period"):
            what, cohort = name, ""
        said = _said(_COUNTS[what], language) if what in _COUNTS else what.replace("_", " ")
        lines[cohort].append(f"{plain(float(n), language)} {said}")
    spans = {"base": finding.base_span, "period": finding.period_span}
    named = (
        (heads[cohort].format(span=spans[cohort]) if cohort else heads["both"], ", ".join(counts))
        for cohort, counts in lines.items()
        if counts
    )
    return [f"{head}: {counts}" for head, counts in named]


def _word(words: dict[str, Words], name: str, language: Language) -> str:
    found = words.get(name)
    text = name if found is None else _said(found, language)
    return text[:1].upper() + text[1:]


def _said(words: Words, language: Language) -> str:
    return words.id if language == "id" else words.en
