"""A kept answer as a value."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from selaras.review.answer import Answer

AT = datetime(2026, 5, 1, tzinfo=UTC)


def test_answer_has_one_digest_however_it_is_written_down() -> None:
    one = Answer("diagnosis", {"a": 1, "b": 2}, 3, AT, {"x": "1", "y": "2"})
    same = Answer("diagnosis", {"b": 2, "a": 1}, 3, AT.astimezone(timezone(timedelta(hours=7))),
                  {"y": "2", "x": "1"})  # fmt: skip
    assert one.digest == same.digest


def test_answer_has_another_digest_where_anything_differs() -> None:
    one = Answer("diagnosis", {"a": 1}, 3, AT, {"x": "1"})
    others = [
        replace(one, kind="attribution"),
        replace(one, body={"a": 2}),
        replace(one, snapshot=4),
        replace(one, as_of=AT + timedelta(seconds=1)),
        replace(one, versions={"x": "2"}),
    ]
    assert len({one.digest, *(other.digest for other in others)}) == 6
