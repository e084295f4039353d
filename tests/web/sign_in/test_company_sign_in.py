"""Signing in through a company's identity provider: who is known, who is invited, and who not."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from tests.web.conftest import person
from tests.web.sign_in.provider import CLIENT, SECRET, Provider, running_provider

from selaras.records.audit.actor import Actor
from selaras.records.people.invitations import invite
from selaras.records.people.models import Party, Person, Role
from selaras.web.oidc import providers
from selaras.workspace import Workspace


@pytest.fixture
def provider(settings: Any, home: Party, place: Workspace) -> Iterator[Provider]:
    caches["default"].clear()
    with running_provider() as found:
        settings.SOCIALACCOUNT_PROVIDERS = providers(
            {
                "SELARAS_OIDC_URL": found.url,
                "SELARAS_OIDC_CLIENT_ID": CLIENT,
                "SELARAS_OIDC_SECRET": SECRET,
                "SELARAS_OIDC_NAME": "Nusantara",
            }
        )
        yield found


def _come(client: Client, provider: Provider, **claims: Any) -> HttpResponse:
    """Through the provider and back, as whom it says; the page one ends on."""
    provider.claims = {"sub": "u-1", "email_verified": True, **claims}
    page = client.post("/accounts/oidc/company/login/?process=login")
    start = (
        page["Location"]
        if page.status_code == 302
        else unescape(page.content.decode().split("URL='")[1].split("'")[0])
    )
    asked = parse_qs(urlsplit(start).query)
    assert start.startswith(f"{provider.url}/authorize")
    assert asked["code_challenge_method"] == ["S256"]
    back = {"code": "c", "state": asked["state"][0]}
    return client.get("/accounts/oidc/company/login/callback/", back, follow=True)  # type: ignore[return-value]


def _is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def test_door_offers_the_company(provider: Provider) -> None:
    assert "Sign in with Nusantara" in Client().get("/accounts/login/").content.decode()


def test_known_person_comes_in_by_a_verified_address(provider: Provider) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    client = Client()
    _come(client, provider, email="SARI@example.org")
    assert _is_in(client)
    sari.refresh_from_db()
    assert sari.check_password("rahasia-123")
    assert provider.asked["client_secret"] == [SECRET]


def test_known_person_comes_in_again_under_another_address(provider: Provider) -> None:
    person("sari", ("sales", Role.MEMBER))
    _come(Client(), provider, email="sari@example.org")
    client = Client()
    _come(client, provider, email="sari.lestari@example.org")
    assert _is_in(client)
    assert Person.objects.count() == 1


def test_address_that_is_not_verified_opens_nothing(provider: Provider) -> None:
    person("sari", ("sales", Role.MEMBER))
    client = Client()
    page = _come(client, provider, email="sari@example.org", email_verified=False)
    assert not _is_in(client)
    assert "by invitation" in page.content.decode()


def test_stranger_is_not_let_in_and_not_made(provider: Provider) -> None:
    client = Client()
    page = _come(client, provider, email="nobody@example.org")
    assert not _is_in(client)
    assert "by invitation" in page.content.decode()
    assert not Person.objects.exists()


def test_invited_person_comes_in_with_their_role(provider: Provider, home: Party) -> None:
    ratna = Actor(person("ratna", (home.slug, Role.ADMINISTRATOR)), "page")
    sales = Party.objects.get(slug="sales")
    invite(ratna, email="sari@example.org", party=sales, role=Role.SIGNER)
    client = Client()
    _come(client, provider, email="sari@example.org", name="Sari Lestari")
    assert _is_in(client)
    sari = Person.objects.get(email="sari@example.org")
    assert sari.name == "Sari Lestari"
    assert sari.memberships.get().role == Role.SIGNER


def test_invited_person_sees_times_by_the_workspace_s_clock(
    provider: Provider, home: Party, settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "selaras.toml").write_text('name = "Aurora"\ntime_zone = "America/Sao_Paulo"\n')
    settings.WORKSPACE = tmp_path
    ratna = Actor(person("ratna", (home.slug, Role.ADMINISTRATOR)), "page")
    invite(ratna, email="ines@example.org", party=home, role=Role.MEMBER)
    _come(Client(), provider, email="ines@example.org", name="Inês")
    assert Person.objects.get(email="ines@example.org").time_zone == "America/Sao_Paulo"


def test_ended_access_is_not_opened_by_the_company(provider: Provider) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    Person.objects.filter(pk=sari.pk).update(is_active=False)
    client = Client()
    page = _come(client, provider, email="sari@example.org")
    assert "Your access has ended" in page.content.decode()
    assert not _is_in(client)


def test_answer_that_was_not_asked_for_is_refused(provider: Provider) -> None:
    person("sari", ("sales", Role.MEMBER))
    client = Client()
    provider.claims = {"sub": "u-1", "email": "sari@example.org", "email_verified": True}
    client.get("/accounts/oidc/company/login/callback/", {"code": "c", "state": "made-up"})
    assert not _is_in(client)


def test_no_provider_is_offered_where_none_is_set() -> None:
    assert providers({}) == {}


def test_unstated_addresses_are_trusted_only_on_request() -> None:
    asked = {"SELARAS_OIDC_URL": "https://id.example.org"}
    trusted = providers(asked | {"SELARAS_OIDC_TRUST_EMAIL": "1"})
    for found, trust in ((providers(asked), False), (trusted, True)):
        (app,) = found["openid_connect"]["APPS"]
        assert app["settings"]["verified_email"] is trust
