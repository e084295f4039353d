"""The frame of every page: who gets in, what stands in the menu, what is refused."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.web.conftest import person, signed_in

from selaras.records.people.models import Party, Role
from selaras.workspace import Workspace


@pytest.mark.parametrize("path", ["/", "/ledger/"])
def test_pages_ask_strangers_to_sign_in(db: None, place: Workspace, path: str) -> None:
    answer = Client().get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={path}")


def test_health_answers_strangers(db: None) -> None:
    assert Client().get("/health").json() == {"status": "ok"}


def test_ledger_shows_a_member_what_is_theirs(home: Party, place: Workspace) -> None:
    page = signed_in(person("sari", ("sales", Role.MEMBER))).get("/ledger/")
    assert "first-response" in page.content.decode()


def test_ledger_shows_a_stranger_to_the_parties_nothing(home: Party, place: Workspace) -> None:
    page = signed_in(person("budi", ("network", Role.MEMBER))).get("/ledger/")
    assert "first-response" not in page.content.decode()


def test_scripts_come_from_here_alone(home: Party, place: Workspace) -> None:
    page = Client().get("/accounts/login/")
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert "unsafe-inline" not in page["Content-Security-Policy"]


def test_icon_that_browsers_ask_for_by_themselves_is_there(db: None) -> None:
    page = Client().get("/favicon.ico", follow=True)
    assert (page.status_code, page["Content-Type"]) == (200, "image/svg+xml")
