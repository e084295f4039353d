"""The door: passwords, how often one may try, and what ends a session."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core import mail
from django.core.cache import caches
from django.test import Client
from tests.web.conftest import person, signed_in

from selaras.records.audit.actor import Actor
from selaras.records.audit.models import AuditRow
from selaras.records.people.access import end_access
from selaras.records.people.models import Party, Person, Role
from selaras.workspace import Workspace

LOGIN = "/accounts/login/"
RIGHT, WRONG = "rahasia-123", "rahasia-124"


@pytest.fixture(autouse=True)
def _nothing_counted(db: None) -> None:
    caches["default"].clear()


def _try(client: Client, someone: Person, password: str) -> int:
    """302 where they are let in."""
    return client.post(LOGIN, {"login": someone.email, "password": password}).status_code


def test_right_password_lets_in_and_is_audited(home: Party, place: Workspace) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    client = Client()
    assert _try(client, sari, RIGHT) == 302
    assert client.get("/me/").status_code == 200
    assert AuditRow.objects.filter(action="person.signed_in", object_id=sari.pk).count() == 1


def test_sixth_wrong_password_shuts_the_door_for_the_right_one_too(
    home: Party, place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    for _ in range(5):
        assert _try(Client(), sari, WRONG) == 200
    answer = Client().post(LOGIN, {"login": sari.email, "password": WRONG})
    assert "Too many failed login attempts" in answer.content.decode()
    assert _try(Client(), sari, RIGHT) == 200
    now = time.time()
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: now + 301)
    assert _try(Client(), sari, RIGHT) == 302


def test_wrong_passwords_are_counted_for_all_processes(settings: Any) -> None:
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")


def test_somebody_elses_wrong_passwords_do_not_count(home: Party, place: Workspace) -> None:
    sari, budi = person("sari", ("sales", Role.MEMBER)), person("budi", ("sales", Role.MEMBER))
    for _ in range(5):
        _try(Client(), sari, WRONG)
    assert _try(Client(), budi, RIGHT) == 302


def test_unknown_address_is_answered_as_a_wrong_password(home: Party, place: Workspace) -> None:
    known = Client().post(LOGIN, {"login": person("sari").email, "password": WRONG})
    unknown = Client().post(LOGIN, {"login": "nobody@example.org", "password": WRONG})
    assert known.context["form"].errors == unknown.context["form"].errors


def test_ended_access_ends_the_session(home: Party, place: Workspace) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    client = Client()
    _try(client, sari, RIGHT)
    end_access(Actor(person("ratna", (home.slug, Role.ADMINISTRATOR)), "page"), sari)
    assert client.get("/me/").status_code == 302
    answer = Client().post(LOGIN, {"login": sari.email, "password": RIGHT}, follow=True)
    assert "Your access has ended" in answer.content.decode()


def test_access_given_back_does_not_bring_old_sessions_back(home: Party, place: Workspace) -> None:
    from selaras.records.people.access import give_access_back

    sari = person("sari", ("sales", Role.MEMBER))
    administrator = Actor(person("ratna", (home.slug, Role.ADMINISTRATOR)), "page")
    client = Client()
    _try(client, sari, RIGHT)
    end_access(administrator, sari)
    give_access_back(administrator, sari)
    assert client.get("/me/").status_code == 302
    assert _try(Client(), sari, RIGHT) == 302


def test_nobody_signs_up_by_themselves(home: Party, place: Workspace) -> None:
    answer = Client().post(
        "/accounts/signup/", {"email": "x@example.org", "password1": RIGHT, "password2": RIGHT}
    )
    assert "by invitation" in answer.content.decode()
    assert not Person.objects.filter(email="x@example.org").exists()


def test_password_is_reset_by_a_link_that_is_good_once(home: Party, place: Workspace) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    inside = Client()
    _try(inside, sari, RIGHT)
    Client().post("/accounts/password/reset/", {"email": sari.email})
    (letter,) = mail.outbox
    assert letter.to == [sari.email]
    link = next(word for word in letter.body.split() if "/password/reset/key/" in word)
    client = Client()
    page = client.get(link, follow=True)
    new = {"password1": "hujan-di-bulan-juni", "password2": "hujan-di-bulan-juni"}
    answer = client.post(page.redirect_chain[-1][0], new, follow=True)
    assert "You have a new password" in answer.content.decode()
    assert _try(Client(), sari, "hujan-di-bulan-juni") == 302
    assert inside.get("/me/").status_code == 302
    assert "no longer good" in Client().get(link, follow=True).content.decode()


def test_reset_tells_nobody_who_is_known(home: Party, place: Workspace) -> None:
    answer = Client().post(
        "/accounts/password/reset/", {"email": "nobody@example.org"}, follow=True
    )
    assert "Look into your mail" in answer.content.decode()
    assert mail.outbox == []


def test_language_of_the_door_is_that_of_the_browser(home: Party, place: Workspace) -> None:
    page = Client().get(LOGIN, headers={"accept-language": "id"})
    assert "Kata sandi" in page.content.decode()


def test_sessions_are_listed_and_the_others_ended(home: Party, place: Workspace) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    here, there = Client(), Client()
    _try(here, sari, RIGHT)
    _try(there, sari, RIGHT)
    assert "2 places" in here.get("/accounts/sessions/").content.decode()
    here.post("/accounts/sessions/")
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302


def test_where_to_go_on_is_never_another_site(home: Party, place: Workspace) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    answer = Client().post(
        f"{LOGIN}?next=https://evil.example/", {"login": sari.email, "password": RIGHT}
    )
    assert answer["Location"] == "/"


def test_signed_in_person_has_no_door(home: Party, place: Workspace) -> None:
    client = signed_in(person("sari", ("sales", Role.MEMBER)))
    assert client.get(LOGIN).status_code == 302
