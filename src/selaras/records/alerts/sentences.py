"""What a change of the ledger sounds like, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from selaras.ledger import Verdict
from selaras.records.alerts.models import Change
from selaras.reports.promise import title_of
from selaras.reports.verdict_figures import asked_in, each_in, period_in, value_in
from selaras.reports.words import Language

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
_ASKED = {
    "en": "{value}, where {asked} is asked (n = {n}).",
    "id": "{value}, sedangkan yang diminta {asked} (n = {n}).",
}
_CHANCE = {
    "en": "A miss has a probability of {}.",
    "id": "Peluang tidak ditepati {}.",
}


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """A change in one language: what it is about, what became of it, and the figures."""

    head: str
    became: str
    figures: str

    @property
    def sentence(self) -> str:
        return f"{self.head} {self.became}. {self.figures}".strip()


def change_words(
    kind: str, verdict: Verdict, names: Mapping[str, str], subject: str | None, language: Language
) -> ChangeWords:
    """A change in words.

    `names` are what parties are called, `subject` what the subject is called by whoever reads it.
    """
    promisor = names.get(verdict.promisor, verdict.promisor)
    promisee = names.get(verdict.promisee, verdict.promisee)
    period = period_in(verdict.period, language)
    what = ", ".join(part for part in (title_of(verdict.commitment), subject, period) if part)
    became = _BECAME[language][Change.Kind(kind)]
    figures = []
    if verdict.value is not None:
        figures.append(
            _ASKED[language].format(
                value=value_in(verdict, language), asked=_asked(verdict, language), n=verdict.n
            )
        )
    if kind == Change.Kind.AT_RISK and verdict.probability_missed is not None:
        figures.append(_CHANCE[language].format(_chance(verdict.probability_missed, language)))
    return ChangeWords(
        f"{promisor} → {promisee}: {what}",
        f"is {became}" if language == "en" else became,
        " ".join(figures),
    )


def change_sentences(
    kind: str, verdict: Verdict, names: Mapping[str, str], subject: str | None
) -> dict[str, str]:
    """The sentence of a change, by language."""
    languages: tuple[Language, Language] = ("en", "id")
    return {
        language: change_words(kind, verdict, names, subject, language).sentence
        for language in languages
    }


def _asked(verdict: Verdict, language: Language) -> str:
    """What was asked: the target, or the share of items and what each of them was to keep."""
    each = each_in(verdict, language)
    return asked_in(verdict, language) + (f" ({each})" if each else "")


def _chance(probability: float, language: str) -> str:
    if probability > 0.99:
        return "over 99%" if language == "en" else "lebih dari 99%"
    return f"{probability:.0%}"


def summary(kinds: Mapping[str, int], language: str) -> str:
    """`2 promises missed, 1 at risk`, for the head of a message."""
    parts = [
        f"{kinds[kind]} {_BECAME[language][kind]}"
        for kind in (Change.Kind.MISSED, Change.Kind.AT_RISK, Change.Kind.KEPT)
        if kinds.get(kind)
    ]
    return ", ".join(parts)
