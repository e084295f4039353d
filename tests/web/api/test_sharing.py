"""The shared target, an agenda's points, tokens and files: what pages do, done by programs."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client
from tests.web.access_world import AGREEMENT
from tests.web.api.conftest import Calls
from tests.web.conftest import person, signed_in

from selaras.records.audit.models import AuditRow
from selaras.records.people.models import ApiToken, Party, Person, Role


@pytest.fixture
def sides(home: Party, calls: Calls) -> tuple[Client, Client]:
    """Programs of Marketing and of Sales."""
    return (
        calls(person("maya", ("marketing", Role.MEMBER)), "read", "write"),
        calls(person("sari", ("sales", Role.MEMBER)), "read", "write"),
    )


def _send(client: Client, way: str, path: str, body: Any) -> Any:
    return getattr(client, way)(f"/api{path}", body, content_type="application/json")


def test_target_is_shared_once_the_other_side_agrees(sides: tuple[Client, Client]) -> None:
    marketing, sales = sides
    asked = {"commitment": "leads-per-rep", "celebration": "Cake for all"}
    proposed = _send(sales, "put", f"/targets/{AGREEMENT}", asked).json()
    assert (proposed["proposed_for"], proposed["agreed_for"], proposed["standing"]) == (
        *("sales", ""),
        None,
    )
    assert _send(sales, "post", f"/targets/{AGREEMENT}/agree", {}).status_code == 403
    agreed = _send(marketing, "post", f"/targets/{AGREEMENT}/agree", {}).json()
    assert agreed["agreed_for"] == "marketing"
    assert agreed["standing"] in ("met", "missed", "running", "cannot_tell")
    is_met = agreed["standing"] == "met"
    assert agreed["celebration"] == ("Cake for all" if is_met else "")  # it opens when met
    assert marketing.delete(f"/api/targets/{AGREEMENT}").status_code == 204
    assert sales.get("/api/targets").json()["total"] == 0


def test_points_are_moved_left_out_and_put_back(sides: tuple[Client, Client]) -> None:
    _marketing, sales = sides
    called = {"agreement": AGREEMENT, "starts_at": "2026-05-04T10:00+07:00"}
    review = _send(sales, "post", "/reviews", called).json()["id"]
    for text in ("One", "Two"):
        _send(sales, "post", f"/reviews/{review}/points", {"text": text})

    def own() -> list[Any]:
        agenda = sales.get(f"/api/reviews/{review}").json()["agenda"]
        return [one for one in agenda if one["title"]["en"] in ("One", "Two")]

    second = own()[1]["id"]
    _send(sales, "patch", f"/reviews/{review}/points/{second}", {"up": True})
    assert [one["title"]["en"] for one in own()] == ["Two", "One"]
    for out in (True, False):
        answer = _send(sales, "patch", f"/reviews/{review}/points/{second}", {"left_out": out})
        assert answer.json()["left_out"] is out
    assert _send(sales, "post", f"/reviews/{review}/draw", {}).status_code == 200
    calendar = sales.get(f"/api/reviews/{review}.ics")
    assert calendar.content.startswith(b"BEGIN:VCALENDAR")


def test_token_makes_no_token_and_a_session_does(home: Party, calls: Calls) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    asked = {"name": "CRM", "scopes": ["read"], "days": 30}
    assert _send(calls(sari, "write"), "post", "/me/tokens", asked).status_code == 403
    before = ApiToken.objects.count()
    made = _send(signed_in(sari), "post", "/me/tokens", asked)
    assert made.status_code == 201
    text = made.json()["text"]
    other = Client(headers={"Authorization": f"Bearer {text}"})
    assert other.get("/api/me").json()["email"] == sari.email
    assert all(one["text"] is None for one in other.get("/api/me/tokens").json()["items"])
    assert ApiToken.objects.count() == before + 1


def test_token_ends_itself_and_nobody_elses(home: Party, calls: Calls) -> None:
    sari = person("sari", ("sales", Role.MEMBER))
    budi = person("budi", ("sales", Role.MEMBER))
    mine, theirs = calls(sari, "write"), calls(budi, "write")
    (of_budi,) = theirs.get("/api/me/tokens").json()["items"]
    assert mine.delete(f"/api/me/tokens/{of_budi['id']}").status_code == 404
    assert theirs.delete(f"/api/me/tokens/{of_budi['id']}").status_code == 204
    assert theirs.get("/api/me").status_code == 401


def test_ledger_file_holds_what_the_list_holds(sides: tuple[Client, Client]) -> None:
    _marketing, sales = sides
    listed = sales.get("/api/verdicts?status=missed&limit=200").json()
    rows = list(csv.DictReader(io.StringIO(
        b"".join(sales.get("/api/ledger.csv?status=missed")).decode("utf-8-sig"))))  # fmt: skip
    assert {row["id"] for row in rows} == {one["id"] for one in listed["items"]}
    assert sales.get("/api/ledger.pdf").status_code == 422


def test_invitation_is_told_with_its_link(home: Party, calls: Calls) -> None:
    admin = person("ratna", (home.slug, Role.ADMINISTRATOR))
    client = calls(admin, "read", "write", "administer")
    asked = {"email": "new@example.org", "party": "sales", "role": "member"}
    made = _send(client, "post", "/invitations", asked).json()
    assert made["url"].startswith("http://testserver/invitation/")
    assert made["sent"]
    assert client.get("/api/invitations").json()["items"][0]["url"] is None


def test_password_link_is_an_administrators(home: Party, calls: Calls) -> None:
    admin = person("ratna", (home.slug, Role.ADMINISTRATOR))
    subject = person("sari", ("sales", Role.MEMBER))
    path = f"/people/{subject.pk}/password-link"
    assert _send(calls(admin, "read", "write"), "post", path, {}).status_code == 403
    made = _send(calls(admin, "administer"), "post", path, {})
    assert made.status_code == 201
    assert made.json()["url"].startswith("http://testserver/accounts/")
    assert AuditRow.objects.filter(action="person.password_link_made").count() == 1


def test_today_tells_what_waits(sides: tuple[Client, Client]) -> None:
    marketing, sales = sides
    _send(sales, "put", f"/targets/{AGREEMENT}", {"commitment": "leads-per-rep"})
    found = marketing.get("/api/today").json()
    assert "target" in {one["kind"] for one in found["waiting"]}
    assert {side["promisor"] for side in found["sides"]} == {"marketing", "sales"}
    assert found["changes"] == []  # who never looked has nothing that is new


def test_promise_tells_its_history_with_intervals(sides: tuple[Client, Client]) -> None:
    _marketing, sales = sides
    found = sales.get(f"/api/promises/{AGREEMENT}/first-response").json()
    first = found["periods"][0]
    assert found["sentence"].keys() == {"en", "id"}
    assert first["subjects"] == sum(first["statuses"].values())
    assert sales.get(f"/api/promises/{AGREEMENT}/none").status_code == 404
    assert Person.objects.count() == 2
