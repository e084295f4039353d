"""Names of people in the evidence: told to who may know them, and gone once forgotten."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.records.people.conftest import person

from selaras.evidence.pseudonyms import Pseudonyms
from selaras.records.audit.actor import Actor
from selaras.records.people.evidence_id import evidence_id, set_evidence_id
from selaras.records.people.invitations import accept_invitation, invite
from selaras.records.people.models import Party, Role
from selaras.records.people.names import display_names, readable
from selaras.records.people.scope import NOBODY, Scope, scope_of

AT = datetime(2026, 5, 16, tzinfo=UTC)


@pytest.fixture
def pseudonyms(tmp_path: Path, settings: Any) -> Pseudonyms:
    """A workspace in which budi.siregar@example.org and E-7 were replaced when loaded."""
    settings.WORKSPACE = tmp_path
    (tmp_path / "selaras.toml").write_text('name = "Nusantara"\n')
    found = Pseudonyms(tmp_path / "selaras.sqlite3", lambda _kind, original: f"p-{original[:4]}")
    found.replace("person", ["budi.siregar@example.org", "E-7"], AT)
    return found


@pytest.fixture
def member(home: Party) -> Scope:
    return scope_of(person("sari", ("sales", Role.MEMBER)))


def test_name_is_read_off_the_id_that_was_replaced(pseudonyms: Pseudonyms, member: Scope) -> None:
    assert display_names(["p-budi", "p-E-7", "unknown"], member) == {
        "p-budi": "Budi Siregar",
        "p-E-7": "E-7",
    }


def test_name_of_who_signs_in_goes_first(pseudonyms: Pseudonyms, member: Scope) -> None:
    person("budi", person_id="p-budi")
    assert display_names(["p-budi"], member) == {"p-budi": "Budi"}


def test_who_is_forgotten_has_no_name(pseudonyms: Pseudonyms, member: Scope) -> None:
    person("budi", person_id="p-budi")
    pseudonyms.forget("budi.siregar@example.org", AT)
    assert display_names(["p-budi"], member) == {}


def test_customer_and_stranger_are_told_no_names(pseudonyms: Pseudonyms, home: Party) -> None:
    customer = person("fajar", ("customers", Role.CUSTOMER))
    assert display_names(["p-budi"], scope_of(customer)) == {}
    assert display_names(["p-budi"], NOBODY) == {}


def test_nobody_asked_for_is_nobody_told(member: Scope) -> None:
    assert display_names([], member) == {}


def test_two_queries_name_everybody(
    pseudonyms: Pseudonyms, member: Scope, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(1):
        display_names([f"p-{n}" for n in range(50)] + ["p-budi"], member)


@pytest.mark.parametrize(
    ("original", "name"),
    [
        ("budi.siregar@example.org", "Budi Siregar"),
        ("ani_wijaya@example.org", "Ani Wijaya"),
        ("mcDonald@example.org", "McDonald"),
        ("E-7", "E-7"),
        ("@example.org", "@example.org"),
    ],
)
def test_readable_says_an_address_as_a_name(original: str, name: str) -> None:
    assert readable(original) == name


def test_evidence_id_is_found_by_what_the_systems_say(pseudonyms: Pseudonyms) -> None:
    assert evidence_id("E-7") == "p-E-7"
    assert evidence_id("E-8") == ""


def test_administrator_says_who_somebody_is(pseudonyms: Pseudonyms, administrator: Actor) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    set_evidence_id(administrator, sari, "E-7")
    assert sari.person_id == "p-E-7"
    set_evidence_id(administrator, sari, "rep-12")
    assert sari.person_id == "rep-12"


def test_invited_person_is_known_by_their_address(
    pseudonyms: Pseudonyms, administrator: Actor
) -> None:
    invited = invite(
        administrator,
        email="budi.siregar@example.org",
        party=Party.objects.get(slug="sales"),
        role=Role.MEMBER,
    )
    budi = accept_invitation(invited.secret, name="Budi", password="hujan-di-bulan-juni")
    assert budi.person_id == "p-budi"
