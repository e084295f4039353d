"""The second factor: set up, asked for, lost, and taken off again by an administrator."""

from __future__ import annotations

import re
import time
from importlib import import_module
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.apps import apps
from django.core.cache import caches
from django.test import Client
from tests.web.conftest import person

from selaras.records.audit.actor import Actor
from selaras.records.audit.models import AuditRow
from selaras.records.people.access import remove_second_factor
from selaras.records.people.models import Party, Person, Role
from selaras.records.people.sealed_factors import sealed_factor, unsealed_factor
from selaras.records.sealing import unseal
from selaras.workspace import Workspace

PASSWORD = "rahasia-123"


@pytest.fixture
def sari(home: Party, place: Workspace) -> Person:
    caches["default"].clear()
    return person("sari", ("sales", Role.MEMBER))


def _come(client: Client, someone: Person) -> str:
    """Where the password leads."""
    answer = client.post("/accounts/login/", {"login": someone.email, "password": PASSWORD})
    return str(answer["Location"])


def _code(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def _show_password(client: Client) -> None:
    """What every page that touches how one signs in asks for first."""
    client.get("/accounts/2fa/totp/activate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def _set_up(client: Client) -> tuple[str, list[str]]:
    """The app's secret and the recovery codes."""
    _show_password(client)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    (secret,) = re.findall(r'class="secret">([A-Z2-7]+)<', page)
    shown = client.post("/accounts/2fa/totp/activate/", {"code": _code(secret)}, follow=True)
    return secret, re.findall(r"<li><code>([^<]+)</code>", shown.content.decode())


def test_second_factor_is_asked_for_once_it_is_set_up(sari: Person) -> None:
    client = Client()
    _come(client, sari)
    secret, codes = _set_up(client)
    assert len(codes) == 10
    again = Client()
    assert _come(again, sari) == "/accounts/2fa/authenticate/"
    assert again.get("/me/").status_code == 302
    assert "And the second factor" in again.get("/accounts/2fa/authenticate/").content.decode()
    again.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert again.get("/me/").status_code == 302
    again.post("/accounts/2fa/authenticate/", {"code": _code(secret, 1)})
    assert again.get("/me/").status_code == 200


def test_recovery_code_opens_once(sari: Person) -> None:
    client = Client()
    _come(client, sari)
    _, codes = _set_up(client)
    for lets_in in (True, False):
        again = Client()
        _come(again, sari)
        again.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        assert (again.get("/me/").status_code == 200) is lets_in


def test_recovery_codes_are_shown_once(sari: Person) -> None:
    client = Client()
    _come(client, sari)
    _, codes = _set_up(client)
    page = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert codes[0] not in page
    assert "10 recovery codes are left" in page


def test_page_that_touches_signing_in_asks_for_the_password_again(sari: Person) -> None:
    client = Client()
    _come(client, sari)
    page = client.get("/accounts/2fa/totp/activate/", follow=True)
    assert "Is it you?" in page.content.decode()
    client.post("/accounts/reauthenticate/", {"password": "other"})
    assert client.get("/accounts/2fa/totp/activate/").status_code == 302
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200


def test_wrong_codes_shut_the_door(sari: Person) -> None:
    client = Client()
    _come(client, sari)
    secret, _ = _set_up(client)
    again = Client()
    _come(again, sari)
    for _ in range(5):
        again.post("/accounts/2fa/authenticate/", {"code": "000000"})
    again.post("/accounts/2fa/authenticate/", {"code": _code(secret, 1)})
    assert again.get("/me/").status_code == 302


def test_administrator_lets_in_who_lost_the_telephone(sari: Person, home: Party) -> None:
    client = Client()
    _come(client, sari)
    _set_up(client)
    ratna = Actor(person("ratna", (home.slug, Role.ADMINISTRATOR)), "page")
    remove_second_factor(ratna, sari)
    assert not Authenticator.objects.filter(user=sari).exists()
    assert client.get("/me/").status_code == 302
    assert _come(Client(), sari) == "/"
    assert AuditRow.objects.filter(action="person.second_factor_removed").count() == 1


def test_security_key_page_brings_its_scripts_from_here(sari: Person) -> None:
    client = Client()
    _come(client, sari)
    _show_password(client)
    page = client.get("/accounts/2fa/webauthn/add/").content.decode()
    assert re.findall(r"<script(?![^>]*(?:src=\"/static/|application/json))", page) == []
    assert "mfa/js/webauthn.js" in page


def _plain(sari: Person, client: Client) -> tuple[str, list[str]]:
    """A second factor as it was kept before: as plain text."""
    secret, codes = _set_up(client)
    for one in Authenticator.objects.filter(user=sari):
        Authenticator.objects.filter(pk=one.pk).update(data=unsealed_factor(one.data))
    return secret, codes


def test_second_factor_is_kept_sealed(sari: Person) -> None:
    client = Client()
    _come(client, sari)
    secret, _codes = _set_up(client)
    kept = {one.type: one.data for one in Authenticator.objects.filter(user=sari)}
    assert secret not in str(kept)
    assert unseal(kept["totp"]["secret"]) == secret
    assert re.fullmatch(r"[0-9a-f]{80}", unseal(kept["recovery_codes"]["seed"]))


def test_plain_factors_are_sealed_once_and_still_open(sari: Person) -> None:
    client = Client()
    _come(client, sari)
    secret, codes = _plain(sari, client)
    assert Authenticator.objects.get(type="totp").data["secret"] == secret
    migration = import_module("selaras.records.people.migrations.0003_sealed_second_factors")
    for _ in range(2):
        migration.seal(apps, None)
    assert unseal(Authenticator.objects.get(type="totp").data["secret"]) == secret
    for code in (_code(secret, 1), codes[0]):
        again = Client()
        _come(again, sari)
        again.post("/accounts/2fa/authenticate/", {"code": code})
        assert again.get("/me/").status_code == 200
    migration.unseal(apps, None)
    assert Authenticator.objects.get(type="totp").data["secret"] == secret


def test_codes_that_were_taken_over_are_sealed_each() -> None:
    sealed = sealed_factor({"migrated_codes": ["12345678", "87654321"], "used_mask": 1})
    assert [unseal(code) for code in sealed["migrated_codes"]] == ["12345678", "87654321"]
    assert sealed["used_mask"] == 1


def test_factor_of_another_secret_opens_nothing_and_breaks_nothing(
    sari: Person, settings: Any
) -> None:
    client = Client()
    _come(client, sari)
    secret, codes = _set_up(client)
    settings.SECRET_KEY = "another secret"
    again = Client()
    _come(again, sari)
    for code in (_code(secret, 1), codes[0]):
        assert again.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200
        assert again.get("/me/").status_code == 302
