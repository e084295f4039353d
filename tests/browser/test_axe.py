"""Every page, light and dark, wide and narrow: no violation of WCAG 2.2 AA and no error."""

from __future__ import annotations

from typing import Any

import pytest
from tests.browser.conftest import Visitor
from tests.web.served import Served
from tests.web.test_security import PAGES

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
NO_PAGES = ("/health", "/metrics", "/agreements/new/?x")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_can_be_used_by_everybody(browser: Any, company: Served, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    axe, found = Axe(), {}
    with_rights = Visitor(browser, company, "maya", color_scheme=scheme)
    overseer = Visitor(browser, company, "ayu", color_scheme=scheme)
    for path in PAGES:
        visitor = overseer if path.startswith("/administration/") else with_rights
        if path in NO_PAGES or path.endswith((".csv", ".ics", ".xlsx")):
            continue
        answer = visitor.page.request.get(f"http://127.0.0.1:{company.port}{path}", max_redirects=0)
        kind = answer.headers.get("content-type", "")
        if answer.status != 200 or not kind.startswith("text/html"):
            continue
        page = visitor.go(path)
        result = axe.run(page, options=RULES)
        wrong = [
            f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in result.response["violations"]
        ]
        page.set_viewport_size({"width": 390, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > 390:
            wrong.append("wider than a telephone")
        page.set_viewport_size({"width": 1280, "height": 900})
        if wrong:
            found[path] = wrong
    errors = with_rights.errors + overseer.errors
    with_rights.close()
    overseer.close()
    assert found == {}
    assert errors == []
