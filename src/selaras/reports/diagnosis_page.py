"""A finding as a page: the sentence, the waterfall, the what-ifs, and what it does not show."""

from __future__ import annotations

from collections.abc import Mapping

from selaras.diagnosis.business_effect import BusinessEffect
from selaras.diagnosis.finding import Cause, Effect, Finding, Span, Words
from selaras.diagnosis.sentences import FACTOR_WORDS, TEAM_WORDS
from selaras.diagnosis.source_fairness import SourceFairness
from selaras.reports.charts import Estimate, Group, Step, Total, Waterfall, waterfall
from selaras.reports.effect_page import effect_sections, fairness_sections
from selaras.reports.numbers import Amounts, day_text, days_text, percent, plain
from selaras.reports.page import (
    Badge,
    Block,
    Bullets,
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
    Terms,
    Tone,
    write_page,
)
from selaras.reports.words import WORDS, Language, word


def diagnosis_page(
    finding: Finding,
    language: Language,
    fairness: SourceFairness | None = None,
    effect: BusinessEffect | None = None,
    *,
    place: str = "",
) -> str:
    """One self-contained HTML file: the finding, and what was asked beside it.

    `place` is the workspace's name, shown in the head.
    """
    return write_page(diagnosis_answer(finding, language, fairness, effect, place=place))


def diagnosis_answer(
    finding: Finding,
    language: Language,
    fairness: SourceFairness | None = None,
    effect: BusinessEffect | None = None,
    *,
    place: str = "",
) -> Page:
    """The finding as a page's blocks, for whatever frame they come to stand in."""
    money = _money(finding, language)
    sections = (
        *_needed(finding, language),
        *_moved(finding, money),
        *_what_if(finding, money),
        *_further(fairness, effect, language),
        *_missing(finding, language),
        *_counted(finding, language),
    )
    return Page(
        language=language,
        kind=word("diagnosis.kind", language),
        place=place,
        badge=_badge(finding, language),
        sentence=_said(finding.sentence, language),
        standfirst=_standfirst(finding, language),
        facts=_facts(finding, money),
        sections=sections,
        sources=_sources(finding, language),
    )


def _money(finding: Finding, language: Language) -> Amounts:
    values = [finding.base, finding.actual]
    values += [] if finding.gap is None else [finding.gap.value]
    values += [effect.effect for effect in (*finding.teams, *finding.factors)]
    return Amounts.over(values, finding.unit, language)


def _badge(finding: Finding, language: Language) -> Badge:
    if finding.verdict is Cause.CANNOT_TELL:
        return Badge(word("cannot_tell", language), Tone.UNKNOWN)
    if finding.verdict is Cause.NEITHER:
        return Badge(word("diagnosis.neither", language), Tone.QUIET)
    teams = finding.named or (finding.verdict.value,)
    named = [_said(TEAM_WORDS[team], language) for team in teams]
    if len(named) == 1:
        return Badge(word("diagnosis.points_to", language, team=named[0]), Tone.NAMED)
    text = word("diagnosis.points_to_two", language, team=named[0], other=named[1])
    return Badge(text, Tone.NAMED)


def _standfirst(finding: Finding, language: Language) -> str:
    period = _days(finding.period_span, language)
    if finding.base_span is not None:
        base = _days(finding.base_span, language)
        text = word("diagnosis.periods", language, period=period, base=base)
    elif finding.plan is not None:
        text = word("diagnosis.plan", language, period=period, plan=finding.plan)
    else:
        text = word("diagnosis.period_alone", language, period=period)
    if finding.age_days is None:
        return f"{text}."
    return f"{text}; {word('diagnosis.age', language, days=finding.age_days)}."


def _facts(finding: Finding, money: Amounts) -> tuple[Fact, ...]:
    language = money.language
    found = []
    gap = finding.gap
    if gap is not None:
        span = money.span(gap.low, gap.high, signs=True)
        note = f"{word('interval_90', language)}: {span}" if span else ""
        found.append(Fact(word("diagnosis.gap", language), money.full(gap.value, sign=True), note))
    if finding.base is not None:
        head = "diagnosis.base" if finding.plan is None else "diagnosis.planned"
        found.append(Fact(word(head, language), money.full(finding.base)))
    if finding.actual is not None:
        found.append(Fact(word("diagnosis.period", language), money.full(finding.actual)))
    leads, before = finding.n.get("leads_period"), finding.n.get("leads_base")
    if leads is not None:
        note = ""
        if before is not None:
            note = word("diagnosis.leads_note", language, base=plain(before, language))
        found.append(Fact(word("diagnosis.leads", language), plain(leads, language), note))
    return tuple(found)


def _needed(finding: Finding, language: Language) -> tuple[Section, ...]:
    if finding.needed is None:
        return ()
    says = Prose(_said(finding.needed.says, language))
    return (Section(word("diagnosis.needed", language), (says,)),)


def _moved(finding: Finding, money: Amounts) -> tuple[Section, ...]:
    if finding.base is None or finding.actual is None or not finding.teams:
        return ()
    language = money.language
    teams = Group("", None, tuple(_step(e, TEAM_WORDS, language) for e in finding.teams))
    blocks: list[Block] = [_waterfall(finding, (teams,), money, "teams")]
    if finding.factors:
        blocks.append(_waterfall(finding, _by_team(finding, language), money, "factors"))
    if finding.probabilities:
        ordered = sorted(finding.probabilities.items(), key=lambda pair: (-pair[1], pair[0]))
        said = ", ".join(
            f"{_said(TEAM_WORDS[team], language)} {percent(share, language)}"
            for team, share in ordered
        )
        blocks.append(Prose(word("diagnosis.likely", language, teams=said), quiet=True))
    return (Section(word("diagnosis.moved", language), tuple(blocks)),)


