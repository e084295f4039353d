"""The page of reservations: filtered in the address, a page at a time, kept as a file."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from tests.records.reservations.places import day, stock
from tests.web.conftest import person, signed_in

from selaras.records.audit.actor import Actor
from selaras.records.people.models import Party, Role
from selaras.records.reservations.models import Reservation
from selaras.records.reservations.taking import Wanted, take
from selaras.web.place import workspace
from selaras.workspace import Workspace

PATH = "/capacity/reservations/"
MACHINE = Actor(None, "command")


@pytest.fixture
def seller(home: Party, plant: Workspace) -> Client:
    return signed_in(person("sari", ("sales", Role.MEMBER)))


def hold(site: str, count: int = 1, **more: object) -> list[Reservation]:
    wanted = Wanted(1, day(10), holder="sales", **more)  # type: ignore[arg-type]
    now = workspace().now()
    return [take(MACHINE, stock(site=site), wanted, now=now) for _ in range(count)]


def text(client: Client, **asked: str) -> str:
    answer = client.get(PATH, asked)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def shown(client: Client, **asked: str) -> list[str]:
    return [row["one"].place.site for row in client.get(PATH, asked).context["rows"]]


def rows_of(client: Client, **asked: str) -> list[dict[str, str]]:
    answer = client.get("/capacity/reservations.csv", asked)
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_address_says_which_are_shown(seller: Client) -> None:
    hold("Abepura")
    hold("Sentani", 2)
    assert shown(seller) == ["Sentani", "Sentani", "Abepura"]
    assert shown(seller, site="Sentani") == ["Sentani", "Sentani"]
    assert shown(seller, product="Fibre 200") == []
    assert "No reservation fits" in text(seller, site="Wamena")
    assert shown(seller, state="released") == []
    assert len(shown(seller, state="all")) == 3


def test_more_than_a_page_is_paged_and_keeps_its_filter(seller: Client) -> None:
    hold("Abepura", 51)
    hold("Sentani")
    first = text(seller, site="Abepura")
    assert "51 reservations" in first
    assert "?site=Abepura&page=2" in first
    assert shown(seller, site="Abepura", page="2") == ["Abepura"]


def test_what_ran_out_is_not_shown_as_held(seller: Client) -> None:
    soon = workspace().now() + timedelta(hours=1)
    (held,) = hold("Abepura", until=soon)
    Reservation.objects.filter(pk=held.pk).update(expires_at=soon - timedelta(hours=2))
    assert shown(seller) == []
    page = seller.get(PATH, {"state": "expired"})
    assert [row["state"] for row in page.context["rows"]] == ["expired"]
    assert "It became an order" not in page.content.decode()


def test_all_that_is_filtered_can_be_kept_as_a_file(seller: Client) -> None:
    hold("Abepura", 52)
    hold("Sentani")
    assert len(rows_of(seller)) == 53
    found = rows_of(seller, site="Sentani")
    assert [(row["site"], float(row["quantity"]), row["state"]) for row in found] == [
        ("Sentani", 1.0, "held")
    ]
    assert seller.get("/capacity/reservations.xlsx").content[:2] == b"PK"
    assert seller.get("/capacity/reservations.pdf").status_code == 404


def test_too_much_for_a_file_is_said(seller: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("selaras.web.pages.capacity.reservations._MOST_IN_A_FILE", 1)
    hold("Abepura", 2)
    answer = seller.get("/capacity/reservations.csv", {"state": "held"}, follow=True)
    assert answer.redirect_chain == [(f"{PATH}?state=held", 302)]
    assert "A file holds at most 1 reservations" in answer.content.decode()


def test_what_cannot_be_read_of_an_address_is_said(seller: Client) -> None:
    hold("Abepura")
    page = text(seller, state="sold")
    assert "Select a valid choice" in page
    assert shown(seller, state="sold", page="zzz") == ["Abepura"]


def test_a_change_comes_back_to_what_was_filtered(seller: Client) -> None:
    (one,) = hold("Abepura")
    answer = seller.post(f"{PATH}{one.pk}/?site=Abepura&next=//evil.example", {"do": "release"})
    assert answer["Location"] == f"{PATH}?site=Abepura"


def test_names_are_typed_where_there_are_very_many(
    seller: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("selaras.web.pages.capacity.reservation_filter._MOST_CHOICES", 1)
    hold("Abepura")
    hold("Sentani")
    assert '<input type="text" name="site"' in text(seller)
    assert shown(seller, site="Sentani") == ["Sentani"]


def test_customers_and_strangers_see_none_of_it(home: Party, plant: Workspace) -> None:
    hold("Abepura")
    guest = signed_in(person("wulan", ("hotel-nirwana", Role.CUSTOMER)))
    for path in (PATH, f"{PATH}?site=Abepura", "/capacity/reservations.csv"):
        assert guest.get(path).status_code == 403
        assert Client().get(path).status_code == 302


def test_another_team_sees_but_does_not_change(home: Party, plant: Workspace) -> None:
    (one,) = hold("Abepura")
    other = signed_in(person("bayu", ("network", Role.MEMBER)))
    assert [row["may"] for row in other.get(PATH).context["rows"]] == [False]
    assert "Change</th>" not in text(other)
    assert other.post(f"{PATH}{one.pk}/", {"do": "release"}).status_code == 403


def test_the_api_filters_alike(seller: Client) -> None:
    hold("Abepura")
    hold("Sentani", 2)
    found = seller.get("/api/reservations", {"site": "Sentani", "limit": "1"}).json()
    assert (found["total"], len(found["items"]), found["next_offset"]) == (2, 1, 1)
    assert seller.get("/api/reservations", {"state": "released"}).json()["total"] == 0
    wrong = seller.get("/api/reservations", {"state": "sold"})
    assert wrong.status_code == 422
    assert "No reservation is 'sold'" in wrong.json()["sentence"]
