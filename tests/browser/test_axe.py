"""Every page, light and dark, wide and narrow: no violation of WCAG 2.2 AA and no error."""

from __future__ import annotations

from typing import Any

import pytest
from tests.browser.conftest import Visitor
from tests.browser.furnished import PASSWORD
from tests.web.served import Served
from tests.web.test_security import PAGES

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
IN_THE_DARK = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""What a scheme of colours can change."""
NO_PAGES = ("/health", "/metrics", "/agreements/new/?x")
FILES = (".csv", ".ics", ".xlsx", "/yaml/", "/export/")
PEOPLE = {"administrator": "ratna", "head": "rahmat", "signer": "maya", "member": "sari"}


def _wrong(axe: Any, page: Any) -> list[str]:
    """What is wrong with the page that is open."""
    found = []
    for scheme, rules in (("light", RULES), ("dark", IN_THE_DARK)):
        page.emulate_media(color_scheme=scheme)
        for one in axe.run(page, options=rules).response["violations"]:
            found.append(f"{scheme}: {one['id']}: {one['nodes'][0]['html'][:160]}")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 390, "height": 800})
    if page.evaluate("document.documentElement.scrollWidth") > 390:
        found.append("wider than a telephone")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


@pytest.mark.slow
def test_pages_can_be_used_by_everybody(browser: Any, company: Served) -> None:
    from axe_playwright_python.sync_playwright import Axe

    axe, found = Axe(), {}
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
        found[path] = _wrong(axe, visitor.go(path))
    errors = with_rights.errors + overseer.errors
    with_rights.close()
    overseer.close()
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
    assert errors == []


@pytest.mark.slow
def test_pages_of_one_thing_can_be_used_by_everybody(
    browser: Any, furnished: tuple[Served, list[tuple[str, str]]]
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    served, pages = furnished
    axe, found, errors = Axe(), {}, []
    for role, name in PEOPLE.items():
        visitor = Visitor(browser, served, name, password=PASSWORD)
        for path in [path for path, who in pages if who == role]:
            if any(mark in path for mark in FILES):
                continue
            answer = visitor.go(path)
            if answer.locator("h1").count() == 0:
                continue  # a part of a page, asked for by itself
            visitor.settle()
            found[path] = _wrong(axe, visitor.page)
        errors += visitor.errors
        visitor.close()
    assert len(found) > 30
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
    assert errors == []
