"""What holds for every page there is, whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.web.conftest import person, signed_in

from selaras.records.alerts.notices import tell
from selaras.records.people.models import Party, Person, Role
from selaras.workspace import Workspace

PROBE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"
LEADS_ON = re.compile(r"<script>alert|<img src=x")
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)[^>]*>|<style|<[^>]+\s(?:style|on[a-z]+)="
    r"|(?:src|href)=[\"'](?:https?:)?//"
)


def _patterns(found: Any = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in (found or get_resolver()).url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _patterns(one, route)
        else:
            yield route, one


def pages() -> list[str]:
    """Addresses without anything to fill in that answer to GET, of this house's own."""
    plain = [route for route, _ in _patterns() if not re.search(r"[<(\\^$]", route)]
    own = [route for route in plain if not route.startswith(("api/", "accounts/"))]
    return sorted({f"/{route}" for route in own} - {"/language/"})


PAGES = pages()


@pytest.fixture
def adi(home: Party, place: Workspace) -> Person:
    """Somebody who may go everywhere."""
    roles = [("nusantara", Role.ADMINISTRATOR), ("sales", Role.HEAD), ("marketing", Role.HEAD)]
    return person("adi", *roles)


def test_pages_of_every_group_are_found() -> None:
    assert {"/", "/ledger/", "/notifications/", "/me/", "/reviews/"} <= set(PAGES)


def test_pages_let_no_script_or_style_in(adi: Person) -> None:
    client, found = signed_in(adi), {}
    for path in PAGES:
        answer = client.get(path)
        if answer.headers["Content-Type"].startswith("text/html"):
            policy = answer.headers.get("Content-Security-Policy", "")
            assert "script-src 'self'" in policy, path
            assert "unsafe" not in policy, path
            found[path] = INLINE.findall(answer.content.decode())
    assert {path: inline for path, inline in found.items() if inline} == {}


def test_pages_show_names_as_text(adi: Person) -> None:
    Person.objects.update(name=PROBE)
    Party.objects.update(name=PROBE)
    with transaction.atomic():
        tell([adi], key="x", kind=PROBE[:30], says={"en": PROBE, "id": PROBE}, link=PROBE)
    client, shown = signed_in(Person.objects.get()), set()
    for path in PAGES:
        answer = client.get(path)
        if answer.headers["Content-Type"].startswith("text/html"):
            body = answer.content.decode()
            assert not LEADS_ON.search(body), path
            shown |= {path} if "&lt;script&gt;alert" in body else set()
    assert {"/", "/notifications/", "/me/"} <= shown


def test_every_change_needs_its_csrf_token(adi: Person) -> None:
    exempt = {
        route
        for route, one in _patterns()
        if getattr(one.callback, "csrf_exempt", False) and not route.startswith("api/")
    }
    assert exempt == set()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(adi)
    answers = {path: strict.post(path).status_code for path in PAGES}
    assert set(answers.values()) <= {403, 405}


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "/\\evil.example",
                                  "javascript:alert(1)", "https:evil.example"])  # fmt: skip
def test_nobody_is_led_away(adi: Person, away: str) -> None:
    client = signed_in(adi)
    assert client.post("/language/", {"language": "id", "next": away})["Location"] == "/"
    with transaction.atomic():
        tell([adi], key=away, kind="x", says={"en": "x", "id": "x"}, link=away)
    notice = adi.notices.get()
    assert client.get(f"/notifications/{notice.pk}/")["Location"] == "/notifications/"
    entered = Client().post(
        f"/accounts/login/?next={away}", {"login": adi.email, "password": "rahasia-123"}
    )
    assert entered.status_code == 302
    assert "evil" not in entered["Location"]
    assert "javascript" not in entered["Location"]


def test_session_of_before_is_worth_nothing_after_signing_in(adi: Person) -> None:
    client = Client()
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = "yes"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    client.post("/accounts/login/", {"login": adi.email, "password": "rahasia-123"})
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()
    stolen = Client()
    stolen.cookies["sessionid"] = before
    assert stolen.get("/me/").status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "/static/../settings.py",
        "/static/..%2f..%2fsettings.py",
        "/static/selaras/..%2f..%2f..%2f..%2f.secret-key",
        "/agreements/..%2f..%2f.secret-key/",
        "/ledger/trace/..%2f..%2f_snapshots%2f1.json/",
        "/ledger/..%2f../",
        "/api/verdicts/..%2f..%2f..%2fselaras.toml",
        "/api/mappings/..%2f..%2fselaras.toml",
    ],
)
def test_no_address_leads_out_of_its_folder(adi: Person, path: str) -> None:
    answer = signed_in(adi).get(path)
    assert answer.status_code in (400, 404, 405)


def test_calendar_of_quiet_hours_is_a_name_and_no_path(adi: Person, place: Workspace) -> None:
    for name in ("../../etc/passwd", "/etc/hosts.yaml", str(place.root / "selaras.toml")):
        answer = signed_in(adi).post(
            "/me/notifications/", {"about": "all", "digest": "none", "quiet": name}
        )
        assert answer.status_code == 422
