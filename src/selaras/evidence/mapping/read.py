"""From a mapping's YAML to a Mapping, every mistake refused with file, line and mend."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from selaras.contracts import TABLES
from selaras.contracts.reach import check_year
from selaras.errors import InputError, said
from selaras.evidence.mapping.columns import read_columns, read_zone
from selaras.evidence.mapping.document import (
    ListedTableDocument,
    MappingDocument,
    TableDocument,
)
from selaras.evidence.mapping.expressions import check_expression
from selaras.evidence.mapping.lines import Document, Place, parse_document, read_document
from selaras.evidence.mapping.refusal import nearest, refusal
from selaras.evidence.mapping.source import read_source
from selaras.evidence.mapping.values import (
    Export,
    Mapping,
    Repeated,
    TableMapping,
)

SUFFIXES = (".yaml", ".yml")


def read_mapping(path: Path | str) -> Mapping:
    """Read the mapping at `path`; InputError with file, line and mend where it is wrong."""
    return _mapping(read_document(Path(path)), Path(path))


def parse_mapping(text: str, file: Path) -> Mapping:
    """Read a mapping from `text`; `file` is what errors call it, and sources are relative to it."""
    return _mapping(parse_document(text, str(file)), file)


def read_mappings(folder: Path | str) -> tuple[Mapping, ...]:
    """Read every mapping of a folder, in the order of their file names.

    InputError where the folder is missing, a mapping is wrong, or two bear one name.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(
            said("There is no such folder of mappings.", "Folder pemetaan itu tidak ada."),
            file=str(folder),
            mend=said(
                "Write a first mapping with `selaras map FILE --table leads`, or begin with "
                "`selaras init`.",
                "Tulis pemetaan pertama dengan `selaras map BERKAS --table leads`, atau mulai "
                "dengan `selaras init`.",
            ),
        )
    paths = sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)
    mappings = tuple(read_mapping(path) for path in paths)
    seen: dict[str, Path] = {}
    for mapping in mappings:
        if mapping.name in seen:
            raise InputError(
                said(
                    "The name {name} is taken by {name_too} already.",
                    "Nama {name} sudah dipakai oleh {name_too}.",
                    name=mapping.name,
                    name_too=seen[mapping.name].name,
                ),
                file=str(mapping.file),
                line=1,
                mend=said(
                    "Give each mapping a name of its own.", "Beri setiap pemetaan nama sendiri."
                ),
            )
        seen[mapping.name] = mapping.file
    return mappings


def _mapping(document: Document, path: Path) -> Mapping:
    if not isinstance(document.content, dict):
        raise document.refuse(
            said(
                "A mapping begins with `mapping: NAME`.", "Pemetaan dimulai dengan `mapping: NAMA`."
            )
        )
    try:
        shape = MappingDocument.model_validate(document.content)
    except ValidationError as error:
        raise refusal(document, error) from None
    zone = read_zone(document, shape.time_zone, ("time_zone",))
    nulls = ("", *(text for text in shape.nulls or () if text is not None))
    tables = tuple(
        _table(document, shape, table, place, nulls) for table, place in _tables(document, shape)
    )
    _agree_on_repeats(document, tables)
    since = _bound(document, "complete_from", shape.complete_from, zone)
    until = _bound(document, "complete_to", shape.complete_to, zone)
    _check_order(document, since, until)
    return Mapping(
        name=shape.mapping,
        source=read_source(document, shape.source),
        export=Export(shape.export),
        tables=tables,
        complete_to=until,
        complete_from=since,
        time_zone=zone,
        nulls=tuple(dict.fromkeys(nulls)),
        version=_version(document.content),
        export_is_stated="export" in shape.model_fields_set,
        file=path,
    )


def _version(content: Any) -> str:
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _tables(document: Document, shape: MappingDocument) -> list[tuple[ListedTableDocument, Place]]:
    single = (shape.columns, shape.where, shape.repeated, shape.order_by)
    if shape.tables is not None:
        if shape.table is not None or any(part is not None for part in single):
            raise document.refuse(
                said(
                    "Both `tables` and a table of its own are stated.",
                    "`tables` dan sebuah tabel tersendiri dinyatakan sekaligus.",
                ),
                ("tables",),
                said("Keep one.", "Pertahankan salah satu."),
            )
        if isinstance(shape.tables, dict):
            return [
                (_listed(name, table), ("tables", name)) for name, table in shape.tables.items()
            ]
        return [(table, ("tables", i)) for i, table in enumerate(shape.tables)]
    if shape.table is None or shape.columns is None:
        missing = "table" if shape.table is None else "columns"
        raise document.refuse(
            said("`{missing}` is missing.", "`{missing}` tidak ada.", missing=missing),
            (),
            said(
                "State `table:` and `columns:`, or `tables:`.",
                "Nyatakan `table:` dan `columns:`, atau `tables:`.",
            ),
        )
    listed = ListedTableDocument.model_construct(
        table=shape.table,
        columns=shape.columns,
        where=shape.where,
        repeated=shape.repeated or "refuse",
        order_by=shape.order_by,
    )
    return [(listed, ())]


