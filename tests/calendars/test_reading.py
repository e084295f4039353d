"""A calendar's YAML: what is read, what is refused and how, what makes a version."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.strategies import calendars
from selaras.calendars import Calendar, calendar_names, find_calendar, read_calendar
from selaras.calendars.document import json_schema
from selaras.calendars.finding import shipped_names
from selaras.calendars.reading import calendar_of
from selaras.calendars.source import Source, read_text
from selaras.errors import InputError

PLAIN = """\
calendar: plain
time_zone: Asia/Jakarta
week:
  mon-fri: [08:00-12:00, 13:00-17:00]
"""


def stated(text: str) -> Calendar:
    return calendar_of(read_text(text, "stated.yaml"))


def hours_of(text: str) -> list[int]:
    week = stated(f"calendar: c\ntime_zone: UTC\nweek: {text}").eras[-1].week
    return [sum(closes - opens for opens, closes in hours) // 60 for hours in week]


@pytest.mark.parametrize(
    ("week", "hours"),
    [
        ("{mon-thu: [08:00-12:00], fri: [08:00-11:00]}", [4, 4, 4, 4, 3, 0, 0]),
        ("{sat-mon: [08:00-12:00]}", [4, 0, 0, 0, 0, 4, 4]),
        ("{'mon,wed': [08:00-12:00]}", [4, 0, 4, 0, 0, 0, 0]),
        ("{'Mon, wed-thu': 08:00-12:00}", [4, 0, 4, 4, 0, 0, 0]),
        ("{mon-sun: [00:00-24:00]}", [24] * 7),
        ("24x7", [24] * 7),
        ("{mon: [22:00-06:00], tue: [06:00-08:00]}", [8, 2, 0, 0, 0, 0, 0]),
        ("{mon: []}", [0] * 7),
    ],
)
def test_week_reads(week: str, hours: list[int]) -> None:
    assert hours_of(week) == hours


REFUSED = [
    ("", None, "empty"),
    ("# nothing\n", None, "empty"),
    ("- a\n- b\n", 1, "not a calendar"),
    ("just words", 1, "not a calendar"),
    ("calendar: [unclosed", 1, "not YAML"),
    ("calendar: x\n\tweek: 1", 2, "not YAML"),
    ("calendar: a\ncalendar: b\n", 2, "twice"),
    (PLAIN + "weeks: 3\n", 5, "`weeks` is not a key"),
    (PLAIN + "Week: 3\n", 5, "Did you mean `week`"),
    ("calendar: x\ntime_zone: UTC\n", 1, "needs its hours"),
    ("calendar: x\nweek: 24x7\n", 1, "`time_zone` is missing"),
    ("time_zone: UTC\nweek: 24x7\n", 1, "`calendar` is missing"),
    ("calendar: x\ntime_zone: Mars/Base\nweek: 24x7\n", 2, "not known"),
    ("calendar: x\ntime_zone: ../../etc/passwd\nweek: 24x7\n", 2, "not known"),
    ("calendar: x\ntime_zone: localtime\nweek: 24x7\n", 2, "not known"),
    ("calendar: x\ntime_zone: posixrules\nweek: 24x7\n", 2, "not known"),
    ("calendar: x\ntime_zone: Factory\nweek: 24x7\n", 2, "not known"),
    ("calendar: x\ntime_zone: right/UTC\nweek: 24x7\n", 2, "not known"),
    ("calendar: x\ntime_zone: 7\nweek: 24x7\n", 2, "not a name"),
    ("calendar: a b\ntime_zone: UTC\nweek: 24x7\n", 1, "not a name"),
    ("calendar: x\ntime_zone: UTC\nalways: true\nweek: 24x7\n", 1, "exclude each other"),
    ("calendar: x\ntime_zone: UTC\nalways: false\n", 3, "only be true"),
    ("calendar: x\ntime_zone: UTC\nweek: 24x6\n", 3, "not a week"),
    ("calendar: x\ntime_zone: UTC\nweek: {}\n", 3, "not a week"),
    ("calendar: x\ntime_zone: UTC\nweek: {monday: [08:00-09:00]}\n", 3, "not a day"),
    ("calendar: x\ntime_zone: UTC\nweek: {mon-tue-wed: [08:00-09:00]}\n", 3, "not a day"),
    ("calendar: x\ntime_zone: UTC\nweek: {'mon,mon': [08:00-09:00]}\n", 3, "twice"),
    (
        "calendar: x\ntime_zone: UTC\nweek:\n  mon-fri: [08:00-09:00]\n  wed: [10:00-11:00]\n",
        3,
        "another key",
    ),
    ("calendar: x\ntime_zone: UTC\nweek: {mon: [08:00-25:00]}\n", 3, "does not have"),
    ("calendar: x\ntime_zone: UTC\nweek: {mon: [08:61-09:00]}\n", 3, "does not have"),
    ("calendar: x\ntime_zone: UTC\nweek: {mon: [24:00-09:00]}\n", 3, "does not have"),
    ("calendar: x\ntime_zone: UTC\nweek: {mon: [08:00-08:00]}\n", 3, "same time"),
    ("calendar: x\ntime_zone: UTC\nweek: {mon: [8-12]}\n", 3, "not an interval"),
    ("calendar: x\ntime_zone: UTC\nweek: {mon: 5}\n", 3, "not a list"),
    ("calendar: x\ntime_zone: UTC\nweek: {mon: [08:00-12:00, 11:00-13:00]}\n", 3, "overlaps"),
    (
        "calendar: x\ntime_zone: UTC\nweek: {sun: [22:00-06:00], mon: [05:00-09:00]}\n",
        3,
        "22:00-06:00 of sun overlaps 05:00-09:00 of mon",
    ),
    (PLAIN + "holidays: {country: XX}\n", 5, "not known"),
    (PLAIN + "holidays: {country: ID, categories: [bank]}\n", 5, "It has government, public"),
    (PLAIN + "holidays: {country: US, subdivision: QQ}\n", 5, "no subdivision 'QQ'"),
    (PLAIN + "holidays: {subdivision: CA}\n", 5, "needs a country"),
    (PLAIN + "holidays:\n  dates:\n    - 2026-02-30\n", 7, "not a date"),
    (PLAIN + "holidays:\n  dates:\n    - soon\n", 7, "not a date"),
    (PLAIN + "holidays:\n  country: ID\n  except:\n    - 2026-02-03\n", 8, "not a holiday"),
    (PLAIN + "holidays: {land: ID}\n", 5, "`holidays.land` is not a key"),
    (PLAIN + "exceptions:\n  - {date: 2026-02-03}\n", 6, "states one thing"),
    (
        PLAIN + "exceptions:\n  - {date: 2026-02-03, closed: true, hours: [08:00-09:00]}\n",
        6,
        "states one thing",
    ),
    (PLAIN + "exceptions:\n  - {closed: true}\n", 6, "one date or for a range"),
    (PLAIN + "exceptions:\n  - {from: 2026-02-03, closed: true}\n", 6, "one date or for a range"),
    (
        PLAIN + "exceptions:\n  - {from: 2026-02-03, to: 2026-02-01, closed: true}\n",
        6,
        "ends before it begins",
    ),
    (
        PLAIN + "exceptions:\n  - {date: 2026-02-03, closed: true}\n"
        "  - {date: 2026-02-03, hours: [08:00-09:00]}\n",
        7,
        "contradicts",
    ),
    (
        PLAIN + "exceptions:\n  - {from: 2026-02-03, to: 2026-02-10, closed: true}\n"
        "  - {from: 2026-02-05, to: 2026-02-12, hours: [08:00-09:00]}\n",
        7,
        "contradicts",
    ),
    (PLAIN + "before:\n  - {week: 24x7}\n", 6, "`before.0.until` is missing"),
    (
        PLAIN + "before:\n  - {until: 2025-12-31, week: 24x7}\n  - {until: 2025-12-31}\n",
        7,
        "Two earlier versions",
    ),
    (PLAIN + "before:\n  - {until: 2025-12-31, weak: 24x7}\n", 6, "Did you mean `week`"),
    (PLAIN + "before: {until: 2025-01-01}\n", 5, "Write a list"),
    (PLAIN + "exceptions: [2026-01-01]\n", 5, "Write keys with their values"),
    (PLAIN + "holidays: ID\n", 5, "Write keys with their values"),
    (PLAIN + "holidays: {country: 5}\n", 5, "Write a text"),
    (PLAIN + "holidays: {country: ID, categories: public}\n", 5, "Write a list"),
    (PLAIN + "holidays: {country: ID, categories: []}\n", 5, "at least one"),
    (
        PLAIN + "holidays: {dates: [{date: 2026-01-01, estimated: maybe}]}\n",
        5,
        "Write `true` or `false`",
    ),
    (PLAIN + "holidays: {dates: [2026-01-01T10:00:00]}\n", 5, "2026-01-01 10:00:00 is not a date"),
    ("a: &a [*a]\n", 1, ""),
    ("? [a, b]\n: c\n", 1, "plain word"),
    (PLAIN + "says: !!int twelve\n", 5, "not a number"),
]


@pytest.mark.parametrize(("text", "line", "words"), REFUSED)
def test_wrong_calendar_is_refused_with_its_place(
    text: str, line: int | None, words: str, tmp_path: Path
) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_calendar(file)
    assert caught.value.file == str(file)
    assert caught.value.line == line
    assert words in caught.value.sentence


def test_unreadable_files_are_refused(tmp_path: Path) -> None:
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00calendar")
    for path in (binary, tmp_path / "missing.yaml", tmp_path):
        with pytest.raises(InputError):
            read_calendar(path)


yaml_scraps = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.dates().map(str)
    | st.sampled_from(["08:00-12:00", "24x7", "mon-fri", "25:00-26:00", "ID", "Asia/Jakarta"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=6) | st.sampled_from(["date", "from", "to"]), inner)
    ),
    max_leaves=8,
)
KEYS = ["calendar", "time_zone", "week", "always", "holidays", "exceptions", "before", "says"]
INNER = ["date", "from", "to", "closed", "hours", "week", "until", "dates", "country", "except"]


def read_or_refused(text: str) -> None:
    """Anything but an InputError that names the file fails the test."""
    refusal: InputError | None = None
    try:
        assert len(stated(text).version) == 64
    except InputError as error:
        refusal = error
    assert refusal is None or (refusal.file == "stated.yaml" and refusal.problem)


@settings(max_examples=250, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(KEYS),
        yaml_scraps
        | st.dictionaries(st.sampled_from(INNER), yaml_scraps, max_size=4)
        | st.lists(st.dictionaries(st.sampled_from(INNER), yaml_scraps, max_size=4), max_size=2),
    ),
    st.booleans(),
)
def test_any_document_is_read_or_refused(document: dict[str, object], rest_is_right: bool) -> None:
    if rest_is_right:
        document = {"calendar": "c", "time_zone": "UTC", "week": "24x7"} | document
    text = json.dumps(document, default=str)  # JSON is YAML
    read_or_refused(text)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="{}[]:,-&*!|>'\"#?@`% \n\tab1", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    read_or_refused(text)
    read_or_refused(PLAIN + text)


def test_version_ignores_order_comments_and_ways_of_writing() -> None:
    one = stated(
        """
