"""My account: what I say of myself, and my tokens."""

from __future__ import annotations

import re

from tests.web.conftest import person, signed_in

from selaras.records.people.models import ApiToken, Party, Person, Role
from selaras.records.people.tokens import authenticate_token
from selaras.workspace import Workspace


def test_profile_is_saved_and_spoken_at_once(home: Party, place: Workspace) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    client = signed_in(sari)
    answer = client.post(
        "/me/", {"name": "Sari Dewi", "language": "id", "time_zone": "Asia/Makassar"}, follow=True
    )
    assert "Akun saya" in answer.content.decode()
    sari.refresh_from_db()
    assert (sari.name, sari.language, sari.time_zone) == ("Sari Dewi", "id", "Asia/Makassar")


def test_unknown_zone_and_language_are_refused(home: Party, place: Workspace) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    client = signed_in(sari)
    answer = client.post("/me/", {"name": "", "language": "fr", "time_zone": ""})
    assert set(answer.context["form"].errors) == {"name", "language", "time_zone"}
    answer = client.post("/me/", {"name": "Sari", "language": "en", "time_zone": "Moon"})
    assert "That time zone is not known." in answer.content.decode()


def test_token_is_shown_once_and_works(home: Party, place: Workspace) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    client = signed_in(sari)
    page = client.post("/me/tokens/", {"name": "CRM", "days": "30", "scopes": ["read"]})
    (text,) = set(re.findall(r"sel_[\w-]{43}", page.content.decode()))
    assert authenticate_token(text) == (sari, frozenset({"read"}))
    assert text not in client.get("/me/tokens/").content.decode()
    assert page["Cache-Control"].startswith("max-age=0")


def test_token_ends_where_it_is_listed(home: Party, place: Workspace) -> None:
    client = signed_in(person("sari", ("sales", Role.MEMBER)))
    client.post("/me/tokens/", {"name": "Nightly export", "days": "30", "scopes": ["read"]})
    client.post(f"/me/tokens/{ApiToken.objects.get().pk}/revoke/")
    assert "Nightly export" not in client.get("/me/tokens/").content.decode()


def test_scope_that_is_not_ones_own_is_not_offered(home: Party, place: Workspace) -> None:
    auditor = signed_in(person("dian", (home.slug, Role.AUDITOR)))
    assert 'value="write"' not in auditor.get("/me/tokens/").content.decode()
    answer = auditor.post("/me/tokens/", {"name": "x", "days": "30", "scopes": ["write"]})
    assert "can only read" in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_names_are_text_and_never_markup(home: Party, place: Workspace) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    Person.objects.filter(pk=sari.pk).update(name="<script>alert(1)</script>")
    assert "<script>alert" not in signed_in(sari).get("/me/").content.decode()
