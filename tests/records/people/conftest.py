"""The parties that people belong to, and an administrator who lets them in."""

from __future__ import annotations

import pytest

from selaras.records.audit.actor import Actor
from selaras.records.people.models import Membership, Party, Person, Role


@pytest.fixture
def home(db: None) -> Party:
    home = Party.objects.create(slug="nusantara", name="Nusantara", kind="company", home=True)
    for slug in ("marketing", "sales"):
        Party.objects.create(slug=slug, name=slug.title(), company=home)
    Party.objects.create(slug="customers", name="Customers", kind="company")
    return home


@pytest.fixture
def administrator(home: Party) -> Actor:
    return Actor(person("ratna", (home.slug, Role.ADMINISTRATOR)), "page")


def person(name: str, *roles: tuple[str, Role], customer: str = "", person_id: str = "") -> Person:
    someone = Person.objects.create_user(
        email=f"{name}@example.org", password="rahasia-123", name=name.title(), person_id=person_id
    )
    for slug, role in roles:
        Membership.objects.create(
            person=someone, party=Party.objects.get(slug=slug), role=role, customer=customer
        )
    return someone
