"""A commitment as a sentence, in English and in Bahasa Indonesia."""

from __future__ import annotations

from selaras.agreements.phrases import say, say_objective, word
from selaras.agreements.promise_sentence import promise_body
from selaras.agreements.values import Commitment, NumberObjective, Varies
from selaras.reports.verdict_figures import figure
from selaras.reports.words import Language

_SUBJECTS = {
    "rep": ("rep", "tenaga penjual"),
    "person": ("person", "orang"),
    "team": ("team", "tim"),
    "company": ("company", "perusahaan"),
    "party": ("party", "pihak"),
    "source": ("source", "sumber"),
    "channel": ("channel", "kanal"),
    "campaign": ("campaign", "kampanye"),
    "grade": ("grade", "kelas"),
    "segment": ("segment", "segmen"),
    "region": ("region", "wilayah"),
    "site": ("site", "lokasi"),
    "product": ("product", "produk"),
    "customer": ("customer", "pelanggan"),
    "severity": ("severity", "tingkat"),
    "topic": ("topic", "topik"),
    "owner": ("owner", "pemilik"),
}


def title_of(name: str) -> str:
    """`first-response` as `First response`."""
    text = name.replace("-", " ").replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def subject_word(kind: str | None, language: Language) -> str:
    """What a promise is counted per, in a word; empty where it is counted as a whole."""
    if kind is None:
        return ""
    plain = kind.rpartition(".")[2]
    found = _SUBJECTS.get(plain)
    if found is None:
        return plain.replace("_", " ")
    return found[1] if language == "id" else found[0]


def promise_of(commitment: Commitment, language: Language) -> str:
    """The promise as its parties worded it, else what it asks, in a sentence."""
    return commitment.says or promise_body(commitment, language)


def asked_of(commitment: Commitment, language: Language) -> str:
    """`within 4 business hours for 90%, per rep, every month`."""
    parts = [_bound(commitment, language)]
    if commitment.per is not None:
        parts.append(f"per {subject_word(commitment.per, language)}")
    every = "every" if language == "en" else "setiap"
    parts.append(f"{every} {say(commitment.every, language)}")
    return ", ".join(parts)


def _bound(commitment: Commitment, language: Language) -> str:
    """The objective; an amount in millions or billions, as one says it."""
    objective, currency = commitment.objective, commitment.currency
    if (
        currency is None
        or not isinstance(objective, NumberObjective)
        or objective.target.varies is not Varies.NOTHING
        or objective.target.otherwise is None
    ):
        return say_objective(objective, commitment.measure, language)
    direction = word(objective.direction.value.replace("_", " "), language)
    return f"{direction} {figure(objective.target.otherwise, currency, language)}"
