"""What changed in one commitment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from selaras.agreements.change import About, Change, ChangeKind, field_change, quoted, verbatim
from selaras.agreements.measure_writing import measure_text, where_text
from selaras.agreements.phrases import Language, say_objective, say_schedule
from selaras.agreements.values import (
    Agreement,
    Amount,
    Commitment,
    Count,
    Measure,
    NumberObjective,
    Ratio,
    WithinObjective,
)
from selaras.agreements.version import canonical_value

_SIMPLE = (
    "promisor",
    "promisee",
    "every",
    "per",
    "excused",
    "calendar",
    "currency",
    "prorate",
    "owner",
    "baseline",
    "deadline",
    "part_of",
    "members",
)


def commitment_changes(
    old: Commitment, new: Commitment, agreements: tuple[Agreement, Agreement]
) -> Iterator[Change]:
    about, name = About.COMMITMENT, new.name
    texts = {
        id(commitment.measure): measure_text(commitment.measure, agreement.terms)
        for commitment, agreement in zip((old, new), agreements, strict=True)
    }
    measures = (_own_measure(old.measure, agreements[0]), _own_measure(new.measure, agreements[1]))
    if canonical_value(measures[0]) != canonical_value(measures[1]):
        yield Change(
            about,
            ChangeKind.CHANGED,
            name,
            "measure",
            verbatim(texts[id(old.measure)]),
            verbatim(texts[id(new.measure)]),
        )
    yield from _objective_changes(old, new)
    yield from field_change(about, name, "of", (old.of, new.of), lambda p: verbatim(where_text(p)))
    for field in _SIMPLE:
        yield from field_change(about, name, field, (getattr(old, field), getattr(new, field)))
    yield from field_change(about, name, "says", (old.says, new.says), quoted)


def _own_measure(measure: Measure, agreement: Agreement) -> Measure:
    """The measure without what its term says: a term that changes is told once, as the term."""
    terms = {term.name: term for term in agreement.terms}
    if isinstance(measure, Ratio):
        of, over = (_own_measure(count, agreement) for count in (measure.of, measure.over))
        assert isinstance(of, Count)
        assert isinstance(over, Count)
        return Ratio(of, over)
    if isinstance(measure, Count | Amount) and measure.term in terms:
        term = terms[measure.term]
        at = "" if measure.at == term.at else measure.at
        return replace(measure, where=measure.where[len(term.where) :], at=at)
    return measure


def _objective_changes(old: Commitment, new: Commitment) -> Iterator[Change]:
    about, name = About.COMMITMENT, new.name
    before, after = old.objective, new.objective
    percents = (isinstance(old.measure, Ratio), isinstance(new.measure, Ratio))
    if isinstance(before, WithinObjective) and isinstance(after, WithinObjective):
        yield from field_change(about, name, "target", (before.within, after.within))
        yield from field_change(about, name, "share", (before.share, after.share))
    elif (
        isinstance(before, NumberObjective)
        and isinstance(after, NumberObjective)
        and before.direction is after.direction
        and percents[0] is percents[1]
    ):
        yield from field_change(
            about,
            name,
            "target",
            (before.target, after.target),
            lambda target: {
                "en": say_schedule(target, "en", percent=percents[0]),
                "id": say_schedule(target, "id", percent=percents[0]),
            },
        )
        yield from field_change(about, name, "share", (before.share, after.share))
    elif canonical_value(before) != canonical_value(after):
        words: list[dict[Language, str]] = [
            {
                "en": say_objective(c.objective, c.measure, "en"),
                "id": say_objective(c.objective, c.measure, "id"),
            }
            for c in (old, new)
        ]
        yield Change(about, ChangeKind.CHANGED, name, "objective", words[0], words[1])
