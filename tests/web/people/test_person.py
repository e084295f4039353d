"""A person's own promises: seen by themselves and by whom the agreement names."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.web.conftest import person, signed_in
from tests.web.ledger.conftest import a_verdict, marketer, seller, stranger, whole

from selaras.ledger.recorded import RecordedVerdict
from selaras.records.people.models import Party, Role

__all__ = ["a_verdict", "marketer", "seller", "stranger", "whole"]


@pytest.fixture
def rep(a_verdict: Callable[..., RecordedVerdict]) -> str:
    return str(a_verdict("first-response").verdict.subject)


def test_own_promises_are_seen_by_the_rep_themselves(home: Party, rep: str) -> None:
    browser = signed_in(person("rini", ("network", Role.MEMBER), person_id=rep))
    assert browser.get(f"/people/{rep}/").status_code == 404  # a party to nothing sees nothing
    browser = signed_in(person("ratna", ("sales", Role.MEMBER), person_id=rep))
    text = browser.get(f"/people/{rep}/").content.decode()
    assert "My promises" in text
    assert "First response" in text


def test_team_sees_its_people_and_the_other_side_does_not(
    seller: Client, marketer: Client, stranger: Client, rep: str
) -> None:
    assert "First response" in seller.get(f"/people/{rep}/").content.decode()
    assert stranger.get(f"/people/{rep}/").status_code == 404
    # Marketing's own promise is counted per rep, and its figures are Marketing's.
    text = marketer.get(f"/people/{rep}/").content.decode()
    assert "First response" not in text


def test_nobody_of_that_name_is_not_found(seller: Client) -> None:
    assert seller.get("/people/nobody/").status_code == 404
