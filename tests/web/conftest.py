"""What tests of pages share: a small company with its verdicts, and people of every kind in it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.web.served import copied, run

from selaras.demo.templates import start_workspace
from selaras.evidence import open_evidence
from selaras.evidence.loading import load
from selaras.evidence.mapping import read_mappings
from selaras.records.people.models import Membership, Party, Person, Role
from selaras.workspace import Workspace, open_workspace
from selaras.workspace.evaluation import evaluate_workspace

AS_OF = datetime(2026, 4, 11, tzinfo=UTC)


@pytest.fixture(scope="session")
def evaluated(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The `marketing-sales` template, loaded and evaluated as of 11 April 2026. Read it only."""
    root = tmp_path_factory.mktemp("company")
    start_workspace(root, "marketing-sales")
    settings = root / "selaras.toml"
    settings.write_text(settings.read_text() + '\nas_of = "2026-04-11T00:00+00:00"\n')
    place = open_workspace(root)
    load(
        open_evidence(place.evidence),
        read_mappings(place.mappings),
        loaded_at=AS_OF,
        pseudonymise=lambda kind, ids: {one: one for one in ids},
    )
    evaluate_workspace(place, AS_OF)
    return place


@pytest.fixture(scope="session")
def with_tables(evaluated: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The evaluated company with empty records on SQLite, to be copied by who serves one."""
    root = copied(evaluated.root, tmp_path_factory.mktemp("tables") / "company")
    run(root, "")
    return root


@pytest.fixture(autouse=True)
def charts_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a chart is drawn in time hangs on the machine: here pages wait for theirs."""
    monkeypatch.setattr("selaras.web.pages.ledger.drawing._PATIENCE", 60.0)


@pytest.fixture
def place(evaluated: Workspace, settings: Any) -> Workspace:
    """The evaluated company as the workspace that is served."""
    settings.WORKSPACE = evaluated.root
    return evaluated


@pytest.fixture
def home(db: None) -> Party:
    """The home company with its teams, and a customer."""
    home = Party.objects.create(slug="nusantara", name="Nusantara", kind="company", home=True)
    for slug in ("marketing", "sales", "network"):
        Party.objects.create(slug=slug, name=slug.title(), company=home)
    Party.objects.create(slug="hotel-nirwana", name="Hotel Nirwana", kind="company")
    return home


def person(name: str, *roles: tuple[str, Role], person_id: str = "") -> Person:
    """Somebody with roles in parties, each given as (slug, role)."""
    someone = Person.objects.create_user(
        email=f"{name}@example.org", password="rahasia-123", name=name.title(), person_id=person_id
    )
    for slug, role in roles:
        Membership.objects.create(person=someone, party=Party.objects.get(slug=slug), role=role)
    return someone


def signed_in(someone: Person) -> Client:
    """A browser in which somebody has signed in."""
    client = Client()
    client.force_login(someone)
    return client
