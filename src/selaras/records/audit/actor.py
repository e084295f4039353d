"""Who does something, and by which way: what every function that writes is handed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from selaras.records.people.models import Person

Via = Literal["page", "api", "command", "job"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, or None for the house itself, and the way in."""

    person: Person | None
    via: Via


def job() -> Actor:
    """The house itself, at its regular work."""
    return Actor(None, "job")


def command() -> Actor:
    """Whoever has the machine: the command line knows no sign-in."""
    return Actor(None, "command")
