"""The columns of one table's mapping: read and checked against the table's contract."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from selaras.calendars.zones import zone_of
from selaras.contracts import Column, Kind
from selaras.contracts.tables import TABLES
from selaras.errors import InputError, said
from selaras.evidence.mapping.document import (
    ColumnDocument,
    ListedTableDocument,
    MappingDocument,
)
from selaras.evidence.mapping.expressions import check_expression
from selaras.evidence.mapping.lines import Document, Place
from selaras.evidence.mapping.refusal import together
from selaras.evidence.mapping.values import ColumnMapping

CHOOSE = "CHOOSE"
"""What a first mapping holds where a person has to decide; nothing loads until it is replaced."""
EPOCHS = ("epoch", "epoch_ms")
_TIMES = (Kind.TIME, Kind.DAY)
_NUMBERS = (Kind.AMOUNT, Kind.RATE, Kind.WHOLE)
_SPECIFIERS = "aAbBdjmyYHIpMSfgngzZGuVUWwcxXs-%"
_CLOCK = re.compile(r"%-?[HIMSfgpcXsn]")


def read_zone(document: Document, name: str | None, place: Place) -> ZoneInfo | None:
    """The zone of that name; InputError where there is none, or where it waits to be chosen."""
    if name is None:
        return None
    if name == CHOOSE:
        raise document.refuse(
            said("The time zone has not been chosen yet.", "Zona waktu belum dipilih."),
            place,
            said(
                "Write the zone that this source's times are in, such as Asia/Jakarta.",
                "Tulis zona waktu sumber ini, seperti Asia/Jakarta.",
            ),
        )
    try:
        return zone_of(name)
    except LookupError:
        raise document.refuse(
            said(
                "The time zone {name} is not known.",
                "Zona waktu {name} tidak dikenal.",
                name=repr(name),
            ),
            place,
            said("Write a name such as Asia/Jakarta.", "Tulis nama seperti Asia/Jakarta."),
        ) from None


def read_columns(
    document: Document,
    shape: MappingDocument,
    table: ListedTableDocument,
    place: Place,
    nulls: tuple[str, ...],
) -> tuple[ColumnMapping, ...]:
    """The columns of `table`, in the contract's order; InputError where one cannot be."""
    contract = TABLES[table.table]
    for name in table.columns:
        if name not in contract.column_names:
            raise document.refuse(
                said(
                    "{table} has no column {name}.",
                    "{table} tidak memiliki kolom {name}.",
                    table=table.table,
                    name=repr(name),
                ),
                (*place, name),
                said(
                    "It has {names}.", "Yang ada: {names}.", names=", ".join(contract.column_names)
                ),
            )
    for column in contract.columns:
        if column.required and column.name not in table.columns:
            raise document.refuse(
                said(
                    "{table} needs {name} ({says}), which is not mapped.",
                    "{table} memerlukan {name}, yang belum dipetakan.",
                    table=table.table,
                    name=column.name,
                    says=column.says,
                ),
                place,
                said(
                    "Add `{name}:` and the source's column.",
                    "Tambahkan `{name}:` dan kolom sumbernya.",
                    name=column.name,
                ),
            )
    return tuple(
        _column(
            document,
            shape=shape,
            written=table.columns[column.name],
            column=column,
            place=(*place, column.name),
            nulls=nulls,
        )
        for column in contract.columns
        if column.name in table.columns
    )


def _column(
    document: Document,
    *,
    shape: MappingDocument,
    written: ColumnDocument,
    column: Column,
    place: Place,
    nulls: tuple[str, ...],
) -> ColumnMapping:
    fields = written.model_fields_set
    _check_origin(document, written, place)
    _check_fit(document, written, column, place)
    formats = _formats(document, written, place)
    zone = read_zone(document, written.time_zone, (*place, "time_zone"))
    decimal = written.decimal or shape.decimal or "."
    thousands = written.thousands or shape.thousands
    if column.kind in _NUMBERS and decimal == thousands:
        raise document.refuse(
            said(
                "{sign} is the decimal sign of {column} and stands between its thousands too.",
                "{sign} adalah tanda desimal {column} dan juga pemisah ribuannya.",
                sign=repr(decimal),
                column=column.name,
            ),
            place,
            said(
                "State `decimal:` and `thousands:` as different signs.",
                "Nyatakan `decimal:` dan `thousands:` sebagai tanda yang berbeda.",
            ),
        )
    own_nulls = tuple(text for text in written.nulls or () if text is not None)
    return ColumnMapping(
        column=column.name,
        source=written.from_,
        expression=written.expression,
        constant=written.value,
        is_constant="value" in fields,
        formats=formats,
        day_precision=None if written.precision is None else written.precision == "day",
        time_zone=zone or read_zone(document, shape.time_zone, ("time_zone",)),
        nulls=tuple(dict.fromkeys((*nulls, *own_nulls))),
        words=tuple((written.map or {}).items()),
        has_otherwise="else_" in fields,
        otherwise=written.else_,
        decimal=decimal,
        thousands=thousands,
        personal=written.personal,
        line=document.line(place),
    )


