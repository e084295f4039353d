"""What is reserved counts alike on pages, over the API and on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.web.conftest import person, signed_in
from typer.testing import CliRunner

from selaras.cli.capacity import app
from selaras.records.people.models import Party, Role
from selaras.workspace import Workspace, open_workspace

from .test_api import caller, send

HELD = {"site": "Abepura", "product": "fibre", "quantity": 90, "by": "2026-05-25"}
PLAN = """\
programme: {name}
product: fibre
window: {{from: 2026-06-01, to: 2026-06-28}}
target: 40
sites:
  Abepura: {{total: 40}}
"""


@pytest.fixture
def client(home: Party, plant: Workspace, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Somebody of the house; the command line finds the same database that pages write to."""
    monkeypatch.setattr("selaras.web.start.start", lambda root, **_options: open_workspace(root))
    monkeypatch.setattr(
        "selaras.records.reservations.presence.may_hold_reservations", lambda place: True
    )
    return caller(person("sari", ("sales", Role.MEMBER)), "read", "write")


def command(place: Workspace, *words: str) -> Any:
    arguments = [*words, "--workspace", str(place.root), "--format", "json"]
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def answered(client: Client, path: str) -> Any:
    return client.get(path).json()["answer"]


def hold(client: Client, **more: str) -> None:
    assert send(client, "/api/reservations", HELD | {"holder": "sales"} | more).status_code == 201


def test_a_hold_counts_everywhere(client: Client, plant: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN.format(name="another"), encoding="utf-8")
    before = command(plant, "programme", str(file))
    assert before["verdict"] == "bears"
    hold(client)
    after = command(plant, "programme", str(file))
    assert before["sites"][0]["free"] - after["sites"][0]["free"] == pytest.approx(90)
    assert after["verdict"] == "short"
    over_the_api = answered(client, "/api/programmes/june")
    assert after["sites"] == over_the_api["sites"]
    assert command(plant, "status", "--weeks", "4") == answered(client, "/api/capacity?weeks=4")
    asked = {"site": "Abepura", "product": "fibre", "quantity": 40, "by": "2026-06-15"}
    options = [word for name, value in asked.items() for word in (f"--{name}", str(value))]
    told = send(client, "/api/capacity/promise", asked).json()["answer"]
    assert command(plant, "promise", *options) == told
    assert told["answer"] != "yes"
    assert command(plant, "claims") == answered(client, "/api/claims")


def test_what_was_reserved_later_is_not_held_against_the_approver(
    client: Client, plant: Workspace
) -> None:
    before = command(plant, "postmortem", "march")
    hold(client)
    after = command(plant, "postmortem", "march")
    assert after["questions"]["management"] == before["questions"]["management"]
    assert after == answered(client, "/api/programmes/march/postmortem")


def test_what_is_held_for_a_programme_takes_nothing_from_it(
    client: Client, plant: Workspace, tmp_path: Path
) -> None:
    before = answered(client, "/api/programmes/june")
    hold(client, programme="june")
    own = answered(client, "/api/programmes/june")
    assert own["sites"] == before["sites"]
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN.format(name="another"), encoding="utf-8")
    assert command(plant, "programme", str(file))["sites"][0]["free"] == pytest.approx(
        before["sites"][0]["free"] - 90
    )


def test_pages_show_what_the_commands_print(client: Client, plant: Workspace) -> None:
    hold(client)
    page = signed_in(person("dewi", ("sales", Role.MEMBER))).get("/capacity/programmes/june/")
    sentence = answered(client, "/api/programmes/june")["sentence"]["en"]
    assert sentence in page.content.decode()


def test_what_is_given_back_is_free_at_once_where_the_clock_is_held_still(
    client: Client, plant: Workspace
) -> None:
    before = answered(client, "/api/programmes/june")
    hold(client)
    assert answered(client, "/api/programmes/june")["sites"] != before["sites"]
    number = client.get("/api/reservations").json()["items"][0]["id"]
    assert send(client, f"/api/reservations/{number}/release", {}).status_code == 200
    assert answered(client, "/api/programmes/june")["sites"] == before["sites"]
