"""Versions as pages show them: promises by side, each as its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from selaras.agreements import AgreementVersion, Commitment
from selaras.agreements.promise_nouns import say_conditions, say_table
from selaras.agreements.promise_sentence import excuse_sentence, promise_body, promise_sentence
from selaras.agreements.values import Term
from selaras.records.reader import reader_language


@dataclass(frozen=True, slots=True)
class ShownPromise:
    """A commitment: its own wording, and what is measured, as sentences."""

    commitment: Commitment
    promisee: str
    body: str
    sentence: str
    excuse: str

    @property
    def name(self) -> str:
        return self.commitment.name

    @property
    def says(self) -> str:
        return self.commitment.says or ""


@dataclass(frozen=True, slots=True)
class Side:
    """What one party owes."""

    party: str
    name: str
    promises: tuple[ShownPromise, ...]


@dataclass(frozen=True, slots=True)
class ShownTerm:
    name: str
    says: str
    rows: str


def sides(version: AgreementVersion, names: Mapping[str, str]) -> tuple[Side, ...]:
    """What each party owes, in the order of the parties; those who owe nothing are left out."""
    agreement = version.agreement
    found = []
    for party in agreement.parties:
        owed = [c for c in agreement.commitments if c.promisor == party]
        if owed:
            promises = tuple(_promise(c, names) for c in owed)
            found.append(Side(party, names.get(party, party), promises))
    return tuple(found)


def _promise(commitment: Commitment, names: Mapping[str, str]) -> ShownPromise:
    spoken = reader_language()
    body = promise_body(commitment, spoken)
    return ShownPromise(
        commitment,
        names.get(commitment.promisee, commitment.promisee),
        body[:1].upper() + body[1:],
        promise_sentence(commitment, spoken, names),
        excuse_sentence(commitment, spoken),
    )


def shown_terms(version: AgreementVersion) -> tuple[ShownTerm, ...]:
    return tuple(_term(term) for term in version.agreement.terms)


def _term(term: Term) -> ShownTerm:
    spoken = reader_language()
    conditions = say_conditions(term.where, spoken)
    rows = say_table(term.table, spoken)
    return ShownTerm(term.name, term.says or "", f"{rows} ({conditions})" if conditions else rows)
