"""What a change of the ledger sounds like, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from selaras.ledger import Verdict
from selaras.records.alerts.models import Change
from selaras.reports.ledger_table import asked_text, period_name, value_text

_BECAME = {
    "en": {
        Change.Kind.AT_RISK: "at risk",
        Change.Kind.MISSED: "missed",
        Change.Kind.KEPT: "kept after all",
    },
    "id": {
        Change.Kind.AT_RISK: "berisiko tidak ditepati",
        Change.Kind.MISSED: "tidak ditepati",
        Change.Kind.KEPT: "akhirnya ditepati",
    },
}


def change_sentences(
    kind: str, verdict: Verdict, names: Mapping[str, str], subject: str | None
) -> dict[str, str]:
    """The sentence of a change, by language.

    `names` are what parties are called, `subject` what the subject is called by whoever reads it.
    """
    promisor = names.get(verdict.promisor, verdict.promisor)
    promisee = names.get(verdict.promisee, verdict.promisee)
    what = ", ".join(part for part in (verdict.commitment, subject, period_name(verdict)) if part)
    english = [f"{promisor} → {promisee}: {what} is {_BECAME['en'][Change.Kind(kind)]}."]
    indonesian = [f"{promisor} → {promisee}: {what} {_BECAME['id'][Change.Kind(kind)]}."]
    value = value_text(verdict)
    if verdict.value is not None:
        english.append(f"{value}, where {asked_text(verdict)} is asked (n = {verdict.n}).")
        indonesian.append(
            f"{value}, sedangkan yang diminta {asked_text(verdict)} (n = {verdict.n})."
        )
    if kind == Change.Kind.AT_RISK and verdict.probability_missed is not None:
        share = f"{verdict.probability_missed:.0%}"
        english.append(f"A miss has a probability of {share}.")
        indonesian.append(f"Peluang tidak ditepati {share}.")
    return {"en": " ".join(english), "id": " ".join(indonesian)}


def summary(kinds: Mapping[str, int], language: str) -> str:
    """`2 promises missed, 1 at risk`, for the head of a message."""
    parts = [
        f"{kinds[kind]} {_BECAME[language][kind]}"
        for kind in (Change.Kind.MISSED, Change.Kind.AT_RISK, Change.Kind.KEPT)
        if kinds.get(kind)
    ]
    return ", ".join(parts)