def _listed(name: str, table: TableDocument) -> ListedTableDocument:
    return ListedTableDocument.model_construct(
        table=name,
        columns=table.columns,
        where=table.where,
        repeated=table.repeated,
        order_by=table.order_by,
    )


def _table(
    document: Document,
    shape: MappingDocument,
    table: ListedTableDocument,
    place: Place,
    nulls: tuple[str, ...],
) -> TableMapping:
    if table.table not in TABLES:
        where = (*place, "table") if (*place, "table") in document.lines else place
        raise document.refuse(
            said(
                "{table} is not a table of evidence.",
                "{table} bukan tabel bukti.",
                table=repr(table.table),
            ),
            where,
            nearest(table.table, TABLES),
        )
    for key, expression in (("where", table.where), ("order_by", table.order_by)):
        if expression is not None:
            _check(document, expression, (*place, key))
    return TableMapping(
        table=table.table,
        columns=read_columns(document, shape, table, (*place, "columns"), nulls),
        where=table.where,
        repeated=Repeated(table.repeated),
        order_by=table.order_by,
        line=document.line(place or ("table",)),
    )


def _agree_on_repeats(document: Document, tables: tuple[TableMapping, ...]) -> None:
    """One table fed twice from a source has one answer to which row of a key counts."""
    rules: dict[str, Repeated] = {}
    for i, table in enumerate(tables):
        if rules.setdefault(table.table, table.repeated) is not table.repeated:
            raise document.refuse(
                said(
                    "{table} is fed twice, with `repeated: {what}` and `repeated: {repeated}`.",
                    "{table} diisi dua kali, dengan `repeated: {what}` dan `repeated: {repeated}`.",
                    table=table.table,
                    what=rules[table.table],
                    repeated=table.repeated,
                ),
                ("tables", i),
                said("Write the same in both.", "Tulis yang sama pada keduanya."),
            )


def _check(document: Document, expression: str, place: Place) -> None:
    try:
        check_expression(expression)
    except InputError as error:
        raise document.refuse(error.problem, place, error.mend) from None


def _bound(
    document: Document, key: str, text: str | None, zone: ZoneInfo | None
) -> date | datetime | None:
    if text is None:
        return None
    try:
        return read_bound(text, zone, key)
    except InputError as error:
        raise document.refuse(error.problem, (key,), error.mend) from None


def _check_order(
    document: Document, since: date | datetime | None, until: date | datetime | None
) -> None:
    """A source that is complete from after it is complete to holds nothing at all."""
    if since is None or until is None:
        return
    first, last = (at.date() if isinstance(at, datetime) else at for at in (since, until))
    if first > last:
        raise document.refuse(
            said(
                "complete_from {first} lies after complete_to {last}.",
                "complete_from {first} terletak setelah complete_to {last}.",
                first=first.isoformat(),
                last=last.isoformat(),
            ),
            ("complete_from",),
            said("Exchange or mend them.", "Tukar atau perbaiki keduanya."),
        )


def read_bound(text: str, zone: ZoneInfo | None, key: str = "complete_to") -> date | datetime:
    """Read `2018-05-31` as a date, `2018-05-31T12:00+07:00` as an aware datetime.

    A time without an offset is in `zone`; InputError where that is None.
    """
    try:
        is_day = len(text.strip()) == 10
        read = date if is_day else datetime
        instant = read.fromisoformat(text.strip())
    except ValueError:
        raise InputError(
            said(
                "{key} {text} is neither a date nor a time.",
                "{key} {text} bukan tanggal dan bukan waktu.",
                key=key,
                text=repr(text),
            ),
            mend=said(
                "Write it as 2026-05-31 or 2026-05-31T18:00:00+07:00.",
                "Tulis seperti 2026-05-31 atau 2026-05-31T18:00:00+07:00.",
            ),
        ) from None
    check_year(instant, key, text)
    if not isinstance(instant, datetime) or instant.tzinfo is not None:
        return instant
    if zone is None:
        raise InputError(
            said(
                "{key} has no offset, and the mapping no time zone.",
                "{key} tanpa selisih zona, dan pemetaan tanpa zona waktu.",
                key=key,
            ),
            mend=said(
                "Add the offset, or `time_zone: Asia/Jakarta` or another.",
                "Tambahkan selisih zona, atau `time_zone: Asia/Jakarta` atau yang lain.",
            ),
        )
    return instant.replace(tzinfo=zone)
