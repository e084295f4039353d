"""What changed between two versions of an agreement, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from selaras.agreements.change import (
    About,
    Change,
    ChangeKind,
    field_change,
    verbatim,
)
from selaras.agreements.commitment_diff import commitment_changes
from selaras.agreements.measure_writing import term_text
from selaras.agreements.phrases import Language, say, say_objective
from selaras.agreements.values import (
    Agreement,
    AgreementVersion,
    Amount,
    Commitment,
    Count,
    Excuse,
    Measure,
    Ratio,
    Term,
)
from selaras.agreements.version import canonical_value

Named = TypeVar("Named", Term, Commitment)


def diff_versions(
    old: AgreementVersion | Agreement, new: AgreementVersion | Agreement
) -> tuple[Change, ...]:
    """Every change from `old` to `new`: the agreement's own, then terms, then commitments.

    Nothing where both are the same version, and something wherever they are not. What was only
    renamed is said so, and what speaks of it counts as unchanged.
    """
    before = old.agreement if isinstance(old, AgreementVersion) else old
    after = new.agreement if isinstance(new, AgreementVersion) else new
    changes = list(_agreement_changes(before, after))
    terms = _renames(before.terms, after.terms)
    before = _rename_terms(before, terms)
    promises = _renames(before.commitments, after.commitments)
    before = _rename_commitments(before, promises)
    changes += [_renamed(About.TERM, was, now) for was, now in terms.items()]
    changes += _term_changes(before, after)
    changes += [_renamed(About.COMMITMENT, was, now) for was, now in promises.items()]
    changes += _commitment_changes(before, after)
    return tuple(changes)


def _renamed(about: About, was: str, now: str) -> Change:
    return Change(about, ChangeKind.RENAMED, now, None, verbatim(was), verbatim(now))


def _agreement_changes(before: Agreement, after: Agreement) -> Iterator[Change]:
    if before.name != after.name:
        yield _renamed(About.AGREEMENT, before.name, after.name)
    for party in after.parties:
        if party not in before.parties:
            words = verbatim(party)
            yield Change(About.AGREEMENT, ChangeKind.ADDED, after.name, None, None, words)
    for party in before.parties:
        if party not in after.parties:
            words = verbatim(party)
            yield Change(About.AGREEMENT, ChangeKind.REMOVED, after.name, None, words, None)
    for field in (
        "title",
        "effective_from",
        "effective_to",
        "calendar",
        "review_every",
        "individuals",
    ):
        pair = (getattr(before, field), getattr(after, field))
        yield from field_change(About.AGREEMENT, after.name, field, pair)


def _renames(before: tuple[Named, ...], after: tuple[Named, ...]) -> dict[str, str]:
    """Old name → new name of what is gone and came back equal under another name."""
    old_names, new_names = {one.name for one in before}, {one.name for one in after}
    gone = [one for one in before if one.name not in new_names]
    fresh = {one.name: _nameless(one) for one in after if one.name not in old_names}
    renames: dict[str, str] = {}
    for one in gone:
        twin = next((name for name, form in fresh.items() if form == _nameless(one)), None)
        if twin is not None:
            del fresh[twin]
            renames[one.name] = twin
    return renames


def _nameless(one: Term | Commitment) -> object:
    return canonical_value(replace(one, name=""))


def _rename_terms(agreement: Agreement, renames: Mapping[str, str]) -> Agreement:
    if not renames:
        return agreement
    terms = tuple(replace(t, name=renames.get(t.name, t.name)) for t in agreement.terms)
    commitments = tuple(
        replace(c, measure=_with_terms(c.measure, renames)) for c in agreement.commitments
    )
    return replace(agreement, terms=terms, commitments=commitments)


def _with_terms(measure: Measure, renames: Mapping[str, str]) -> Measure:
    if isinstance(measure, Count | Amount) and measure.term is not None:
        return replace(measure, term=renames.get(measure.term, measure.term))
    if isinstance(measure, Ratio):
        of, over = (_with_terms(count, renames) for count in (measure.of, measure.over))
        assert isinstance(of, Count)
        assert isinstance(over, Count)
        return Ratio(of, over)
    return measure


def _rename_commitments(agreement: Agreement, renames: Mapping[str, str]) -> Agreement:
    if not renames:
        return agreement

    def renamed(commitment: Commitment) -> Commitment:
        excused = tuple(
            Excuse(
                replace(e.when, commitment=renames.get(e.when.commitment, e.when.commitment)),
                e.says,
            )
            for e in commitment.excused
        )
        whole = commitment.part_of
        return replace(
            commitment,
            name=renames.get(commitment.name, commitment.name),
            excused=excused,
            part_of=None if whole is None else renames.get(whole, whole),
        )

    return replace(agreement, commitments=tuple(renamed(c) for c in agreement.commitments))


def _pairs(
    before: tuple[Named, ...], after: tuple[Named, ...]
) -> Iterator[tuple[Named | None, Named | None]]:
    old: dict[str, Named] = {one.name: one for one in before}
    new: dict[str, Named] = {one.name: one for one in after}
    for name in [*new, *(name for name in old if name not in new)]:
        yield old.get(name), new.get(name)


def _term_changes(before: Agreement, after: Agreement) -> Iterator[Change]:
    for old, new in _pairs(before.terms, after.terms):
        if old is None and new is not None:
            words = verbatim(term_text(new))
            yield Change(About.TERM, ChangeKind.ADDED, new.name, None, None, words)
        elif new is None and old is not None:
            yield Change(About.TERM, ChangeKind.REMOVED, old.name)
        elif old is not None and new is not None:
            meanings = tuple(replace(term, says=None) for term in (old, new))
            yield from field_change(
                About.TERM,
                new.name,
                "meaning",
                (meanings[0], meanings[1]),
                lambda term: verbatim(term_text(term)),
            )
            yield from field_change(About.TERM, new.name, "says", (old.says, new.says))


def _commitment_changes(before: Agreement, after: Agreement) -> Iterator[Change]:
    for old, new in _pairs(before.commitments, after.commitments):
        if old is None and new is not None:
            words = _promise(new)
            yield Change(About.COMMITMENT, ChangeKind.ADDED, new.name, None, None, words)
        elif new is None and old is not None:
            words = _promise(old)
            yield Change(About.COMMITMENT, ChangeKind.REMOVED, old.name, None, words, None)
        elif old is not None and new is not None:
            yield from commitment_changes(old, new, (before, after))


def _promise(commitment: Commitment) -> dict[Language, str]:
    bounds = {
        language: say_objective(commitment.objective, commitment.measure, language)
        for language in ("en", "id")
    }
    who = (commitment.promisor, commitment.promisee)
    return {
        "en": f"{who[0]} promises {who[1]} {bounds['en']} every {say(commitment.every, 'en')}",
        "id": f"{who[0]} berjanji kepada {who[1]} {bounds['id']} setiap "
        f"{say(commitment.every, 'id')}",
    }
