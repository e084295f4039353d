"""Capacity over the API: the same answers, and the same gates, as on the pages."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.web.api.conftest import token_of
from tests.web.conftest import person, signed_in

from selaras.records.people.models import Party, Person, Role
from selaras.workspace import Workspace

PROGRAMME = """
programme: first-plan
name: First plan
product: fibre
window: {from: 2026-06-01, to: 2026-06-28}
target: 10
service_level: 95%
tolerance: 10%
sites:
  Abepura: {total: 10}
"""
WANTED = {"site": "Abepura", "product": "fibre", "quantity": 40, "by": "2026-06-15"}


def caller(someone: Person, *scopes: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {token_of(someone, *scopes)}"})


def send(client: Client, path: str, body: dict[str, Any]) -> HttpResponse:
    answer: HttpResponse = client.post(path, json.dumps(body), content_type="application/json")
    return answer


def _until_ready(client: Client, path: str, body: dict[str, Any]) -> Iterator[HttpResponse]:
    for _ in range(300):
        yield send(client, path, body)
        time.sleep(0.1)


def test_a_promise_is_asked_and_held(home: Party, plant: Workspace) -> None:
    client = caller(person("sari", ("sales", Role.MEMBER)), "read", "write")
    asked = send(client, "/api/capacity/promise", WANTED).json()["answer"]
    assert asked["answer"] == "yes"
    held = send(client, "/api/reservations", WANTED | {"holder": "sales", "key": "a"})
    assert held.status_code == 201
    one = held.json()["id"]
    assert send(client, f"/api/reservations/{one}/order", {"order": "PO-1"}).status_code == 200
    assert client.get("/api/reservations").json()["items"][0]["reservation"]["state"] == "ordered"
    assert send(client, f"/api/reservations/{one}/release", {}).status_code == 200
    assert client.get("/api/reservations").json()["items"] == []


def test_what_does_not_fit_is_a_sentence(home: Party, plant: Workspace) -> None:
    client = caller(person("sari", ("sales", Role.MEMBER)), "write")
    wanted = WANTED | {"quantity": 4000, "holder": "sales"}
    refused = send(client, "/api/reservations", wanted)
    assert (refused.status_code, "do not fit" in refused.json()["sentence"]) == (422, True)


def test_figures_are_those_of_the_commands(home: Party, plant: Workspace) -> None:
    client = caller(person("sari", ("sales", Role.MEMBER)))
    places = client.get("/api/capacity?weeks=4").json()["answer"]["places"]
    assert [(one["site"], one["weeks"][0]["tested"]) for one in places] == [
        ("Abepura", 180),
        ("Sentani", 0),
    ]
    assert client.get("/api/claims").json()["answer"]
    assert client.get("/api/programmes/june").json()["answer"]
    assert client.get("/api/programmes/none").status_code == 404


def test_limits_and_policies_are_asked_for(home: Party, plant: Workspace) -> None:
    client = caller(person("sari", ("sales", Role.MEMBER)), "read", "write")
    limited = client.get("/api/capacity?weeks=4&oversubscription=0.1").json()["answer"]
    assert limited["oversubscription_limit"] == 0.1
    assert client.get("/api/capacity?oversubscription=0").status_code == 422
    body = {"capacity": 10, "weeks": 50, "holders": [{"name": "a", "mean": 20}]}
    tried = send(client, "/api/capacity/rationing", body).json()["answer"]
    assert (tried["in_force"], len(tried["policies"])) == ("first_come", 3)
    huge = body | {"holders": [{"name": "a", "mean": 1e9}]}
    assert send(client, "/api/capacity/rationing", huge).status_code == 422


def test_only_heads_decide(home: Party, plant: Workspace) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    member = caller(sari, "read", "write")
    head = caller(person("bayu", ("network", Role.HEAD)), "read", "write")
    path, body = "/api/programmes/june/decisions", {"decision": "refused", "note": "untested"}
    assert send(member, path, body).status_code == 403
    # What is to be frozen may still be worked out.
    found = next(one for one in _until_ready(head, path, body) if one.status_code != 409)
    assert found.status_code == 201, found.content
    (kept,) = member.get(path).json()
    assert kept["decision"] == "refused"
    # What was seen stands on the record's page, drawn from the record alone.
    shown = signed_in(sari).get(kept["url"]).content.decode()
    assert "untested" in shown
    for seen in ("Refused", "What is planned, what is tested, and how likely it runs short"):
        assert shown.count(seen) >= 1, seen


def test_customers_have_no_part_in_it(home: Party, plant: Workspace) -> None:
    guest = caller(person("wulan", ("hotel-nirwana", Role.CUSTOMER)))
    assert guest.get("/api/capacity").status_code == 403


def test_what_is_being_worked_out_is_asked_for_again(
    home: Party, plant: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("selaras.web.api.capacity.known_now", lambda: (None, ""))
    client = caller(person("sari", ("sales", Role.MEMBER)), "read", "write")
    for answer in (
        client.get("/api/claims"),
        send(client, "/api/programmes/try", {"text": PROGRAMME}),
    ):
        assert (answer.status_code, answer.json()["ready"]) == (202, False)
    assert send(client, "/api/programmes/try", {"text": "programme: ["}).status_code == 422
