"""Who looks at the ledger, and work that is done at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.web.conftest import person, signed_in

from selaras.ledger.recorded import RecordedVerdict
from selaras.records.people.models import Party, Role
from selaras.web.book import book
from selaras.web.place import workspace
from selaras.workspace import Workspace
from selaras.workspace.standing import StandingLedger, standing_ledger


@pytest.fixture
def whole(place: Workspace, home: Party) -> StandingLedger:
    """Everything that stands."""
    return standing_ledger(workspace(), book())


@pytest.fixture
def a_verdict(whole: StandingLedger) -> Callable[..., RecordedVerdict]:
    """A verdict that stands, by its commitment and anything else it has."""

    def find(commitment: str, **fields: object) -> RecordedVerdict:
        return next(
            one
            for one in whole.recorded
            if one.verdict.commitment == commitment
            and all(getattr(one.verdict, name) == value for name, value in fields.items())
        )

    return find


@pytest.fixture
def seller(home: Party, place: Workspace) -> Client:
    """A member of Sales."""
    return signed_in(person("sari", ("sales", Role.MEMBER)))


@pytest.fixture
def marketer(home: Party, place: Workspace) -> Client:
    """A member of Marketing, who does not see single people of Sales."""
    return signed_in(person("mira", ("marketing", Role.MEMBER)))


@pytest.fixture
def stranger(home: Party, place: Workspace) -> Client:
    """Somebody of a team that is no party to anything."""
    return signed_in(person("nina", ("network", Role.MEMBER)))
