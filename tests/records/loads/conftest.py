"""A company's workspace of its own, to be loaded into."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.web.conftest import evaluated, home, person

from selaras.records.audit.actor import Actor
from selaras.records.people.models import Party, Person, Role
from selaras.records.people.scope import Scope, scope_of
from selaras.workspace import Workspace, open_workspace

__all__ = ["evaluated", "home"]


@pytest.fixture
def own_place(evaluated: Workspace, tmp_path: Path, settings: Any) -> Workspace:
    """A copy of the evaluated company, which a test may change."""
    root = tmp_path / "workspace"
    shutil.copytree(evaluated.root, root)
    settings.WORKSPACE = root
    return open_workspace(root)


@pytest.fixture
def loader(home: Party) -> Person:
    return person("ayu", ("nusantara", Role.ADMINISTRATOR))


@pytest.fixture
def reach(loader: Person) -> Scope:
    return scope_of(loader)


@pytest.fixture
def who(loader: Person) -> Actor:
    return Actor(loader, "page")
