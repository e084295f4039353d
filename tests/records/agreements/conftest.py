"""Two teams with their people, a workspace with calendars alone, and a text between them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from selaras.records.agreements.drafting import start_draft
from selaras.records.agreements.models import Proposal
from selaras.records.agreements.proposing import propose
from selaras.records.audit.actor import Actor
from selaras.records.people.models import Membership, Party, Person, Role
from selaras.workspace import Workspace, open_workspace

NOW = datetime(2026, 3, 10, 5, tzinfo=UTC)
TEXT = """\
agreement: marketing-sales
parties: [marketing, sales]
effective: {from: 2026-04-01, to: 2026-12-31}
calendar: jakarta-office
review: {every: month}
terms:
  mql: {table: lead_stages, where: {stage: mql}, says: ready for Sales}
commitments:
  leads:  # what Marketing brings
    promisor: marketing
    promisee: sales
    measure: {count: mql}
    every: month
    objective: {at_least: 50}
    owner: head of marketing
    baseline: 40
  first-response:
    promisor: sales
    promisee: marketing
    measure: {response_time: {from: leads.assigned_at, to: attempts.happened_at}}
    per: rep
    every: month
    objective: {within: 8 business hours, for: 90%}
    owner: head of sales
    baseline: 80%
"""


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    (tmp_path / "selaras.toml").write_text(
        f'name = "Test"\ntime_zone = "Asia/Jakarta"\nas_of = "{NOW.isoformat()}"\n'
    )
    (tmp_path / "agreements").mkdir()
    return open_workspace(tmp_path)


@pytest.fixture
def home(db: None) -> Party:
    home = Party.objects.create(slug="nusantara", name="Nusantara", kind="company", home=True)
    for slug in ("marketing", "sales", "network"):
        Party.objects.create(slug=slug, name=slug.title(), company=home)
    return home


def person(name: str, *roles: tuple[str, Role]) -> Actor:
    someone = Person.objects.create_user(
        email=f"{name}@example.org", password="rahasia-123", name=name.title()
    )
    for slug, role in roles:
        Membership.objects.create(person=someone, party=Party.objects.get(slug=slug), role=role)
    return Actor(someone, "page")


@pytest.fixture
def maya(home: Party) -> Actor:
    """A signer of Marketing."""
    return person("maya", ("marketing", Role.SIGNER))


@pytest.fixture
def sari(home: Party) -> Actor:
    """A signer of Sales."""
    return person("sari", ("sales", Role.SIGNER))


def proposed(
    actor: Actor, place: Workspace, text: str = TEXT, party: str = "marketing"
) -> Proposal:
    draft = start_draft(actor, place, name="marketing-sales", party=party, text=text)
    return propose(actor, place, draft.pk, revision=draft.revision)
