"""A postmortem as a page: the sentence, the three questions, the waterfall, what was lost."""

from __future__ import annotations

from selaras.capacity.finding import Estimate
from selaras.capacity.lost.values import Loss
from selaras.capacity.postmortem.answer import Basis, Postmortem, Verdict
from selaras.capacity.postmortem.questions import Answer, Reason
from selaras.capacity.postmortem.sentences import (
    ANSWERS,
    QUESTIONS,
    TERMS,
    needed_of,
    sentence_of,
)
from selaras.reports.capacity_postmortem_words import HEADS
from selaras.reports.capacity_programme_page import (
    chance,
    chance_span,
    limits_section,
    quantity,
    tests_section,
)
from selaras.reports.capacity_saying import said
from selaras.reports.charts import Estimate as Shown
from selaras.reports.charts import Group, Step, Total, Waterfall, waterfall
from selaras.reports.numbers import NO_VALUE, Amounts, day_text, days_text, percent, plain
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
    Tone,
    write_page,
)
from selaras.reports.words import Language, word

SHARES = frozenset(("reaches_target", "untested", "kept", "short_tested", "short_claimed",
                    "short_expired"))  # fmt: skip
"""Grounds whose figure is a share; the others are quantities."""


def postmortem_page(
    found: Postmortem, language: Language, lost: Loss | None = None, *, place: str = ""
) -> str:
    """One self-contained HTML file."""
    return write_page(postmortem_answer(found, language, lost, place=place))


def postmortem_answer(
    found: Postmortem, language: Language, lost: Loss | None = None, *, place: str = ""
) -> Page:
    """The page as a value, for whoever frames it."""
    heads, programme = HEADS[language], found.programme
    basis = (
        heads["snapshot_basis"].format(snapshot=found.known_snapshot)
        if found.basis is Basis.SNAPSHOT
        else heads["reconstructed"]
    )
    return Page(
        language=language,
        kind=heads["kind"],
        place=place,
        badge=_badge(found, language),
        sentence=said(sentence_of(found), language),
        standfirst=heads["stood"].format(
            span=days_text(programme.first, programme.last, language),
            at=day_text(found.decided_at.date(), language),
            basis=basis,
        ),
        facts=_facts(found, language),
        sections=(
            *_needed(found, language),
            _questions(found, language),
            *_waterfall(found, language),
            *_oks(found, language),
            *_lost(lost, language),
            *tests_section(found.known.bearing.tests, language),
            *limits_section(found.limits, language),
        ),
        sources=_sources(found, language),
    )


def _badge(found: Postmortem, language: Language) -> Badge:
    text = HEADS[language][found.verdict.value]
    if found.verdict is Verdict.CANNOT_TELL:
        return Badge(text, Tone.UNKNOWN)
    quiet = found.verdict in (Verdict.CHANCE, Verdict.NO_SHORTFALL)
    return Badge(text, Tone.QUIET if quiet else Tone.NAMED)


def span_text(figure: Estimate, language: Language) -> str:
    """The ends of an interval of quantities; empty without one."""
    if figure.low is None or figure.high is None:
        return ""
    low, high = quantity(figure.low, language), quantity(figure.high, language)
    return f"{low} {word('to', language)} {high}"


def _facts(found: Postmortem, language: Language) -> tuple[Fact, ...]:
    heads, outcome = HEADS[language], found.outcome
    facts = []
    gap = found.waterfall.gap
    if gap is not None:
        facts.append(Fact(heads["gap"], quantity(gap.value, language), span_text(gap, language)))
    if outcome.demand is not None:
        note = span_text(outcome.demand, language)
        facts.append(Fact(heads["demand"], quantity(outcome.demand.value, language), note))
        facts.append(Fact(heads["served"], quantity(outcome.served, language)))
    if outcome.capacity is not None:
        source = heads["several_sources" if outcome.capacity_from == "several" else _source(found)]
        note = heads["capacity_from"].format(source=source)
        facts.append(Fact(heads["capacity"], quantity(outcome.capacity, language), note))
    then = found.known.with_expansions.chances.tightest or found.known.by_claims.tightest
    if then is not None:
        note = heads["tolerated"].format(
            low=chance(then.low, language),
            high=chance(then.high, language),
            tolerance=percent(found.programme.tolerance, language),
        )
        facts.append(Fact(heads["chance_then"], chance(then.value, language), note))
    return tuple(facts)


def _source(found: Postmortem) -> str:
    name = found.outcome.capacity_from
    return name if name in ("sold_out", "test", "served", "unknown") else "test"


def _needed(found: Postmortem, language: Language) -> tuple[Section, ...]:
    needed = needed_of(found)
    if not needed:
        return ()
    items = Bullets(tuple(said(words, language) for words in needed))
    return (Section(HEADS[language]["needed"], (items,)),)


def reason_figure(reason: Reason, language: Language) -> tuple[str, str, str]:
    """A ground's figure, its interval and its bound, as they are read."""
    is_share = reason.name in SHARES
    bound = NO_VALUE if reason.bound is None else percent(reason.bound, language)
    if reason.name == "over_tested":
        bound = f"+{bound}"
    elif not is_share:
        bound = quantity(reason.bound, language)
    if reason.figure is None:
        return NO_VALUE, "", bound
    if not is_share:
        return quantity(reason.figure.value, language), "", bound
    figure, span = chance(reason.figure.value, language), ""
    if reason.figure.low is not None and reason.figure.high is not None:
        span = chance_span(reason.figure.low, reason.figure.high, language)
    return figure, span, bound


