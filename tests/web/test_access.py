"""The access matrix: every address of the house × every role, pages, exports, traces and all.

An address that no row names fails; so does a row whose address is gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.web.access_matrix import ROWS, Row
from tests.web.access_world import ROLES, World, make_world

from selaras.records.people.models import Party, Person
from selaras.workspace import Workspace

MARKS = ("first-response", "leads-per-rep", "marketing-sales", "L-0117")
"""What belongs to Marketing and Sales alone: the agreement, its promises, a lead."""
OUTSIDE = ("stranger", "other", "customer", "inactive")
"""Who must read none of them, on whatever page."""


@pytest.fixture
def world(home: Party, place: Workspace) -> World:
    caches["default"].clear()
    return make_world(home, place)


def _names(patterns: list[Any], space: str = "") -> Iterator[str]:
    """The name of every address of a resolver, or its route where it has none."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or pattern.pattern}"


def _is_api(name: str) -> bool:
    return name.startswith("api:")


def _redirects_of_old_names(name: str) -> bool:
    """allauth's own, which only lead to addresses that have rows."""
    return name.startswith("^") or name.startswith("social/")


def test_every_address_has_a_row() -> None:
    known = {row.name for row in ROWS}
    walked = {name for name in _names(get_resolver().url_patterns) if not _is_api(name)}
    assert sorted(walked - known) == []
    assert sorted(known - walked) == []


def _client(someone: Person | None) -> Client:
    client = Client(raise_request_exception=False)
    if someone is not None:
        client.force_login(someone)
    return client


def _ask(client: Client, row: Row, world: World) -> HttpResponse:
    path = reverse(row.name, kwargs=world.objects[row.of] if row.of else None)
    if row.post is not None:
        return client.post(path, row.post)  # type: ignore[return-value]
    return client.get(path, row.query)  # type: ignore[return-value]


def _outcome(answer: HttpResponse) -> str:
    """As the matrix writes it; the status itself where it is neither."""
    if answer.status_code == 401 or (
        answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
    ):
        return ">"
    if answer.status_code in (403, 404):
        return "-"
    return "+" if answer.status_code < 500 and answer.status_code != 405 else "broken"


@pytest.mark.parametrize("role", ROLES)
def test_matrix_holds(role: str, world: World) -> None:
    someone = world.people[role]
    client = _client(someone)
    if role == "inactive":
        assert someone is not None
        Person.objects.filter(pk=someone.pk).update(is_active=False)
    wrong = []
    for row in ROWS:
        if row.name == "account_logout":
            continue
        expected = row.rule[ROLES.index(role)]
        answer = _ask(client, row, world)
        if (found := _outcome(answer)) != expected:
            wrong.append(f"{row.name}: {found} ({answer.status_code}), not {expected}")
    assert wrong == []


@pytest.mark.parametrize("role", OUTSIDE)
def test_nobody_outside_reads_what_is_between_two_parties(role: str, world: World) -> None:
    someone = world.people[role]
    client = _client(someone)
    if role == "inactive":
        assert someone is not None
        Person.objects.filter(pk=someone.pk).update(is_active=False)
    leaks = []
    for row in ROWS:
        if row.post is not None:
            continue
        answer = _ask(client, row, world)
        if answer.status_code in (403, 404):
            continue
        text = b"".join(answer).decode(errors="replace")
        leaks += [f"{row.name}: {mark}" for mark in MARKS if mark in text]
    assert leaks == []
