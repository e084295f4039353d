"""A promise on a terminal: the sentence, both answers, what else could be promised, the tests."""

from __future__ import annotations

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from selaras.capacity.promise import Answer, Evidence, Promise, Reply
from selaras.capacity.quantities import amount, chance_words
from selaras.reports.capacity_promise_words import HEADS, standing_word
from selaras.reports.capacity_saying import counted_in, said
from selaras.reports.numbers import NO_VALUE, day_text, percent
from selaras.reports.terminal import plain_text
from selaras.reports.words import Language

_WIDTH = 110
_COLOURS = {
    Answer.YES: "green",
    Answer.LATER: "yellow",
    Answer.LESS: "yellow",
    Answer.NO: "red",
    Answer.CANNOT_TELL: "magenta",
}
_MARKS = {
    Answer.YES: "●",
    Answer.LATER: "▲",
    Answer.LESS: "▲",
    Answer.NO: "✗",
    Answer.CANNOT_TELL: "?",
}


def promise_text(promise: Promise, language: Language = "en") -> str:
    """The promise as text; coloured where standard output is a terminal."""
    return plain_text(_parts(promise, language), _WIDTH, colour_terminal=True)


def _parts(promise: Promise, language: Language) -> list[RenderableType]:
    heads, answer = HEADS[language], promise.today.answer
    parts: list[RenderableType] = [
        Text(f"{_MARKS[answer]} {heads[answer]}", _COLOURS[answer]),
        Text(said(promise.sentence, language), "bold"),
        Text(),
        _replies(promise, language),
    ]
    if promise.alternatives:
        table = _grid(heads["way"], heads["short"], heads["says"])
        for one in promise.alternatives:
            table.add_row(
                heads[one.way],
                chance_text(one.probability_short, language),
                said(one.says, language),
            )
        parts += [Text(), Text(heads["alternatives"], "bold"), table]
    if promise.evidence:
        parts += [Text(), Text(heads["evidence"], "bold"), _tests(promise, language)]
    parts += _bullets(heads["problems"], [said(p.says, language) for p in promise.problems])
    parts += _bullets(heads["limits"], [said(words, language) for words in promise.limits])
    parts += [
        Text(),
        Text(counted(promise, language), "dim"),
        Text(source(promise, language), "dim"),
    ]
    return parts


def _replies(promise: Promise, language: Language) -> Table:
    heads = HEADS[language]
    table = _grid(
        heads["plant"], heads["answer"], heads["by_date"], heads["earliest"], heads["short"],
        heads["limit"],
    )  # fmt: skip
    replies = [(heads["today"], promise.today)]
    if promise.expanded is not None:
        replies.append((heads["expanded"], promise.expanded))
    unit = promise.place.unit if promise.place else ""
    for name, reply in replies:
        table.add_row(name, *reply_cells(reply, unit, language))
    return table


def reply_cells(reply: Reply, unit: str, language: Language) -> tuple[str, str, str, str, str]:
    """The answer, what there is by the day, the earliest day, the chance, and what limits it."""
    heads = HEADS[language]
    most = reply.quantity_by_date
    there = NO_VALUE if most is None else said(amount(most, unit), language)
    if most is None and reply.at_most is not None:
        there = f"{heads['at_most']} {said(amount(reply.at_most, unit), language)}"
    return (
        heads[reply.answer],
        there,
        NO_VALUE if reply.earliest is None else day_text(reply.earliest, language),
        chance_text(reply.probability_short, language),
        said(reply.binding.says, language),
    )


def evidence_cells(one: Evidence, unit: str, language: Language) -> tuple[str, ...]:
    """Resource, standing, claimed, shown, in use, tested on, method, tester, holds until."""

    def quantity(value: float | None) -> str:
        return NO_VALUE if value is None else said(amount(value, unit), language)

    expires = HEADS[language]["no_end"] if one.tested_at is not None else NO_VALUE
    return (
        one.resource_id,
        standing_word(one.standing, language),
        quantity(one.claimed),
        quantity(one.capacity),
        quantity(one.in_use),
        NO_VALUE if one.tested_on is None else day_text(one.tested_on, language),
        one.method or NO_VALUE,
        one.tester or NO_VALUE,
        expires if one.expires_on is None else day_text(one.expires_on, language),
    )


EVIDENCE_HEADS = (
    "resource", "standing", "claimed", "capacity", "in_use", "tested", "method", "tester",
    "expires",
)  # fmt: skip


def _tests(promise: Promise, language: Language) -> Table:
    table = _grid(*(HEADS[language][head] for head in EVIDENCE_HEADS))
    for one in promise.evidence:
        table.add_row(*evidence_cells(one, "", language))
    return table


def counted(promise: Promise, language: Language) -> str:
    """How much evidence there is."""
    heads = HEADS[language]
    if "tests" not in promise.n:
        return heads["n_units"].format(**promise.n)
    counts = [(what, n) for what, n in promise.n.items() if "_" not in what]
    n = {what: counted_in(found, what, language) for what, found in counts}
    over = counted_in(promise.n["weeks_read"], "weeks", language)
    n["readings"] += f" {heads['over']} {over}"
    return ", ".join(n.values())


def source(promise: Promise, language: Language) -> str:
    """As-of, snapshot and service level."""
    return HEADS[language]["source"].format(
        as_of=promise.as_of.isoformat(timespec="minutes"),
        snapshot=promise.snapshot or NO_VALUE,
        level=percent(promise.question.service_level, language),
    )


def chance_text(chance: float | None, language: Language) -> str:
    """A chance of falling short; a dash where it is not known."""
    return NO_VALUE if chance is None else said(chance_words(chance), language)


def _grid(*heads: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for head in heads:
        table.add_column(head)
    return table


def _bullets(title: str, lines: list[str]) -> list[RenderableType]:
    if not lines:
        return []
    return [
        Text(),
        Text(title, "bold"),
        *(Padding(Text(f"· {line}"), (0, 0, 0, 1)) for line in lines),
    ]
