"""A first mapping of a file, for a person to finish: guessed columns and formats, with samples."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from selaras.contracts import TABLES, Column, Kind, Table
from selaras.errors import InputError, Said, said
from selaras.evidence.loading.batches import RawBatch, column_at
from selaras.evidence.loading.delimited import Layout, find_layout
from selaras.evidence.loading.records import json_object, rows_elsewhere
from selaras.evidence.loading.sources import format_of, read_file
from selaras.evidence.loading.streams import open_bytes
from selaras.evidence.mapping.columns import CHOOSE
from selaras.evidence.mapping.matching import match_names, match_values
from selaras.evidence.mapping.refusal import nearest
from selaras.evidence.mapping.samples import (
    TimeForm,
    decimal_comma,
    is_personal,
    nulls_in,
    time_form,
)
from selaras.evidence.mapping.values import FileSource, Format
from selaras.evidence.mapping.word_synonyms import flag_meant, word_meant

_SAMPLED = 1000
_SHOWN = 3
_TITLES = 20
"""Rows among which the heading of a sheet is looked for."""
_FIGURES = re.compile(r"\D{0,3}[\d.,:/ -]*\d[\d.,:/ -]*")
_BY_VALUES = "GUESSED FROM ITS VALUES ALONE"
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_ ]*[A-Za-z0-9_]|[A-Za-z]")
_WORDS_OF_YAML = ("null", "true", "false", "yes", "no", "on", "off", "y", "n")


@dataclass(frozen=True, slots=True)
class Look:
    """What a file looks like: its form, columns, and up to 1,000 values of each.

    `skip` rows of a sheet stand above its heading.
    """

    path: Path
    form: Format
    layout: Layout | None
    member: str | None
    columns: tuple[str, ...]
    values: dict[str, tuple[str, ...]]
    sheet: str | None = None
    skip: int = 0


def look_at(path: Path, member: str | None = None, sheet: str | None = None) -> Look:
    """Look at a file, or at one `member` of an archive or `sheet` of a workbook.

    InputError where it cannot be read.
    """
    if path.is_dir():
        raise InputError(
            said("This is a folder.", "Ini sebuah folder."),
            file=str(path),
            mend=said(
                "Name one of its files, and state `folder:` in the mapping that this writes.",
                "Sebut salah satu berkasnya, lalu tulis `folder:` di pemetaan yang dibuat.",
            ),
        )
    if not path.is_file():
        raise InputError(said("There is no such file.", "Berkas itu tidak ada."), file=str(path))
    source = FileSource(str(path), member=member, sheet=sheet)
    form = format_of(path, source)
    layout = None
    if form is Format.CSV:
        with open_bytes(path, member) as stream:
            layout = find_layout(stream, source.csv, (), path)
    if form is Format.JSON_LINES:
        columns = _json_columns(path, member)
        batch = next(read_file(path, source, columns), None)
    else:
        batch = next(read_file(path, source, ()), None)
        skip = _titles(batch) if form is Format.EXCEL and batch else 0
        if skip:
            source = replace(source, csv=replace(source.csv, skip=skip))
            batch = next(read_file(path, source, ()), None)
        columns = layout.columns if layout else (batch.columns if batch else ())
    if not columns:
        raise InputError(
            said("No row can be read from it.", "Tidak ada baris yang dapat dibaca darinya."),
            file=str(path),
            mend=_elsewhere(path, form, sheet),
        )
    values = {}
    for position, name in enumerate(columns):
        found = batch.values.column(column_at(position)).slice(0, _SAMPLED) if batch else None
        texts = [] if found is None else found.to_pylist()
        values[name] = tuple((text or "").strip() for text in texts)
    return Look(path, form, layout, member, tuple(columns), values, sheet, source.csv.skip)


def _titles(batch: RawBatch) -> int:
    """How many rows of a sheet stand above its heading: where the first one names few columns,
    what looks like a heading is the first row of different words in most of them."""
    if not _is_title(batch.columns):
        return 0
    rows = zip(
        *(column.slice(0, _TITLES).to_pylist() for column in batch.values.columns), strict=True
    )
    return next(
        (int(line) - 1 for line, row in zip(batch.lines, rows, strict=False) if _is_heading(row)), 0
    )


def _is_title(names: Sequence[str]) -> bool:
    return len(names) > 1 and 2 * sum(map(bool, names)) <= len(names)


def _is_heading(row: Sequence[str | None]) -> bool:
    words = [text.strip() for text in row if text and text.strip()]
    is_full = 2 * len(words) > len(row) and len(words) > 1
    return is_full and len(set(words)) == len(words) and not any(map(_FIGURES.fullmatch, words))


def _elsewhere(path: Path, form: Format, sheet: str | None) -> Said:
    """Where rows may be, if there are none here."""
    found = rows_elsewhere(path, sheet) if form is Format.EXCEL else None
    return found or said(
        "Look whether it is what its suffix says.", "Periksa apakah isinya sesuai akhiran namanya."
    )


def _json_columns(path: Path, member: str | None) -> tuple[str, ...]:
    names: dict[str, None] = {}
    with open_bytes(path, member) as stream:
        for line in islice(stream, _SAMPLED):
            names.update(dict.fromkeys(json_object(line) or ()))
    return tuple(names)


def draft_mapping(
    look: Look,
    table_name: str,
    *,
    name: str,
    file: str,
    time_zone: str | None = None,
    complete_to: str | None = None,
    complete_from: str | None = None,
    pairs: Mapping[str, str] | None = None,
) -> str:
    """The YAML of a first mapping of `look` to a table; `file` is how the mapping names the source.

    `pairs` (contract column → source column) are what a person chose; guessed where None.
    Where `time_zone` is None, a line is left that no load accepts until a person has filled it.
    """
    if table_name not in TABLES:
        raise InputError(
            said(
                "{table_name} is not a table of evidence.",
                "{table_name} bukan tabel bukti.",
                table_name=repr(table_name),
            ),
            mend=nearest(table_name, TABLES),
        )
    table = TABLES[table_name]
    guessed: Mapping[str, str] = {}
    if pairs is None:
        named = match_names(look.values, table)
        guessed = match_values(look.values, table, named)
        pairs = {**named, **guessed}
    nulls = sorted({token for values in look.values.values() for token in nulls_in(values)})
    lines = [
        f"# A first mapping of {look.path.name} to {table.name}: {table.says.lower()}",
        "# Look at every line: the columns are guessed from names and values.",
        f"mapping: {name}",
        *_source_lines(look, file),
        "export: changes   # `full` if the file always holds every row: then missing ones count as"
        " deleted",
        *_complete_lines(complete_to, complete_from),
        *_zone_lines(time_zone),
    ]
    if nulls:
        lines.append(
            f"nulls: {json.dumps(nulls, ensure_ascii=False)}   # seen; do they mean nothing?"
        )
    lines += [f"table: {table.name}", "columns:"]
    for column in table.columns:
        doubt = _BY_VALUES if column.name in guessed else None
        lines += _column_lines(look, table, column, pairs.get(column.name), nulls, doubt)
    unused = [name for name in look.columns if name not in pairs.values()]
    if unused:
        lines.append("# Not used from the file:")
        lines += [f"#   {_name(name)}: {_samples(look.values[name])}" for name in unused]
    return "\n".join(lines) + "\n"


def match_columns(look: Look, table: Table) -> dict[str, str]:
    """Contract column → source column, by names and, where they tell nothing, by values."""
    named = match_names(look.values, table)
    return {**named, **match_values(look.values, table, named)}


def _source_lines(look: Look, file: str) -> list[str]:
    parts = [f"file: {_name(file)}"]
    if look.member is not None:
        parts.append(f"member: {_name(look.member)}")
    if look.sheet is not None:
        parts.append(f"sheet: {_name(look.sheet)}")
    if look.skip:
        parts.append(f"skip: {look.skip}")
    if look.layout is not None:
        form = look.layout.form
        delimiter = "tab" if form.delimiter == "\t" else form.delimiter
        parts.append(f"delimiter: {json.dumps(delimiter)}")
        parts.append(f"encoding: {form.encoding}")
    return [f"source: {{{', '.join(parts)}}}"]


def _complete_lines(complete_to: str | None, complete_from: str | None) -> list[str]:
    begins = [] if complete_from is None else [f"complete_from: {complete_from}"]
    if complete_to is not None:
        return [*begins, f"complete_to: {complete_to}"]
    return [
        *begins,
        "# complete_to: 2026-01-31   # up to when is the file complete? Without it: to its newest"
        " time",
    ]


def _zone_lines(time_zone: str | None) -> list[str]:
    if time_zone is not None:
        return [f"time_zone: {time_zone}"]
    return [f"time_zone: {CHOOSE}   # in which zone are its times? Such as Asia/Jakarta"]


def _column_lines(
    look: Look,
    table: Table,
    column: Column,
    name: str | None,
    nulls: Sequence[str],
    doubt: str | None,
) -> list[str]:
    if name is None:
        mark = "  " if column.required else "  # "
        note = "REQUIRED, and not found: " if column.required else ""
        words = f" ({', '.join(column.words)})" if column.words else ""
        value = "CHOOSE   # " if column.required else "…   # "
        return [f"{mark}{column.name}: {value}{note}{column.says}{words}"]
    values = [value for value in look.values[name] if value and value not in nulls]
    details, comments = _details(column, values)
    comments = [f"e.g. {_samples(look.values[name])}", *comments]
    if doubt is not None:
        comments.insert(0, doubt)
    if column.name in table.key and len(set(values)) < len(values) and len(table.key) == 1:
        comments.append("keys repeat: state `repeated: last` if the last row counts")
    written = _name(name) if not details else f"{{from: {_name(name)}, {', '.join(details)}}}"
    return [f"  {column.name}: {written}   # {'; '.join(comments)}"]


def _details(column: Column, values: Sequence[str]) -> tuple[list[str], list[str]]:
    """Keys of the column's mapping beside `from`, and comments on them."""
    if column.kind is Kind.TEXT and is_personal(values):
        return ["personal: true"], ["replaced by a random id at load"]
    if column.kind in (Kind.TIME, Kind.DAY):
        form = time_form(values) or TimeForm()
        details = [f"format: {json.dumps(form.formats[0])}"] if form.formats else []
        doubt = f"DAY OR MONTH FIRST? {json.dumps(form.either)} fits as well"
        return details, [doubt] if form.either else []
    if column.kind in (Kind.AMOUNT, Kind.RATE) and decimal_comma(values):
        return ['decimal: ","', 'thousands: "."'], ["decimal comma?"]
    if column.kind is Kind.FLAG:
        meant = {value: flag_meant(value) for value in sorted(set(values))}
        told = ", ".join(f'{_name(value)}: "{flag}"' for value, flag in meant.items() if flag)
        return ([f"map: {{{told}}}"], []) if told else ([], [])
    if column.words:
        return _word_details(column, values)
    return [], []


def _word_details(column: Column, values: Sequence[str]) -> tuple[list[str], list[str]]:
    seen = sorted({value for value in values if value.lower() not in column.words})
    if not seen:
        return [], []
    pairs = ", ".join(
        f"{_name(value)}: {word_meant(column, value) or 'null'}" for value in seen[:20]
    )
    return [f"map: {{{pairs}}}"], [f"words are {', '.join(column.words)}"]


def _samples(values: Sequence[str]) -> str:
    if is_personal(values):
        return "addresses or numbers of persons, not shown"
    shown = list(dict.fromkeys(value for value in values if value))[:_SHOWN]
    if not shown:
        return "always empty"
    return ", ".join(json.dumps(text[:40], ensure_ascii=False) for text in shown)


def _name(name: str) -> str:
    """A name as YAML: plain where it can be, else in double quotes."""
    if _PLAIN.fullmatch(name) and name.lower() not in _WORDS_OF_YAML:
        return name
    return json.dumps(name, ensure_ascii=False)