calendar: one
time_zone: Asia/Jakarta
week: {mon-fri: [08:00-12:00, 13:00-17:00]}
holidays: {country: ID, categories: [public, government], dates: [{date: 2026-02-03, says: a}]}
exceptions:
  - {date: 2026-12-31, closed: true}
  - {date: 2026-12-30, hours: [08:00-09:00]}
"""
    )
    other = stated(
        """
# another way to say it
exceptions:
  - {date: 2026-12-30, hours: [08:00-08:30, 08:30-09:00], says: half a day}
  - {closed: true, to: 2026-12-31, from: 2026-12-31}
holidays: {dates: [2026-02-03], categories: [government, public], country: ID}
week:
  tue,wed,thu: [13:00-17:00, 08:00-12:00]
  mon: [08:00-12:00, 13:00-17:00]
  fri: [08:00-12:00, 13:00-17:00]
time_zone: Asia/Jakarta
calendar: two
"""
    )
    assert one.version == other.version


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Asia/Jakarta", "Asia/Makassar"),
        ("17:00", "17:15"),
        ("mon-fri", "mon-sat"),
        ("date: 2026-02-03", "date: 2026-02-04"),
        ("estimated: true", "estimated: false"),
        ("closed: true", "hours: [08:00-09:00]"),
        ("until: 2025-12-31", "until: 2025-12-30"),
    ],
)
def test_version_changes_with_what_it_means(old: str, new: str) -> None:
    text = (
        PLAIN + "holidays: {dates: [{date: 2026-02-03, estimated: true}]}\n"
        "exceptions: [{date: 2026-12-31, closed: true}]\n"
        "before: [{until: 2025-12-31, week: {mon: [08:00-09:00]}}]\n"
    )
    assert old in text
    assert stated(text).version != stated(text.replace(old, new, 1)).version


def test_version_is_the_same_in_another_process() -> None:
    code = "from selaras.calendars import *; print(find_calendar('jakarta-office').version)"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == find_calendar("jakarta-office").version


@settings(max_examples=30, deadline=None)
@given(calendars())
def test_archived_calendar_comes_back(calendar: Calendar) -> None:
    archived = json.loads(json.dumps(calendar.resolved()))
    again = Calendar.from_resolved(archived)
    assert again == calendar
    assert again.version == calendar.version


def test_before_overrides_what_it_names() -> None:
    calendar = stated(
        PLAIN
        + """\
