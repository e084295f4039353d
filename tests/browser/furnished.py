"""A company with one of everything, and where it is: run as a program in a workspace's folder.

Prints JSON: the addresses of pages that take parameters, each with who may open it.
"""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

PASSWORD = "rahasia-123"
MAY = ("administrator", "signer", "head", "member")
"""Roles to try, in this order; access_world says who they are."""
DONE_BY_OTHERS = {"invitation", "account_reset_password_from_key"}
"""Pages for whoever is not signed in."""


def furnish() -> None:
    """Add a network of sites to the company's evidence, before it is served."""
    from tests.web.capacity.conftest import AS_OF, _rows

    from selaras.evidence import open_evidence
    from selaras.evidence.staging import stage_rows

    open_evidence(Path("evidence")).commit(
        [
            stage_rows(table, rows, Path("staged"), export="full", complete_to=AS_OF)
            for table, rows in _rows().items()
        ],
        datetime(2026, 4, 11, tzinfo=UTC),
    )


def addresses() -> list[tuple[str, str]]:
    """Make people and objects; (address, role) of every page that takes a parameter."""
    from tests.web.access_matrix import ROWS
    from tests.web.access_world import ROLES, make_world

    from selaras.records.people.models import Party
    from selaras.web.place import workspace

    home = Party.objects.create(slug="nusantara", name="Nusantara", kind="company", home=True)
    for slug in ("marketing", "sales", "network"):
        Party.objects.create(slug=slug, name=slug.title(), company=home)
    Party.objects.create(slug="hotel-nirwana", name="Hotel Nirwana", kind="company")
    world = make_world(home, workspace())
    told = _acts(world.people)
    world.objects |= {"programme": {"programme_id": "march"}, "upload": told["upload"]}
    found = []
    for row in ROWS:
        if not row.of or row.post is not None or row.name in DONE_BY_OTHERS:
            continue
        role = next((one for one in MAY if row.rule[ROLES.index(one)] == "+"), None)
        if role is not None:
            found.append((_address(row, world), role))
    return sorted({*found, *_asked(world.objects)})


def _address(row: Any, world: Any) -> str:
    from django.urls import reverse

    kwargs = world.objects[row.of] if row.of else None
    return f"{reverse(row.name, kwargs=kwargs)}?{urlencode(row.query)}".rstrip("?")


def _asked(objects: dict[str, dict[str, Any]]) -> list[tuple[str, str]]:
    """Pages that answer a question which stands in their address."""
    promise = urlencode(
        {"site": "Abepura", "product": "fibre", "quantity": "5", "by": "2026-06-30", "level": "90"}
    )
    feedback = urlencode({"about": "lead", "id": "L-0117", "to": "marketing"})
    return [
        ("/ledger/?view=verdicts&status=missed", "head"),
        ("/ledger/?agreement=nothing", "head"),
        (f"/capacity/promise/?{promise}", "administrator"),
        ("/capacity/promise/?site=Abepura", "administrator"),
        ("/capacity/programmes/june/", "administrator"),
        ("/capacity/programmes/march/", "administrator"),
        ("/capacity/programmes/march/why/", "administrator"),
        ("/capacity/reservations/?state=all", "administrator"),
        (f"/feedback/new/?{feedback}", "head"),
        ("/reviews/new/?agreement=marketing-sales", "head"),
        (f"/agreements/{objects['agreement']['name']}/compare/?from=1&to=2", "head"),
        ("/administration/audit/?action=person.signed_in", "administrator"),
    ]


def _acts(people: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What is easiest done through the pages: a file is brought, capacity is reserved."""
    from django.conf import settings
    from django.test import Client

    from selaras.records.loads.models import Upload
    from selaras.records.people.models import Party

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(people["administrator"], backend="django.contrib.auth.backends.ModelBackend")
    file = io.BytesIO(b"Id,Created,Source\nL-1,2026-03-02 08:00,webinar\n")
    file.name = "leads-new.csv"
    client.post("/data/uploads/", {"file": file})
    held = {"site": "Abepura", "product": "fibre", "quantity": "5", "by": "2026-06-30"}
    Party.objects.filter(slug="network").update(name="Network")
    client.post("/capacity/reservations/take/", held | {"level": "90", "holder": "network"})
    return {"upload": {"pk": Upload.objects.get(name="leads-new.csv").pk}}


if __name__ == "__main__":
    from selaras.web.start import start

    start(Path())
    furnish()
    print(json.dumps(addresses()))
