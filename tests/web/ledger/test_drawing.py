"""A page whose charts are still drawn comes at once, and fetches them when they are there."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from django.test import Client
from tests.web.ledger.conftest import a_verdict, seller, whole

from selaras.ledger.recorded import RecordedVerdict
from selaras.reports.charts.history import picture_of
from selaras.web import kept
from selaras.web.desk import ask
from selaras.web.pages.ledger import drawing

__all__ = ["a_verdict", "seller", "whole"]
WAITS = "Drawing the chart…"


def _hold(let_go: threading.Event) -> None:
    """Let nothing be drawn before the event is set, and forget what was."""
    begun = threading.Event()

    def hold() -> None:
        begun.set()
        let_go.wait(120)

    ask("held-up", hold, pace="quick")
    assert begun.wait(60)  # what was drawn for the pages of other tests is drawn by now
    drawing._drawn.clear()
    picture_of.cache_clear()


def _drained() -> bool:
    """Whether all that was asked for before is drawn."""
    return ask("held-up", lambda: None, patience=60, pace="quick").is_done


@pytest.fixture
def held_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Nothing is drawn before the event is set: something else is under way."""
    let_go = threading.Event()
    monkeypatch.setattr(drawing, "_PATIENCE", 0.05)
    _hold(let_go)
    monkeypatch.setattr(kept, "_texts", OrderedDict())  # pages that had their charts
    yield let_go
    let_go.set()
    assert _drained()


@pytest.fixture
def paths(a_verdict: Callable[..., RecordedVerdict]) -> tuple[str, str]:
    subject = a_verdict("first-response").verdict.subject
    return f"/people/{subject}/", f"/ledger/marketing-sales/first-response/?subject={subject}"


@pytest.mark.parametrize("which", [0, 1])
def test_page_comes_without_its_charts_and_fetches_them(
    held_up: threading.Event, seller: Client, paths: tuple[str, str], which: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    first = seller.get(paths[which]).content.decode()
    assert WAITS in first
    assert 'class="picture"' not in first
    found = re.search(r'id="([\w-]+)"[^>]* hx-get="([^"]+)" hx-select="#([\w-]+)"', first)
    assert found is not None
    assert found[1] == found[3]
    held_up.set()
    monkeypatch.setattr(drawing, "_PATIENCE", 60.0)
    then = seller.get(unescape(found[2])).content.decode()
    assert WAITS not in then
    assert 'class="picture"' in then
    assert f'hx-select="#{found[1]}"' not in then


def test_charts_that_were_forgotten_are_drawn_beside_the_page_again(
    held_up: threading.Event, seller: Client, paths: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assert WAITS in seller.get(paths[1]).content.decode()
    held_up.set()
    # Once for what held all up, once more for what stands behind it.
    assert _drained()
    assert _drained()
    assert WAITS not in seller.get(paths[1]).content.decode()
    again = threading.Event()
    _hold(again)
    monkeypatch.setattr(kept, "_texts", OrderedDict())
    try:
        assert WAITS in seller.get(paths[1]).content.decode()
    finally:
        again.set()
        assert _drained()
