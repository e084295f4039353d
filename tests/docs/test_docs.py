"""The documentation says what the code does: nothing is missing from it or wrong in it."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from tests.docs.fences import FENCE

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from docs.generate import render
from docs.pages.commands import commands, options
from docs.pages.formats import keys, schemas
from docs.pages.markdown import anchor

import selaras
from selaras.agreements.document import AgreementDocument
from selaras.agreements.reading import read_agreement
from selaras.calendars import read_calendar
from selaras.calendars.finding import shipped_names
from selaras.contracts import TABLES
from selaras.evidence.loading.reasons import SAYS
from selaras.evidence.loading.report import TableCount
from selaras.evidence.mapping import read_mapping
from selaras.ledger import Item, Status
from selaras.ledger.form import VERDICT_KEYS
from selaras.ledger.reasons import SENTENCES
from selaras.reports.ledger_table import WORDS

DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md"), *(ROOT / "examples").rglob("*.md")])
GENERATED = render()
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_AROUND = """\
agreement: example
parties: [marketing, sales, service, customers, finance, technical]
effective: {from: 2026-01-01, to: 2026-12-31}
calendar: jakarta-office
terms:
  mql: {table: lead_stages, where: {stage: mql}}
  sal: {table: lead_stages, where: {stage: sal}}
