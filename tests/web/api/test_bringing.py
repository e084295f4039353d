"""A file brought, mapped, loaded and mended by a program alone; and what it may not do."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.records.loads.conftest import own_place
from tests.records.loads.test_uploads import CSV
from tests.web.api.conftest import token_of
from tests.web.conftest import person
from tests.web.data.test_pages import load_what_waits, mapping_of

from selaras.records.loads.models import Load, Upload
from selaras.records.people.models import Party, Role
from selaras.workspace import Workspace

__all__ = ["own_place"]


@pytest.fixture
def program(own_place: Workspace, home: Party) -> Client:
    ayu = person("ayu", ("nusantara", Role.ADMINISTRATOR))
    token = token_of(ayu, "read", "write")
    return Client(headers={"Authorization": f"Bearer {token}"})


def _bring(program: Client) -> Upload:
    answer = program.post("/api/uploads", {"file": SimpleUploadedFile("new leads.csv", CSV)})
    assert answer.status_code == 201, answer.content
    return Upload.objects.get(pk=answer.json()["id"])


def _sent(program: Client, way: str, path: str, body: Any, status: int) -> Any:
    call = getattr(program, way)
    answer = call(f"/api{path}", body, content_type="application/json")
    assert answer.status_code == status, answer.content
    return answer.json()


def _load(program: Client) -> Upload:
    upload = _bring(program)
    text = mapping_of(upload)
    _sent(program, "put", f"/uploads/{upload.pk}/mapping", {"text": text}, 200)
    load = _sent(program, "post", f"/uploads/{upload.pk}/load", {}, 202)
    assert load["state"] == "waiting"
    load_what_waits()
    return upload


def test_file_is_looked_at_and_its_mapping_suggested_and_tried(program: Client) -> None:
    upload = _bring(program)
    look = program.get(f"/api/uploads/{upload.pk}/look").json()
    assert look["columns"][0]["name"] == "id"
    assert look["table"] == "leads"
    asked = {"table": "leads", "name": "new-leads", "pairs": {"lead_id": "id"}}
    text = _sent(program, "post", f"/uploads/{upload.pk}/suggestion", asked, 200)["text"]
    assert "mapping: new-leads" in text
    trial = _sent(program, "post", f"/uploads/{upload.pk}/trial", {"text": mapping_of(upload)}, 200)
    assert trial["tables"][0]["read"] > trial["tables"][0]["fit"] > 0
    assert not trial["all_fit"]
    assert not Load.objects.exists()


def test_row_that_did_not_fit_is_mended_and_read_again(program: Client) -> None:
    _load(program)
    (row,) = program.get("/api/quarantine?mapping=new-leads").json()["items"]
    assert (row["values"], row["text"]) == (None, None)  # the list tells of no values
    path = f"/quarantine/new-leads/{row['id']}"
    whole = program.get(f"/api{path}").json()
    values = [*whole["values"]]
    values[1] = "2026-03-04 09:00"
    _sent(program, "put", path, {"values": [one or "" for one in values]}, 202)
    load_what_waits()
    assert program.get("/api/quarantine").json()["total"] == 0
    newest = program.get("/api/loads").json()["items"][0]
    assert (newest["kind"], newest["state"]) == ("replay", "done")
    assert newest["counts"]["tables"][0]["inserted"] == 1
    assert program.get(f"/api{path}").status_code == 404


def test_row_is_thrown_away(program: Client) -> None:
    _load(program)
    (row,) = program.get("/api/quarantine").json()["items"]
    assert program.delete(f"/api/quarantine/new-leads/{row['id']}").status_code == 204
    assert program.get("/api/quarantine").json()["total"] == 0


@pytest.mark.parametrize(
    ("way", "path", "body", "status"),
    [
        ("post", "/uploads/{id}/load", {}, 422),  # it is not mapped yet
        ("post", "/uploads/{id}/load", {"mapping": "none"}, 404),
        ("post", "/uploads/{id}/suggestion", {"table": "x", "name": "a"}, 422),
        ("post", "/uploads/{id}/trial", {"text": "mapping: ["}, 422),
        ("post", "/quarantine/replay", {}, 422),
        ("post", "/quarantine/none/words", {"table": "leads", "column": "x", "map": {"": ""}}, 404),
        ("post", "/quarantine/leads/words", {"table": "x", "column": "y", "map": {"a": "b"}}, 422),
        ("put", "/quarantine/leads/none", {"values": []}, 404),
        ("put", "/mappings/none", {"text": "x"}, 404),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said(
    program: Client, way: str, path: str, body: Any, status: int
) -> None:
    upload = _bring(program)
    _sent(program, way, path.format(id=upload.pk), body, status)
    assert not Load.objects.exists()


def test_freshness_is_told_as_on_the_page(program: Client) -> None:
    _load(program)
    found = program.get("/api/data").json()
    (leads,) = [one for one in found["tables"] if one["table"] == "leads"]
    assert {one["source"] for one in leads["sources"]} >= {"new-leads"}
    assert found["waiting"] == 1
    snapshots = program.get("/api/snapshots").json()["items"]
    assert snapshots[0]["number"] == found["snapshot"]
