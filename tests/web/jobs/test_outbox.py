"""Messages: sent once, tried again where it may help, held while it is quiet."""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from tests.web.conftest import person

from selaras.records.alerts import outbox
from selaras.records.alerts.channels import add_channel
from selaras.records.alerts.models import Channel, Delivery, Preference
from selaras.records.alerts.notices import tell
from selaras.records.audit.actor import Actor
from selaras.records.people.models import Membership, Party, Person, Role
from selaras.records.sealing import seal
from selaras.web.jobs import letters, ways
from selaras.web.jobs.letters import deliver_due
from selaras.web.serve import address_of
from selaras.workspace import Workspace

SAYS = {"en": "A proposal waits for you.", "id": "Ada usulan yang menunggu Anda."}


@pytest.fixture
def sari(home: Party, place: Workspace) -> Person:
    return person("sari", ("sales", Role.MEMBER))


def told(someone: Person, key: str = "x") -> Delivery:
    with transaction.atomic():
        tell(
            [someone], key=key, kind="agreement", says=SAYS, link="/agreements/", parties=["sales"]
        )
    return Delivery.objects.latest("id")


def _fails(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def send(*_: Any) -> None:
        raise error

    monkeypatch.setattr(ways._Mail, "send", send)


def test_message_is_sent_once_in_the_persons_language(sari: Person, settings: Any) -> None:
    settings.ADDRESS = "https://selaras.example"
    Person.objects.filter(pk=sari.pk).update(language="id")
    told(sari)
    assert (deliver_due(), deliver_due()) == (1, 0)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["sari@example.org"], "[Our workspace] " + SAYS["id"])
    assert "https://selaras.example/agreements/" in sent.body
    assert sent.extra_headers["Message-ID"].endswith("@selaras.example>")


@pytest.mark.parametrize(
    ("host", "at"),
    [("127.0.0.1", "http://127.0.0.1:8000"), ("::1", "http://[::1]:8000"), ("0.0.0.0", "")],
)
def test_links_lead_to_where_it_is_served(host: str, at: str) -> None:
    assert address_of(host, 8000) == at


def test_passing_error_is_tried_again_later_and_later(
    sari: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fails(monkeypatch, smtplib.SMTPServerDisconnected("secret.example:25 is gone"))
    told(sari)
    now, waits = timezone.now(), []
    for _ in range(len(outbox.WAITS) + 1):
        deliver_due(now)
        one = Delivery.objects.get()
        waits.append(one.due_at - now)
        now = max(one.due_at, now)
    assert tuple(waits[: len(outbox.WAITS)]) == outbox.WAITS
    assert (one.state, one.attempts) == ("failed", len(outbox.WAITS) + 1)
    assert "secret" not in str(one.problem)


def test_permanent_error_is_not_tried_again(sari: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = smtplib.SMTPRecipientsRefused({"sari@example.org": (550, b"no such user")})
    monkeypatch.setattr(ways.EmailMessage, "send", lambda _: (_ for _ in ()).throw(refused))
    told(sari)
    deliver_due()
    one = Delivery.objects.get()
    assert (one.state, one.problem_sentence) == (
        "failed", "The mail server knows no such address.",
    )  # fmt: skip


def test_two_senders_send_once(sari: Person) -> None:
    told(sari)
    now = timezone.now()
    (waiting,) = outbox.due_deliveries(now)
    assert outbox.claim(waiting, "a", now) is not None
    assert outbox.claim(waiting, "b", now) is None
    assert deliver_due(now) == 0


def test_message_waits_for_the_working_time_of_the_persons_own_zone(sari: Person) -> None:
    Preference.objects.create(person=sari, quiet="jakarta-office")
    told(sari)
    # Friday 17 April 2026, 20:00 in Jakarta; work begins on Monday at 8:00, which is 1:00 UTC
    friday = datetime.fromisoformat("2026-04-17T13:00+00:00")
    Delivery.objects.update(due_at=friday)
    assert deliver_due(friday) == 0
    held = Delivery.objects.get()
    assert (held.due_at.isoformat(), held.attempts) == ("2026-04-20T01:00:00+00:00", 0)
    Person.objects.filter(pk=sari.pk).update(time_zone="Asia/Jayapura")  # two hours earlier
    Delivery.objects.update(due_at=friday)
    deliver_due(friday)
    assert Delivery.objects.get().due_at.isoformat() == "2026-04-19T23:00:00+00:00"
    assert deliver_due(datetime.fromisoformat("2026-04-20T01:00+00:00")) == 1


def test_who_left_meanwhile_gets_nothing(sari: Person) -> None:
    told(sari)
    Membership.objects.all().delete()
    assert deliver_due() == 0
    assert (Delivery.objects.get().state, mail.outbox) == ("dropped", [])


def test_sender_that_died_before_handing_over_is_followed_by_another(sari: Person) -> None:
    told(sari)
    assert outbox.claim(outbox.due_deliveries(timezone.now())[0], "gone", timezone.now())
    outbox.take_back(timezone.now(), dead=("gone",))
    assert (deliver_due(), len(mail.outbox)) == (1, 1)


def test_mail_that_was_perhaps_handed_over_keeps_its_id(sari: Person) -> None:
    told(sari)
    assert deliver_due() == 1
    # as though the process had died between the mail server's yes and ours
    Delivery.objects.update(state="sending", sender="gone", sent_at=None)
    outbox.take_back(timezone.now(), dead=("gone",))
    assert deliver_due() == 1
    ids = {message.extra_headers["Message-ID"] for message in mail.outbox}
    assert (len(mail.outbox), len(ids)) == (2, 1)


def test_chat_that_was_perhaps_told_is_not_told_again(
    sari: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    Preference.objects.create(person=sari, email=False)
    Channel.objects.create(person=sari, service="Slack", name="x", address=seal("slack://a/b/c"))
    said: list[str] = []
    monkeypatch.setattr(ways._Chat, "send", lambda _, letter: said.append(letter.subject))
    monkeypatch.setattr(ways, "check_address", lambda _: "slack")
    told(sari)
    monkeypatch.setattr(letters.outbox, "sent", lambda _: None)  # the process dies here
    deliver_due()
    outbox.take_back(timezone.now() + outbox.LEASE + timedelta(seconds=1))
    deliver_due()
    assert (Delivery.objects.get().state, len(said)) == ("unsure", 1)


def test_address_of_a_chat_is_neither_kept_nor_told_in_clear(
    sari: Person, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    Preference.objects.create(person=sari, email=False)
    address = "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js"
    kept = add_channel(Actor(sari, "page"), sari, name="team", address=address)
    assert "JHMHI8" not in kept.address
    import apprise

    def notify(*_: Any, **__: Any) -> bool:
        raise OSError(address)

    monkeypatch.setattr(apprise.Apprise, "notify", notify)
    told(sari)
    deliver_due()
    assert Delivery.objects.get().state == "waiting"
    assert "JHMHI8" not in caplog.text + str(Delivery.objects.get().problem)
