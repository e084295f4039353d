from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from tests.records.people.conftest import person

from selaras.errors import InputError
from selaras.records.audit.actor import Actor
from selaras.records.audit.models import AuditRow
from selaras.records.people.invitations import (
    Invited,
    accept_by_address,
    accept_invitation,
    find_invitation,
    invite,
    revoke_invitation,
)
from selaras.records.people.models import Invitation, Party, Person, Role

PASSWORD = "hujan-di-bulan-juni"


def _invite(actor: Actor, email: str = "sari@example.org") -> Invited:
    return invite(
        actor, email=email, party=Party.objects.get(slug="sales"), role=Role.SIGNER, language="id"
    )


def test_invitation_makes_a_person_with_its_role(administrator: Actor) -> None:
    secret = _invite(administrator, "Sari@Example.org ").secret
    sari = accept_invitation(secret, name=" Sari Lestari ", password=PASSWORD)
    assert (sari.email, sari.name, sari.language) == ("sari@example.org", "Sari Lestari", "id")
    assert sari.check_password(PASSWORD)
    assert [(m.party.slug, m.role) for m in sari.memberships.all()] == [("sales", Role.SIGNER)]


def test_invitation_keeps_its_secret_nowhere(administrator: Actor) -> None:
    secret = _invite(administrator).secret
    row = Invitation.objects.values().get()
    assert all(secret not in str(value) for value in row.values())
    assert all(secret not in str(value) for value in AuditRow.objects.values_list("facts"))


def test_invitation_is_good_once(administrator: Actor) -> None:
    secret = _invite(administrator).secret
    accept_invitation(secret, name="Sari", password=PASSWORD)
    assert find_invitation(secret) is None
    with pytest.raises(InputError, match="no longer good"):
        accept_invitation(secret, name="Sari", password=PASSWORD)


def test_invitation_ends_after_a_week(administrator: Actor) -> None:
    secret = _invite(administrator).secret
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(InputError, match="no longer good"):
        accept_invitation(secret, name="Sari", password=PASSWORD)


def test_invitation_taken_back_lets_nobody_in(administrator: Actor) -> None:
    invited = _invite(administrator)
    revoke_invitation(administrator, invited.invitation)
    with pytest.raises(InputError, match="no longer good"):
        accept_invitation(invited.secret, name="Sari", password=PASSWORD)


def test_second_invitation_replaces_the_first(administrator: Actor) -> None:
    first, second = _invite(administrator).secret, _invite(administrator).secret
    assert find_invitation(first) is None
    assert find_invitation(second) is not None


def test_weak_password_leaves_the_invitation_open(administrator: Actor) -> None:
    secret = _invite(administrator).secret
    with pytest.raises(InputError, match="too"):
        accept_invitation(secret, name="Sari", password="12345678")
    assert find_invitation(secret) is not None
    assert not Person.objects.filter(email="sari@example.org").exists()


def test_only_administrators_invite(home: Party) -> None:
    head = Actor(person("budi", ("nusantara", Role.HEAD)), "page")
    with pytest.raises(PermissionDenied):
        _invite(head)


def test_known_address_is_not_invited_again(administrator: Actor) -> None:
    person("sari")
    with pytest.raises(InputError, match="already"):
        _invite(administrator, "SARI@example.org")


def test_auditor_belongs_to_the_home_company(administrator: Actor) -> None:
    with pytest.raises(InputError, match="home company"):
        invite(
            administrator,
            email="a@example.org",
            party=Party.objects.get(slug="sales"),
            role=Role.AUDITOR,
        )


def test_provider_lets_in_whom_an_invitation_names(administrator: Actor) -> None:
    _invite(administrator)
    assert accept_by_address("other@example.org", name="Other") is None
    sari = accept_by_address("sari@example.org", name="Sari")
    assert sari is not None
    assert not sari.has_usable_password()
    assert accept_by_address("sari@example.org", name="Sari") is None
