"""A server that is killed loses nothing that it said yes to, and tells nobody twice."""

from __future__ import annotations

import email
import json
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from tests.web.served import Served, copied, run

pytestmark = pytest.mark.slow

PEOPLE = """
from selaras.records.people.models import Membership, Party, Person, Role
from selaras.records.people.tokens import make_token
from selaras.records.audit.actor import Actor
home = Party.objects.create(slug="nusantara", name="Nusantara", kind="company", home=True)
for slug in ("marketing", "sales"):
    Party.objects.create(slug=slug, name=slug.title(), company=home)
def somebody(name, slug="sales"):
    person = Person.objects.create_user(email=f"{name}@example.org", name=name)
    Membership.objects.create(person=person, party=Party.objects.get(slug=slug), role="head")
    return person
"""
TOKEN = (
    PEOPLE
    + """
sari = somebody("sari")
may = frozenset(["read", "write"])
print(make_token(Actor(sari, "page"), sari, name="t", scopes=may, days=1).text)
"""
)
NOTICES = (
    PEOPLE
    + """
from django.db import transaction
from selaras.records.alerts.notices import tell
people = [somebody(f"p{n}") for n in range(30)]
with transaction.atomic():
    tell(people, key="x", kind="agreement", says={"en": "It waits.", "id": "Ada."}, link="/")
"""
)


def _asked_of(root: Path, query: str) -> list[str]:
    """The first column of what the records answer, read beside whoever works on them."""
    with closing(sqlite3.connect(f"file:{root}/selaras.sqlite3?mode=ro", uri=True)) as records:
        return [str(row[0]) for row in records.execute(query)]


def test_what_was_acknowledged_outlives_a_kill(with_tables: Path, tmp_path: Path) -> None:
    root = copied(with_tables, tmp_path / "company")
    token = run(root, TOKEN).strip()
    served = Served(root)
    acknowledged: list[str] = []
    asked: list[str] = []

    def write(who: int, server: Served, key: str) -> bool:
        body = {"text": key, "happened_on": "2026-04-10", "agreement": "marketing-sales"}
        asked.append(key)
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        status, answer = server.ask("POST", "/api/wins", json.dumps(body),
                                    **{"Content-Type": "application/json"}, **headers)  # fmt: skip
        assert status == 201, answer
        acknowledged.append(key)
        return True

    def go_on(who: int) -> None:
        number = 0
        try:
            while True:
                write(who, served, f"{who}-{number}")
                number += 1
        except OSError:
            return

    writers = [threading.Thread(target=go_on, args=(who,)) for who in range(4)]
    for writer in writers:
        writer.start()
    until = time.monotonic() + 30
    while len(acknowledged) < 25 and time.monotonic() < until:
        time.sleep(0.02)
    served.kill()
    for writer in writers:
        writer.join()
    assert len(acknowledged) >= 25
    again = Served(root)
    try:
        unsure = sorted(set(asked) - set(acknowledged))
        for key in unsure:  # sent again under their keys: done once, whatever became of them
            write(0, again, key)
    finally:
        assert again.stop() == 0
    told = _asked_of(root, "SELECT json_extract(sentence, '$.en') FROM feedback_smallwin")
    assert sorted(told) == sorted(set(asked))


def test_alerts_are_neither_lost_nor_repeated_by_kills(with_tables: Path, tmp_path: Path) -> None:
    root = copied(with_tables, tmp_path / "company")
    letters = tmp_path / "letters"
    letters.mkdir()
    where = {"SELARAS_EMAIL_URL": f"file://{letters}"}
    run(root, NOTICES, **where)
    for pause in (0.15, 0.3):
        worker = Served(root, "worker", **where)
        time.sleep(pause)
        worker.kill()
    worker = Served(root, "worker", **where)
    until = time.monotonic() + 40
    left = "SELECT id FROM alerts_delivery WHERE state <> 'sent'"
    while _asked_of(root, left) and time.monotonic() < until:
        time.sleep(0.2)
    assert worker.stop() == 0
    sent = [
        email.message_from_string(text)
        for path in letters.iterdir()
        for text in path.read_text().split("-" * 79 + "\n")
        if text.strip()
    ]
    by_id = {letter["Message-ID"]: letter["To"] for letter in sent}
    assert sorted(by_id.values()) == sorted(f"p{n}@example.org" for n in range(30))
    # What was being handed over at a kill may come again, under the id it had.
    assert len(sent) - len(by_id) <= 2
