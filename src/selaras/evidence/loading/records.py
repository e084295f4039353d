"""Sources whose records are cut already: JSON lines, Parquet, sheets. All become texts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from selaras.errors import InputError, Said, said
from selaras.evidence.loading import reasons
from selaras.evidence.loading.batches import BrokenLine, RawBatch, column_at
from selaras.evidence.loading.marks import as_bytes, read_bytes
from selaras.evidence.loading.streams import Utf8Stream, guess_encoding
from selaras.evidence.mapping.refusal import nearest
from selaras.evidence.mapping.values import FileSource

_ROWS = 50_000
_HEAD = 1 << 12
_ARRAY = re.compile(rb"\s*\[\s*\{")
_EXACT = 2.0**53
"""Whole numbers below it are themselves as floats: ids of 16 digits, as sheets keep them, are."""
_WRITTEN_BY_ARROW = (
    pa.types.is_large_string,
    pa.types.is_boolean,
    pa.types.is_integer,
    pa.types.is_date32,
)


def as_text(value: Any) -> str | None:
    """A value as the text that ISO 8601, or a program that writes CSV, would make of it."""
    if value is None or isinstance(value, str):
        return value
    for kinds, write in _WRITERS:
        if isinstance(value, kinds):
            return write(value)
    return str(value)


def _write_float(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)


_WRITERS: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (bool, lambda value: "true" if value else "false"),
    (float, _write_float),
    (Decimal, lambda value: format(value, "f")),
    ((datetime, date, time), lambda value: value.isoformat()),
    ((bytes, bytearray, memoryview), lambda value: read_bytes(bytes(value))),
    ((dict, list, tuple), lambda value: json.dumps(value, ensure_ascii=False, default=str)),
)


def batch_of(
    file: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str | None]],
    lines: Sequence[int],
    broken: tuple[BrokenLine, ...] = (),
) -> RawBatch:
    """Texts, row by row, as a batch."""
    values = {
        column_at(i): pa.array(
            [None if row[i] is None else as_bytes(str(row[i])) for row in rows], pa.binary()
        ).cast(pa.string())
        for i in range(len(columns))
    }
    numbers = np.array(lines, dtype=np.int64)
    return RawBatch(file, tuple(columns), pa.table(values), numbers, broken)


def batches_of(
    file: str, columns: Sequence[str], records: Iterable[tuple[int, Sequence[Any]]]
) -> Iterator[RawBatch]:
    """Records (line, values) of any types, as batches of texts."""
    records = iter(records)
    while part := list(islice(records, _ROWS)):
        rows = [[as_text(value) for value in values] for _, values in part]
        yield batch_of(file, columns, rows, [line for line, _ in part])


def read_json_lines(
    stream: IO[bytes], source: FileSource, wanted: tuple[str, ...], file: str, path: Path
) -> Iterator[RawBatch]:
    """One JSON object a line; what lies in objects within is called `outer.inner`.

    A line that is no JSON object is a broken line. A column that no line has is refused.
    """
    encoding = source.csv.encoding
    lines = Utf8Stream(stream, encoding or "utf-8", None)
    if encoding is None:
        lines = Utf8Stream(stream, _encoding_of(stream), None)
    _refuse_array(lines.peek(_HEAD), path)
    columns = list(wanted)
    seen: set[str] = set()
    number = 0
    while part := list(islice(_lines(lines), _ROWS)):
        rows, places, broken = [], [], []
        for text in part:
            number += 1
            if not text.strip():
                continue
            record = json_object(text)
            if record is None:
                shown = text.decode("utf-8", "backslashreplace")
                broken.append(BrokenLine(number, shown, reasons.NOT_JSON))
                continue
            seen.update(record)
            rows.append([as_text(record.get(name)) for name in columns])
            places.append(number)
        yield batch_of(file, columns, rows, places, tuple(broken))
    for name in columns:
        if seen and name not in seen:
            raise InputError(
                said(
                    "No line has {name}.", "Tidak ada baris yang memiliki {name}.", name=repr(name)
                ),
                file=str(path),
                mend=nearest(name, sorted(seen)[:60]),
            )


def _refuse_array(head: bytes, path: Path) -> None:
    """Refuse a text that begins as one JSON array of objects: line by line it is in pieces."""
    if _ARRAY.match(head):
        raise InputError(
            said(
                "This is one JSON array, not a line for each object.",
                "Ini satu larik JSON, bukan satu baris untuk setiap objek.",
            ),
            file=str(path),
            mend=said(
                "Write each object on a line of its own, as `jq -c '.[]'` does.",
                "Tulis setiap objek pada barisnya sendiri, seperti `jq -c '.[]'`.",
            ),
        )


def _encoding_of(stream: IO[bytes]) -> str:
    if not stream.seekable():
        return "utf-8"
    encoding = guess_encoding(stream.read(1 << 18))
    stream.seek(0)
    return encoding


def _lines(stream: Utf8Stream) -> Iterator[bytes]:
    rest = b""
    while part := stream.read(1 << 20):
        *whole, rest = (rest + part).split(b"\n")
        yield from whole
    if rest:
        yield rest


def json_object(text: bytes) -> dict[str, Any] | None:
    """The fields of one line, those within called `outer.inner`; None if it is no object."""
    try:
        record = json.loads(text.decode("utf-8"), parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return None
    return dict(_flat(record, "")) if isinstance(record, dict) else None


def _flat(record: dict[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def read_parquet(path: Path, file: str) -> Iterator[RawBatch]:
    """A Parquet file; `lines` are the numbers of its records."""
    try:
        with pq.ParquetFile(path) as parquet:
            names = parquet.schema_arrow.names
            first = 1
            for batch in parquet.iter_batches(_ROWS):
                values = {column_at(i): _texts(batch.column(i)) for i in range(len(names))}
                lines = np.arange(first, first + batch.num_rows, dtype=np.int64)
                first += batch.num_rows
                yield RawBatch(file, tuple(names), pa.table(values), lines)
    except (pa.ArrowException, OSError) as error:
        problem = str(error).split("\n")[0].rstrip(".")
        raise InputError(
            said(
                "This is not a sound Parquet file: {problem}.",
                "Ini bukan berkas Parquet yang utuh: {problem}.",
                problem=problem,
            ),
            file=str(path),
        ) from None


def _texts(column: pa.Array) -> pa.Array:
    """A column of any type as texts; the common types without going through Python."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _texts(column.dictionary_decode())
    if pa.types.is_string(kind):
        return column
    if any(is_kind(kind) for is_kind in _WRITTEN_BY_ARROW):
        return pc.cast(column, pa.string())
    return pa.array([as_text(value) for value in column.to_pylist()], pa.string())