commitments:
"""
"""What stands around the commitments of a block that is marked `yaml commitments`."""


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _yaml_blocks(kind: str) -> list[object]:
    """Blocks that begin with `agreement:` (`calendar:`, `mapping:`) or are marked with the kind."""
    found: list[object] = []
    for path in PAGES:
        for number, (info, text) in enumerate(FENCE.findall(path.read_text(encoding="utf-8"))):
            is_marked = info == f"yaml {kind}"
            if is_marked or (info == "yaml" and text.startswith(f"{kind}:")):
                found.append(pytest.param(text, id=f"{_name(path)}-{number}"))
    return found


@pytest.mark.parametrize("name", sorted(GENERATED))
def test_generated_page_is_what_the_code_says(name: str) -> None:
    path = DOCS / name
    assert path.exists(), "run `make docs`"
    assert path.read_text(encoding="utf-8") == GENERATED[name], "run `make docs`"


def test_generated_folders_hold_nothing_else() -> None:
    found = {
        path.relative_to(DOCS).as_posix()
        for folder in ("reference", "schemas")
        for path in (DOCS / folder).iterdir()
    }
    assert found == set(GENERATED)


def test_every_command_and_option_is_documented() -> None:
    page = GENERATED["reference/cli.md"]
    for name, command in commands():
        section = page.split(f"# selaras {name}\n")[1].split("\n## ")[0].split("\n### ")[0]
        arguments, flags = options(command)
        members = getattr(command, "commands", {})
        for flag in flags:
            assert all(f"`{one}`" in section for one in flag.opts), (name, flag.opts)
            assert flag.help, f"{name} {flag.opts[0]} has no help"
        for argument in arguments:
            assert argument.help, f"{name} {argument.name} has no help"
        assert flags or members or arguments, name


@pytest.mark.parametrize("name", ["agreement", "calendar", "mapping"])
def test_every_key_of_a_format_is_documented(name: str) -> None:
    page = GENERATED[f"reference/{name}.md"]
    assert {key for key in keys(schemas()[name]) if f"| `{key}` |" not in page} == set()


def test_every_key_of_an_agreement_stands_in_the_how_to() -> None:
    text = (DOCS / "how-to" / "agreements.md").read_text(encoding="utf-8")
    twins = {"column", "numerator", "denominator", "to"}  # other words for what stands there
    named = set(re.findall(r"\b([a-z_]+)\b", text))
    assert keys(schemas()["agreement"]) - twins - named == set()


def test_every_evidence_table_and_column_is_documented() -> None:
    page = GENERATED["reference/evidence.md"]
    for name, table in TABLES.items():
        section = page.split(f"\n## {name}\n")[1].split("\n## ")[0]
        assert [c for c in table.column_names if f"| `{c}` |" not in section] == []


def test_every_public_name_is_documented() -> None:
    page = GENERATED["reference/python.md"]
    assert [name for name in selaras.__all__ if f"### selaras.{name}\n" not in page] == []


def test_verdicts_page_names_every_key_status_and_reason() -> None:
    text = (DOCS / "verdicts.md").read_text(encoding="utf-8")
    known = set(re.findall(r"`([a-z_]+)`", text))
    statuses = {status.value for status in Status}
    items = {field.name for field in fields(Item)}
    counts = set(TableCount("m", "t", 0).as_json())
    assert {*VERDICT_KEYS, *statuses, *items, *counts} - known == set()
    assert set(SENTENCES) - {"per"} - known == set()


def test_quarantine_reasons_are_documented() -> None:
    text = (DOCS / "how-to" / "load.md").read_text(encoding="utf-8")
    assert [reason for reason in SAYS if f"`{reason}`" not in text] == []


def test_statuses_stand_in_the_glossary_as_they_are_shown() -> None:
    text = (DOCS / "glossary.md").read_text(encoding="utf-8")
    rows = {tuple(cell.strip() for cell in line.split("|")[1:3]) for line in text.splitlines()}
    shown = {(WORDS["en"][status], WORDS["id"][status]) for status in Status}
    assert shown - rows == set()


def test_every_dependency_has_its_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    stated = [
        *project["project"]["dependencies"],
        *(one for extra in project["project"]["optional-dependencies"].values() for one in extra),
        *(one for group in project["dependency-groups"].values() for one in group),
    ]
    text = (DOCS / "dependencies.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| (.+?) \|", text, re.MULTILINE))
    names = {re.split(r"[\[<>=]", one)[0] for one in stated}
    assert {
        name for name in names if not any(name in line.split() for line in _words(told))
    } == set()


def _words(lines: set[str]) -> list[str]:
    return [re.sub(r"[,()`]", " ", line) for line in lines]


def test_every_decision_is_listed() -> None:
    folder = DOCS / "decisions"
    listed = set(re.findall(r"\((\d{4}[^)]+)\)", (folder / "README.md").read_text("utf-8")))
    assert listed == {path.name for path in folder.glob("0*.md")}


def test_shipped_calendars_are_documented() -> None:
    text = (DOCS / "how-to" / "calendars.md").read_text(encoding="utf-8")
    assert [name for name in shipped_names() if name not in text] == []


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_links_resolve(path: Path) -> None:
    broken = []
    for link in _LINK.findall(FENCE.sub("", path.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        place, _, fragment = link.partition("#")
        target = (path.parent / place).resolve() if place else path
        if not target.exists() or (fragment and fragment not in _anchors(target)):
            broken.append(link)
    assert broken == []


def _anchors(path: Path) -> set[str]:
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    return {anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


@pytest.mark.parametrize("text", _yaml_blocks("agreement"))
def test_agreements_in_the_docs_can_be_read(text: str, tmp_path: Path) -> None:
    read_agreement(_written(tmp_path, text))
    _assert_fits_schema("agreement", text)


@pytest.mark.parametrize("text", _yaml_blocks("commitments"))
def test_commitments_in_the_docs_can_be_read(text: str, tmp_path: Path) -> None:
    indented = "".join(f"  {line}\n" if line else "\n" for line in text.splitlines())
    path = _written(tmp_path, _AROUND + indented)
    assert read_agreement(path).agreement.commitments
    _assert_fits_schema("agreement", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", _yaml_blocks("calendar"))
def test_calendars_in_the_docs_can_be_read(text: str, tmp_path: Path) -> None:
    read_calendar(_written(tmp_path, text))
    _assert_fits_schema("calendar", text)


@pytest.mark.parametrize("text", _yaml_blocks("mapping"))
def test_mappings_in_the_docs_can_be_read(text: str, tmp_path: Path) -> None:
    read_mapping(_written(tmp_path, text))
    _assert_fits_schema("mapping", text)


def test_agreement_form_and_schema_have_the_same_keys() -> None:
    written = {field.alias or name for name, field in AgreementDocument.model_fields.items()}
    assert set(schemas()["agreement"]["properties"]) == written


def _written(folder: Path, text: str) -> Path:
    path = folder / "block.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _assert_fits_schema(kind: str, text: str) -> None:
    validator = Draft202012Validator(json.loads(GENERATED[f"schemas/{kind}.json"]))
    data = _plain(YAML(typ="safe").load(text))
    assert [error.message for error in validator.iter_errors(data)] == []


def _plain(value: object) -> object:
    """As an editor has it: every key a text, and dates texts too."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
