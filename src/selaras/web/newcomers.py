"""What somebody new starts with."""

from __future__ import annotations

from selaras.records.audit.actor import Actor, Via
from selaras.records.people.models import Person
from selaras.records.people.profile import change_profile
from selaras.web.place import workspace


def welcome(person: Person, via: Via, *, language: str | None = None) -> None:
    """Let somebody new see times by the workspace's clock, and read `language` where it is said.

    Who lives by another clock says so under *My account*.
    """
    change_profile(
        Actor(person, via),
        person,
        name=person.name,
        language=language or person.language,
        time_zone=workspace().time_zone.key,
    )
