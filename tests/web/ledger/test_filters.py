"""Filters of the ledger, as they stand in an address."""

from __future__ import annotations

from django.http import QueryDict
from tests.ledger.test_together import recorded, verdict

from selaras.web.pages.ledger.filters import Filters


def read(query: str) -> Filters:
    return Filters.read(QueryDict(query))


def test_an_address_gives_back_what_it_says() -> None:
    filters = read("agreement=a&status=missed&period=2026-05")
    assert filters.query() == "agreement=a&status=missed&period=2026-05"
    assert filters.promises_query == "agreement=a"
    assert filters.verdicts_query == "agreement=a&status=missed&period=2026-05&view=verdicts"


def test_what_is_no_status_does_not_filter() -> None:
    assert read("status=wonderful") == Filters()
    assert not read("status=wonderful").are_set


def test_verdicts_are_listed_where_a_filter_needs_them_one_by_one() -> None:
    assert [read(q).lists_verdicts for q in ("", "party=sales", "subject=x", "view=verdicts")] == [
        False, False, True, True,
    ]  # fmt: skip


def test_each_filter_leaves_what_it_names() -> None:
    both = recorded(verdict("a", promisor="sales"), verdict("b", promisor="network"))
    for query in ("subject=a", "party=sales"):
        assert [one.verdict.subject for one in read(query).chosen(both)] == ["a"]
    assert len(read("party=marketing&period=2026-05&commitment=c").chosen(both)) == 2
    assert read("period=2026-04").chosen(both) == []
    assert len(read("period=2026-05-01/2026-05-31").chosen(both)) == 2


def test_a_month_is_not_the_quarter_that_begins_with_it() -> None:
    both = recorded(verdict("a"), verdict("b"))
    assert both[0].verdict.period.days == "2026-05-01/2026-05-31"
    assert read("period=2026-05-01/2026-07-31").chosen(both) == []
