from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from tests.records.people.conftest import person

from selaras.errors import InputError
from selaras.records.audit.actor import Actor
from selaras.records.people.access import end_access
from selaras.records.people.models import ApiToken, Party, Person, Role
from selaras.records.people.tokens import NewToken, authenticate_token, make_token, revoke_token


def _token(someone: Person, *scopes: str, days: int = 30) -> NewToken:
    return make_token(
        Actor(someone, "page"), someone, name="CRM", scopes=frozenset(scopes), days=days
    )


def test_token_says_whose_it_is_and_what_it_may(home: Party) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    text = _token(sari, "read", "write").text
    assert authenticate_token(text) == (sari, frozenset({"read", "write"}))
    assert authenticate_token(text + "x") is None
    assert authenticate_token("") is None


def test_token_is_kept_as_a_digest(home: Party) -> None:
    new = _token(person("sari", ("sales", Role.MEMBER)), "read")
    assert new.text.startswith("sel_")
    assert all(new.text not in str(value) for value in ApiToken.objects.values().get().values())


def test_token_ends_when_its_time_is_over(home: Party) -> None:
    new = _token(person("sari", ("sales", Role.MEMBER)), "read")
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert authenticate_token(new.text) is None


def test_token_is_revoked_by_its_person_and_by_administrators_alone(administrator: Actor) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    new = _token(sari, "read")
    with pytest.raises(PermissionDenied):
        revoke_token(Actor(person("budi", ("sales", Role.HEAD)), "page"), new.token)
    assert authenticate_token(new.text) is not None
    revoke_token(administrator, new.token)
    assert authenticate_token(new.text) is None


def test_token_ends_with_its_persons_access(administrator: Actor) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    new = _token(sari, "read")
    end_access(administrator, sari)
    assert authenticate_token(new.text) is None


def test_use_is_noted_to_the_minute(home: Party) -> None:
    new = _token(person("sari", ("sales", Role.MEMBER)), "read")
    authenticate_token(new.text)
    first = ApiToken.objects.get().last_used_at
    authenticate_token(new.text)
    assert first is not None
    assert ApiToken.objects.get().last_used_at == first


@pytest.mark.parametrize(
    ("role", "scopes", "days", "problem"),
    [
        (Role.HEAD, ("administer",), 30, "administrator"),
        (Role.AUDITOR, ("read", "write"), 30, "only read"),
        (Role.HEAD, (), 30, "what the token may do"),
        (Role.HEAD, ("everything",), 30, "what the token may do"),
        (Role.HEAD, ("read",), 0, "1 to 366"),
        (Role.HEAD, ("read",), 367, "1 to 366"),
    ],
)
def test_token_is_refused(
    home: Party, role: Role, scopes: tuple[str, ...], days: int, problem: str
) -> None:
    someone = person("sari", ("nusantara", role))
    with pytest.raises(InputError, match=problem):
        _token(someone, *scopes, days=days)


def test_nobody_makes_a_token_for_somebody_else(administrator: Actor) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    with pytest.raises(PermissionDenied):
        make_token(administrator, sari, name="CRM", scopes=frozenset({"read"}), days=1)
