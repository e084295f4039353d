"""From a verdict to its rows."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from typing import Any

from django.test import Client
from tests.web.conftest import AS_OF

from selaras.ledger import Status
from selaras.ledger.recorded import RecordedVerdict
from selaras.web.place import workspace
from selaras.workspace import Workspace
from selaras.workspace.evaluation import evaluate_workspace
from selaras.workspace.standing import StandingLedger
from selaras.workspace.tracing import keep_open, keep_trace, kept_trace, open_key

Find = Callable[..., RecordedVerdict]
HTMX = {"HX-Request": "true"}


def _items(browser: Client, one: RecordedVerdict) -> str:
    """The items' part of the page, once they are worked out."""
    for _ in range(200):
        answer = browser.get(f"/ledger/trace/{one.id}/items/", headers=HTMX)
        text = answer.content.decode()
        if "hx-get" not in text:
            return text
        time.sleep(0.05)
    raise AssertionError("the trace was never worked out")


def test_what_is_kept_is_what_an_evaluation_traces(whole: StandingLedger) -> None:
    ledger = evaluate_workspace(workspace(), AS_OF, keep=False)
    by_key = {verdict.key: verdict for verdict in ledger.verdicts}
    for commitment in ("first-response", "lead-quality", "leads-per-rep"):
        one = next(o for o in whole.recorded if o.verdict.commitment == commitment)
        kept = keep_trace(workspace(), whole.book, one)
        expected = ledger.trace(by_key[one.verdict.key]).items
        assert [traced.item for traced in kept.items()] == list(expected)
        assert kept.counts() == {
            word: sum(1 for item in expected if item.judgement == word)
            for word in sorted({item.judgement for item in expected})
        }


def test_items_are_paged_and_filtered(whole: StandingLedger, a_verdict: Find) -> None:
    kept = keep_trace(workspace(), whole.book, a_verdict("first-response", n=7))
    every = kept.items()
    assert kept.items(start=2, most=3) == every[2:5]
    assert kept.items(start=len(every)) == []
    word = every[0].item.judgement
    assert kept.items(judgement=word) == [t for t in every if t.item.judgement == word]
    assert kept.items(verdicts=frozenset()) == []


def test_many_traced_at_once_are_as_each_alone(whole: StandingLedger) -> None:
    newest = max(o.verdict.period.first for o in whole.recorded)
    of = [
        one
        for one in whole.recorded
        if (one.verdict.commitment, one.verdict.period.first) == ("first-response", newest)
    ]
    kept = keep_open(workspace(), whole, of)
    alone = [
        (one.verdict.subject, traced.item)
        for one in of
        for traced in keep_trace(workspace(), whole.book, one).items(judgement="open")
    ]
    together = [(traced.subject, traced.item) for traced in kept.items()]
    assert sorted(together, key=str) == sorted(alone, key=str)
    dues = [item.due for _subject, item in together if item.due is not None]
    assert dues == sorted(dues)
    assert kept_trace(workspace(), open_key(whole, of)) == kept


def test_page_answers_at_once_and_the_rows_follow(seller: Client, a_verdict: Find) -> None:
    one = a_verdict("first-response", status=Status.MISSED)
    kept = kept_trace(workspace(), one.id)
    if kept is not None:
        kept.path.unlink()
    text = seller.get(f"/ledger/trace/{one.id}/").content.decode()
    assert f"/ledger/trace/{one.id}/items/" in text
    assert one.id in text
    items = _items(seller, one)
    assert "leads.csv" in items
    assert "line" in items
    assert "leads.csv" in seller.get(f"/ledger/trace/{one.id}/").content.decode()


def test_rows_of_people_are_kept_from_the_other_side(
    marketer: Client, stranger: Client, a_verdict: Find
) -> None:
    one = a_verdict("first-response")
    for path in ("", "items/", "items.csv", "items.xlsx"):
        for browser in (marketer, stranger):
            assert browser.get(f"/ledger/trace/{one.id}/{path}").status_code == 404


def test_a_whole_teams_rows_are_seen_by_both_sides(marketer: Client, a_verdict: Find) -> None:
    assert marketer.get(f"/ledger/trace/{a_verdict('lead-quality').id}/").status_code == 200


def test_export_waits_for_the_rows(seller: Client, a_verdict: Find, place: Workspace) -> None:
    one = a_verdict("first-response", status=Status.KEPT)
    answer = seller.get(f"/ledger/trace/{one.id}/items.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == one.verdict.n + one.verdict.exempt
    assert {row["judgement"] for row in rows} <= {"kept", "broken", "open", "exempt"}
    assert all(row["file"] and row["line"] for row in rows)


def test_what_is_no_verdict_is_not_found(seller: Client) -> None:
    assert seller.get("/ledger/trace/0123456789abcdef/").status_code == 404


def test_open_items_are_those_one_may_see(
    seller: Client, marketer: Client, whole: StandingLedger
) -> None:
    path = "/ledger/marketing-sales/first-response/open/"
    has_open = any(o.verdict.open for o in whole.recorded if not o.verdict.final)
    assert marketer.get(path, headers=HTMX).status_code == 404
    answer: Any = seller.get(path, headers=HTMX)
    assert answer.status_code == (200 if has_open else 404)
    assert seller.get(path).status_code == 302
