"""A promise as a page: the answer and its sentence, both questions, what else, the tests."""

from __future__ import annotations

import shlex

from selaras.capacity.promise import Answer, Promise
from selaras.capacity.quantities import amount
from selaras.reports.capacity_promise_table import (
    EVIDENCE_HEADS,
    chance_text,
    counted,
    evidence_cells,
    reply_cells,
)
from selaras.reports.capacity_promise_words import HEADS
from selaras.reports.capacity_saying import said
from selaras.reports.numbers import NO_VALUE, day_text, percent
from selaras.reports.page import (
    Badge,
    Bullets,
    Cell,
    Column,
    Fact,
    Page,
    Row,
    Section,
    Source,
    Table,
    Tone,
    write_page,
)
from selaras.reports.words import Language, word

_TONES = {
    Answer.YES: Tone.GOOD,
    Answer.LATER: Tone.RISK,
    Answer.LESS: Tone.RISK,
    Answer.NO: Tone.MISSED,
    Answer.CANNOT_TELL: Tone.UNKNOWN,
}


def promise_page(promise: Promise, language: Language, *, place: str = "") -> str:
    """One self-contained HTML file."""
    return write_page(promise_answer(promise, language, place=place))


def promise_answer(promise: Promise, language: Language, *, place: str = "") -> Page:
    """The page as a value, for whoever frames it."""
    heads, answer = HEADS[language], promise.today.answer
    return Page(
        language=language,
        kind=heads["kind"],
        place=place,
        badge=Badge(heads[answer], _TONES[answer]),
        sentence=said(promise.sentence, language),
        facts=_facts(promise, language),
        sections=(
            _both(promise, language),
            *_alternatives(promise, language),
            *_evidence(promise, language),
            *_said(heads["problems"], [said(p.says, language) for p in promise.problems]),
            *_said(heads["limits"], [said(words, language) for words in promise.limits]),
        ),
        sources=_sources(promise, language),
    )


def _facts(promise: Promise, language: Language) -> tuple[Fact, ...]:
    heads, reply = HEADS[language], promise.today
    unit = promise.place.unit if promise.place else ""
    _answer, there, earliest, short, _limit = reply_cells(reply, unit, language)
    asked = said(amount(promise.question.quantity, unit), language)
    tested = promise.today.binding.tested
    return (
        Fact(heads["short"], short, f"{asked}, {day_text(promise.question.by, language)}"),
        Fact(heads["by_date"], there, ""),
        Fact(heads["earliest"], earliest, ""),
        Fact(
            heads["tested_"],
            NO_VALUE if tested is None else said(amount(tested, unit), language),
            "",
        ),
    )


def _both(promise: Promise, language: Language) -> Section:
    heads = HEADS[language]
    unit = promise.place.unit if promise.place else ""
    replies = [(heads["today"], promise.today)]
    if promise.expanded is not None:
        replies.append((heads["expanded"], promise.expanded))
    columns = tuple(
        Column(heads[name], numeric=name == "short")
        for name in ("plant", "answer", "by_date", "earliest", "short")
    )
    told = [(name, reply_cells(reply, unit, language)) for name, reply in replies]
    rows = tuple(Row((Cell(name), *(Cell(text) for text in cells[:-1]))) for name, cells in told)
    # Below the table: a sentence in a narrow column makes rows as tall as a telephone.
    limits = Bullets(tuple(f"{name}: {cells[-1]}" for name, cells in told))
    return Section(heads["both"], (Table(heads["both"], columns, rows), limits))


def _alternatives(promise: Promise, language: Language) -> tuple[Section, ...]:
    if not promise.alternatives:
        return ()
    heads = HEADS[language]
    columns = (Column(heads["way"]), Column(heads["says"]), Column(heads["short"], numeric=True))
    rows = tuple(
        Row(
            (
                Cell(heads[one.way]),
                Cell(said(one.says, language)),
                Cell(chance_text(one.probability_short, language)),
            )
        )
        for one in promise.alternatives
    )
    return (Section(heads["alternatives"], (Table(heads["alternatives"], columns, rows),)),)


def _evidence(promise: Promise, language: Language) -> tuple[Section, ...]:
    if not promise.evidence:
        return ()
    heads = HEADS[language]
    numbers = ("claimed", "capacity", "in_use")
    columns = tuple(Column(heads[name], numeric=name in numbers) for name in EVIDENCE_HEADS)
    rows = tuple(
        Row(tuple(Cell(text) for text in evidence_cells(one, "", language)))
        for one in promise.evidence
    )
    return (Section(heads["evidence"], (Table(heads["evidence"], columns, rows),)),)


def _said(title: str, lines: list[str]) -> tuple[Section, ...]:
    return (Section(title, (Bullets(tuple(lines)),)),) if lines else ()


def _sources(promise: Promise, language: Language) -> tuple[Source, ...]:
    heads, question = HEADS[language], promise.question
    unit = f" --unit {shlex.quote(question.unit)}" if question.unit else ""
    command = (
        f"selaras capacity promise --site {shlex.quote(question.site)} "
        f"--product {shlex.quote(question.product)} --quantity {question.quantity:g} "
        f"--by {question.by}{unit} --service-level {question.service_level:g} "
        f"--as-of {promise.as_of.isoformat()} --format json"
    )
    return (
        Source(word("as_of", language), day_text(promise.as_of, language)),
        Source(word("snapshot", language), promise.snapshot or NO_VALUE, exact=True),
        Source(heads["counted"], counted(promise, language)),
        Source(heads["level"], percent(question.service_level, language)),
        Source(word("rows", language), command, exact=True),
    )
