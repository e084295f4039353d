"""Asking why in the browser: who may, what is waited for, what is kept."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from tests.web.conftest import person, signed_in

from selaras.errors import EvidenceError
from selaras.records.answers.models import KeptAnswer
from selaras.records.people.models import Party, Role
from selaras.web.pages.diagnosis import answers, working
from selaras.web.pages.diagnosis.questions import WhyAsked, read_question, this_moment, usual_spans
from selaras.web.pages.diagnosis.stored import stored_answer
from selaras.web.pages.diagnosis.supposing import look_up
from selaras.workspace import Workspace

HTMX = {"HX-Request": "true"}
KINDS = {"diagnosis": "/diagnosis/", "attribution": "/diagnosis/attribution/"}
KINDS |= {"followup": "/diagnosis/followup/"}


@pytest.fixture
def seller(home: Party, place: Workspace) -> Client:
    return signed_in(person("sari", ("sales", Role.MEMBER)))


@pytest.fixture
def worked_out(home: Party, place: Workspace) -> Iterator[dict[str, Any]]:
    """An answer that was worked out, with worlds to suppose."""
    moment = this_moment()
    key = WhyAsked().key(moment)
    body = {
        "kind": "diagnosis",
        "sentence": {"en": "Revenue fell.", "id": "Pendapatan turun."},
        "html": {"en": "<h1>Revenue fell.</h1>", "id": "<h1>Pendapatan turun.</h1>"},
        "form": {"verdict": "sales"},
        "supposed": {
            "unit": "IDR",
            "actual": 5e9,
            "worlds": {"5-1-00": [6e9, 1e9, 5e8, 2e9]},
        },
    }
    answers.keep_page(key, body)
    yield body
    answers._path(key).unlink()


@pytest.mark.parametrize("path", KINDS.values())
def test_only_the_funnels_parties_ask(home: Party, place: Workspace, path: str) -> None:
    assert signed_in(person("nina", ("network", Role.MEMBER))).get(path).status_code == 403
    customer = person("hana", ("hotel-nirwana", Role.CUSTOMER))
    assert signed_in(customer).get(path).status_code == 403
    assert signed_in(person("dian", ("nusantara", Role.AUDITOR))).get(path).status_code == 200


@pytest.mark.parametrize("kind", ["diagnosis", "followup"])
def test_an_answer_is_waited_for_and_comes(seller: Client, kind: str) -> None:
    question = read_question(kind, {})
    path = answers._path(question.key(this_moment()))
    path.unlink(missing_ok=True)
    page = seller.get(KINDS[kind]).content.decode()
    assert f"/diagnosis/answer/{kind}/" in page
    working.work_out(question, this_moment())
    page = seller.get(f"/diagnosis/answer/{kind}/", headers=HTMX).content.decode()
    assert 'class="answered"' in page
    assert "hx-trigger" not in page or "slide" in page
    assert " style=" not in page
    kept = json.loads(path.read_text())
    assert kept["html"].keys() == {"en", "id"}
    path.unlink()


def test_attribution_says_which_table_it_lacks(seller: Client) -> None:
    for _ in range(100):
        page = seller.get("/diagnosis/answer/attribution/", headers=HTMX).content.decode()
        if "hx-get" not in page:
            break
        time.sleep(0.05)
    assert "Attribution needs the table touches" in page


def test_what_cannot_be_answered_is_said(seller: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise EvidenceError("The table leads is not loaded.")

    monkeypatch.setattr("selaras.web.pages.diagnosis.views.work_out", refuse)
    for _ in range(100):
        page = seller.get("/diagnosis/answer/followup/?attempts=17", headers=HTMX).content.decode()
        if "hx-get" not in page:
            break
        time.sleep(0.02)
    assert "The table leads is not loaded." in page


def test_sliders_are_answered_at_once(seller: Client, worked_out: dict[str, Any]) -> None:
    page = seller.get("/diagnosis/").content.decode()
    assert 'type="range"' in page
    page = seller.get("/diagnosis/suppose/?attempts=5&in_time=2", headers=HTMX).content.decode()
    assert "+IDR 1.00 bn" in page
    assert "could as well be zero" not in page
    assert seller.get("/diagnosis/suppose/?attempts=many").status_code == 200


def test_an_answer_is_kept_for_the_parties(seller: Client, worked_out: dict[str, Any]) -> None:
    answer = seller.post("/diagnosis/keep/diagnosis/")
    kept = KeptAnswer.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, kept.get_absolute_url())
    assert kept.title["id"] == "Pendapatan turun."
    assert stored_answer("diagnosis", kept.body, "id") == "<h1>Pendapatan turun.</h1>"


def test_who_only_reads_keeps_nothing(
    home: Party, place: Workspace, worked_out: dict[str, Any]
) -> None:
    auditor = signed_in(person("dian", ("nusantara", Role.AUDITOR)))
    assert "Keep this answer" not in auditor.get("/diagnosis/").content.decode()
    assert auditor.post("/diagnosis/keep/diagnosis/").status_code == 403
    assert not KeptAnswer.objects.exists()


def test_a_body_that_this_house_did_not_write_is_not_shown(worked_out: dict[str, Any]) -> None:
    found = answers.find_answer(WhyAsked().key(this_moment()))
    assert found is not None
    assert stored_answer("diagnosis", found.body, "en") == "<h1>Revenue fell.</h1>"
    forged = found.body | {"html": {"en": "<script>alert(1)</script>"}}
    assert stored_answer("diagnosis", forged, "en") is None
    assert stored_answer("diagnosis", {"html": {"en": "x"}}, "en") is None
    assert stored_answer("capacity", found.body, "en") is None


def test_a_question_is_named_by_what_it_asks_and_of_what(home: Party, place: Workspace) -> None:
    moment = this_moment()
    one = read_question("diagnosis", {"first": "2026-01-01", "last": "2026-03-31", "x": "y"})
    assert one.query == "first=2026-01-01&last=2026-03-31"
    assert one.key(moment) == read_question("diagnosis", dict(one.pairs)).key(moment)
    assert one.key(moment) != WhyAsked().key(moment)


def test_usual_spans_are_whole_quarters_and_months(home: Party, place: Workspace) -> None:
    spans = [f"{first}/{last}" for first, last in usual_spans(this_moment().as_of)]
    assert spans == [
        "2026-01-01/2026-03-31",
        "2025-10-01/2025-12-31",
        "2026-03-01/2026-03-31",
        "2026-02-01/2026-02-28",
        "2026-01-01/2026-01-31",
    ]


def test_a_world_that_was_not_worked_out_has_no_answer(worked_out: dict[str, Any]) -> None:
    from selaras.diagnosis.finding import World

    assert look_up(worked_out["supposed"], World(3), "en") is None
    found = look_up(worked_out["supposed"], World(5, 1.0), "id")
    assert found is not None
    assert found.revenue == "Rp 6,00 miliar"
