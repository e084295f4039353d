"""The holidays of Indonesia: cuti bersama, estimates, and a second source to hold them against."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from selaras.calendars import find_calendar
from selaras.calendars.public_holidays import public_holidays

OTHER_SOURCE = Path(__file__).parents[2] / ".." / "shared" / "data" / "id_holidays"
INDONESIA = {one.day: one for one in public_holidays("ID", None, ("government", "public"))}
# Where the other source differs, it is behind the decrees, so that nothing is mended:
ONLY_IN_PACKAGE = {
    date(2019, 4, 17): "general election, by presidential decree 10/2019",
    date(2024, 11, 27): "local elections, by presidential decree 33/2024",
}
ONLY_IN_OTHER = {
    date(2021, 3, 12): "joint leave withdrawn by the joint decree 281/2021 of 22 February 2021",
    date(2021, 5, 17): "withdrawn likewise",
    date(2021, 5, 18): "withdrawn likewise",
    date(2021, 5, 19): "withdrawn likewise",
    date(2021, 12, 27): "withdrawn likewise",
    date(2021, 10, 19): "moved to 20 October by the joint decree 712/2021 of 18 June 2021",
    date(2022, 7, 9): "Eid al-Adha 2022 was set to 10 July",
    date(2022, 12, 26): "not among the joint leave of 2022",
}


@pytest.mark.parametrize("year", range(2019, 2027))
def test_holidays_agree_with_another_source(year: int) -> None:
    file = OTHER_SOURCE / f"{year}.json"
    if not file.exists():
        pytest.skip("needs the folder shared/data/id_holidays beside the repository")
    entries = json.loads(file.read_text(encoding="utf-8"))
    other = {date.fromisoformat(entry["date"]) for entry in entries if entry["is_national"]}
    ours = {day for day in INDONESIA if day.year == year}
    assert ours - other == {day for day in ONLY_IN_PACKAGE if day.year == year}
    assert other - ours == {day for day in ONLY_IN_OTHER if day.year == year}


def test_cuti_bersama_needs_the_government_category() -> None:
    public = {one.day for one in public_holidays("ID", None, ("public",))}
    joint = date(2026, 3, 20)
    assert joint in INDONESIA
    assert joint not in public


def test_future_islamic_holidays_are_estimates() -> None:
    eid = [one for one in INDONESIA.values() if one.says == "Eid al-Fitr (estimated)"]
    assert eid
    assert {one.estimated for one in eid} == {True}
    assert not INDONESIA[date(2026, 3, 21)].estimated
    assert not INDONESIA[date(2030, 8, 17)].estimated
    office = find_calendar("jakarta-office")
    assert office.estimated(eid[-1].day)
    assert not office.estimated(date(2026, 3, 21))


@pytest.mark.parametrize(("country", "word"), [("TR", "tahmini"), ("AE", "تقديري"), ("MY", "")])
def test_estimates_are_told_in_any_language(country: str, word: str) -> None:
    marked = [one for one in public_holidays(country, None, ("public",)) if one.estimated]
    assert marked
    assert all("(" in one.says for one in marked)


def test_a_sure_holiday_on_an_estimated_date_is_sure() -> None:
    shared = [
        one
        for one in INDONESIA.values()
        if "; " in one.says and "(estimated)" in one.says and not one.estimated
    ]
    assert shared
    for one in shared:
        assert any("(estimated)" not in name for name in one.says.split("; "))


def test_offices_differ_by_zone_alone() -> None:
    offices = [find_calendar(f"{city}-office") for city in ("jakarta", "makassar", "jayapura")]
    assert [office.time_zone.key for office in offices] == [
        "Asia/Jakarta",
        "Asia/Makassar",
        "Asia/Jayapura",
    ]
    assert len({office.eras for office in offices}) == 1
    assert len({office.version for office in offices}) == 3