def read_excel(path: Path, source: FileSource, file: str) -> Iterator[RawBatch]:
    """One sheet of a workbook; `lines` are its rows as the program shows them."""
    import python_calamine  # noqa: PLC0415  (only who loads a workbook waits for it)

    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
            table = book.get_sheet_by_name(_sheet_name(book.sheet_names, source, path))
            top = 0 if table.start is None else table.start[0]
            rows = table.to_python(skip_empty_area=True)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise InputError(
            said(
                "This is not a sound workbook: {error}.",
                "Ini bukan buku kerja yang utuh: {error}.",
                error=error,
            ),
            file=str(path),
        ) from None
    yield from _sheet_rows(rows, top, source, file, path)


def rows_elsewhere(path: Path, sheet: str | None) -> Said | None:
    """Which other sheets of a workbook may hold the rows that `sheet` (None: the first) lacks."""
    import python_calamine  # noqa: PLC0415  (only who loads a workbook waits for it)

    with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
        names: list[str] = book.sheet_names
    others = [name for name in names if name != (sheet or names[0])]
    if not others:
        return None
    return said(
        "Name the sheet that holds the rows: {names}.",
        "Sebut lembar yang memuat barisnya: {names}.",
        names=", ".join(others),
    )


def _sheet_name(names: list[str], source: FileSource, path: Path) -> str:
    if source.sheet is None and names:
        return names[0]
    if source.sheet not in names:
        raise InputError(
            said(
                "The workbook has no sheet {sheet}.",
                "Buku kerja tidak memiliki lembar {sheet}.",
                sheet=repr(source.sheet),
            ),
            file=str(path),
            mend=nearest(source.sheet or "", names),
        )
    return source.sheet


def _sheet_rows(
    rows: list[list[Any]], top: int, source: FileSource, file: str, path: Path
) -> Iterator[RawBatch]:
    skip = max(source.csv.skip - top, 0)
    first = top + skip + 1
    rows = rows[skip:]
    if source.csv.names is not None:
        columns = source.csv.names
    else:
        if not rows:
            raise InputError(
                said("The sheet is empty.", "Lembar ini kosong."),
                file=str(path),
                mend=rows_elsewhere(path, source.sheet),
            )
        columns = tuple((as_text(name) or "").strip() for name in rows[0])
        rows, first = rows[1:], first + 1
    width = len(columns)
    records = (
        (first + i, [*row, *[None] * width][:width])
        for i, row in enumerate(rows)
        if any(value not in ("", None) for value in row)
    )
    yield from batches_of(file, columns, records)
