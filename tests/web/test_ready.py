"""The house is ready before it opens: nobody's first look reads the ledger."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from django.test import Client
from tests.web.conftest import person, signed_in

from selaras.records.people.models import Party, Role
from selaras.web import ready
from selaras.web.ledger_now import _seen
from selaras.workspace import Workspace, standing
from selaras.workspace.evaluation import verdicts_folder


@pytest.fixture(autouse=True)
def garbage() -> Iterator[None]:
    """Garbage is looked for as before, once the house has been made ready."""
    usual = gc.get_threshold()
    gc.unfreeze()
    yield
    gc.unfreeze()
    gc.set_threshold(*usual)


def test_ledger_is_read_before_anybody_asks(home: Party, place: Workspace) -> None:
    standing._ledgers.clear()
    standing._readers.clear()
    _seen.clear()
    ready.make_ready()
    held = standing._ledgers[verdicts_folder(place)]
    sari: Client = signed_in(person("sari", ("sales", Role.MEMBER)))
    assert sari.get("/ledger/").status_code == 200
    assert standing._ledgers[verdicts_folder(place)] is held


def test_what_stays_is_not_looked_through_for_garbage(home: Party, place: Workspace) -> None:
    usual = gc.get_threshold()
    ready.make_ready()
    assert len(gc.get_objects()) < gc.get_freeze_count() / 10
    assert gc.get_threshold() > usual


def test_house_opens_though_its_ledger_cannot_be_read(
    home: Party, place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_scope: object) -> None:
        raise OSError("The disk is gone.")

    monkeypatch.setattr(ready, "seen_ledger", broken)
    ready.make_ready()
    assert Client().get("/accounts/login/").status_code == 200
