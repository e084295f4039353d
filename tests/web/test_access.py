"""The access matrix: every address of the house × every role, pages, exports, traces and all.

An address that no row names fails; so does a row whose address is gone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.web.access_matrix import API, ROWS, Row
from tests.web.access_world import ROLES, World, make_world

from selaras.records.audit.actor import Actor
from selaras.records.audit.models import AuditRow
from selaras.records.people.models import Party, Person
from selaras.records.people.tokens import make_token
from selaras.web.api.api import api
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


def test_every_address_has_a_row() -> None:
    known = {row.name for row in ROWS}
    walked = {name for name in _names(get_resolver().url_patterns) if not _is_api(name)}
    assert sorted(walked - known) == []
    assert sorted(known - walked) == []


def _client(someone: Person | None) -> Client:
    """A browser somewhere else, in which somebody has signed in."""
    client = Client(raise_request_exception=False, REMOTE_ADDR="203.0.113.9")
    if someone is not None:
        client.force_login(someone)
    return client


def _as(role: str, world: World) -> Client:
    someone = world.people[role]
    client = _client(someone)
    if role == "inactive":
        assert someone is not None
        Person.objects.filter(pk=someone.pk).update(is_active=False)
    return client


def _ask(client: Client, row: Row, world: World) -> HttpResponse:
    path = reverse(row.name, kwargs=world.objects[row.of] if row.of else None)
    if row.post is not None:
        return client.post(path, world.sent(row.post))  # type: ignore[return-value]
    return client.get(path, row.query)  # type: ignore[return-value]


def _outcome(answer: HttpResponse, acted: bool | None) -> str:
    """As the matrix writes it; the status itself where it is none of that."""
    if answer.status_code == 401 or (
        answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
    ):
        return ">"
    if answer.status_code >= 500 or answer.status_code == 405:
        return str(answer.status_code)
    if answer.status_code in (403, 404):
        return "-"
    return "+" if acted is not False else "-"


def _tried(client: Client, row: Row, world: World) -> tuple[str, HttpResponse]:
    """What came of it; everything is undone afterwards, so that rows do not meet."""
    cookies = deepcopy(client.cookies)  # signing out, and a language, are undone too
    with transaction.atomic():
        before = AuditRow.objects.count()
        answer = _ask(client, row, world)
        judged = row.post is not None and not row.silent
        acted = AuditRow.objects.count() > before if judged else None
        transaction.set_rollback(True)
    client.cookies = cookies
    return _outcome(answer, acted), answer


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_matrix_holds_and_nothing_leaks(role: str, world: World) -> None:
    client = _as(role, world)
    wrong = []
    for row in ROWS:
        way = "GET" if row.post is None else f"POST {row.post}"
        expected = row.rule[ROLES.index(role)]
        found, answer = _tried(client, row, world)
        if found != expected:
            wrong.append(f"{row.name} {way}: {found} ({answer.status_code}), not {expected}")
        if role in OUTSIDE and found == "+" and not row.names:
            text = b"".join(answer).decode(errors="replace")
            wrong += [f"{row.name} {way}: tells of {mark}" for mark in MARKS if mark in text]
    assert "\n".join(wrong) == ""


def _operations() -> set[tuple[str, str]]:
    """Method and path of everything that the API can do."""
    paths = api.get_openapi_schema(path_prefix="/api/")["paths"]
    return {(method, path) for path, found in paths.items() for method in found}


def test_every_read_of_the_api_has_a_row() -> None:
    known = {(row.method, row.path) for row in API}
    operations = _operations()
    reads = {one for one in operations if one[0] == "get"}
    assert sorted(reads - known) == []
    assert sorted(known - operations) == []


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_api_opens_to_whom_the_pages_open(role: str, world: World) -> None:
    client = _as(role, world)
    wrong = []
    for row in API:
        path, body = row.path.format(**world.values), world.sent(row.body or {})
        with transaction.atomic():
            before = AuditRow.objects.count()
            answer = client.generic(
                row.method.upper(), path, json.dumps(body), content_type="application/json"
            )
            acted = AuditRow.objects.count() > before if row.body is not None else None
            transaction.set_rollback(True)
        found, expected = _outcome(answer, acted), row.rule[ROLES.index(role)]
        if found != expected:
            wrong.append(f"{row.method} {path}: {found} ({answer.status_code}), not {expected}")
        if role in OUTSIDE and found == "+":
            text = answer.content.decode()
            wrong += [f"{row.method} {path}: tells of {mark}" for mark in MARKS if mark in text]
    assert "\n".join(wrong) == ""


_ASKED = frozenset(
    ("post", f"/api/{path}")
    for path in ("agreements/check", "capacity/promise", "capacity/rationing", "programmes/try")
)
"""What takes a body and changes nothing: a token that may read is enough."""


@pytest.mark.slow
def test_every_write_of_the_api_wants_a_token_that_may_write(world: World) -> None:
    admin = world.people["administrator"]
    assert admin is not None
    token = make_token(
        Actor(admin, "page"), admin, name="x", scopes=frozenset({"read"}), days=1
    ).text
    wrong = []
    for method, path in sorted(one for one in _operations() if one[0] != "get"):
        # An empty body is no question.
        by_reader = 422 if (method, path) in _ASKED else 403
        for headers, expected in (({}, 401), ({"Authorization": f"Bearer {token}"}, by_reader)):
            answer = Client().generic(
                method.upper(),
                path.format(**world.values),
                "{}",
                content_type="application/json",
                headers=headers,
            )
            if answer.status_code != expected:
                wrong.append(f"{method} {path}: {answer.status_code}, not {expected}")
    assert "\n".join(wrong) == ""
