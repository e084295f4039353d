"""A decision record: what the approvers of a programme saw, frozen."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from selaras.capacity.choices import THREE_QUESTIONS
from selaras.capacity.claims.credibility import Credibility
from selaras.capacity.claims.form import team_form
from selaras.capacity.finding import Json, plain
from selaras.capacity.programmes.answer import ProgrammeAnswer
from selaras.capacity.programmes.form import programme_form
from selaras.ledger.form import to_json

KIND = "capacity-programme"


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """What was shown when a programme was approved or refused; it never changes.

    `digest` is the SHA-256 of the body's canonical JSON, 64 hexadecimal digits: the same sight has
    the same one. The snapshot that it names has to be kept from vacuums.
    """

    body: Json
    digest: str
    snapshot: str | None
    as_of: datetime

    @property
    def text(self) -> str:
        """The body as it is kept."""
        return to_json(self.body)


def decision_record(answer: ProgrammeAnswer, word: Credibility) -> DecisionRecord:
    """Freeze a programme's answer with everybody's word as it stood beside it.

    The rule that a postmortem will apply goes with it, so that nobody is judged by another one.
    """
    body: Json = {
        "kind": KIND,
        "answer": programme_form(answer),
        "teams": [team_form(team) for team in word.teams],
        "rule": {name: plain(value) for name, value in _rule().items()},
    }
    text = to_json(body)
    return DecisionRecord(
        body, hashlib.sha256(text.encode()).hexdigest(), answer.snapshot, answer.as_of
    )


def _rule() -> dict[str, Any]:
    return asdict(THREE_QUESTIONS)
