"""Texts that are written once: by their key, within a bound, safe as they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.safestring import SafeString

from selaras.web import kept
from selaras.web.kept import written


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_texts", type(kept._texts)())
    monkeypatch.setattr(kept, "_length", 0)


def _pen() -> Iterator[str]:
    yield from ("<p>one</p>", "<p>two</p>", "<p>three</p>")


def test_text_is_written_once_under_its_key() -> None:
    pen = _pen()
    assert [written(key, lambda: next(pen)) for key in ("a", "a", "b", "a")] == [
        "<p>one</p>",
        "<p>one</p>",
        "<p>two</p>",
        "<p>one</p>",
    ]
    assert isinstance(written("a", str), SafeString)


def test_least_looked_at_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_CHARACTERS", 8)
    for key in ("a", "b", "a", "c"):  # b is the one nobody came back to
        written(key, lambda: "1234")
    assert list(kept._texts) == ["a", "c"]
    assert kept._length == 8
    written("huge", lambda: "1234567890")
    assert list(kept._texts) == ["huge"]
