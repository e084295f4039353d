"""Capacity pages: ask, hold, decide; and who may."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from tests.web.conftest import person, signed_in

from selaras.records.answers.models import KeptAnswer
from selaras.records.people.models import Party, Role
from selaras.records.reservations.models import Reservation
from selaras.reports.capacity_status_page import status_answer
from selaras.reports.page import write_answer
from selaras.workspace import Workspace

ASKED = {"site": "Abepura", "product": "fibre", "quantity": "40", "by": "2026-06-15", "level": "95"}


@pytest.fixture
def seller(home: Party, plant: Workspace) -> Client:
    return signed_in(person("sari", ("sales", Role.MEMBER)))


def text(client: Client, path: str, **data: str) -> str:
    answer = client.get(path, data)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


def test_an_address_may_leave_out_how_sure_it_has_to_be(seller: Client) -> None:
    """As on the command line: where nothing is said, 95%."""
    unsaid = {name: value for name, value in ASKED.items() if name != "level"}
    page = text(seller, "/capacity/promise/", **unsaid)
    assert "This field is required" not in page
    assert "--service-level 0.95" in page
    assert shown(page, "level") == "95"


@pytest.mark.parametrize("asked", [{}, {"site": "Abepura"}, {"level": "", "weeks": " "}])
def test_a_filter_shows_what_it_is_answered_with(seller: Client, asked: dict[str, str]) -> None:
    page = text(seller, "/capacity/", **asked)
    assert [shown(page, name) for name in ("weeks", "limit", "level")] == ["12", "100", "95"]


def shown(page: str, field: str) -> str:
    """What stands in a form's field."""
    entry = re.search(rf'<input[^>]*name="{field}"[^>]*>', page)
    assert entry is not None
    value = re.search(r'value="([^"]*)"', entry[0])
    return value[1] if value else ""


def test_what_is_tested_can_be_promised(seller: Client) -> None:
    page = text(seller, "/capacity/promise/", **ASKED)
    assert "It fits: hold it?" in page


def test_what_is_only_claimed_cannot_be_told(seller: Client) -> None:
    page = text(seller, "/capacity/promise/", **(ASKED | {"site": "Sentani"}))
    assert "It fits: hold it?" not in page


def test_the_limit_of_what_may_be_sold_is_asked_for(seller: Client) -> None:
    assert "limit is 100%" in text(seller, "/capacity/")
    page = text(seller, "/capacity/", limit="30")
    assert "limit is 30%" in page
    assert "sold beyond the limit of 30%" in page


def test_scarce_capacity_is_shared_out_on_trial(seller: Client) -> None:
    assert "First come (in force here)" in text(seller, "/capacity/rationing/")
    asked = {"capacity": "10", "weeks": "50", "holders": "sales:20:1\nreseller:20"}
    page = text(seller, "/capacity/rationing/", **asked)
    assert "priority with 0%" in page
    refused = text(seller, "/capacity/rationing/", **(asked | {"holders": "sales"}))
    assert "The holder 'sales' cannot be read." in refused
    assert "in the order in which they came" in text(seller, "/capacity/reservations/")


def test_a_hold_takes_what_is_free_once(seller: Client) -> None:
    hold = ASKED | {"holder": "sales", "key": "once"}
    for _ in range(2):
        assert seller.post("/capacity/reservations/take/", hold).status_code == 302
    assert [int(one.quantity) for one in Reservation.objects.all()] == [40]
    again = seller.post("/capacity/reservations/take/", hold | {"quantity": "100", "key": "two"})
    assert "/capacity/promise/" in again["Location"]
    assert Reservation.objects.count() == 1


def test_nobody_holds_for_a_team_that_is_not_theirs(seller: Client) -> None:
    answer = seller.post("/capacity/reservations/take/", ASKED | {"holder": "marketing"})
    assert answer.status_code == 403


def test_a_hold_is_extended_ordered_and_released(seller: Client) -> None:
    seller.post("/capacity/reservations/take/", ASKED | {"holder": "sales", "key": "k"})
    held = Reservation.objects.get()
    path = f"/capacity/reservations/{held.pk}/"
    seller.post(path, {"do": "extend"})
    assert Reservation.objects.get().expires_at > held.expires_at
    seller.post(path, {"do": "order", "order": "PO-7"})
    assert (Reservation.objects.get().state, Reservation.objects.get().order) == ("ordered", "PO-7")
    seller.post(path, {"do": "release"})
    assert Reservation.objects.get().state == "released"


