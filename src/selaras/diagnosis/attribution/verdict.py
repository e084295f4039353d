"""Which channel brought most, where that can be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selaras.diagnosis.attribution.answer import ModelCredit, Says
from selaras.diagnosis.attribution.paths_query import UNKNOWN
from selaras.diagnosis.attribution.question import Asked
from selaras.diagnosis.attribution.words import (
    disagreeing_sentence,
    few_sentence,
    leading_sentence,
    one_channel_sentence,
    too_close_sentence,
    unknown_channel_sentence,
)
from selaras.diagnosis.choices import ATTRIBUTION


@dataclass(frozen=True, slots=True)
class Verdict:
    """`leads` with a leader, or `cannot_tell` with its reason, and what is needed."""

    word: str
    leader: str | None
    reason: str | None
    sentence: Says
    needed: int | None = None


def verdict_of(models: tuple[ModelCredit, ...], touched: int, asked: Asked) -> Verdict:
    """One channel leads where all models that were asked say so, in nearly all draws."""
    if not models:
        needed = ATTRIBUTION.least_conversions - touched
        reason = "no_conversions" if touched == 0 else "too_few_conversions"
        sentence = few_sentence(touched, needed, asked.conversion)
        return Verdict("cannot_tell", None, reason, sentence, needed)
    if models[0].channels[0].channel == UNKNOWN and len(models[0].channels) == 1:
        return Verdict("cannot_tell", None, "unknown_channel", unknown_channel_sentence(None))
    if len(models[0].channels) == 1:
        sentence = one_channel_sentence(models[0].leader, touched, asked.conversion)
        return Verdict("cannot_tell", None, "one_channel", sentence)
    sure = [model for model in models if model.leader_chance >= ATTRIBUTION.leads_at]
    if len({model.leader for model in sure}) > 1:
        return Verdict("cannot_tell", None, "models_disagree", disagreeing_sentence(sure))
    if len(sure) < len(models):
        return Verdict("cannot_tell", None, "too_close", too_close_sentence(_ahead(models)))
    if models[0].leader == UNKNOWN:
        sentence = unknown_channel_sentence(models[0].channels[0].share)
        return Verdict("cannot_tell", None, "unknown_channel", sentence)
    sentence = leading_sentence(models, touched, asked.conversion)
    return Verdict("leads", models[0].leader, None, sentence)


def _ahead(models: Sequence[ModelCredit]) -> list[str]:
    """Channels that lead under some model, and the runner-up where it is the same one in all."""
    leaders = sorted({model.leader for model in models})
    return leaders if len(leaders) > 1 else [leaders[0], models[0].channels[1].channel]
