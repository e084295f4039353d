"""Files that mean harm, brought by hand as one would bring them: refused or read, never a fault."""

from __future__ import annotations

import io
import stat
import zipfile
from contextlib import suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.data.test_pages import ayu, load_what_waits, mapping_of

from selaras.errors import SelarasError
from selaras.evidence import open_evidence
from selaras.records.loads.models import Load, Upload
from selaras.workspace import Workspace

__all__ = ["ayu"]
HEAD = b"id,when,channel\n"
GOOD = b"Z-1,2026-04-01 09:00,web\n"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{kind}" Target="{target}"/></Relationships>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_BOOK = (
    f'<?xml version="1.0"?><workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def workbook(prologue: str, cell: str, target: str = "worksheets/sheet1.xml") -> bytes:
    """A workbook of one row below its head, with something before its sheet."""

    def row(number: int, *cells: str) -> str:
        inside = "".join(
            f'<c r="{"ABC"[place]}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
            for place, text in enumerate(cells)
        )
        return f'<row r="{number}">{inside}</row>'

    sheet = (
        f'<?xml version="1.0"?>{prologue}<worksheet xmlns="{_MAIN}"><sheetData>'
        f"{row(1, 'id', 'when', 'channel')}{row(2, cell, '2026-04-01 09:00', 'web')}"
        "</sheetData></worksheet>"
    )
    return archive(
        ("[Content_Types].xml", _TYPES),
        ("_rels/.rels", _RELS.format(kind="officeDocument", target="xl/workbook.xml")),
        ("xl/workbook.xml", _BOOK),
        ("xl/_rels/workbook.xml.rels", _RELS.format(kind="worksheet", target=target)),
        ("xl/worksheets/sheet1.xml", sheet),
    )


def archive(*members: tuple[str | zipfile.ZipInfo, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members:
            file.writestr(name, content)
    return out.getvalue()


def link_to(target: str) -> bytes:
    """An archive whose leads.csv is a symbolic link."""
    member = zipfile.ZipInfo("leads.csv")
    member.create_system = 3
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return archive((member, target))


_LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = f'<!DOCTYPE x [<!ENTITY a0 "ha">{_LAUGHS}]>'
HARM = {
    "nul.csv": HEAD + b"Z-\x001,2026-04-01 09:00,w\x00eb\n" + GOOD,
    "huge-numbers.csv": HEAD + b"9" * 400 + b",1e400,web\n" + GOOD,
    "far-dates.csv": HEAD
    + b"Z-2,99999-01-01 00:00,web\nZ-3,0000-00-00 00:00,web\nZ-4,-1,web\n"
    + GOOD,
    "odd-bytes.csv": HEAD + b"\xff\xfe\xfa,2026-04-01 09:00,\xc3\x28\n" + GOOD,
    "wide.csv": (HEAD + GOOD).decode().encode("utf-16"),
    "marked.csv": b"\xef\xbb\xbf" + HEAD + GOOD,
    "twice.csv": b"id,id,when,channel\nZ-1,Z-1,2026-04-01 09:00,web\n",
    "nameless.csv": b",,\n,,\n" + GOOD,
    "quotes.csv": HEAD + b'"Z-1,2026-04-01 09:00,web\n' * 50,
    "head-alone.csv": HEAD,
    "one-long-field.csv": HEAD + b"Z-1,2026-04-01 09:00," + b"w" * 900_000 + b"\n",
    "many-columns.csv": b",".join(b"c%d" % n for n in range(5000)) + b"\n",
    "link.zip": link_to("/etc/passwd"),
    "up.zip": archive(("../../../../leads.csv", HEAD + GOOD)),
    "absolute.zip": archive(("/etc/leads.csv", HEAD + GOOD)),
    "twins.zip": archive(("leads.csv", HEAD + GOOD), ("LEADS.CSV", HEAD)),
    "nested.zip": archive(("inner.zip", archive(("leads.csv", HEAD + GOOD)))),
    "nothing.zip": archive(),
    "entity.xlsx": workbook(ENTITY, "&e;"),
    "laughs.xlsx": workbook(LAUGHS, "&a8;"),
    "outside.xlsx": workbook("", "Z-1", target="../../../../etc/passwd"),
    "cut.xlsx": workbook("", "Z-1")[:-40],
    "formula.csv": HEAD + b"=cmd|' /C calc'!A0,2026-04-01 09:00,@SUM(1)\n" + GOOD,
    "turned.csv": HEAD + "Z-\u202e1,2026-04-01 09:00,\u2066web\n".encode() + GOOD,
    "deep.json": b"[" * 100_000 + b"]" * 100_000,
    "lines.jsonl": b'{"id": "Z-1", "when": "2026-04-01 09:00", "channel": "web"}\n{"id": \n',
    "surrogate.jsonl": b'{"id": "Z-\\ud800", "when": "2026-04-01 09:00", "channel": "web"}\n',
}

REFUSED = ("nested.zip", "nothing.zip", "cut.xlsx")
"""What is not taken in at all; of the rest, what does not fit goes to quarantine."""
NEW = {
    "nul.csv": 2,
    "huge-numbers.csv": 1,
    "far-dates.csv": 1,
    "odd-bytes.csv": 2,
    "wide.csv": 1,
    "marked.csv": 1,
    "quotes.csv": 1,
    "one-long-field.csv": 1,
    "up.zip": 1,
    "absolute.zip": 1,
    "formula.csv": 2,
    "turned.csv": 2,
    "lines.jsonl": 1,
}
"""Leads that are there afterwards and were not before."""


@pytest.mark.slow
@pytest.mark.parametrize("name", HARM)
def test_harm_is_refused_or_read_and_breaks_nothing(
    ayu: Client, own_place: Workspace, name: str
) -> None:
    before = open_evidence(own_place.evidence).snapshot().rows("leads")
    answer = ayu.post("/data/uploads/", {"file": SimpleUploadedFile(name, HARM[name])})
    assert (name in REFUSED) == (answer.status_code == 200)  # the form again, and why
    if name in REFUSED:
        assert not Upload.objects.exists()
        assert list((own_place.root / "uploads").iterdir()) == []
        return
    upload = Upload.objects.get()
    address, mapping = upload.get_absolute_url(), {"text": mapping_of(upload)}
    for step in (
        ayu.get(address),
        ayu.post(f"{address}check/", mapping),
        ayu.post(f"{address}load/", mapping),
    ):
        assert step.status_code in (200, 302)
        assert "root:" not in step.content.decode()  # of /etc/passwd
    with suppress(SelarasError):  # told on the load's page, not raised, where jobs do it
        load_what_waits()
    for load in Load.objects.all():
        page = ayu.get(load.get_absolute_url()).content.decode()
        assert "Something broke" not in page
        assert "root:" not in page
    assert ayu.get("/data/").status_code == 200
    assert ayu.get("/data/quarantine/").status_code == 200
    after = open_evidence(own_place.evidence).snapshot().rows("leads")
    assert after - before == NEW.get(name, 0)
