"""A point of an agenda, and the parts of a review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from selaras.review.words import Words


class Section(StrEnum):
    """The parts of a review, in their order."""

    TARGET = "target"
    WINS = "wins"
    ACTIONS = "actions"
    PLANNING = "planning"
    PROGRAMMES = "programmes"
    PROMISES = "promises"
    OPPORTUNITIES = "opportunities"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Point:
    """One point of an agenda.

    `key` names what it is about, the same one each time it is drawn; `facts` holds plain values:
    `statuses` (status → how many), `verdicts` (ids on record), `answer`, `action`, … by kind.
    """

    section: Section
    key: str
    title: Words
    lines: tuple[Words, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
