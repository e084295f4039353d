"""Programs that call the API, each with a token of somebody's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from selaras.records.audit.actor import Actor
from selaras.records.people.models import Person
from selaras.records.people.tokens import make_token

Calls = Callable[..., Client]


def token_of(someone: Person, *scopes: str) -> str:
    """The text of a new token of somebody's."""
    made = make_token(
        Actor(someone, "page"), someone, name="test", scopes=frozenset(scopes or ("read",)), days=1
    )
    return made.text


@pytest.fixture
def calls(place: Any) -> Calls:
    """A client that sends a token of the person's, with the scopes that are named."""

    def client(someone: Person, *scopes: str) -> Client:
        return Client(headers={"Authorization": f"Bearer {token_of(someone, *scopes)}"})

    return client
