"""The ledger's pages: who sees what, what they cost, and that nothing leaks."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from tests.web.conftest import person, signed_in

from selaras.ledger import Status
from selaras.ledger.recorded import RecordedVerdict
from selaras.ledger.together import WORST_FIRST
from selaras.records.people.models import Party, Person, Role
from selaras.web.ledger_now import seen_ledger
from selaras.web.person import scope_of
from selaras.workspace import Workspace
from selaras.workspace.standing import StandingLedger

PAGES = (
    "/ledger/",
    "/ledger/?view=verdicts",
    "/ledger/marketing-sales/",
    "/ledger/marketing-sales/first-response/",
    "/ledger/marketing-sales/lead-quality/",
)


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_small_ask_little_and_obey_the_policy(
    seller: Client, path: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(20):
        page = seller.get(path)
    text = page.content.decode()
    assert (page.status_code, len(page.content) < 100_000) == (200, True)
    assert " style=" not in text
    assert "<style" not in text
    assert "Sales" in text


def test_overview_shows_each_promise_with_its_period(seller: Client) -> None:
    text = seller.get("/ledger/").content.decode()
    for name in ("First response", "Leads per rep", "Lead quality", "Rejections explained"):
        assert name in text
    assert "Mar 2026" in text


def test_list_shows_what_the_filters_leave(
    seller: Client, a_verdict: Callable[..., RecordedVerdict]
) -> None:
    one = a_verdict("first-response", status=Status.MISSED)
    path = f"/ledger/?commitment=first-response&status=missed&subject={one.verdict.subject}"
    text = seller.get(path).content.decode()
    assert f"/ledger/trace/{one.id}/" in text
    assert "Leads per rep</a>" not in text
    assert "Nothing matches" in seller.get("/ledger/?subject=nobody").content.decode()


def test_the_worst_of_the_newest_period_comes_first(home: Party, place: Workspace) -> None:
    someone = person("sari", ("sales", Role.MEMBER))
    found = seen_ledger(scope_of(someone)).newest_first
    order = [
        (-one.verdict.period.first.toordinal(), WORST_FIRST.index(one.verdict.status))
        for one in found
    ]
    assert order == sorted(order)


@pytest.mark.parametrize("path", ["/ledger/marketing-sales/", PAGES[3]])
def test_strangers_to_the_parties_find_nothing(stranger: Client, path: str) -> None:
    assert stranger.get(path).status_code == 404
    assert "You belong to no party" in stranger.get("/ledger/").content.decode()


def test_people_are_not_shown_one_by_one_to_the_other_side(
    marketer: Client, whole: StandingLedger
) -> None:
    reps = {
        one.verdict.subject for one in whole.recorded if one.verdict.commitment == "first-response"
    }
    assert len(reps) >= 3
    hidden = ("?view=verdicts&commitment=first-response", "marketing-sales/first-response/")
    for path in hidden:
        text = marketer.get(f"/ledger/{path}").content.decode()
        assert not [rep for rep in reps if rep and rep in text]
    text = marketer.get("/ledger/marketing-sales/first-response/").content.decode()
    assert "are not shown one by one" in text


def test_sums_of_too_few_people_are_not_shown(home: Party, place: Workspace) -> None:
    someone = person("mira", ("marketing", Role.MEMBER))
    promise = seen_ledger(scope_of(someone)).promise("marketing-sales", "first-response")
    assert promise is not None
    assert all(whole.subjects >= 3 for whole in promise.periods)
    assert all(not promise.seen(whole) for whole in promise.periods)


def test_a_rep_of_another_team_sees_their_own_alone(
    home: Party, whole: StandingLedger, a_verdict: Callable[..., RecordedVerdict]
) -> None:
    rep = a_verdict("first-response").verdict.subject
    browser = signed_in(person("rini", ("marketing", Role.MEMBER), person_id=str(rep)))
    rows = _csv(browser.get("/ledger/export.csv?commitment=first-response"))
    assert {row["subject"] for row in rows} == {rep}


def _csv(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_exports_hold_what_is_filtered(seller: Client, whole: StandingLedger) -> None:
    answer = seller.get("/ledger/export.csv?commitment=first-response&status=missed")
    rows = _csv(answer)
    asked = [
        one.id
        for one in whole.recorded
        if (one.verdict.commitment, one.verdict.status) == ("first-response", Status.MISSED)
    ]
    assert sorted(row["id"] for row in rows) == sorted(asked)
    assert "attachment" in answer["Content-Disposition"]
    book = load_workbook(
        io.BytesIO(
            seller.get("/ledger/export.xlsx?commitment=first-response&status=missed").content
        )
    )
    assert book.active is not None
    assert book.active.max_row == len(asked) + 1
    assert seller.get("/ledger/export.pdf").status_code == 404


def test_exports_leave_hidden_people_out(marketer: Client) -> None:
    rows = _csv(marketer.get("/ledger/export.csv"))
    assert rows
    assert not [row for row in rows if row["commitment"] == "first-response"]


def test_promise_shows_history_forecast_and_its_own_words(seller: Client) -> None:
    text = seller.get("/ledger/marketing-sales/first-response/").content.decode()
    assert "A lead is called within half a working day." in text
    assert '<svg viewBox="0 0 768' in text
    assert "within 4 business hours" in text
    assert "How it went" in text


def test_promise_can_be_looked_at_for_one_subject(
    seller: Client, marketer: Client, a_verdict: Callable[..., RecordedVerdict]
) -> None:
    rep = a_verdict("first-response").verdict.subject
    path = f"/ledger/marketing-sales/first-response/?subject={rep}"
    assert "Show all together" in seller.get(path).content.decode()
    assert marketer.get(path).status_code == 404


def test_pages_speak_indonesian(home: Party, place: Workspace) -> None:
    someone = person("sari", ("sales", Role.MEMBER))
    type(someone).objects.filter(pk=someone.pk).update(language="id")
    someone.refresh_from_db()
    text = signed_in(someone).get("/ledger/marketing-sales/first-response/").content.decode()
    assert "jam kerja" in text
    assert "How it went" not in text


def _body(client: Client, path: str) -> str:
    """What a page has to tell, without the frame around it."""
    return client.get(path).content.decode().partition("<main")[2].partition("</main>")[0]


def test_page_that_is_written_once_tells_of_new_names_and_to_each_their_own(
    seller: Client, marketer: Client
) -> None:
    for path in ("/ledger/", "/ledger/?view=verdicts", "/ledger/marketing-sales/"):
        first = _body(seller, path)
        assert _body(seller, path) == first
        Party.objects.filter(slug="sales").update(name="Penjualan & Co")
        assert "Penjualan &amp; Co" in _body(seller, path)
        Party.objects.filter(slug="sales").update(name="Sales")
        Person.objects.filter(name="Sari").update(language="id")
        assert "Buku" in _body(seller, path)
        Person.objects.filter(name="Sari").update(language="en", time_zone="Asia/Jayapura")
        assert _body(seller, path) != first  # as of another hour of the day
        Person.objects.filter(name="Sari").update(time_zone="Asia/Jakarta")
        assert _body(seller, path) == first
    own = seller.get("/ledger/?view=verdicts&commitment=first-response").content.decode()
    others = marketer.get("/ledger/?view=verdicts&commitment=first-response").content.decode()
    assert "/ledger/trace/" in own
    assert "/ledger/trace/" not in others
