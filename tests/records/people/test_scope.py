"""What a role sees and does: the one place that pages, answers and exports ask."""

from __future__ import annotations

import pytest
from tests.records.people.conftest import person

from selaras.agreements.values import VisibleTo
from selaras.records.people.models import Membership, Party, Role
from selaras.records.people.scope import NOBODY, Scope, scope_of

SERVICE = ("service", "customers")
SELLING = ("marketing", "sales")


@pytest.fixture(autouse=True)
def _parties(home: Party) -> None:
    Party.objects.create(slug="service", name="Service", company=home)


def _scope(slug: str, role: Role, customer: str = "", person_id: str = "") -> Scope:
    return scope_of(person("x", (slug, role), customer=customer, person_id=person_id))


def _sees(scope: Scope, visible_to: VisibleTo, subject: str = "p-1") -> bool:
    return scope.sees_subject(subject, "rep", "sales", visible_to, SELLING)


def test_member_sees_the_agreements_of_their_party_alone() -> None:
    scope = _scope("sales", Role.MEMBER)
    assert scope.sees_agreement(SELLING)
    assert not scope.sees_agreement(SERVICE)


@pytest.mark.parametrize(
    ("slug", "role", "own_team", "heads", "parties"),
    [
        ("sales", Role.MEMBER, True, False, True),
        ("marketing", Role.MEMBER, False, False, True),
        ("marketing", Role.HEAD, False, True, True),
        ("sales", Role.HEAD, True, True, True),
        ("nusantara", Role.HEAD, True, True, True),
        ("nusantara", Role.AUDITOR, True, True, True),
        ("nusantara", Role.ADMINISTRATOR, True, True, True),
        ("service", Role.HEAD, False, False, False),
        ("customers", Role.CUSTOMER, False, False, False),
    ],
)
def test_the_agreement_says_who_sees_individuals(
    slug: str, role: Role, own_team: bool, heads: bool, parties: bool
) -> None:
    scope = _scope(slug, role)
    assert _sees(scope, VisibleTo.OWN_TEAM) is own_team
    assert _sees(scope, VisibleTo.HEADS) is heads
    assert _sees(scope, VisibleTo.PARTIES) is parties


def test_ones_own_figures_are_always_seen() -> None:
    scope = _scope("marketing", Role.MEMBER, person_id="p-1")
    assert _sees(scope, VisibleTo.HEADS, "p-1")
    assert not _sees(scope, VisibleTo.HEADS, "p-2")


def test_customers_member_sees_their_own_customer_among_many() -> None:
    scope = _scope("customers", Role.CUSTOMER, customer="Hotel Nirwana")

    def sees(subject: str | None, kind: str | None) -> tuple[bool, bool]:
        asked = (subject, kind, "service", VisibleTo.PARTIES, SERVICE)
        return scope.sees_subject(*asked), scope.sees_items(*asked)

    assert sees("Hotel Nirwana", "tickets.customer") == (True, True)
    assert sees("Bank Cendana", "tickets.customer") == (False, False)
    assert sees("critical", "tickets.severity") == (True, False)
    assert sees(None, None) == (True, False)


def test_customer_that_is_a_party_by_itself_sees_every_row_of_its_agreement() -> None:
    scope = _scope("customers", Role.CUSTOMER)
    assert scope.sees_items("critical", "tickets.severity", "service", VisibleTo.PARTIES, SERVICE)


def test_limit_to_one_customer_holds_for_who_signs_too() -> None:
    scope = _scope("customers", Role.SIGNER, customer="Hotel Nirwana")
    assert scope.signs_for("customers")
    assert scope.is_customer
    assert scope.customers_in(SERVICE) == frozenset({"Hotel Nirwana"})


def test_limit_ends_where_another_role_has_none() -> None:
    someone = person("x", ("customers", Role.CUSTOMER), customer="Hotel Nirwana")
    Membership.objects.create(
        person=someone, party=Party.objects.get(slug="service"), role=Role.MEMBER
    )
    assert scope_of(someone).customers_in(SERVICE) is None
    assert scope_of(someone).customers_in(("customers",)) == frozenset({"Hotel Nirwana"})


@pytest.mark.parametrize(
    ("slug", "role", "signs", "acts", "administers"),
    [
        ("sales", Role.MEMBER, False, True, False),
        ("sales", Role.SIGNER, True, True, False),
        ("sales", Role.HEAD, True, True, False),
        ("nusantara", Role.HEAD, True, True, False),
        ("nusantara", Role.AUDITOR, False, False, False),
        ("nusantara", Role.ADMINISTRATOR, False, False, True),
        ("marketing", Role.HEAD, False, False, False),
    ],
)
def test_roles_act_sign_and_administer(
    slug: str, role: Role, signs: bool, acts: bool, administers: bool
) -> None:
    scope = _scope(slug, role)
    assert scope.signs_for("sales") is signs
    assert scope.acts_for("sales") is acts
    assert scope.administers is administers


def test_somebody_without_a_role_sees_nothing_and_is_no_part_of_the_house() -> None:
    scope = scope_of(person("x"))
    assert not scope.sees_agreement(SELLING)
    assert scope.is_customer


def test_somebody_whose_access_has_ended_is_nobody() -> None:
    someone = person("x", ("nusantara", Role.ADMINISTRATOR))
    someone.is_active = False
    assert scope_of(someone) == NOBODY
