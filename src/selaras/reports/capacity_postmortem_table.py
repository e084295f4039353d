"""A postmortem on a terminal: the sentence, the waterfall, the three questions, what was lost."""

from __future__ import annotations

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from selaras.capacity.finding import Estimate
from selaras.capacity.lost.values import Loss
from selaras.capacity.postmortem.answer import Postmortem, Verdict
from selaras.capacity.postmortem.questions import Answer
from selaras.capacity.postmortem.sentences import (
    ANSWERS,
    FIGURES,
    QUESTIONS,
    TERMS,
    needed_of,
    sentence_of,
)
from selaras.reports.capacity_postmortem_page import span_text
from selaras.reports.capacity_postmortem_words import HEADS
from selaras.reports.capacity_programme_page import quantity
from selaras.reports.capacity_programme_table import bullets, grid, written
from selaras.reports.capacity_programme_words import HEADS as PROGRAMME_HEADS
from selaras.reports.capacity_saying import said
from selaras.reports.numbers import Amounts, signed
from selaras.reports.words import Language

_COLOURS = {Answer.YES: "red", Answer.NO: "green", Answer.CANNOT_TELL: "magenta"}
_MARKS = {Answer.YES: "✗", Answer.NO: "●", Answer.CANNOT_TELL: "?"}


def postmortem_text(found: Postmortem, language: Language = "en", lost: Loss | None = None) -> str:
    """The answer as text; coloured where standard output is a terminal."""
    return written(_parts(found, language, lost))


def _parts(found: Postmortem, language: Language, lost: Loss | None) -> list[RenderableType]:
    heads = HEADS[language]
    unknown = found.verdict is Verdict.CANNOT_TELL
    parts: list[RenderableType] = [
        Text(("? " if unknown else "") + heads[found.verdict.value], "magenta" if unknown else ""),
        Text(said(sentence_of(found), language), "bold"),
        Text(),
        _figures(found, language),
        Text(),
        _terms(found, language),
    ]
    for question in found.questions:
        mark, colour = _MARKS[question.answer], _COLOURS[question.answer]
        answer = said(ANSWERS[question.answer], language)
        parts += [
            Text(),
            Text.assemble(
                (f"{mark} {answer}  ", colour), (said(QUESTIONS[question.cause], language), "bold")
            ),
        ]
        parts += [
            Padding(Text(f"{_MARKS[r.answer]} {said(r.says, language)}"), (0, 0, 0, 2))
            for r in question.reasons
        ]
    parts += bullets(heads["needed"], [said(words, language) for words in needed_of(found)])
    if lost is not None:
        parts += _loss(lost, language)
    limits = [said(limit, language) for limit in found.limits]
    parts += bullets(PROGRAMME_HEADS[language]["limits"], limits)
    source = heads["source"].format(as_of=found.as_of.isoformat(), snapshot=found.snapshot)
    return [*parts, Text(), Text(source, "dim")]


def _figures(found: Postmortem, language: Language) -> RenderableType:
    links = found.waterfall.links
    table = grid("", "", "90%", numeric=frozenset((1, 2)))
    figures: tuple[tuple[str, Estimate | None], ...] = (
        ("demand", links.demand),
        ("target", Estimate(links.target)),
        ("claimed", None if links.claimed is None else Estimate(links.claimed)),
        ("tested", None if links.tested is None else Estimate(links.tested)),
        ("actual", links.actual),
    )
    for name, figure in figures:
        value = quantity(None if figure is None else figure.value, language)
        span = "" if figure is None else span_text(figure, language)
        table.add_row(said(FIGURES[name], language), value, span)
    return table


def _terms(found: Postmortem, language: Language) -> RenderableType:
    table = grid("", "", "90%", numeric=frozenset((1, 2)))
    for term in found.waterfall.terms:
        table.add_row(
            said(TERMS[term.name], language),
            signed(term.value.value, language),
            span_text(term.value, language),
        )
    return table


def _loss(lost: Loss, language: Language) -> list[RenderableType]:
    heads = HEADS[language]
    parts: list[RenderableType] = [Text(), Text(heads["lost"], "bold")]
    parts.append(Padding(Text(said(lost.sentence, language)), (0, 0, 0, 1)))
    if not lost.credits:
        return parts
    names = ("team", "deals", "credited", "delivered", "pending", "not_delivered")
    table = grid(*(heads[name].lower() for name in names), numeric=frozenset(range(1, 6)))
    for credit in lost.credits:
        amounts = (credit.credited, credit.delivered, credit.pending, credit.not_delivered)
        money = Amounts.over(amounts, credit.currency, language)
        table.add_row(credit.team, str(credit.deals), *(money.full(amount) for amount in amounts))
    return [*parts, Text(), Text(heads["credits"], "bold"), table]
