"""Whatever a page can do, a program can do: held against the addresses and against the API."""

from __future__ import annotations

from django.urls import get_resolver
from tests.web.access_matrix import ROWS
from tests.web.api.parity import API_ALONE, PARITY, SIGN_IN_ADDRESSES, Alone
from tests.web.test_access import _is_api, _names, _operations


def _pages() -> set[str]:
    """Names of the pages' addresses, those of signing in left out."""
    names = (name for name in _names(get_resolver().url_patterns) if not _is_api(name))
    return {name for name in names if not name.startswith(SIGN_IN_ADDRESSES)}


def _done_by() -> dict[str, tuple[str, ...]]:
    return {name: found for name, found in PARITY.items() if not isinstance(found, Alone)}


def test_every_address_has_its_counterpart_written_down() -> None:
    assert sorted(_pages() - set(PARITY)) == []
    assert sorted(set(PARITY) - _pages()) == []


def test_every_counterpart_is_an_operation() -> None:
    there = {f"{method} {path}" for method, path in _operations()}
    named = {one for found in _done_by().values() for one in found}
    assert sorted(named - there) == []
    assert sorted(set(API_ALONE) - there) == []


def test_every_operation_is_of_a_page_or_says_why_not() -> None:
    there = {f"{method} {path}" for method, path in _operations()}
    named = {one for found in _done_by().values() for one in found}
    assert sorted(there - named - set(API_ALONE)) == []


def test_a_page_that_changes_something_has_an_operation_that_does() -> None:
    changing = {row.name for row in ROWS if row.post is not None}
    reads_only = [
        name
        for name, found in _done_by().items()
        if name in changing and all(one.startswith("get ") for one in found)
    ]
    assert reads_only == []
