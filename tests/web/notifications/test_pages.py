"""What I was told, and how I want to be told: my own, and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from tests.web.conftest import person, signed_in

from selaras.records.alerts.models import Channel, Delivery, Notice, Preference
from selaras.records.alerts.notices import tell
from selaras.records.people.models import Party, Person, Role
from selaras.records.tasks.models import Task
from selaras.workspace import Workspace

DISCORD = "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js"
CHOICES = {"about": "own", "digest": "weekly", "quiet": "jakarta-office", "missed": "on"}


@pytest.fixture
def sari(home: Party, place: Workspace) -> Person:
    return person("sari", ("sales", Role.MEMBER))


def _tell(someone: Person, count: int = 1) -> None:
    with transaction.atomic():
        for number in range(count):
            says = {"en": f"Proposal {number} waits.", "id": f"Usulan {number} menunggu."}
            tell([someone], key=f"p{number}", kind="agreement", says=says, link="/agreements/",
                 parties=["sales"])  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_notices_are_shown_with_few_queries(
    sari: Person, django_assert_max_num_queries: Any, count: int
) -> None:
    _tell(sari, count)
    client = signed_in(sari)
    with django_assert_max_num_queries(20):
        page = client.get("/notifications/")
    assert page.content.decode().count("waits.") == count
    assert len(page.content) < 100_000


def test_notice_leads_on_and_is_read(sari: Person) -> None:
    _tell(sari)
    notice = Notice.objects.get()
    assert signed_in(sari).get(f"/notifications/{notice.pk}/")["Location"] == "/agreements/"
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_notice_of_another_is_unknown(sari: Person) -> None:
    _tell(sari)
    rina = signed_in(person("rina", ("sales", Role.MEMBER)))
    assert rina.get(f"/notifications/{Notice.objects.get().pk}/").status_code == 404
    rina.post("/notifications/read/")
    assert Notice.objects.get().read_at is None
    assert "waits." not in rina.get("/notifications/").content.decode()


def test_nothing_told_says_so(sari: Person) -> None:
    assert "Quiet is good" in signed_in(sari).get("/notifications/").content.decode()


def test_preferences_are_kept(sari: Person) -> None:
    client = signed_in(sari)
    assert client.post("/me/notifications/", CHOICES).status_code == 302
    kept = Preference.objects.get(person=sari)
    assert (kept.about, kept.digest, kept.quiet) == ("own", "weekly", "jakarta-office")
    assert (kept.at_once, kept.email, kept.at_risk, kept.missed) == (False, False, False, True)
    assert client.get("/me/notifications/").content.decode().count("checked") == 3


@pytest.mark.parametrize("wrong", [{"about": "x"}, {"digest": "x"}, {"quiet": "x"}])
def test_choice_that_is_none_is_refused(sari: Person, wrong: dict[str, str]) -> None:
    assert signed_in(sari).post("/me/notifications/", CHOICES | wrong).status_code == 422
    assert not Preference.objects.exists()


def test_chat_is_added_never_shown_and_removed_by_its_owner(sari: Person) -> None:
    client = signed_in(sari)
    client.post("/me/notifications/channels/", {"name": "Team", "address": DISCORD})
    page = client.get("/me/notifications/").content.decode()
    assert "Team" in page
    assert "JHMHI8" not in page
    channel = Channel.objects.get()
    rina = signed_in(person("rina", ("sales", Role.MEMBER)))
    assert rina.post(f"/me/notifications/channels/{channel.pk}/remove/").status_code == 404
    client.post(f"/me/notifications/channels/{channel.pk}/remove/")
    assert not Channel.objects.exists()


def test_address_that_may_not_be_used_is_not_repeated(sari: Person) -> None:
    answer = signed_in(sari).post(
        "/me/notifications/channels/", {"name": "x", "address": "json://10.0.0.1/geheim"}
    )
    assert answer.status_code == 422
    assert b"geheim" not in answer.content
    assert not Channel.objects.exists()


def test_trial_goes_by_every_way(sari: Person) -> None:
    client = signed_in(sari)
    client.post("/me/notifications/channels/", {"name": "Team", "address": DISCORD})
    client.post("/me/notifications/trial/")
    assert sorted(d.channel is None for d in Delivery.objects.all()) == [False, True]


def test_a_message_that_was_not_taken_is_named_while_it_is_tried_again(sari: Person) -> None:
    client = signed_in(sari)
    client.post("/me/notifications/channels/", {"name": "Team", "address": DISCORD})
    client.post("/me/notifications/trial/")
    assert "did not arrive" not in client.get("/me/notifications/").content.decode()
    refused = {"en": "The chat did not take the message.", "id": "Obrolan tidak menerima pesan."}
    Delivery.objects.filter(channel__isnull=False).update(attempts=1, problem=refused)
    page = client.get("/me/notifications/").content.decode()
    assert "The chat did not take the message. It is tried again." in page


def test_work_that_is_followed_by_its_address_is_a_whole_page(sari: Person) -> None:
    task = Task.objects.create(name="evaluate", person=sari)
    client, path = signed_in(sari), f"/tasks/{task.pk}/"
    assert '<link rel="icon"' in client.get(path).content.decode()
    part = client.get(path, headers={"HX-Request": "true"}).content.decode()
    assert part.startswith(f'<div class="callout task" id="task-{task.pk}"')
