"""Two people in two browsers: from a text to a signed agreement, a missed promise, and its end.

The workspace's clock is set twice: to January, when the agreement is written, and to April, when
its March can be looked back upon.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from tests.browser.conftest import PEOPLE, Visitor, database
from tests.web.served import Served, run

from selaras.demo.templates import start_workspace

WAIT_SECONDS = 60.0


def _set_clock(root: Path, instant: str) -> None:
    settings = root / "selaras.toml"
    kept = [line for line in settings.read_text().splitlines() if not line.startswith("as_of")]
    settings.write_text("\n".join([*kept, f'as_of = "{instant}"', ""]))


def _write_and_propose(visitor: Visitor, text: str) -> str:
    """Fill the draft that is open with a text, and put it before the other side; where it is."""
    page = visitor.page
    page.click("nav.tabs a:has-text('YAML')")
    page.fill("#text", text)
    page.click("button:has-text('Save and propose')")
    page.click("button.button-main:has-text('Propose it')")
    page.wait_for_url(re.compile(r"/proposals/\d+/$"))
    return visitor.path


def _sign(visitor: Visitor, proposal: str) -> None:
    visitor.go(proposal)
    visitor.page.click("a:has-text('Read and sign')")
    visitor.page.click("button:has-text('Sign for')")
    visitor.page.wait_for_load_state()


def _until(visitor: Visitor, path: str, selector: str) -> Any:
    """Open a page again and again until something stands on it."""
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        found = visitor.go(path).locator(selector)
        if found.count():
            return found.first
        time.sleep(0.5)
    raise AssertionError(f"{selector} did not come to stand on {path}")


@pytest.mark.slow
def test_promise_from_its_first_word_to_its_review(browser: Any, tmp_path: Path) -> None:
    root, where = tmp_path / "company", database()
    root.mkdir()
    start_workspace(root, "marketing-sales")
    file = root / "agreements" / "marketing-sales.yaml"
    text = file.read_text()
    file.unlink()
    _set_clock(root, "2026-01-20T09:00+07:00")
    run(root, PEOPLE, **where)
    served = Served(root, **where)
    try:
        maya, rahmat = (Visitor(browser, served, name) for name in ("maya", "rahmat"))
        _agree(maya, rahmat, text)
        errors = maya.errors + rahmat.errors
        maya.close()
        rahmat.close()
    finally:
        assert served.stop() == 0
    _set_clock(root, "2026-04-11T00:00+00:00")
    served = Served(root, **where)
    try:
        maya, rahmat, ayu = (Visitor(browser, served, name) for name in ("maya", "rahmat", "ayu"))
        _load(ayu)
        _read_of_the_miss(rahmat)
        _meet(maya, rahmat)
        assert errors + maya.errors + rahmat.errors + ayu.errors == []
    finally:
        assert served.stop() == 0


def _agree(maya: Visitor, rahmat: Visitor, text: str) -> None:
    """Marketing writes and proposes, Sales answers with less, both sign that."""
    page = maya.go("/agreements/new/")
    page.fill("#title", "marketing-sales")
    page.select_option("select[name=other]", "sales")
    page.click("main button.button-main")
    first = _write_and_propose(maya, text)

    assert "Marketing" in _until(rahmat, "/notifications/", ".notices a").inner_text()
    rahmat.go(first)
    rahmat.page.click("button:has-text('Answer with another text')")
    second = _write_and_propose(rahmat, text.replace("{at_least: 12}", "{at_least: 10}"))

    page = maya.go(second)
    assert "10" in page.locator("main").inner_text()
    for visitor in (maya, rahmat):
        _sign(visitor, second)
    stands = rahmat.go("/agreements/marketing-sales/").locator("main").inner_text()
    assert "1 February 2026" in stands


def _load(ayu: Visitor) -> None:
    """The administrator loads what happened since; the ledger is made of it."""
    ayu.go("/data/")
    ayu.page.click("button:has-text('Load the sources')")
    _until(ayu, "/ledger/", "a[href^='/ledger/marketing-sales/']")


def _read_of_the_miss(rahmat: Visitor) -> None:
    """Sales is told of its missed promise, and goes from there down to the rows."""
    missed = _until(rahmat, "/notifications/", ".notices li:has(.status-missed) a")
    assert "First response" in missed.inner_text()
    missed.click()
    page = rahmat.page
    page.wait_for_url(re.compile(r"/ledger/trace/"))
    page.wait_for_selector("text=leads.csv", timeout=WAIT_SECONDS * 1000)
    assert "4 business hours" in page.locator("main").inner_text()


def _meet(maya: Visitor, rahmat: Visitor) -> None:
    """The joint review is called and held, an action is given, and its owner closes it."""
    page = maya.go("/reviews/new/?agreement=marketing-sales")
    page.click("button:has-text('Call it')")
    page.wait_for_url(re.compile(r"/reviews/\d+/$"))
    assert "First response" in page.locator("main").inner_text()
    page.click("button:has-text('We hold it now')")
    page.wait_for_load_state()
    page.click("summary:has-text('Give an action')")
    page.fill("#a-text", "Call every lead before noon")
    page.select_option("#a-owner", label="Rahmat")
    page.fill("#a-due", "2026-04-20")
    page.click("button:has-text('Give it')")
    page.wait_for_load_state()

    page = rahmat.go("/reviews/actions/")
    assert "Call every lead before noon" in page.locator("main").inner_text()
    page.click("summary:has-text('Close or move')")
    page.click("button:has-text('It is done')")
    page.wait_for_load_state()
    done = rahmat.go("/reviews/actions/?state=done").locator("main").inner_text()
    assert "Call every lead before noon" in done
