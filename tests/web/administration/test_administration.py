"""Administration: inviting somebody all the way in, roles, access, the audit and its export."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from tests.web.conftest import person, signed_in

from selaras.records.audit.models import AuditRow
from selaras.records.people.models import Invitation, Membership, Party, Person, Role
from selaras.workspace import Workspace

INVITATION = {"email": "sari@example.org", "role": "signer", "language": "id", "customer": ""}


@pytest.fixture
def administrator(home: Party, place: Workspace) -> Client:
    return signed_in(person("ratna", (home.slug, Role.ADMINISTRATOR)))


def _invite(administrator: Client) -> str:
    """The path of the link that the page shows."""
    party = Party.objects.get(slug="sales")
    page = administrator.post("/administration/invitations/", INVITATION | {"party": party.pk})
    (path,) = set(re.findall(r"/invitation/[\w-]{43}/", page.content.decode()))
    return path


def test_invitation_goes_by_mail_and_lets_its_reader_in(administrator: Client) -> None:
    path = _invite(administrator)
    (letter,) = mail.outbox
    assert letter.to == ["sari@example.org"]
    assert path in letter.body
    assert "mengundang Anda" in letter.subject
    stranger = Client()
    assert "Selamat datang di Sales" in stranger.get(path).content.decode()
    answer = stranger.post(
        path,
        {
            "name": "Sari",
            "password": "hujan-di-bulan-juni",
            "again": "hujan-di-bulan-juni",
        },
    )
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert "Sari" in stranger.get("/me/").content.decode()
    assert Client().get(path).status_code == 404


def test_two_different_passwords_let_nobody_in(administrator: Client) -> None:
    path = _invite(administrator)
    answer = Client().post(path, {"name": "Sari", "password": "a-b-c-d-e-f", "again": "other"})
    assert "again" in answer.context["form"].errors
    assert not Person.objects.filter(email="sari@example.org").exists()


def test_invitation_taken_back_opens_nothing(administrator: Client) -> None:
    path = _invite(administrator)
    administrator.post(f"/administration/invitations/{Invitation.objects.get().pk}/revoke/")
    assert Client().get(path).status_code == 404


def test_link_is_not_shown_again(administrator: Client) -> None:
    path = _invite(administrator)
    assert path not in administrator.get("/administration/invitations/").content.decode()


def test_roles_are_given_and_taken(administrator: Client) -> None:
    budi = person("budi", ("sales", Role.MEMBER))
    party = Party.objects.get(slug="marketing")
    there = f"/administration/people/{budi.pk}/"
    administrator.post(f"{there}roles/", {"party": party.pk, "role": "head", "customer": ""})
    given = Membership.objects.get(person=budi, party=party)
    assert given.role == Role.HEAD
    administrator.post(f"{there}roles/{given.pk}/remove/")
    assert not Membership.objects.filter(pk=given.pk).exists()


def test_problem_is_said_in_a_sentence(administrator: Client, home: Party) -> None:
    admin = Person.objects.get(email="ratna@example.org")
    page = administrator.post(
        f"/administration/people/{admin.pk}/access/", {"access": "end"}, follow=True
    )
    assert "This is the only administrator." in page.content.decode()


def test_password_link_given_by_hand_sets_a_password(administrator: Client) -> None:
    budi = person("budi", ("sales", Role.MEMBER))
    page = administrator.post(f"/administration/people/{budi.pk}/password-link/")
    (path,) = set(re.findall(r"/accounts/password/reset/key/[\w-]+/", page.content.decode()))
    client = Client()
    form = client.get(path, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "hujan-di-bulan-juni", "password2": "hujan-di-bulan-juni"})
    budi.refresh_from_db()
    assert budi.check_password("hujan-di-bulan-juni")


def test_audit_is_filtered_by_person_and_action(administrator: Client) -> None:
    _invite(administrator)
    administrator.post("/administration/parties/", {"name": "Field", "kind": "team"})
    page = administrator.get("/administration/audit/", {"action": "party.added"})
    assert [act["row"].action for act in page.context["acts"]] == ["party.added"]
    page = administrator.get(
        "/administration/audit/", {"since": "2001-01-01", "until": "2001-01-02"}
    )
    assert page.context["acts"] == []


def test_audit_csv_holds_every_row_and_no_formula(administrator: Client) -> None:
    ratna = Person.objects.get(email="ratna@example.org")
    Person.objects.filter(pk=ratna.pk).update(name='=HYPERLINK("http://evil.example")')
    administrator.post("/administration/parties/", {"name": "Field", "kind": "team"})
    text = b"".join(administrator.get("/administration/audit.csv")).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == AuditRow.objects.count()
    assert rows[0]["person"].startswith("'=HYPERLINK")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("page", ["", "parties/", "invitations/", "audit/"])
def test_pages_ask_the_database_little(
    administrator: Client, django_assert_max_num_queries: Any, page: str, count: int
) -> None:
    for n in range(count):
        person(f"p{n}", ("sales", Role.MEMBER), ("marketing", Role.HEAD))
        _invite(administrator)
    with django_assert_max_num_queries(20):
        answer = administrator.get(f"/administration/{page}")
    assert len(answer.content) < 100_000


def test_auditor_reads_and_is_offered_nothing_to_change(home: Party, place: Workspace) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    auditor = signed_in(person("dian", (home.slug, Role.AUDITOR)))
    for path in ("", f"people/{sari.pk}/", "parties/", "invitations/", "audit/"):
        page = auditor.get(f"/administration/{path}").content.decode()
        assert (
            re.findall(r'<form method="post" action="(?!/language/|/accounts/logout/)', page) == []
        )


def test_audit_tells_facts_in_the_readers_words(administrator: Client) -> None:
    AuditRow.objects.create(
        via="command",
        action="load.noted",
        object_kind="load",
        object_id="1",
        facts={"mappings": ["leads", "deals"], "upload": None, "due_at": "2026-03-05T03:00+00:00",
               "full": True, "sources": []},
    )  # fmt: skip
    text = administrator.get("/administration/audit/").content.decode()
    assert "loaded sources" in text
    assert "leads, deals" in text
    assert "5 Mar 2026, 10:00" in text  # in Jakarta, where the reader is
    assert "yes" in text
    assert not re.search(r"upload|>sources|None|\[", text.split("<tbody>")[1].split("</tbody>")[0])
