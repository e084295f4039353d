"""Pages in Debian's Chromium, over a served company of one's own.

`SELARAS_TEST_DATABASE_URL` lets the company keep its records on that PostgreSQL. Without Chromium
the tests are skipped, or fail where `SELARAS_REQUIRE_ALL` is set.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from tests.web.conftest import evaluated, with_tables  # noqa: F401 - fixtures
from tests.web.served import Served, copied, environment, run

REPOSITORY = Path(__file__).parents[2]
CHROMIUM = os.environ.get("SELARAS_CHROMIUM") or shutil.which("chromium")
PASSWORD = "janji-yang-ditepati"
PEOPLE = f"""
from selaras.records.people.models import Membership, Party, Person, Role
home = Party.objects.create(slug="nusantara", name="Nusantara", kind="company", home=True)
for slug in ("marketing", "sales"):
    Party.objects.create(slug=slug, name=slug.title(), company=home)
for name, party, role in (("maya", "marketing", "head"), ("rahmat", "sales", "head"),
                          ("ayu", "nusantara", "administrator")):
    person = Person.objects.create_user(
        email=f"{{name}}@example.org", password="{PASSWORD}", name=name.title())
    Membership.objects.create(person=person, party=Party.objects.get(slug=party), role=role)
"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, for as long as the tests run."""
    if CHROMIUM is None:
        if os.environ.get("SELARAS_REQUIRE_ALL"):
            pytest.fail("There is no Chromium, and SELARAS_REQUIRE_ALL is set.")
        pytest.skip("There is no Chromium here (Debian: apt-get install chromium).")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking",
                  "--disable-component-update", "--no-first-run"],
        )  # fmt: skip
        yield opened
        opened.close()


def database() -> dict[str, str]:
    """The environment of a company's processes: a database of its own on PostgreSQL, if asked."""
    url = os.environ.get("SELARAS_TEST_DATABASE_URL")
    if not url:
        return {}
    import psycopg

    name = f"selaras_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url.replace("postgres://", "postgresql://"), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    return {"DATABASE_URL": urlunsplit(urlsplit(url)._replace(path=f"/{name}"))}


@pytest.fixture(scope="session")
def company(with_tables: Path, tmp_path_factory: Any) -> Iterator[Served]:  # noqa: F811
    """The evaluated `marketing-sales` company with three people in it, served."""
    root = copied(with_tables, tmp_path_factory.mktemp("browser") / "company")
    where = database()
    run(root, PEOPLE, **where)
    served = Served(root, **where)
    yield served
    served.stop()


@pytest.fixture(scope="session")
def furnished(
    with_tables: Path,  # noqa: F811
    tmp_path_factory: Any,
) -> Iterator[tuple[Served, list[tuple[str, str]]]]:
    """A company with one of everything, served; and the addresses of its pages by role."""
    root = copied(with_tables, tmp_path_factory.mktemp("furnished") / "company")
    where = database()
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.furnished"], cwd=root,
        env=environment(PYTHONPATH=str(REPOSITORY), **where),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    served = Served(root, **where)
    yield served, [(path, role) for path, role in json.loads(done.stdout.splitlines()[-1])]
    served.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: Any, call: pytest.CallInfo[None]) -> Any:
    """Where a test fails, say what stood on every page that is open."""
    report = yield
    if call.when == "call" and report.failed and "browser" in item.funcargs:
        for context in item.funcargs["browser"].contexts:
            for page in context.pages:
                text = page.locator("main").inner_text(timeout=1000)[:1500]
                report.sections.append((f"Seen at {page.url}", text))
    return report


class Visitor:
    """Somebody at their browser, signed in."""

    def __init__(
        self, browser: Any, served: Served, name: str, password: str = PASSWORD, **options: Any
    ) -> None:
        self._served = served
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._hear)
        self.go("/accounts/login/")
        self.page.fill("input[name=login]", f"{name}@example.org")
        self.page.fill("input[name=password]", password)
        self.page.click("main form button.button-main")
        self.page.wait_for_load_state()

    def _hear(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} [{message.location.get('url', '')}]")

    def go(self, path: str) -> Any:
        """Open a page of the company's."""
        self.page.goto(f"http://127.0.0.1:{self._served.port}{path}")
        self.page.wait_for_load_state()
        return self.page

    def settle(self) -> None:
        """Wait until the parts that a page asks for by itself have come."""
        parts = self.page.locator("[hx-trigger*=load]")
        if parts.count():
            parts.first.wait_for(state="detached", timeout=60_000)

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def close(self) -> None:
        self.context.close()
