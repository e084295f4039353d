"""People in an answer that is kept for everybody: by name to whoever may be told it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.records.people.conftest import home, person

from selaras.evidence.pseudonyms import Pseudonyms
from selaras.records.people.models import Party, Role
from selaras.records.people.scope import scope_of
from selaras.web.naming import with_people

__all__ = ["home"]

AT = datetime(2026, 5, 16, tzinfo=UTC)
HTML = '<a href="/people/{one}/">x</a><td>{one}</td><td>{other}</td><p>{one} and others</p>'


@pytest.fixture
def answer(tmp_path: Path, settings: Any, db: None) -> str:
    """An answer about Budi, who is in the evidence, and about somebody who is not."""
    settings.WORKSPACE = tmp_path
    (tmp_path / "selaras.toml").write_text('name = "Nusantara"\n')
    (one,) = Pseudonyms(tmp_path / "selaras.sqlite3").replace("person", ["budi.<b>s@x.id"], AT)
    return HTML.format(one=one, other="p-0123456789abcdef")


def test_who_stands_alone_is_named_and_nothing_else_is_touched(answer: str, home: Party) -> None:
    told = with_people(answer, scope_of(person("sari", ("sales", Role.MEMBER))))
    one = answer.removeprefix('<a href="/people/')[: len("p-0123456789abcdef")]
    assert told == answer.replace(f"<td>{one}</td>", "<td>Budi &lt;b&gt;s</td>")


def test_customers_are_told_no_names(answer: str, home: Party) -> None:
    customer = scope_of(person("fajar", ("customers", Role.CUSTOMER)))
    assert with_people(answer, customer) == answer
