"""What an agenda is drawn from: plain values of every answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from selaras.agreements.values import AgreementVersion
from selaras.review.standing import Told
from selaras.review.words import Words


@dataclass(frozen=True, slots=True)
class OldAction:
    """An action of an earlier review. `closed_on` None: it is open; `state` as it was left."""

    id: int
    text: str
    owner: str
    due_on: date
    state: str = "open"
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Win:
    """A small win: when, and the sentence."""

    id: int
    happened_on: date
    sentence: Words


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was kept for this agreement since the last review."""

    id: int
    kind: str
    title: Words
    kept_on: date


@dataclass(frozen=True, slots=True)
class Programme:
    """A sales or marketing programme; dates local, both included, None where not stated."""

    id: str
    name: str
    starts: date | None
    ends: date | None
    approved: bool


@dataclass(frozen=True, slots=True)
class Question:
    """Feedback that still waits, or that was answered late."""

    id: int
    about: str
    from_party: str
    to_party: str
    due_on: date
    overdue: bool


@dataclass(frozen=True, slots=True)
class SharedTarget:
    """The commitment that both sides celebrate together."""

    commitment: str
    celebration: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """Everything an agenda is drawn from.

    `told` are the verdicts of the agreement; `since` is the as-of of the last review (None: there
    was none), `as_of` that of this one. `today` is the local day of `as_of`, `goes_on_from` the
    first day of a version that is signed already and takes the place of this one.
    """

    version: AgreementVersion
    told: tuple[Told, ...]
    as_of: datetime
    today: date
    goes_on_from: date | None = None
    since: datetime | None = None
    target: SharedTarget | None = None
    wins: tuple[Win, ...] = ()
    actions: tuple[OldAction, ...] = ()
    answers: tuple[Kept, ...] = ()
    programmes: tuple[Programme, ...] = ()
    feedback: tuple[Question, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def party(self, slug: str) -> str:
        """How a party is called."""
        return self.names.get(slug, slug)
