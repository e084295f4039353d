"""What a reader of pages is told to be wrong is said in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import selaras
from selaras.calendars.reading import calendar_of
from selaras.calendars.source import read_text
from selaras.errors import InputError
from selaras.evidence.mapping import parse_mapping

HERE = Path(selaras.__file__).parent
SAYING = {"InputError": 0, "EvidenceError": 0, "refuse": 0, "error": 0, "Remark": 1}
"""Call that tells a reader something → which of its arguments is the sentence; the mend follows,
after the place where there is one."""
FILES = [
    *sorted((HERE / "calendars").glob("*.py")),
    *sorted((HERE / "evidence" / "mapping").glob("*.py")),
    *sorted((HERE / "evidence" / "loading").glob("*.py")),
    *sorted((HERE / "diagnosis").rglob("*.py")),
    *(
        HERE / "evidence" / f"{name}.py"
        for name in ("delta_table", "manifest", "numbering", "pins", "snapshot", "store")
    ),
    HERE / "ledger" / "retrace.py",
    *(
        file
        for name in ("alerts", "feedback", "loads", "reviews", "tasks")
        for file in sorted((HERE / "records" / name).glob("*.py"))
    ),
    *sorted((HERE / "web" / "pages").rglob("*.py")),
]
CALENDAR = "calendar: x\ntime_zone: UTC\nweek: {mon: ['08:00-09:00']}\n"
MAPPING = (
    "mapping: x\nsource: {file: a.csv}\ntable: leads\ncolumns: {lead_id: id, created_at: at}\n"
)


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _plain(node: ast.expr) -> bool:
    """Whether a sentence is written in one language alone, in any of its branches."""
    if isinstance(node, ast.IfExp):
        return _plain(node.body) or _plain(node.orelse)
    if isinstance(node, ast.BinOp):
        return _plain(node.left) or _plain(node.right)
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and bool(node.value)
    return isinstance(node, ast.JoinedStr)


def _unsaid(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or _name(node) not in SAYING:
            continue
        first = SAYING[_name(node)]
        mends = {"refuse": 2, "error": 2, "Remark": 2}
        told = [*node.args[first : first + 1]]
        told += node.args[mends.get(_name(node), 9) :][:1]
        told += [one.value for one in node.keywords if one.arg in ("problem", "mend")]
        if any(_plain(one) for one in told):
            yield f"{file.name}:{node.lineno}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_what_is_wrong_is_said_in_both_languages(file: Path) -> None:
    assert list(_unsaid(file)) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Berkas ini kosong. Kalender memiliki kunci calendar, time_zone, dan week."),
        (CALENDAR.replace("UTC", "Mars"), "time_zone 'Mars' tidak dikenal."),
        (CALENDAR + "holydays: 1\n", "Maksud Anda `holidays`?"),
        (CALENDAR + "exceptions: [{date: 2026-01-01}]\n", "Satu pengecualian menyatakan satu hal."),
        (CALENDAR + "holidays: {country: XX}\n", "Hari libur negara 'XX' tidak dikenal."),
        (CALENDAR.replace("08:00-09:00", "8-9"), "'8-9' bukan rentang jam."),
    ],
)
def test_what_is_wrong_with_a_calendar_is_told_in_indonesian(text: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        calendar_of(read_text(text, "x.yaml"))
    assert says in caught.value.told_in("id")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a", "Pemetaan dimulai dengan `mapping: NAMA`."),
        (MAPPING + "export: all\n", "Yang dapat dipakai: 'full' atau 'changes'."),
        (MAPPING.replace("created_at", "creatd_at"), "leads tidak memiliki kolom 'creatd_at'."),
        (MAPPING.replace("leads", "lead"), "Maksud Anda leads?"),
        (MAPPING.replace("a.csv", "a.csv, sql: b"), "Sumber menyatakan file dan sql."),
        (MAPPING.replace("id: id", "id: {expression: (select 1)}"), "dalam ekspresi."),
    ],
)
def test_what_is_wrong_with_a_mapping_is_told_in_indonesian(text: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_mapping(text, Path("x.yaml"))
    assert says in caught.value.told_in("id")