def _check_origin(document: Document, written: ColumnDocument, place: Place) -> None:
    stated = [
        word
        for word, field in (("from", "from_"), ("value", "value"), ("expression", "expression"))
        if field in written.model_fields_set
    ]
    if written.from_ == CHOOSE:
        raise document.refuse(
            said(
                "The source's column for {column} has not been chosen yet.",
                "Kolom sumber untuk {column} belum dipilih.",
                column=place[-1],
            ),
            place,
            said(
                "Write its name instead of {choose}.",
                "Tulis namanya sebagai ganti {choose}.",
                choose=CHOOSE,
            ),
        )
    if len(stated) != 1:
        raise document.refuse(
            said(
                "{column} has {origins}.",
                "{column} memiliki {origins}.",
                column=place[-1],
                origins=together(stated, said("no origin", "tidak ada asal")),
            ),
            place,
            said(
                "State exactly one of `from`, `value` and `expression`.",
                "Nyatakan tepat satu dari `from`, `value`, dan `expression`.",
            ),
        )
    if written.expression is not None:
        try:
            check_expression(written.expression)
        except InputError as error:
            raise document.refuse(error.problem, (*place, "expression"), error.mend) from None


def _check_fit(document: Document, written: ColumnDocument, column: Column, place: Place) -> None:
    """Refuse keys that would be silently without effect on a column of this kind."""
    applicable = {
        "format": column.kind in _TIMES,
        "precision": column.kind is Kind.TIME,
        "time_zone": column.kind in _TIMES,
        "decimal": column.kind in _NUMBERS,
        "thousands": column.kind in _NUMBERS,
        "personal": column.kind is Kind.TEXT,
    }
    for key, applies in applicable.items():
        if key in written.model_fields_set and not applies:
            raise document.refuse(
                said(
                    "`{key}` means nothing for {name}, a column of kind {kind}.",
                    "`{key}` tidak berarti bagi {name}, kolom berjenis {kind}.",
                    key=key,
                    name=column.name,
                    kind=column.kind.value,
                ),
                (*place, key),
                said("Leave it out.", "Hilangkan saja."),
            )
    if column.kind is not Kind.WORD:
        return
    words = [word for word in (*(written.map or {}).values(), written.else_) if word is not None]
    if "value" in written.model_fields_set and written.value is not None:
        words.append(written.value)
    for word in words:
        if word.lower() not in column.words:
            raise document.refuse(
                said(
                    "{word} is not a word of {name}.",
                    "{word} bukan kata yang dikenal kolom {name}.",
                    word=repr(word),
                    name=column.name,
                ),
                place,
                said(
                    "Its words are {names}.",
                    "Kata yang dikenalnya: {names}.",
                    names=", ".join(column.words),
                ),
            )


def _formats(document: Document, written: ColumnDocument, place: Place) -> tuple[str, ...]:
    if written.format is None:
        return ()
    formats = (written.format,) if isinstance(written.format, str) else tuple(written.format)
    for text in formats:
        signs = re.findall(r"%-?(.?)", text)
        if text in EPOCHS or (signs and all(sign and sign in _SPECIFIERS for sign in signs)):
            continue
        raise document.refuse(
            said("{text} is not a format of times.", "{text} bukan format waktu.", text=repr(text)),
            (*place, "format"),
            said(
                'Write it as in "%d/%m/%Y %H:%M", `epoch` or `epoch_ms`.',
                'Tulis seperti "%d/%m/%Y %H:%M", `epoch`, atau `epoch_ms`.',
            ),
        )
    return formats


def has_clock(format_: str) -> bool:
    """Whether a strptime format holds a time of day, so that more than the day is known."""
    return format_ in EPOCHS or _CLOCK.search(format_) is not None
