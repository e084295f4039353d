"""Days in force, from the order of signing alone."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from selaras.records.agreements.force import Enacted, days_in_force
from selaras.records.agreements.standing import may_hold_signed
from selaras.workspace import open_workspace


def enacted(order: int, first: str, until: str | None = None, ends: str | None = None) -> Enacted:
    def day(text: str | None) -> date | None:
        return None if text is None else date.fromisoformat(text)

    return Enacted("a", order, date.fromisoformat(first), day(until), day(ends))


def shown(*versions: Enacted) -> dict[int, tuple[str, str | None]]:
    days = days_in_force(versions)
    return {n: (str(a), None if b is None else str(b)) for n, (a, b) in days.items()}


def test_without_an_end_it_holds_on() -> None:
    assert shown(enacted(1, "2026-01-01")) == {1: ("2026-01-01", None)}


def test_its_own_last_day_ends_it_and_nothing_comes_back() -> None:
    one, two = enacted(1, "2026-01-01", "2026-12-31"), enacted(2, "2026-04-01", "2026-05-31")
    assert shown(one, two) == {
        1: ("2026-01-01", "2026-03-31"),
        2: ("2026-04-01", "2026-05-31"),
    }


def test_what_was_signed_later_governs_though_it_begins_earlier() -> None:
    one, two, three = (
        enacted(1, "2026-01-01"),
        enacted(2, "2026-07-01"),
        enacted(3, "2026-06-15"),
    )
    assert shown(one, two, three) == {
        1: ("2026-01-01", "2026-06-14"),
        3: ("2026-06-15", None),
    }


def test_a_notice_ends_it_sooner() -> None:
    assert shown(enacted(1, "2026-01-01", "2026-12-31", "2026-03-31")) == {
        1: ("2026-01-01", "2026-03-31")
    }


def test_a_notice_on_what_is_to_come_ends_what_holds_until_then() -> None:
    one, two = enacted(1, "2026-01-01"), enacted(2, "2026-07-01", ends="2026-05-31")
    assert shown(one, two) == {1: ("2026-01-01", "2026-05-31")}


def test_days_never_overlap() -> None:
    days = sorted(
        days_in_force([enacted(n, f"2026-0{m}-01") for n, m in enumerate((3, 1, 5, 4))]).values()
    )
    for (_, last), (first, _) in pairwise(days):
        assert last is not None
        assert last < first


def test_a_workspace_without_a_database_holds_nothing_signed(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    place = open_workspace(tmp_path)  # type: ignore[arg-type]
    assert may_hold_signed(place) is False
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere/else")
    assert may_hold_signed(place) is True
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/none.sqlite3")
    assert may_hold_signed(place) is False