holidays: {dates: [2024-06-03, 2025-06-03, 2026-06-03]}
exceptions: [{from: 2024-01-01, to: 2026-12-31, week: {fri: [08:00-10:00]}}]
before:
  - {until: 2025-12-31, holidays: {dates: [2024-06-04, 2025-06-04]}}
  - {until: 2024-12-31, week: {mon-sat: [10:00-12:00]}, exceptions: []}
"""
    )

    def closed(day: date) -> bool:
        return not calendar.is_working_day(day)

    assert closed(date(2026, 6, 3))
    assert not closed(date(2025, 6, 3))
    assert closed(date(2025, 6, 4))
    assert closed(date(2024, 6, 4))
    assert calendar.hours(date(2024, 6, 7)) == ((600, 720),)
    assert calendar.hours(date(2024, 6, 8)) == ((600, 720),)
    assert calendar.hours(date(2025, 6, 6)) == ((480, 600),)
    assert calendar.hours(date(2025, 1, 1)) == ((480, 720), (780, 1020))


def test_find_calendar_looks_in_folders_first(tmp_path: Path) -> None:
    own = tmp_path / "jakarta-office.yaml"
    own.write_text(PLAIN.replace("plain", "jakarta-office"), encoding="utf-8")
    (tmp_path / "file-name.yml").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("a: [", encoding="utf-8")
    assert find_calendar("jakarta-office", (tmp_path,)) == read_calendar(own)
    assert find_calendar("jakarta-office") != read_calendar(own)
    assert find_calendar("file-name", (tmp_path,)).name == "plain"
    assert find_calendar("plain", (tmp_path,)).name == "plain"
    assert find_calendar(str(own)).version == read_calendar(own).version
    assert set(calendar_names((tmp_path,))) == {"plain", *shipped_names()}


def test_unknown_calendar_is_refused_with_the_known_names() -> None:
    with pytest.raises(InputError, match=r"always, .*Did you mean jakarta-office\?"):
        find_calendar("jakarta-ofice")


def test_shipped_calendars_read_and_are_named_by_their_file() -> None:
    assert set(shipped_names()) >= {
        "always",
        "brazil-office",
        "jakarta-office",
        "jayapura-office",
        "makassar-office",
        "us-office",
    }
    for name in shipped_names():
        assert find_calendar(name).name == name


def test_json_schema_accepts_what_is_read_and_refuses_other_keys() -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    full = {
        "calendar": "full",
        "time_zone": "Asia/Jakarta",
        "week": {"mon-thu": ["08:00-12:00"], "fri,sat": "08:00-11:30", "sun": []},
        "holidays": {"country": "ID", "dates": ["2026-02-03", {"date": "2026-02-04"}]},
        "exceptions": [{"from": "2026-02-18", "to": "2026-03-19", "week": {"mon": []}}],
        "before": [{"until": "2025-12-31", "always": True}],
    }
    validator.validate(full)
    assert calendar_of(Source("full.yaml", full)).name == "full"
    for wrong in (
        full | {"weeks": {}},
        full | {"week": {"monday": []}},
        full | {"week": {"mon": ["8-12"]}},
        full | {"exceptions": [{"date": "2026-02-18", "close": True}]},
    ):
        assert not validator.is_valid(wrong)
