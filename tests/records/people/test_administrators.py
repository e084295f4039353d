"""The first administrator, and the company whose house it is."""

from __future__ import annotations

import pytest

from selaras.errors import InputError
from selaras.records.audit.actor import command
from selaras.records.audit.models import AuditRow
from selaras.records.people.administrators import create_administrator
from selaras.records.people.models import Party, Person
from selaras.records.people.scope import scope_of


def _create(email: str = "ratna@example.org", password: str = "hujan-di-bulan-juni") -> Person:
    return create_administrator(
        command(), email=email, name="Ratna", password=password, company="Nusantara Net"
    )


def test_first_administrator_makes_the_home_company_too(db: None) -> None:
    assert scope_of(_create()).administers
    home = Party.objects.get()
    assert (home.slug, home.home, home.kind) == ("nusantara-net", True, "company")
    assert AuditRow.objects.get().via == "command"


def test_second_one_joins_the_same_company(db: None) -> None:
    _create()
    _create("dewi@example.org")
    assert Party.objects.count() == 1


@pytest.mark.parametrize(
    ("email", "password", "problem"),
    [
        ("ratna", "hujan-di-bulan-juni", "not an e-mail address"),
        ("dewi@example.org", "12345678", "common"),
        ("RATNA@example.org", "hujan-di-bulan-juni", "already"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    db: None, email: str, password: str, problem: str
) -> None:
    _create()
    with pytest.raises(InputError, match=problem):
        _create(email, password)
    assert Person.objects.count() == 1
