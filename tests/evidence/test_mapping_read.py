"""A mapping's YAML: what it says, and every mistake refused with its line and a mend."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selaras.errors import InputError
from selaras.evidence.mapping import (
    json_schema,
    parse_mapping,
    read_bound,
    read_mapping,
    read_mappings,
    remarks,
)
from selaras.evidence.mapping.lines import parse_document
from selaras.evidence.mapping.values import Export, FileSource, Repeated, SqlSource

FILE = Path("mappings/olist.yaml")
OLIST = """\
mapping: olist-leads
source: {file: leads.csv}
export: full
complete_to: 2018-05-31
time_zone: America/Sao_Paulo
table: leads
columns:
  lead_id: mql_id
  created_at: {from: first_contact_date, format: "%Y-%m-%d", precision: day}
  source: {from: origin, nulls: ["", unknown]}
  sourced_by: {value: marketing}
"""


def test_a_mapping_is_read_whole() -> None:
    mapping = parse_mapping(OLIST, FILE)
    assert (mapping.name, mapping.export, mapping.complete_to) == (
        "olist-leads",
        Export.FULL,
        date(2018, 5, 31),
    )
    assert mapping.time_zone == ZoneInfo("America/Sao_Paulo")
    assert mapping.source == FileSource("leads.csv")
    (table,) = mapping.tables
    assert (table.table, table.repeated) == ("leads", Repeated.REFUSE)
    lead_id, created, source, sourced_by = table.columns
    assert (lead_id.source, lead_id.line) == ("mql_id", 8)
    assert (created.formats, created.day_precision) == (("%Y-%m-%d",), True)
    assert source.nulls == ("", "unknown")
    assert (sourced_by.is_constant, sourced_by.constant) == (True, "marketing")
    assert mapping.columns_read == ("mql_id", "first_contact_date", "origin")


def test_the_version_hangs_on_the_content_alone() -> None:
    version = parse_mapping(OLIST, FILE).version
    lines = OLIST.splitlines()
    moved = "# a comment\n" + "\n".join([*lines[1:7], *lines[7:], lines[0]])
    assert parse_mapping(moved, Path("other.yaml")).version == version
    assert parse_mapping(OLIST.replace("unknown", "none"), FILE).version != version


def test_several_tables_are_a_dict_or_a_list() -> None:
    head = "mapping: a\nsource: {file: a.csv}\n"
    body = "columns: {lead_id: a, happened_at: b, stage: {value: mql}}"
    mapping = parse_mapping(f"{head}tables: {{lead_stages: {{{body}}}}}\n", FILE)
    assert [table.table for table in mapping.tables] == ["lead_stages"]
    listed = (
        f"{head}tables:\n  - {{table: lead_stages, {body}}}\n  - {{table: lead_stages, {body}}}\n"
    )
    assert [table.table for table in parse_mapping(listed, FILE).tables] == ["lead_stages"] * 2


def test_scalars_are_the_texts_that_were_written() -> None:
    text = OLIST.replace('["", unknown]', "[0012, 1.50, yes, ~]").replace(
        "{value: marketing}", "{from: x, map: {01: sales, no: partner}, else: null}"
    )
    _, _, source, sourced_by = parse_mapping(text, FILE).tables[0].columns
    assert source.nulls == ("", "0012", "1.50", "yes")
    assert sourced_by.words == (("01", "sales"), ("no", "partner"))
    assert (sourced_by.has_otherwise, sourced_by.otherwise) == (True, None)


def test_a_sign_written_in_two_parts_is_whole_and_half_of_one_is_refused() -> None:
    text = OLIST.replace("{value: marketing}", r'{value: sales, nulls: ["\ud83d\ude00"]}')
    assert parse_mapping(text, FILE).tables[0].columns[-1].nulls[-1] == "\U0001f600"
    with pytest.raises(InputError, match="Half of a sign"):
        parse_mapping(text.replace(r"\ude00", ""), FILE)


def test_a_query_and_an_exact_completeness() -> None:
    text = OLIST.replace("{file: leads.csv}", "{sql: SELECT 1, postgres: CRM_DSN}")
    mapping = parse_mapping(text.replace("2018-05-31", "2018-05-31 12:00"), FILE)
    assert mapping.source == SqlSource("SELECT 1", None, "CRM_DSN")
    assert isinstance(mapping.complete_to, datetime)
    assert mapping.complete_to.astimezone(UTC) == datetime(2018, 5, 31, 15, tzinfo=UTC)


MISTAKES = {
    "unknown key": ("export:", "exports:", 3, "Did you mean export?"),
    "unknown key of a source": ("file:", "fil:", 2, "Did you mean file?"),
    "unknown key of a column": ("nulls:", "null:", 10, "Did you mean nulls?"),
    "unknown table": ("table: leads", "table: lead", 6, "Did you mean leads?"),
    "unknown column": ("  source:", "  sources:", 10, "It has lead_id, created_at, source"),
    "unknown choice": ("full", "ful", 3, "'full' or 'changes'"),
    "unknown zone": ("America/Sao_Paulo", "America/Sao", 5, "such as Asia/Jakarta"),
    "zone to be chosen": ("America/Sao_Paulo", "CHOOSE", 5, "has not been chosen yet"),
    "column to be chosen": ("mql_id", "CHOOSE", 8, "has not been chosen yet"),
    "no word": ("value: marketing", "value: market", 11, "marketing, sales, partner"),
    "no format": ("%Y-%m-%d", "%Q", 9, "%d/%m/%Y"),
    "no date": ("2018-05-31", "2018-13-31", 4, "2026-05-31"),
    "missing source": ("source: {file: leads.csv}\n", "", 1, "Add `source:`"),
    "missing required column": ("  lead_id: mql_id\n", "", 7, "Add `lead_id:`"),
    "two origins": ("value: marketing", "value: marketing, from: x", 11, "exactly one of"),
    "no origin": ("value: marketing", "nulls: [x]", 11, "exactly one of"),
    "two sources": ("file: leads.csv", "file: leads.csv, sql: SELECT 1", 2, "exactly one of"),
    "key without effect": ("{from: origin,", "{from: origin, decimal: ',',", 10, "Leave it out"),
    "bad name": ("olist-leads", "Olist leads", 1, "Write small letters"),
    "a subquery": ("mql_id", "{expression: (select 1)}", 8, "cannot stand in an expression"),
    "a file in an expression": ("mql_id", "{expression: read_text('x')}", 8, "read_text"),
    "a key twice": ("export: full", "export: full\nexport: full", 4, "twice"),
    "a list for a column": (
        "lead_id: mql_id",
        "lead_id: [mql_id]",
        8,
        "lead_id has no origin. Write the name",
    ),
    "an unknown tag": ("mql_id", "!!python/name:os.system x", 8, "tag"),
    "no header, no names": ("leads.csv}", "leads.csv, header: false}", 2, "List its columns"),
    "unknown encoding": ("leads.csv}", "leads.csv, encoding: latin-99}", 2, "utf-16"),
    "long delimiter": ("leads.csv}", "leads.csv, delimiter: '::'}", 2, "one ASCII sign"),
    "folder without pattern": ("{file: leads.csv}", "{folder: in}", 2, "pattern"),
    "table twice over": ("columns:", "tables: {}\ncolumns:", 7, "Keep one"),
    "not YAML": ("source: {file", "source: {{file", None, "not YAML"),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_refused_with_its_line_and_a_mend(
    mistake: tuple[str, str, int | None, str],
) -> None:
    old, new, line, mend = mistake
    assert old in OLIST
    with pytest.raises(InputError) as refused:
        parse_mapping(OLIST.replace(old, new, 1), FILE)
    assert mend in refused.value.sentence
    assert refused.value.file == str(FILE)
    if line is not None:
        assert refused.value.line == line


def test_what_is_left_to_a_default_is_remarked() -> None:
    assert remarks(parse_mapping(OLIST, FILE)) == ()
    left = OLIST.replace("export: full\n", "").replace("complete_to: 2018-05-31\n", "")
    codes = [remark.code for remark in remarks(parse_mapping(left, FILE))]
    assert codes == ["export-not-stated", "completeness-not-stated"]


def test_a_bomb_of_aliases_is_refused() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 9)
    )
    with pytest.raises(InputError, match="Aliases"):
        parse_document(bomb, "bomb.yaml")


def test_files_that_are_missing_or_two_of_one_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_mapping(tmp_path / "none.yaml")
    with pytest.raises(InputError, match="no such folder"):
        read_mappings(tmp_path / "none")
    for name in ("a.yaml", "b.yml"):
        (tmp_path / name).write_text(OLIST)
    (tmp_path / "readme.txt").write_text("not a mapping")
    with pytest.raises(InputError, match=r"taken by a\.yaml"):
        read_mappings(tmp_path)


def test_the_schema_is_sound_and_takes_what_is_taken() -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    document = parse_document(OLIST, "olist.yaml").content
    assert list(validator.iter_errors(document)) == []
    document["exports"] = "full"
    assert len(list(validator.iter_errors(document))) == 1


def refusing(text: str) -> None:
    try:
        parse_mapping(text, FILE)
    except InputError:
        return


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_no_damage_to_a_mapping_raises_anything_but_an_input_error(data: st.DataObject) -> None:
    text = OLIST
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 12))
        piece = data.draw(st.one_of(st.text(max_size=8), st.sampled_from(PIECES)))
        text = text[:at] + piece + text[at + length :]
    refusing(text)


PIECES = [
    *("\n", ": ", "- ", "{", "}", "[", "]", "&a ", "*a", "!!int ", "? ", "|\n", "%", "'", '"'),
    *("null", "tables:", "columns:", "\t", "\x00", "expression: a + ", "{from: a}", "\ufeff"),
]


@settings(deadline=None, max_examples=200)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=6),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["mapping", "table", "columns", "from", "x"]), inner)
        ),
        max_leaves=8,
    ),
    st.sampled_from(["source", "columns", "tables", "nulls", "export", "complete_to", "where"]),
)
def test_any_value_in_any_place_is_taken_or_refused(value: object, key: str) -> None:
    lines = [line for line in OLIST.splitlines() if not line.startswith((f"{key}:", "  "))]
    refusing("\n".join([*lines, f"{key}: {json.dumps(value)}"]))


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="ab\"'()*,.:;=<>[]{}- \n\\%|&~selctfromwhin01", max_size=30))
def test_any_text_as_an_expression_is_taken_or_refused(expression: str) -> None:
    refusing(OLIST.replace("mql_id", "{expression: " + json.dumps(expression) + "}"))


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01", "2201-01-01T00:00+00:00"])
def test_completeness_beyond_all_evidence_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="Write a year from 1900 to 2200"):
        read_bound(text, None)
