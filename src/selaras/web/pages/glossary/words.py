"""The words of agreements: what they mean, in which version, and where they are used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from selaras.agreements import Agreement, AgreementVersion, Amount, Count, Measure, Operator, Ratio
from selaras.agreements.promise_nouns import say_rows
from selaras.agreements.values import Term
from selaras.agreements.version import canonical_value
from selaras.records.reader import reader_language


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word means in an agreement from a day on. `is_new` marks a change of meaning."""

    agreement: AgreementVersion
    term: Term
    rows: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A word between some parties: its meaning now, those before, and the promises that use it."""

    name: str
    agreement: str
    title: str
    parties: tuple[str, ...]
    meanings: tuple[Meaning, ...]
    used_in: tuple[str, ...]

    @property
    def now(self) -> Meaning:
        return self.meanings[-1]

    @property
    def before(self) -> tuple[Meaning, ...]:
        """Earlier meanings that differ from the one after them, the newest first."""
        return tuple(m for m in self.meanings[:-1] if m.is_new)[::-1] if self.has_changed else ()

    @property
    def has_changed(self) -> bool:
        return any(meaning.is_new for meaning in self.meanings[1:])

    @property
    def stage(self) -> str | None:
        """The one stage of leads that the word stands for; None where it is something else."""
        return stage_of(self.now.term)


def stage_of(term: Term) -> str | None:
    """The stage that a term is, where it is a stage of leads and nothing else."""
    if term.table != "lead_stages" or len(term.where) != 1:
        return None
    (condition,) = term.where
    is_stage = condition.ref.column == "stage" and condition.operator is Operator.IN
    return str(condition.values[0]) if is_stage and len(condition.values) == 1 else None


def words_of(versions: Iterable[AgreementVersion]) -> tuple[Word, ...]:
    """Every word of the agreements, by name, with its meanings in the order of versions."""
    found: dict[tuple[str, str], list[tuple[AgreementVersion, Term]]] = {}
    newest: dict[str, AgreementVersion] = {}
    for version in versions:
        newest[version.agreement.name] = version
        for term in version.agreement.terms:
            found.setdefault((term.name, version.agreement.name), []).append((version, term))
    return tuple(
        _word(name, newest[agreement], meanings)
        for (name, agreement), meanings in sorted(found.items(), key=lambda pair: pair[0])
    )


def _word(
    name: str, newest: AgreementVersion, meanings: list[tuple[AgreementVersion, Term]]
) -> Word:
    agreement = newest.agreement
    shown: list[Meaning] = []
    for version, term in meanings:
        same = bool(shown) and canonical_value(shown[-1].term) == canonical_value(term)
        rows = say_rows(term.table, term.where, reader_language())
        shown.append(Meaning(version, term, rows, not same))
    return Word(
        name,
        agreement.name,
        agreement.title or agreement.name,
        agreement.parties,
        tuple(shown),
        _uses(agreement, name),
    )


def _uses(agreement: Agreement, term: str) -> tuple[str, ...]:
    return tuple(c.name for c in agreement.commitments if term in _terms(c.measure))


def _terms(measure: Measure) -> set[str | None]:
    if isinstance(measure, Ratio):
        return {measure.of.term, measure.over.term}
    return {measure.term} if isinstance(measure, Count | Amount) else set()