def _by_team(finding: Finding, language: Language) -> tuple[Group, ...]:
    order = list(dict.fromkeys([e.name for e in finding.teams] + [e.team for e in finding.factors]))
    return tuple(
        Group(
            _name(TEAM_WORDS, team, language),
            None,
            tuple(_step(e, FACTOR_WORDS, language) for e in finding.factors if e.team == team),
        )
        for team in order
        if any(e.team == team for e in finding.factors)
    )


def _step(effect: Effect, words: Mapping[str, Words], language: Language) -> Step:
    name = _name(words, effect.name, language)
    return Step(name, Estimate(effect.effect, effect.low, effect.high))


def _waterfall(finding: Finding, groups: tuple[Group, ...], money: Amounts, kind: str) -> Figure:
    language = money.language
    assert finding.base is not None
    assert finding.actual is not None
    start = (
        _days(finding.base_span, language)
        if finding.base_span is not None
        else word("diagnosis.planned", language)
    )
    shown = Waterfall(
        Total(start, finding.base),
        groups,
        Total(_days(finding.period_span, language), finding.actual),
        word("diagnosis.team" if kind == "teams" else "factor", language),
    )
    steps = ", ".join(f"{s.label} {money.full(s.effect.value, sign=True)}" for s, _ in shown.steps)
    title = word(f"diagnosis.{kind}", language)
    description = word(
        "diagnosis.teams_shown",
        language,
        base=money.full(finding.base),
        actual=money.full(finding.actual),
        steps=steps,
    )
    picture = waterfall(shown, money, caption=title, description=description)
    return Figure(title, picture, note=word(f"diagnosis.{kind}_note", language), folded=True)


def _what_if(finding: Finding, money: Amounts) -> tuple[Section, ...]:
    if not finding.what_if:
        return ()
    language = money.language
    columns = (
        Column(word("diagnosis.supposed", language)),
        Column(word("diagnosis.revenue", language), money.head, numeric=True),
        Column(word("diagnosis.change", language), money.head, numeric=True),
    )
    rows = tuple(
        Row(
            (
                Cell(_said(one.says, language)),
                Cell(money.text(one.revenue)),
                Cell(
                    money.signed(one.change.value),
                    money.span(one.change.low, one.change.high, signs=True),
                ),
            )
        )
        for one in finding.what_if
    )
    table = Table(word("diagnosis.what_if_table", language), columns, rows)
    label = word("model_answer", language)
    return (Section(word("diagnosis.what_if", language), (table,), label=label),)


def _further(
    fairness: SourceFairness | None, effect: BusinessEffect | None, language: Language
) -> tuple[Section, ...]:
    fair = () if fairness is None else fairness_sections(fairness, language)
    return fair if effect is None else (*fair, *effect_sections(effect, language))


def _missing(finding: Finding, language: Language) -> tuple[Section, ...]:
    sections = []
    if finding.dropped:
        pairs = tuple(
            (_name(FACTOR_WORDS, dropped.factor, language), _said(dropped.reason, language))
            for dropped in finding.dropped
        )
        sections.append(Section(word("diagnosis.dropped", language), (Terms(pairs),)))
    if finding.limits:
        limits = Bullets(tuple(_said(limit, language) for limit in finding.limits))
        sections.append(Section(word("diagnosis.limits", language), (limits,)))
    return tuple(sections)


def _counted(finding: Finding, language: Language) -> tuple[Section, ...]:
    """A row for each thing counted, the base and the period beside each other."""
    if not finding.n:
        return ()
    counts: dict[str, dict[str, int]] = {}
    for name, n in finding.n.items():
        what, _, cohort = name.rpartition("_")
        if cohort not in ("base", "period"):
            what, cohort = name, "both"
        counts.setdefault(what, {})[cohort] = n
    cohorts = [
        cohort
        for cohort in ("base", "period", "both")
        if any(cohort in of_cohorts for of_cohorts in counts.values())
    ]
    columns = (
        Column(word("diagnosis.count", language)),
        *(Column(word(f"diagnosis.{cohort}", language), numeric=True) for cohort in cohorts),
    )
    rows = tuple(
        Row(
            (
                Cell(_counted_word(what, language)),
                *(Cell(plain(found[c], language) if c in found else "") for c in cohorts),
            )
        )
        for what, found in counts.items()
    )
    title = word("diagnosis.counted", language)
    return (Section(title, (Table(title, columns, rows),)),)


def _counted_word(what: str, language: Language) -> str:
    key = f"count.{what}"
    return word(key, language) if key in WORDS else what.replace("_", " ")


def _sources(finding: Finding, language: Language) -> tuple[Source, ...]:
    command = f"selaras diagnose --as-of {finding.as_of.isoformat()} --period {finding.period_span}"
    if finding.base_span is not None:
        command += f" --base {finding.base_span}"
    if finding.plan is not None:
        command += f" --against {finding.plan}"
    found = [Source(word("as_of", language), day_text(finding.as_of, language))]
    if finding.snapshot is not None:
        found.append(Source(word("snapshot", language), finding.snapshot, exact=True))
        command += f" --snapshot {finding.snapshot}"
    found.append(Source(word("interval", language), word("interval_90", language)))
    found.append(Source(word("rows", language), f"{command} --format json", exact=True))
    return tuple(found)


def _days(span: Span, language: Language) -> str:
    return days_text(span.first, span.last, language)


def _name(words: Mapping[str, Words], name: str, language: Language) -> str:
    found = words.get(name)
    text = name if found is None else _said(found, language)
    return text[:1].upper() + text[1:]


def _said(words: Words, language: Language) -> str:
    return words.id if language == "id" else words.en
