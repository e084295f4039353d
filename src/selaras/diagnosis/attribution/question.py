"""What is asked: which conversions, in which period, by which models."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from selaras.contracts import STAGES
from selaras.errors import InputError, Said, said

WON = "won"


class Model(StrEnum):
    """How credit is shared out, in the order in which models are shown."""

    FIRST = "first"
    LAST = "last"
    LINEAR = "linear"
    U = "u"
    W = "w"
    DECAY = "decay"
    MARKOV_1 = "markov-1"
    MARKOV_2 = "markov-2"
    SHAPLEY = "shapley"


MARKOV_ORDERS = {Model.MARKOV_1: 1, Model.MARKOV_2: 2}
RULES = (Model.FIRST, Model.LAST, Model.LINEAR, Model.U, Model.W, Model.DECAY)
"""The models that share a path's credit by the places and times of its touches."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the touches.

    Parameters
    ----------
    as_of
        The instant to look from.
    start, end
        Conversions in [start, end) count; None: from the first one, up to the as-of.
    conversion
        `won` (the first deal that a lead won) or a stage (the first time a lead reached it).
    models
        In the order in which they are shown.
    """

    as_of: datetime
    start: datetime | None = None
    end: datetime | None = None
    conversion: str = WON
    models: tuple[Model, ...] = tuple(Model)

    def __post_init__(self) -> None:
        if self.conversion not in STAGES:
            raise InputError(
                said(
                    "--conversion {stage} is not a stage.",
                    "--conversion {stage} bukan tahap.",
                    stage=self.conversion,
                ),
                mend=_known(STAGES),
            )
        if self.start is not None and self.end is not None and self.start >= self.end:
            raise InputError(
                said("The period ends before it starts.", "Periode berakhir sebelum dimulai."),
                mend=said("Write FROM/TO.", "Tulis DARI/SAMPAI."),
            )
        if self.start is not None and self.start >= self.as_of:
            raise InputError(
                said("The period starts after the as-of.", "Periode dimulai setelah as-of."),
                mend=said("Choose an earlier period.", "Pilih periode yang lebih awal."),
            )


def _known(words: Iterable[str]) -> Said:
    return said("Known are {words}.", "Yang dikenal: {words}.", words=", ".join(words))


def read_models(texts: list[str]) -> tuple[Model, ...]:
    """Models by their names, each once; all where none is named. InputError for an unknown one."""
    known = [model.value for model in Model]
    for text in texts:
        if text not in known:
            raise InputError(
                said("--model {text} is not known.", "--model {text} tidak dikenal.", text=text),
                mend=_known(known),
            )
    return tuple(model for model in Model if model.value in texts) if texts else tuple(Model)