def _questions(found: Postmortem, language: Language) -> Section:
    heads = HEADS[language]
    columns = (
        Column(heads["question"]),
        Column(heads["answer"]),
        Column(heads["figure"], numeric=True),
        Column(heads["bound"], numeric=True),
    )
    rows = []
    for question in found.questions:
        answer = said(ANSWERS[question.answer], language)
        name = said(QUESTIONS[question.cause], language)
        blank = Cell("")
        named = question.answer is Answer.YES
        rows.append(Row((Cell(name), Cell(answer), blank, blank), strong=named))
        for reason in question.reasons:
            figure, span, bound = reason_figure(reason, language)
            rows.append(
                Row(
                    (
                        Cell(said(reason.says, language)),
                        Cell(said(ANSWERS[reason.answer], language)),
                        Cell(figure, span),
                        Cell(bound),
                    ),
                    indent=True,
                )
            )
    table = Table(heads["questions"], columns, tuple(rows))
    return Section(heads["questions"], (table, Prose(heads["questions_note"], quiet=True)))


def _waterfall(found: Postmortem, language: Language) -> tuple[Section, ...]:
    """From what there was up to what was wanted; only where both are known."""
    heads, links = HEADS[language], found.waterfall.links
    if links.demand is None or links.actual is None or not found.waterfall.terms:
        return ()
    steps = tuple(
        Step(
            said(TERMS[term.name], language),
            Shown(term.value.value, term.value.low, term.value.high),
        )
        for term in reversed(found.waterfall.terms)
    )
    values = [links.demand.value, links.actual.value, *(s.effect.value for s in steps)]
    figures = Amounts.over([round(value) for value in values], "", language)
    shown = Waterfall(
        Total(heads["capacity"], links.actual.value),
        (Group("", None, steps),),
        Total(heads["demand"], links.demand.value),
        heads["step"],
    )
    says = heads["waterfall_says"].format(
        actual=figures.full(links.actual.value),
        demand=figures.full(links.demand.value),
        steps=", ".join(f"{s.label} {figures.full(s.effect.value, sign=True)}" for s in steps),
    )
    picture = waterfall(shown, figures, caption=heads["waterfall"], description=says)
    figure = Figure(heads["waterfall"], picture, note=heads["waterfall_note"], folded=True)
    return (Section(heads["waterfall"], (figure,)),)


def _oks(found: Postmortem, language: Language) -> tuple[Section, ...]:
    if not found.oks.given:
        return ()
    heads = HEADS[language]
    columns = (
        Column(heads["team"]),
        Column(heads["subject"]),
        Column(heads["quantity"], numeric=True),
        Column(heads["stated"], numeric=True),
        Column(heads["on"]),
        Column(heads["tested"]),
    )
    rows = tuple(
        Row(
            (
                Cell(ok.team or heads["record"]),
                Cell(ok.subject),
                Cell(quantity(ok.quantity, language)),
                Cell(NO_VALUE if ok.probability is None else percent(ok.probability, language)),
                Cell("" if ok.stated_at is None else day_text(ok.stated_at.date(), language)),
                Cell(heads["yes" if ok.is_tested else "no"]),
            ),
            strong=not ok.is_tested,
        )
        for ok in found.oks.given
    )
    return (Section(heads["oks"], (Table(heads["oks"], columns, rows),)),)


def _lost(lost: Loss | None, language: Language) -> tuple[Section, ...]:
    if lost is None:
        return ()
    heads = HEADS[language]
    blocks: list[Block] = [Prose(said(lost.sentence, language))]
    rows = [Row((Cell(heads["logged"]), Cell(quantity(lost.logged, language))))]
    for name, figure in (("estimated", lost.estimated), ("reconciled", lost.reconciled)):
        if figure is not None:
            cell = Cell(quantity(figure.value, language), span_text(figure, language))
            rows.append(Row((Cell(heads[name]), cell), strong=name == "reconciled"))
    columns = (Column(heads["what"]), Column(heads["orders"], numeric=True))
    blocks += [Table(heads["lost"], columns, tuple(rows)), Prose(heads["lost_note"], quiet=True)]
    sections = [Section(heads["lost"], tuple(blocks))]
    if lost.credits:
        sections.append(_credits(lost, language))
    return tuple(sections)


def _credits(lost: Loss, language: Language) -> Section:
    heads = HEADS[language]
    names = ("deals", "credited", "delivered", "pending", "not_delivered")
    columns = (Column(heads["team"]), *(Column(heads[n], numeric=True) for n in names))
    rows = []
    for credit in lost.credits:
        amounts = (credit.credited, credit.delivered, credit.pending, credit.not_delivered)
        money = Amounts.over(amounts, credit.currency, language)
        rows.append(
            Row(
                (
                    Cell(credit.team),
                    Cell(plain(credit.deals, language)),
                    *(Cell(money.full(amount)) for amount in amounts),
                )
            )
        )
    table = Table(heads["credits_table"], columns, tuple(rows))
    return Section(heads["credits"], (table,))


def _sources(found: Postmortem, language: Language) -> tuple[Source, ...]:
    programme_id = found.programme.programme_id
    command = f"selaras capacity postmortem {programme_id} --as-of {found.as_of.isoformat()}"
    listed = [Source(word("as_of", language), day_text(found.as_of, language))]
    if found.snapshot is not None:
        listed.append(Source(word("snapshot", language), found.snapshot, exact=True))
        command += f" --snapshot {found.snapshot}"
    listed.append(Source(word("interval", language), word("interval_90", language)))
    listed.append(Source(word("rows", language), f"{command} --format json", exact=True))
    return tuple(listed)
