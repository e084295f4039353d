"""Digests and quiet hours: when they leave, and what they say in either language."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from tests.web.agreements.test_pages import TEXT, enacted, proposal_of
from tests.web.conftest import person, signed_in

from selaras.records.alerts.models import Delivery, Preference
from selaras.records.alerts.notices import tell
from selaras.records.people.models import Party, Person, Role
from selaras.web.jobs.digests import make_digests
from selaras.web.jobs.letters import deliver_due
from selaras.workspace import Workspace

MONDAY = datetime(2026, 4, 13, 0, 30, tzinfo=UTC)  # 7:30 in Jakarta
SUNDAY_NIGHT = datetime(2026, 4, 12, 17, 32, tzinfo=UTC)  # 0:32 on Monday in Jakarta


@pytest.fixture
def sari(home: Party, place: Workspace) -> Person:
    return person("sari", ("sales", Role.HEAD))


def wants(someone: Person, **choices: Any) -> None:
    Preference.objects.create(person=someone, **choices)


def told(someone: Person) -> None:
    with transaction.atomic():
        says = {"en": "A promise is missed.", "id": "Sebuah janji tidak ditepati."}
        tell([someone], key="one", kind="agreement", says=says, link="/ledger/", parties=["sales"])


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            [
                "Subject: [Our workspace] How your promises stand",
                "Waits for you:",
                "Sign version 2 of Marketing sales",
                "  https://selaras.example/agreements/marketing-sales/",
                "What changed:",
                "A promise is missed.",
                "  https://selaras.example/ledger/",
            ],
        ),
        (
            "id",
            [
                "Subject: [Our workspace] Keadaan janji-janji Anda",
                "Menunggu Anda:",
                "Tanda tangani versi 2 dari Marketing sales",
                "  https://selaras.example/agreements/marketing-sales/",
                "Yang berubah:",
                "Sebuah janji tidak ditepati.",
                "  https://selaras.example/ledger/",
            ],
        ),
    ],
)
def test_a_digest_says_how_it_stands_what_waits_and_what_changed(
    place: Workspace, sari: Person, settings: Any, language: str, lines: list[str]
) -> None:
    settings.ADDRESS = "https://selaras.example"
    maya = person("maya", ("marketing", Role.SIGNER))
    wants(maya, at_once=False)
    wants(sari, digest="daily", at_once=False, digested_on="2026-04-12")
    enacted(maya, sari, place, TEXT.replace("2026-05-01", "2026-01-01"))
    proposal_of(maya, place, TEXT.replace("at_least: 5", "at_least: 6"))
    Person.objects.filter(pk=sari.pk).update(language=language)
    told(sari)
    assert make_digests(MONDAY) == 1
    assert deliver_due() == 1
    (sent,) = mail.outbox
    text = [f"Subject: {sent.subject}", *sent.body.splitlines()]
    found = [line for line in text if line in lines]
    assert list(dict.fromkeys(found)) == lines


def test_a_digest_names_the_parties_and_the_promises_in_trouble(
    place: Workspace, home: Party, settings: Any
) -> None:
    settings.ADDRESS = ""
    dian = person("dian", ("sales", Role.MEMBER))
    wants(dian, digest="daily", digested_on="2026-04-12")
    make_digests(MONDAY)
    deliver_due()
    body = mail.outbox[0].body
    page = signed_in(dian).get("/").content.decode()
    sentence = body.splitlines()[0]
    assert " promises to " in sentence
    assert sentence in page
    assert "As of 11 April 2026, 07:00." in body  # by the reader's clock
    assert "Nothing changed since the last digest." in body


def test_a_digest_is_made_once_a_day_and_once_a_week(sari: Person) -> None:
    wants(sari, digest="daily", digested_on="2026-04-12")
    rina = person("rina", ("sales", Role.MEMBER))
    wants(rina, digest="weekly", digested_on="2026-04-06")
    early, tuesday = datetime(2026, 4, 12, 23, 30, tzinfo=UTC), MONDAY.replace(day=14)
    made = [make_digests(at) for at in (early, MONDAY, MONDAY, tuesday)]
    assert made == [0, 2, 0, 1]


def test_what_falls_into_quiet_hours_leaves_at_their_end(sari: Person) -> None:
    wants(sari, quiet="jakarta-office")
    told(sari)
    Delivery.objects.update(due_at=SUNDAY_NIGHT)
    assert deliver_due(SUNDAY_NIGHT) == 0
    assert Delivery.objects.get().due_at == datetime(2026, 4, 13, 1, tzinfo=UTC)  # 8:00 there
    assert deliver_due(datetime(2026, 4, 13, 0, 59, 59, tzinfo=UTC)) == 0
    assert deliver_due(datetime(2026, 4, 13, 1, tzinfo=UTC)) == 1
    assert len(mail.outbox) == 1


def test_quiet_hours_know_the_holidays_of_the_calendar(sari: Person) -> None:
    wants(sari, quiet="jakarta-office")
    told(sari)
    eid = datetime(2026, 3, 20, 3, tzinfo=UTC)
    Delivery.objects.update(due_at=eid)
    assert deliver_due(eid) == 0
    assert Delivery.objects.get().due_at == datetime(2026, 3, 25, 1, tzinfo=UTC)
