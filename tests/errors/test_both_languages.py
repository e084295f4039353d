"""What a reader is told to be wrong is said in both languages, on pages and on the command line."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import selaras
from selaras.calendars.reading import calendar_of
from selaras.calendars.source import read_text
from selaras.capacity.programmes.reading import parse_programme
from selaras.errors import InputError
from selaras.evidence.mapping import parse_mapping
from selaras.workspace import open_workspace

HERE = Path(selaras.__file__).parent
SAYING = {"InputError": 0, "EvidenceError": 0, "refuse": 0, "error": 0, "fault": 0, "Remark": 1}
"""Call that tells a reader something → which of its arguments is the sentence; the mend follows,
after the place where there is one."""
MENDS = {"refuse": 2, "error": 2, "fault": 1, "Remark": 2}
"""Call → which of its arguments is the mend, where it need not be named."""
API = HERE / "web" / "api"
"""Answers programs, and in English alone: it has no reader whose language could be known."""
FILES = [file for file in sorted(HERE.rglob("*.py")) if API not in file.parents]
CALENDAR = "calendar: x\ntime_zone: UTC\nweek: {mon: ['08:00-09:00']}\n"
MAPPING = (
    "mapping: x\nsource: {file: a.csv}\ntable: leads\ncolumns: {lead_id: id, created_at: at}\n"
)
PROGRAMME = (
    "programme: p\nproduct: x\nwindow: {from: 2026-04-01, to: 2026-06-30}\n"
    "sites: {jkt: {total: 5}}\n"
)


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _is_log(call: ast.Call) -> bool:
    return "log" in ast.unparse(call.func).partition(".")[0]


def _plain(node: ast.expr) -> bool:
    """Whether a sentence is written in one language alone, in any of its branches."""
    if isinstance(node, ast.IfExp):
        return _plain(node.body) or _plain(node.orelse)
    if isinstance(node, ast.BinOp):
        return _plain(node.left) or _plain(node.right)
    if isinstance(node, ast.BoolOp):
        return any(_plain(one) for one in node.values)
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and bool(node.value)
    return isinstance(node, ast.JoinedStr)


def _unsaid(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or _name(node) not in SAYING or _is_log(node):
            continue
        first = SAYING[_name(node)]
        told = [*node.args[first : first + 1]]
        told += node.args[MENDS.get(_name(node), 9) :][:1]
        told += [one.value for one in node.keywords if one.arg in ("problem", "mend")]
        if any(_plain(one) for one in told):
            yield f"{file.name}:{node.lineno}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(HERE)))
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


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ('language = "fr"', "language adalah 'fr'. Tulis `en` atau `id`."),
        ('zone = "UTC"', "'zone' bukan setelan. Yang dikenal: name, currency,"),
        ("currency = 1", "currency harus berupa teks dalam tanda kutip."),
    ],
)
def test_what_is_wrong_with_settings_is_told_in_indonesian(
    tmp_path: Path, written: str, says: str
) -> None:
    (tmp_path / "selaras.toml").write_text(written, "utf-8")
    with pytest.raises(InputError) as caught:
        open_workspace(tmp_path)
    assert says in caught.value.told_in("id")


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("[]", "Mulai dengan `programme: NAMA`."),
        (PROGRAMME.replace("total", "totl"), "`sites.jkt.totl` tidak dikenal di sini."),
        (PROGRAMME.replace("programme: p\n", ""), "`programme` belum ada. Tulis `programme: …`."),
        (
            PROGRAMME.replace("2026-06-30", "soon"),
            "x.yaml:3: `window.to` harus berupa tanggal seperti",
        ),
        (PROGRAMME.replace("06-30", "03-30"), "Berakhir pada 2026-03-30, sebelum dimulai pada"),
        (PROGRAMME.replace("total: 5", "per_week: [1, 2]"), "Tulis satu jumlah untuk setiap"),
        (PROGRAMME.replace("{total: 5}", "[]"), "harus berupa pemetaan kunci ke nilai."),
    ],
)
def test_what_is_wrong_with_a_programme_is_told_in_indonesian(written: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_programme(written, "x.yaml")
    assert says in caught.value.told_in("id")
    assert caught.value.told_in("id") != caught.value.sentence
