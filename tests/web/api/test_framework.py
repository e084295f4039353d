"""What holds for every call: who calls, what errors look like, lists by parts, keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.web.api.conftest import Calls
from tests.web.conftest import person, signed_in

from selaras.records.idempotency.models import KeptReply
from selaras.records.people.models import Party, Role
from selaras.records.tasks.models import Schedule, Task
from selaras.workspace import Workspace

NIGHTLY = {"kind": "evaluate", "every": "day", "at": "05:00"}


def _put(client: Client, body: object, **headers: str) -> object:
    return client.put("/api/schedules", json.dumps(body), "application/json", headers=headers)


def test_description_is_served_to_anybody(db: None) -> None:
    described = Client().get("/api/openapi.json").json()
    assert described["info"]["title"] == "Selaras"
    assert "/api/verdicts" in described["paths"]


def test_stranger_is_told_to_sign_in(db: None, place: Workspace) -> None:
    answer = Client().get("/api/ledger")
    assert (answer.status_code, answer.json()["problem"]) == (401, "unauthenticated")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_method_that_an_address_does_not_take_is_answered_as_json(
    db: None, place: Workspace
) -> None:
    answer = Client().delete("/api/ledger")
    assert (answer.status_code, answer["Allow"]) == (405, "GET")
    assert answer.json()["problem"] == "method"
    assert answer.json()["sentence"] == "This address takes GET alone."


@pytest.mark.parametrize("text", ["sel_nothing", "", "Bearer x", "\u00e4"])
def test_wrong_token_is_refused(db: None, place: Workspace, text: str) -> None:
    client = Client(headers={"Authorization": f"Bearer {text}"})
    assert client.get("/api/ledger").status_code == 401


def test_token_shows_what_its_person_may_see(home: Party, calls: Calls) -> None:
    sari = calls(person("sari", ("sales", Role.MEMBER))).get("/api/verdicts").json()
    assert sari["total"] > 0
    assert sari["items"][0]["verdict"]["agreement"] == "marketing-sales"
    assert calls(person("budi", ("network", Role.MEMBER))).get("/api/verdicts").json()["total"] == 0


def test_verdict_of_others_is_unknown(home: Party, calls: Calls) -> None:
    sari = calls(person("sari", ("sales", Role.MEMBER)))
    one = sari.get("/api/verdicts?limit=1").json()["items"][0]["id"]
    assert sari.get(f"/api/verdicts/{one}").json()["id"] == one
    other = calls(person("budi", ("network", Role.MEMBER))).get(f"/api/verdicts/{one}")
    assert (other.status_code, other.json()["problem"]) == (404, "not_found")


def test_an_address_where_nothing_is_answers_as_the_rest_does(home: Party, calls: Calls) -> None:
    sari = calls(person("sari", ("sales", Role.MEMBER)))
    for answer in (sari.get("/api/nowhere"), sari.post("/api/ledger/x/y", {})):
        assert (answer.status_code, answer.json()["problem"]) == (404, "not_found")
    page = signed_in(person("rina", ("sales", Role.MEMBER))).get("/nowhere/")
    assert page["Content-Type"].startswith("text/html")


def test_list_comes_in_parts(home: Party, calls: Calls) -> None:
    sari = calls(person("sari", ("sales", Role.MEMBER)))
    whole = sari.get("/api/verdicts?limit=200").json()
    seen, offset = [], 0
    while offset is not None:
        part = sari.get(f"/api/verdicts?limit=4&offset={offset}").json()
        seen += part["items"]
        offset = part["next_offset"]
    assert seen == whole["items"]
    assert sari.get("/api/verdicts?limit=201").status_code == 422


def test_reading_token_writes_nothing(home: Party, calls: Calls) -> None:
    adi = person("adi", ("nusantara", Role.ADMINISTRATOR))
    answer = _put(calls(adi, "read"), NIGHTLY)
    assert (answer.status_code, answer.json()["problem"]) == (403, "forbidden")
    assert _put(calls(adi, "read", "write"), NIGHTLY).status_code == 403  # it may not administer
    assert _put(calls(adi, "read", "administer"), NIGHTLY).status_code == 200


def test_session_writes_only_with_its_csrf_token(home: Party, place: Workspace) -> None:
    adi = person("adi", ("nusantara", Role.ADMINISTRATOR))
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(adi)
    assert _put(strict, NIGHTLY).status_code == 403
    strict.get("/notifications/")
    token = strict.cookies["csrftoken"].value
    assert _put(strict, NIGHTLY, **{"X-CSRFToken": token}).status_code == 200


def test_key_is_done_once_and_answered_alike(home: Party, calls: Calls) -> None:
    adi = calls(person("adi", ("nusantara", Role.ADMINISTRATOR)), "administer")
    answers = [adi.post("/api/evaluations", headers={"Idempotency-Key": "a"}) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert [a.status_code for a in answers] == [202, 202]
    assert answers[1]["Idempotency-Replayed"] == "true"
    assert Task.objects.filter(name="evaluate").count() == 1


def test_key_with_another_body_is_refused(home: Party, calls: Calls) -> None:
    adi = calls(person("adi", ("nusantara", Role.ADMINISTRATOR)), "administer")
    assert _put(adi, NIGHTLY, **{"Idempotency-Key": "a"}).status_code == 200
    answer = _put(adi, NIGHTLY | {"every": "60"}, **{"Idempotency-Key": "a"})
    assert (answer.status_code, answer.json()["problem"]) == (422, "idempotency")
    assert Schedule.objects.get().every == "day"


def test_key_is_its_persons_own(home: Party, calls: Calls) -> None:
    for name in ("adi", "ayu"):
        client = calls(person(name, ("nusantara", Role.ADMINISTRATOR)), "administer")
        answer = client.post("/api/notices/read", "{}", "application/json",
                             headers={"Idempotency-Key": "a"})  # fmt: skip
        assert "Idempotency-Replayed" not in answer
    assert KeptReply.objects.count() == 2


def test_what_failed_may_be_sent_again_under_its_key(home: Party, calls: Calls) -> None:
    adi = calls(person("adi", ("nusantara", Role.ADMINISTRATOR)), "administer")
    wrong = {"kind": "load", "mapping": "nothing", "every": "day"}
    answer = _put(adi, wrong, **{"Idempotency-Key": "a"})
    assert (answer.status_code, KeptReply.objects.count()) == (422, 0)
    assert _put(adi, NIGHTLY, **{"Idempotency-Key": "a"}).status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [("{", 400), ('{"ids": "x"}', 422), ('{"ids": ["\\u0000"]}', 400), ("[" * 2000, 400),
     ('{"ids": ["\\ud800"]}', 400)],
)  # fmt: skip
def test_bodies_that_are_none_are_refused_in_one_shape(
    home: Party, calls: Calls, body: str, status: int
) -> None:
    sari = calls(person("sari", ("sales", Role.MEMBER)), "read", "write")
    answer = sari.post("/api/notices/read", body, "application/json")
    assert answer.status_code == status
    assert set(answer.json()) == {"problem", "sentence", "places"}


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "a"}])
def test_a_body_that_is_too_large_is_refused_in_that_shape(
    home: Party, calls: Calls, headers: dict[str, str]
) -> None:
    sari = calls(person("sari", ("sales", Role.MEMBER)), "read", "write")
    body = json.dumps({"ids": ["x" * 6_000_000]})
    answer = sari.post("/api/notices/read", body, "application/json", headers=headers)
    assert (answer.status_code, answer.json()["problem"]) == (413, "too_large")
    assert "5 MB" in answer.json()["sentence"]


@pytest.mark.parametrize("path", ["/api/capacity", "/api/claims", "/api/answers/now/diagnosis"])
def test_where_nothing_was_loaded_is_not_told_to_callers(
    home: Party, calls: Calls, tmp_path: Path, settings: Any, path: str
) -> None:
    adi = calls(person("adi", ("nusantara", Role.ADMINISTRATOR)), "read")
    (tmp_path / "selaras.toml").write_text("")
    (tmp_path / "agreements").mkdir()
    settings.WORKSPACE = tmp_path
    answer = adi.get(path)
    assert (answer.status_code, answer.json()["problem"]) == (409, "evidence")
    assert str(tmp_path) not in answer.content.decode()


def test_task_is_followed_by_whoever_asked(home: Party, calls: Calls) -> None:
    sari, rina = (person(n, ("sales", Role.MEMBER)) for n in ("sari", "rina"))
    task = Task.objects.create(name="load", person=sari)
    assert calls(sari).get(f"/api/tasks/{task.pk}").json()["state"] == "waiting"
    assert calls(rina).get(f"/api/tasks/{task.pk}").status_code == 404
    assert signed_in(rina).get(f"/tasks/{task.pk}/").status_code == 404
    assert b"Waiting" in signed_in(sari).get(f"/tasks/{task.pk}/").content


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/agreements/check", {"text": "agreement: x"}),
        (
            "/api/capacity/promise",
            {"site": "Abepura", "product": "Fibre", "quantity": 1, "by": "2026-06-01"},
        ),
        ("/api/programmes/try", {"text": "programme: x"}),
        ("/api/capacity/rationing", {"capacity": 5, "holders": [{"name": "a", "mean": 3}]}),
    ],
)
def test_a_token_that_may_read_may_ask_what_changes_nothing(
    home: Party, calls: Calls, path: str, body: dict[str, object]
) -> None:
    reader = calls(person("maya", ("marketing", Role.HEAD)), "read")

    asked = reader.post(path, body, content_type="application/json")
    refused = reader.post("/api/feedback", {}, content_type="application/json")

    assert asked.json().get("sentence") != "This token may only read."
    assert refused.json()["sentence"] == "This token may only read."
