"""The pages of joint reviews."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.records.answers.test_keep import keep
from tests.web.conftest import person, signed_in

from selaras.records.answers.models import KeptAnswer
from selaras.records.feedback.models import Feedback
from selaras.records.loads.models import Load, Upload
from selaras.records.people.models import Party, Person, Role
from selaras.records.reviews.models import Action, Meeting
from selaras.workspace import Workspace

WHEN = {"agreement": "marketing-sales", "starts_at": "2026-05-06T10:00", "lasts_minutes": "60",
        "place": "Merapi", "title": "April together"}  # fmt: skip


@pytest.fixture
def maya(home: Party) -> Person:
    return person("maya", ("marketing", Role.HEAD))


def called(client: Client) -> Meeting:
    answer = client.post("/reviews/new/", WHEN)
    assert answer.status_code == 302
    return Meeting.objects.latest("pk")


def text(page: Any) -> str:
    return page.content.decode()


def test_review_is_called_held_and_closed_on_the_pages(
    own_place: Workspace, home: Party, maya: Person
) -> None:
    client = signed_in(maya)
    meeting = called(client)
    address = meeting.get_absolute_url()
    assert meeting.starts_at.isoformat() == "2026-05-06T03:00:00+00:00"
    assert "First response" in text(client.get(address))
    client.post(f"{address}points/", {"text": "Who is on leave?"})
    client.post(f"{address}decisions/", {"text": "We call within the hour."})
    client.post(f"{address}actions/", {"text": "Tell all reps", "owner": maya.pk,
                                       "due_on": "2026-05-20"})  # fmt: skip
    client.post(f"{address}minutes/", {"minutes": "It was <b>good</b>."})
    client.post(f"{address}hold/", {"present": [maya.pk]})
    page = text(client.get(address))
    for said in ("Who is on leave?", "We call within the hour.", "Tell all reps", "present: Maya"):
        assert said in page
    assert "It was &lt;b&gt;good&lt;/b&gt;." in page
    assert f"{address}hold/" not in page
    action = Action.objects.get()
    client.post(f"/reviews/actions/{action.pk}/", {"do": "done", "next": "/reviews/actions/"})
    assert "Tell all reps" in text(client.get("/reviews/actions/?state=done"))


def test_minutes_are_printed_with_all_that_came_of_it(
    own_place: Workspace, home: Party, maya: Person
) -> None:
    client = signed_in(maya)
    address = called(client).get_absolute_url()
    client.post(f"{address}decisions/", {"text": "We wait."})
    page = text(client.get(f"{address}print/"))
    assert "We wait." in page
    assert "data-print" in page


def test_agenda_is_put_in_order_and_points_are_taken_off(
    own_place: Workspace, home: Party, maya: Person
) -> None:
    client = signed_in(maya)
    meeting = called(client)
    first, second, *_ = meeting.items.all()
    address = f"{meeting.get_absolute_url()}points/{second.pk}/"
    client.post(address, {"do": "up"})
    assert [item.pk for item in meeting.items.all()[:2]] == [second.pk, first.pk]
    client.post(address, {"do": "out"})
    assert meeting.items.get(pk=second.pk).left_out
    client.post(address, {"do": "back"})
    assert not meeting.items.get(pk=second.pk).left_out


def test_mistakes_are_told_and_nothing_is_done(
    own_place: Workspace, home: Party, maya: Person
) -> None:
    client = signed_in(maya)
    page = client.post("/reviews/new/", WHEN | {"starts_at": "tomorrow"})
    assert "That is not a day and a time." in text(page)
    assert Meeting.objects.count() == 0
    address = called(client).get_absolute_url()
    for where, what in (
        ("actions/", {"text": "x", "owner": "", "due_on": "2026-05-20"}),
        ("actions/", {"text": "x", "owner": maya.pk, "due_on": "soon"}),
        ("decisions/", {"text": ""}),
        ("decisions/", {"text": "x", "item": "999999"}),
    ):
        assert client.post(address + where, what).status_code == 302
    assert Action.objects.count() == 0


def test_calendar_files_are_given_to_whoever_sees_the_review(
    own_place: Workspace, home: Party, maya: Person
) -> None:
    client = signed_in(maya)
    meeting = called(client)
    for path in (f"/reviews/{meeting.pk}/calendar.ics", "/reviews/calendar.ics"):
        answer = client.get(path)
        assert answer["Content-Type"].startswith("text/calendar")
        assert str(meeting.calendar_id).encode() in answer.content.replace(b"\r\n ", b"")
    stranger = signed_in(person("budi", ("network", Role.MEMBER)))
    assert stranger.get(f"/reviews/{meeting.pk}/calendar.ics").status_code == 404


def test_auditor_reads_and_writes_nothing(own_place: Workspace, home: Party, maya: Person) -> None:
    address = called(signed_in(maya)).get_absolute_url()
    auditor = signed_in(person("dian", ("nusantara", Role.AUDITOR)))
    page = text(auditor.get(address))
    assert "First response" in page
    assert f"{address}hold/" not in page
    for where in ("hold/", "cancel/", "draw/", "points/", "decisions/", "minutes/"):
        assert auditor.post(address + where, {"text": "x"}).status_code == 403
    assert auditor.get("/reviews/new/").status_code == 403


def test_shared_target_is_proposed_and_agreed_on_the_page(
    own_place: Workspace, home: Party, maya: Person
) -> None:
    other = signed_in(person("rahmat", ("sales", Role.MEMBER)))
    asked = {"agreement": "marketing-sales", "commitment": "leads-per-rep", "celebration": "Satay"}
    signed_in(maya).post("/reviews/target/", asked)
    assert "We share it" in text(other.get("/reviews/"))
    other.post("/reviews/target/marketing-sales/", {"do": "agree"})
    page = text(other.get("/reviews/"))
    assert "agreed by Rahmat" in page
    assert ("Satay" in page) == ("target-met" in page)


def test_kept_answer_is_shown_as_it_was_and_put_on_an_agenda(
    own_place: Workspace, home: Party, maya: Person
) -> None:
    client = signed_in(maya)
    meeting = called(client)
    body = {
        "sentence": {"en": "Because of <i>speed</i>.", "id": "Karena."},
        "teams": [{"name": "sales", "effect": -12.0, "low": -20, "high": -4}],
    }
    kept = keep(maya, body=body)
    assert "Why?" in text(client.get("/answers/"))
    client.post(f"/answers/{kept.pk}/agenda/", {"meeting": meeting.pk})
    assert "Why?" in text(client.get(meeting.get_absolute_url()))
    page = text(client.get(kept.get_absolute_url()))
    assert "<i>speed</i>" not in page
    stranger = signed_in(person("budi", ("network", Role.MEMBER)))
    assert stranger.get(kept.get_absolute_url()).status_code == 404


def test_addresses_of_records_are_those_of_their_pages() -> None:
    for record, page in (
        (Meeting(pk=7), "review"),
        (KeptAnswer(pk=7), "answer"),
        (Feedback(pk=7), "feedback-one"),
        (Upload(pk=7), "data-upload"),
        (Load(pk=7), "data-load"),
    ):
        assert record.get_absolute_url() == reverse(page, args=[7])


def test_page_of_a_changed_answer_says_so(own_place: Workspace, home: Party, maya: Person) -> None:
    kept = keep(maya)
    type(kept).objects.filter(pk=kept.pk).update(body={"gap": 9})
    assert "This is not what was kept." in text(signed_in(maya).get(kept.get_absolute_url()))


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_the_database_seldom(
    own_place: Workspace, home: Party, maya: Person, count: int,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    client = signed_in(maya)
    for _ in range(count):
        meeting = called(client)
        address = meeting.get_absolute_url()
        client.post(f"{address}decisions/", {"text": "We wait."})
        client.post(f"{address}actions/", {"text": "x", "owner": maya.pk, "due_on": "2026-05-20"})
        kept = keep(maya)
    for path in ("/reviews/", address, f"{address}print/", "/reviews/actions/", "/answers/",
                 kept.get_absolute_url(), "/reviews/calendar.ics"):  # fmt: skip
        with django_assert_max_num_queries(20):
            page = client.get(path)
        assert page.status_code == 200
        assert len(page.content) < 100_000


def test_pages_hold_no_style_or_script_of_their_own(
    own_place: Workspace, home: Party, maya: Person
) -> None:
    client = signed_in(maya)
    address = called(client).get_absolute_url()
    for path in ("/reviews/", address, f"{address}print/", "/reviews/new/", "/reviews/actions/"):
        page = text(client.get(path))
        assert not re.search(r"\sstyle=|<style|\son\w+=", page), path


def test_day_of_a_review_is_shown_in_its_own_zone(
    own_place: Workspace, home: Party, maya: Person
) -> None:
    Person.objects.filter(pk=maya.pk).update(time_zone="America/New_York")
    maya.refresh_from_db()
    page = text(signed_in(maya).get(called(signed_in(maya)).get_absolute_url()))
    assert "Wednesday 6 May 2026, 10:00 WIB" in page
    assert date(2026, 5, 6).strftime("%A") == "Wednesday"
