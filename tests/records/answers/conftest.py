"""Two teams in a company that was evaluated, in a workspace of its own."""

from __future__ import annotations

import pytest
from tests.records.loads.conftest import own_place
from tests.web.conftest import evaluated, home, person

from selaras.agreements import read_agreements
from selaras.records.audit.actor import Actor
from selaras.records.people.models import Party, Person, Role
from selaras.workspace import Workspace
from selaras.workspace.standing import StandingLedger, standing_ledger

__all__ = ["evaluated", "home", "own_place"]


@pytest.fixture
def maya(home: Party) -> Person:
    return person("maya", ("marketing", Role.HEAD))


@pytest.fixture
def rahmat(home: Party) -> Person:
    return person("rahmat", ("sales", Role.SIGNER))


@pytest.fixture
def ledger(own_place: Workspace) -> StandingLedger:
    return standing_ledger(own_place, read_agreements(own_place.agreements))


def act(someone: Person) -> Actor:
    return Actor(someone, "page")
