"""The pages of feedback and small wins."""

from __future__ import annotations

from typing import Any

import pytest
from tests.web.conftest import person, signed_in

from selaras.records.feedback.models import Feedback, SmallWin
from selaras.records.people.models import Party, Role
from selaras.workspace import Workspace

SAID = {
    "about": "lead",
    "id": "L-17",
    "from": "sales",
    "to": "marketing",
    "text": "Nobody <b>there</b>.",
    "agreement": "marketing-sales",
    "due_on": "2026-04-16",
}


def test_feedback_is_given_and_answered_on_the_pages(place: Workspace, home: Party) -> None:
    sales = signed_in(person("rahmat", ("sales", Role.MEMBER)))
    marketing = signed_in(person("maya", ("marketing", Role.MEMBER)))
    sales.post("/feedback/new/", SAID)
    one = Feedback.objects.get()
    page = marketing.get("/feedback/").content.decode()
    assert "One answer is expected from us" in page
    assert "Nobody &lt;b&gt;there&lt;/b&gt;." in page
    marketing.post(one.get_absolute_url(), {"text": "It is mended."})
    assert "It is mended." in sales.get(one.get_absolute_url()).content.decode()


def test_form_is_filled_from_where_one_came(place: Workspace, home: Party) -> None:
    client = signed_in(person("rahmat", ("sales", Role.MEMBER)))
    page = client.get(
        "/feedback/new/?about=promise&id=first-response&to=marketing&agreement=marketing-sales"
    )
    content = page.content.decode()
    assert 'value="promise" selected' in content
    assert 'value="first-response"' in content
    # Saturday 11 April: the third working day is Wednesday 15 April
    assert 'value="2026-04-15"' in content


def test_deadline_lasts_to_the_end_of_the_day_where_one_is(place: Workspace, home: Party) -> None:
    signed_in(person("rahmat", ("sales", Role.MEMBER))).post("/feedback/new/", SAID)
    assert Feedback.objects.get().due_at.isoformat() == "2026-04-16T16:59:59+00:00"


def test_strangers_see_nothing_and_auditors_write_nothing(place: Workspace, home: Party) -> None:
    signed_in(person("rahmat", ("sales", Role.MEMBER))).post("/feedback/new/", SAID)
    address = Feedback.objects.get().get_absolute_url()
    assert signed_in(person("budi", ("network", Role.MEMBER))).get(address).status_code == 404
    auditor = signed_in(person("dian", ("nusantara", Role.AUDITOR)))
    assert auditor.get(address).status_code == 200
    assert auditor.post(address, {"text": "x"}).status_code == 403
    assert auditor.get("/feedback/new/").status_code == 403


def test_win_is_told(place: Workspace, home: Party) -> None:
    client = signed_in(person("maya", ("marketing", Role.MEMBER)))
    client.post("/feedback/wins/", {"text": "All in time", "happened_on": "2026-04-10",
                                    "agreement": "marketing-sales"})  # fmt: skip
    assert SmallWin.objects.get().parties == " marketing sales "
    assert "All in time" in client.get("/feedback/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_the_database_seldom(
    place: Workspace, home: Party, count: int, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(person("rahmat", ("sales", Role.MEMBER)))
    for _ in range(count):
        client.post("/feedback/new/", SAID)
        client.post("/feedback/wins/", {"text": "In time", "happened_on": "2026-04-10",
                                        "agreement": "marketing-sales"})  # fmt: skip
    one = Feedback.objects.latest("pk")
    for path in ("/feedback/", one.get_absolute_url(), "/feedback/new/", "/feedback/wins/"):
        with django_assert_max_num_queries(20):
            page = client.get(path)
        assert page.status_code == 200
