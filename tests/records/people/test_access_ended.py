"""Ending access, giving it back, and the last administrator."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from tests.records.people.conftest import person

from selaras.errors import InputError
from selaras.records.audit.actor import Actor
from selaras.records.audit.models import AuditRow
from selaras.records.people.access import (
    end_access,
    give_access_back,
    make_password_key,
    remove_second_factor,
)
from selaras.records.people.memberships import (
    add_membership,
    add_party,
    remove_membership,
    rename_party,
)
from selaras.records.people.models import Membership, Party, Role


def test_ended_access_is_audited_once(administrator: Actor) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    end_access(administrator, sari)
    end_access(administrator, sari)
    assert AuditRow.objects.filter(action="person.access_ended").count() == 1
    give_access_back(administrator, sari)
    sari.refresh_from_db()
    assert sari.is_active


def test_the_last_administrator_stays(administrator: Actor) -> None:
    assert administrator.person is not None
    with pytest.raises(InputError, match="only administrator"):
        end_access(administrator, administrator.person)
    with pytest.raises(InputError, match="only administrator"):
        remove_membership(administrator, Membership.objects.get(role=Role.ADMINISTRATOR))
    second = person("dewi", ("nusantara", Role.ADMINISTRATOR))
    end_access(Actor(second, "page"), administrator.person)
    with pytest.raises(InputError, match="only administrator"):
        end_access(Actor(second, "page"), second)


@pytest.mark.parametrize("role", [Role.HEAD, Role.AUDITOR])
def test_others_change_nothing(home: Party, role: Role) -> None:
    actor = Actor(person("budi", ("nusantara", role)), "page")
    sari = person("sari", ("sales", Role.MEMBER))
    sales = Party.objects.get(slug="sales")
    for act in (
        lambda: end_access(actor, sari),
        lambda: give_access_back(actor, sari),
        lambda: remove_second_factor(actor, sari),
        lambda: make_password_key(actor, sari),
        lambda: add_membership(actor, sari, sales, Role.HEAD),
        lambda: remove_membership(actor, sari.memberships.get()),
        lambda: add_party(actor, name="Field"),
        lambda: rename_party(actor, sales, "Penjualan"),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_role_given_twice_is_given_once(administrator: Actor) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    sales = Party.objects.get(slug="sales")
    add_membership(administrator, sari, sales, Role.SIGNER)
    add_membership(administrator, sari, sales, Role.SIGNER)
    assert sari.memberships.count() == 2
    assert AuditRow.objects.filter(action="membership.added").count() == 1


@pytest.mark.parametrize(
    ("slug", "role", "customer", "problem"),
    [
        ("sales", Role.ADMINISTRATOR, "", "home company"),
        ("customers", Role.AUDITOR, "", "home company"),
        ("sales", Role.CUSTOMER, "", "customer’s company"),
        ("sales", Role.MEMBER, "Hotel Nirwana", "other companies"),
    ],
)
def test_role_that_a_party_cannot_have_is_refused(
    administrator: Actor, slug: str, role: Role, customer: str, problem: str
) -> None:
    sari = person("sari")
    with pytest.raises(InputError, match=problem):
        add_membership(administrator, sari, Party.objects.get(slug=slug), role, customer=customer)


def test_team_belongs_to_the_home_company_unless_said_otherwise(administrator: Actor) -> None:
    field = add_party(administrator, name="Field service")
    assert (field.slug, field.company) == ("field-service", Party.objects.get(home=True))
    hotel = add_party(administrator, name="Hotel", kind=Party.Kind.COMPANY)
    assert hotel.company is None
    with pytest.raises(InputError, match="already"):
        add_party(administrator, name="Hotel")
