"""Every page, light and dark, wide and narrow: no violation of WCAG 2.2 AA and no error."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.browser.conftest import Visitor
from tests.browser.furnished import PASSWORD
from tests.web.served import Served
from tests.web.test_security import PAGES

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
IN_THE_DARK = {
    "runOnly": {"type": "rule", "values": ["color-contrast"]},
    "resultTypes": ["violations"],
}
"""What a scheme of colours can change."""
CRUSHED = """() => [...document.querySelectorAll("main :is(td, th, dd, dt, p, li, a, button)")]
  .filter(one => one.offsetParent && one.innerText.trim().length > 5 && !one.closest(".unseen")
    && one.clientWidth < 24 && one.clientHeight > 60)
  .map(one => one.innerText.slice(0, 40))"""
"""Texts in so little room that a letter stands below the other."""
CLASSES = """() => [...new Set([...document.querySelectorAll("main *")]
  .map(one => `${one.localName} ${one.getAttribute("class") || ""}`))]"""
"""What colours hang on: elements and their classes."""
NO_PAGES = ("/health", "/metrics", "/agreements/new/?x")
FILES = (".csv", ".ics", ".xlsx", "/yaml/", "/export/")
PEOPLE = {"administrator": "ratna", "head": "rahmat", "signer": "maya", "member": "sari"}


class Looked:
    """What is wrong with pages, one after another.

    Both schemes are made of the same tokens: the dark one is looked at on the first page of every
    kind, which has the classes that are on the others.
    """

    def __init__(self) -> None:
        self._axe = Axe()
        self._classes: set[str] = set()

    def at(self, page: Any) -> list[str]:
        """What is wrong with the page that is open."""
        used = set(page.evaluate(CLASSES))
        schemes = [("light", RULES)]
        if not used <= self._classes:
            schemes.append(("dark", IN_THE_DARK))
            self._classes |= used
        found = []
        for scheme, rules in schemes:
            page.emulate_media(color_scheme=scheme)
            for one in self._axe.run(page, options=rules).response["violations"]:
                found.append(f"{scheme}: {one['id']}: {one['nodes'][0]['html'][:160]}")
        page.emulate_media(color_scheme="light")
        return found + _on_a_telephone(page)


def _on_a_telephone(page: Any) -> list[str]:
    found = []
    page.set_viewport_size({"width": 390, "height": 800})
    if page.evaluate("document.documentElement.scrollWidth") > 390:
        found.append("wider than a telephone")
    found += [f"crushed on a telephone: {text}" for text in page.evaluate(CRUSHED)]
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


@pytest.mark.slow
def test_pages_can_be_used_by_everybody(browser: Any, company: Served) -> None:
    looked, found = Looked(), {}
    with_rights = Visitor(browser, company, "maya")
    overseer = Visitor(browser, company, "ayu")
    for path in PAGES:
        visitor = overseer if path.startswith("/administration/") else with_rights
        if path in NO_PAGES or path.endswith(FILES):
            continue
        answer = visitor.page.request.get(f"http://127.0.0.1:{company.port}{path}", max_redirects=0)
        kind = answer.headers.get("content-type", "")
        if answer.status != 200 or not kind.startswith("text/html"):
            continue
        found[path] = looked.at(visitor.go(path))
    errors = with_rights.errors + overseer.errors
    with_rights.close()
    overseer.close()
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
    assert errors == []


@pytest.mark.slow
def test_pages_of_one_thing_can_be_used_by_everybody(
    browser: Any, furnished: tuple[Served, list[tuple[str, str]]]
) -> None:
    served, pages = furnished
    looked, found, errors = Looked(), {}, []
    for role, name in PEOPLE.items():
        visitor = Visitor(browser, served, name, password=PASSWORD)
        for path in [path for path, who in pages if who == role]:
            if any(mark in path for mark in FILES):
                continue
            visitor.go(path)
            visitor.settle()
            found[path] = looked.at(visitor.page)
        errors += visitor.errors
        visitor.close()
    assert len(found) > 30
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
    assert errors == []
