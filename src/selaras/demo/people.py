"""The demo's people: one of every role and party, some of whom are in its evidence too."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from rich.table import Table

from selaras.demo.world import MAIL_DOMAIN
from selaras.evidence import open_evidence
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.evidence.pseudonyms import Pseudonyms
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.people.administrators import home_company
from selaras.records.people.memberships import add_membership, add_party
from selaras.records.people.models import Party, Person, Role
from selaras.records.people.names import readable
from selaras.workspace import Workspace

DEMO_PASSWORD = "janji-yang-ditepati"  # noqa: S105 - a simulated company's, and printed
"""Everybody's, so that one can change sides quickly."""
TEAMS = {
    "marketing": "Marketing",
    "sales": "Sales",
    "technical": "Technical",
    "finance": "Finance",
    "service": "Service",
}
CUSTOMERS = "customers"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody who can sign in to the demo; `what` says who they are, in each language."""

    name: str
    email: str
    password: str
    what: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Part:
    """A role in a party. `work` is the role in the evidence of whom it is played by, if by any."""

    party: str
    role: Role
    en: str
    id: str
    name: str = ""
    work: str = ""
    customer: str = ""
    domain: str = MAIL_DOMAIN


_HOME = ""
_PARTS = (
    _Part(_HOME, Role.ADMINISTRATOR, "administrator", "administrator", "Ayu Lestari"),
    _Part(_HOME, Role.AUDITOR, "auditor: reads all", "auditor: membaca semua", "Dian Kusuma"),
    _Part(_HOME, Role.HEAD, "director: heads all teams", "direktur: semua tim", "Hendra Gunawan"),
    _Part("marketing", Role.HEAD, "head of Marketing", "kepala Marketing", "Maya Santoso"),
    _Part("marketing", Role.MEMBER, "marketer", "anggota Marketing", work="marketer"),
    _Part("sales", Role.HEAD, "head of Sales", "kepala Sales", "Rahmat Siregar"),
    _Part("sales", Role.SIGNER, "signs for Sales", "penanda tangan Sales", "Lina Hartono"),
    _Part("sales", Role.MEMBER, "rep with promises of their own", "tenaga penjual", work="rep"),
    _Part("technical", Role.HEAD, "head of Technical", "kepala Teknik", "Bayu Nugraha"),
    _Part("finance", Role.HEAD, "head of Finance", "kepala Keuangan", "Siska Halim"),
    _Part("service", Role.HEAD, "head of Service", "kepala Layanan", "Agus Wibowo"),
    _Part("service", Role.MEMBER, "service agent", "agen layanan", work="agent"),
    _Part(
        *(CUSTOMERS, Role.SIGNER, "signs for the customers: head of IT, Hotel Nirwana"),
        *("penanda tangan pelanggan: kepala TI Hotel Nirwana", "Wulan Prameswari"),
        customer="Hotel Nirwana",
        domain="hotelnirwana.example",
    ),
    _Part(
        *(CUSTOMERS, Role.CUSTOMER, "customer’s member: IT of Bank Cendana"),
        *("anggota pelanggan: TI Bank Cendana", "Fajar Prakoso"),
        customer="Bank Cendana",
        domain="bankcendana.example",
    ),
)


@transaction.atomic
def make_demo_people(actor: Actor, workspace: Workspace) -> tuple[DemoPerson, ...]:
    """The people of the demo's parties; the same ones again change nothing.

    Those who play a part in the evidence are the first of their role there, by the names of the
    exports, so that another seed has other people.
    """
    home = home_company(workspace.name)
    parties = {_HOME: home, **{slug: _party(actor, slug, home) for slug in (*TEAMS, CUSTOMERS)}}
    workers = _workers(workspace)
    made = []
    for part in _PARTS:
        if part.work and part.work not in workers:
            continue
        email, name, person_id = (
            workers[part.work] if part.work else (_address(part), part.name, "")
        )
        person = _person(actor, email=email, name=name, person_id=person_id, at=workspace)
        add_membership(actor, person, parties[part.party], part.role, customer=part.customer)
        made.append(DemoPerson(name, email, DEMO_PASSWORD, {"en": part.en, "id": part.id}))
    return tuple(made)


def _party(actor: Actor, slug: str, home: Party) -> Party:
    found = Party.objects.filter(slug=slug).first()
    if found is not None:
        return found
    if slug == CUSTOMERS:
        return add_party(actor, name="Customers", slug=slug, kind=Party.Kind.COMPANY)
    return add_party(actor, name=TEAMS[slug], slug=slug, company=home)


def _address(part: _Part) -> str:
    return f"{part.name.lower().replace(' ', '.')}@{part.domain}"


def _person(actor: Actor, *, email: str, name: str, person_id: str, at: Workspace) -> Person:
    found = Person.objects.filter(email=email).first()
    if found is not None:
        return found
    person = Person.objects.create_user(
        email=email,
        password=DEMO_PASSWORD,
        name=name,
        person_id=person_id,
        language=at.language,
        time_zone=str(at.time_zone),
    )
    record(actor, "person.created", "person", person.pk)
    return person


def _workers(workspace: Workspace) -> dict[str, tuple[str, str, str]]:
    """Role in the evidence → address, name and id of the first who has it."""
    engine = DuckDBEngine()
    try:
        snapshot = open_evidence(workspace.evidence).snapshot()
        rows = engine.to_arrow(engine.table(snapshot, "people", ("person_id", "role"))).to_pylist()
    finally:
        engine.close()
    originals = Pseudonyms(workspace.database).originals([row["person_id"] for row in rows])
    known = sorted(
        (originals[row["person_id"]], row["role"], row["person_id"])
        for row in rows
        if "@" in originals.get(row["person_id"], "")
    )
    return {role: (email, readable(email), person_id) for email, role, person_id in reversed(known)}


def sign_ins(people: tuple[DemoPerson, ...], language: str) -> Table:
    """Who can sign in, as a table for a terminal."""
    words = {"en": ("e-mail", "name", "who"), "id": ("e-mail", "nama", "siapa")}[language]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for word in words:
        # an address that is cut short lets nobody in
        table.add_column(word, no_wrap=word == "e-mail", overflow="fold")
    for person in people:
        table.add_row(person.email, person.name, person.what[language])
    return table