def test_a_decision_freezes_what_was_seen(home: Party, plant: Workspace) -> None:
    head = signed_in(person("bayu", ("network", Role.HEAD)))
    assert "Decide" in text(head, "/capacity/programmes/june/")
    head.post("/capacity/programmes/june/decide/", {"decision": "approved", "note": "go"})
    kept = KeptAnswer.objects.get()
    assert (kept.body["decision"], kept.body["programme"]) == ("approved", "june")
    assert "What was seen then" in text(head, "/capacity/programmes/june/")


def test_only_heads_decide(seller: Client) -> None:
    answer = seller.post("/capacity/programmes/june/decide/", {"decision": "approved"})
    assert (answer.status_code, KeptAnswer.objects.count()) == (403, 0)


def test_a_plan_is_tried_and_a_wrong_one_refused_in_a_sentence(seller: Client) -> None:
    page = seller.get("/capacity/programmes/try/")
    plan = page.context["text"]
    tried = unescape(seller.post("/capacity/programmes/try/", {"text": plan}).content.decode())
    assert "First plan" in tried
    wrong = seller.post("/capacity/programmes/try/", {"text": "programme: [1"})
    assert (wrong.status_code, "message-error" in wrong.content.decode()) == (200, True)


def test_where_a_plan_breaks_first_is_a_map(seller: Client) -> None:
    plan = seller.get("/capacity/programmes/try/").context["text"]
    longer = re.sub(r"to: [0-9-]+", "to: 2027-06-30", plan).replace("100}", "900}")
    page = unescape(seller.post("/capacity/programmes/try/", {"text": longer}).content.decode())
    assert re.search(r"over 5\d weeks, the first to break on top: Abepura\.", page)
    assert "likelier than not" in page


@pytest.mark.parametrize(
    "path",
    [
        "/capacity/",
        "/capacity/?weeks=4&level=90",
        "/capacity/reservations/",
        "/capacity/programmes/",
        "/capacity/programmes/march/why/",
        "/capacity/claims/",
        "/capacity/rationing/?capacity=10&weeks=20&holders=sales:20:1",
    ],
)
def test_pages_answer_in_both_languages(seller: Client, path: str) -> None:
    english = text(seller, path)
    seller.post("/language/", {"language": "id"})
    assert text(seller, path) != english


def test_customers_have_no_part_in_it(home: Party, plant: Workspace) -> None:
    guest = signed_in(person("wulan", ("hotel-nirwana", Role.CUSTOMER)))
    assert guest.get("/capacity/").status_code == 403


def test_without_evidence_it_says_what_to_load(home: Party, place: Workspace) -> None:
    seller = signed_in(person("sari", ("sales", Role.MEMBER)))
    assert "Nothing is known of capacity yet" in text(seller, "/capacity/")


def test_the_map_is_drawn_once_for_all_who_ask_the_same(
    seller: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []

    def answer(*given: Any) -> Any:
        drawn.append(given)
        return status_answer(*given)

    monkeypatch.setattr("selaras.web.pages.capacity.status.status_answer", answer)
    for asked in ("?weeks=7", "?weeks=7", "?weeks=9"):
        assert seller.get(f"/capacity/{asked}").status_code == 200
    assert len(drawn) == 2


@pytest.mark.parametrize(
    "path",
    ["/capacity/programmes/june/", "/capacity/programmes/march/why/", "/capacity/claims/"],
)
def test_an_answer_is_drawn_once_in_each_language(
    seller: Client, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    drawn = []

    def write(page: Any) -> Any:
        drawn.append(page)
        return write_answer(page)

    monkeypatch.setattr("selaras.web.pages.capacity.drawing.write_answer", write)
    shown = [text(seller, path) for _look in range(2)]
    assert all(drawn[0].sentence in page for page in shown)
    assert [page.language for page in drawn] == ["en"]
    seller.post("/language/", {"language": "id"})
    text(seller, path)
    assert [page.language for page in drawn] == ["en", "id"]


def test_what_is_reserved_meanwhile_is_drawn_anew(
    seller: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []

    def write(page: Any) -> Any:
        drawn.append(page)
        return write_answer(page)

    monkeypatch.setattr("selaras.web.pages.capacity.drawing.write_answer", write)
    text(seller, "/capacity/programmes/june/")
    seller.post("/capacity/reservations/take/", ASKED | {"holder": "sales", "key": "once"})
    text(seller, "/capacity/programmes/june/")
    assert len(drawn) == 2
