"""Pages by the keyboard alone: nobody needs a mouse to read, to filter, or to sign."""

from __future__ import annotations

from typing import Any

import pytest
from tests.browser.conftest import Visitor
from tests.browser.furnished import PASSWORD
from tests.web.served import Served

MOST_STEPS = 80


def _here(page: Any) -> str:
    """What the focus is on, in words."""
    return str(
        page.evaluate(
            "(e => (e.innerText || e.getAttribute('aria-label') || e.name || e.id || '').trim())"
            "(document.activeElement)"
        )
    )


def _tab_to(page: Any, selector: str) -> None:
    """Press Tab until the focus is on what the selector says; it must be seen to be there."""
    passed = []
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"nothing shows that the focus is on {selector}"
            return
        passed.append(_here(page)[:30])
    raise AssertionError(f"Tab does not reach {selector}; it passes {passed}")


@pytest.mark.slow
def test_ledger_is_read_by_keyboard(
    browser: Any, furnished: tuple[Served, list[tuple[str, str]]]
) -> None:
    visitor = Visitor(browser, furnished[0], "rahmat", password=PASSWORD)
    page = visitor.go("/")
    page.keyboard.press("Tab")
    assert "Skip" in _here(page)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    _tab_to(page, "main a[href^='/ledger/']")

    page = visitor.go("/ledger/")
    _tab_to(page, "main select[name=status]")
    page.keyboard.press("m")
    _tab_to(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**status=missed**")
    visitor.settle()
    page = visitor.go("/ledger/?view=verdicts&status=missed")
    _tab_to(page, "main a[href^='/ledger/trace/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ledger/trace/**")
    _tab_to(page, "main .kicker a[href='/ledger/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ledger/")
    assert visitor.errors == []
    visitor.close()


@pytest.mark.slow
def test_an_agreement_is_written_and_signed_by_keyboard(
    browser: Any, furnished: tuple[Served, list[tuple[str, str]]]
) -> None:
    served, pages = furnished
    proposal = next(path for path, _ in pages if path.endswith("/sign/")).removesuffix("sign/")
    draft = next(path for path, _ in pages if path.endswith("/drafts/3/") or "/drafts/" in path)
    visitor = Visitor(browser, served, "maya", password=PASSWORD)
    page = visitor.go("/".join(draft.split("/")[:4]) + "/")
    _tab_to(page, ".cards-list .open-toggle")
    page.keyboard.press("Space")
    _tab_to(page, ".cards-list .card-body input, .cards-list .card-body select")

    page = visitor.go(proposal)
    _tab_to(page, "details.say > summary")
    page.keyboard.press("Enter")
    _tab_to(page, "details.say[open] textarea")
    page.keyboard.type("Fine with us.")
    _tab_to(page, "details.say[open] button")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Fine with us.")
    assert visitor.errors == []
    visitor.close()

    telephone = Visitor(browser, served, "maya", password=PASSWORD)
    telephone.page.set_viewport_size({"width": 390, "height": 800})
    page = telephone.go("/")
    _tab_to(page, ".menu > summary")
    page.keyboard.press("Enter")
    _tab_to(page, ".menu a[href='/agreements/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/agreements/")
    telephone.close()
