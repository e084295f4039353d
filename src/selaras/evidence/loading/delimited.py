"""CSV: lines cut into columns, with the line that every row begins on."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from selaras.errors import InputError, said
from selaras.evidence.loading.batches import BrokenLine, RawBatch, column_at
from selaras.evidence.loading.streams import SAMPLE_BYTES, Utf8Stream, guess_encoding
from selaras.evidence.mapping.values import CsvForm

_BLOCK = 1 << 22
_CONTROLS = bytes(sign for sign in range(32) if sign not in b"\t\n\v\f\r\x1a\x1c\x1d\x1e\x1f")
_FEW = 50
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Layout:
    """A CSV file's form with nothing left open, its columns and where its rows begin.

    `first_line` is the line of the first row, `offset` its place in UTF-8 bytes.
    """

    form: CsvForm
    columns: tuple[str, ...]
    first_line: int
    offset: int


def find_layout(stream: IO[bytes], form: CsvForm, wanted: tuple[str, ...], path: Path) -> Layout:
    """Find out what `form` leaves open, from the head of a stream.

    `wanted` are columns that the mapping reads: the delimiter that makes most of them appear in
    the header is the likeliest.
    """
    sample = stream.read(SAMPLE_BYTES)
    encoding = form.encoding or guess_encoding(sample)
    if not form.encoding and _is_binary(sample, encoding):
        raise InputError(
            said("This is not text.", "Ini bukan teks."),
            file=str(path),
            mend=said(
                "State `format:` if it is no CSV, or `encoding:` if it is one.",
                "Nyatakan `format:` bila bukan CSV, atau `encoding:` bila CSV.",
            ),
        )
    head = Utf8Stream(io.BytesIO(sample), encoding, None).peek(SAMPLE_BYTES * 4)
    if not head.strip() and form.names is None:
        raise InputError(said("This file is empty.", "Berkas ini kosong."), file=str(path))
    offset = _after_lines(head, form.skip)
    delimiter = form.delimiter or _likeliest(head[offset:], form, wanted)
    form = replace(form, encoding=encoding, delimiter=delimiter)
    first_line = form.skip + 1
    if form.names is not None:
        return Layout(form, form.names, first_line, offset)
    record = _first_record(head[offset:], form)
    columns = tuple(name.strip() for name in _split(record, form))
    if not any(columns):
        raise InputError(
            said(
                "There is no header where it should be.",
                "Tidak ada kepala kolom di tempat seharusnya.",
            ),
            file=str(path),
            line=first_line,
            mend=said(
                "State `skip:` or `header: false` with `names:`.",
                "Nyatakan `skip:` atau `header: false` dengan `names:`.",
            ),
        )
    lines = _line_ends(record)
    return Layout(form, columns, first_line + lines, offset + len(record))


def read_delimited(stream: IO[bytes], layout: Layout, file: str, path: Path) -> Iterator[RawBatch]:
    """Every row of a CSV stream; `file` is what the rows are told to come from."""
    reader = _Reader(Utf8Stream(stream, layout.form.encoding or "utf-8", layout.form.quote), layout)
    try:
        yield from reader.batches(file)
    except (pa.ArrowException, ValueError) as error:
        raise InputError(
            said(
                "The rows from here on cannot be told apart ({problem}).",
                "Baris dari sini tidak dapat dibedakan ({problem}).",
                problem=_first_sentence(error),
            ),
            file=str(path),
            line=reader.next_line,
            mend=said(
                "Look for a quote that is never closed, or state `quote: none`.",
                "Cari tanda kutip yang tidak pernah ditutup, atau nyatakan `quote: none`.",
            ),
        ) from None


class _Reader:
    """Keeps count of lines while Arrow cuts the text into columns, in one thread and in order."""

    def __init__(self, stream: Utf8Stream, layout: Layout) -> None:
        self.stream = stream
        self.layout = layout
        self.next_line = layout.first_line
        self._next_record = 1
        self._rejected: list[tuple[int, str]] = []
        self._last_line = layout.first_line

    def batches(self, file: str) -> Iterator[RawBatch]:
        self.stream.read(self.layout.offset)
        if not self.stream.peek(1):
            return
        for batch in self._open():
            yield self._numbered(batch, file)
        if self._rejected:
            yield self._numbered(None, file)
        self._refuse_open_quote()

    def _open(self) -> pacsv.CSVStreamingReader:
        form = self.layout.form
        names = [column_at(i) for i in range(len(self.layout.columns))]
        return pacsv.open_csv(
            pa.PythonFile(self.stream, mode="r"),
            read_options=pacsv.ReadOptions(
                use_threads=False, block_size=_BLOCK, column_names=names
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=form.delimiter,
                quote_char=form.quote or False,
                double_quote=form.quote is not None,
                escape_char=form.escape or False,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=self._reject,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types={name: pa.string() for name in names},
                strings_can_be_null=False,
                check_utf8=False,  # the stream made it so
            ),
        )

    def _reject(self, row: pacsv.InvalidRow) -> str:
        self._rejected.append((row.number, row.text))
        return "skip"

    def _numbered(self, batch: pa.RecordBatch | None, file: str) -> RawBatch:
        names = [column_at(i) for i in range(len(self.layout.columns))]
        if batch is None:
            values = pa.table({name: pa.array([], pa.string()) for name in names})
        else:
            values = pa.Table.from_batches([batch])
        lengths = self._lines_per_row(values)
        lines, broken = self._places(lengths, is_last=batch is None)
        keep = pa.array(_has_anything(values))
        return RawBatch(
            file,
            self.layout.columns,
            values.filter(keep),
            lines[keep.to_numpy(zero_copy_only=False)],
            broken,
            self.stream.is_clean,
        )

    def _lines_per_row(self, values: pa.Table) -> npt.NDArray[np.int64]:
        """How many lines each row takes; more than one only where quotes enclose line ends."""
        lengths = np.ones(values.num_rows, dtype=np.int64)
        if self.stream.quotes == 0 and self.layout.form.escape is None:
            return lengths
        for column in values.columns:
            ends = pc.add(
                pc.count_substring(column, "\n"),
                pc.subtract(pc.count_substring(column, "\r"), pc.count_substring(column, "\r\n")),
            )
            lengths += ends.to_numpy()
        return lengths

    def _places(
        self, lengths: npt.NDArray[np.int64], *, is_last: bool
    ) -> tuple[npt.NDArray[np.int64], tuple[BrokenLine, ...]]:
        """Lines of the rows, and the broken lines that lie between them."""
        starts = np.zeros(len(lengths) + 1, dtype=np.int64)
        np.cumsum(lengths, out=starts[1:])
        starts += self.next_line
        due = self._due(len(lengths), is_last=is_last)
        taken = np.array([1 + _line_ends(text.encode()) for _, text in due], dtype=np.int64)
        before = np.array([rows for rows, _ in due], dtype=np.int64)
        places = starts[before] + np.cumsum(taken) - taken
        shift = np.zeros_like(starts)
        np.add.at(shift, before, taken)
        starts += np.cumsum(shift)
        if len(due) and before[-1] == len(lengths):
            self._last_line = int(places[-1])
        elif len(lengths):
            self._last_line = int(starts[-2])
        self._next_record += len(lengths) + len(due)
        self.next_line = int(starts[-1])
        broken = (
            BrokenLine(int(place), text)
            for place, (_, text) in zip(places, due, strict=True)
            if text.strip()
        )
        return starts[:-1], tuple(broken)

    def _due(self, rows: int, *, is_last: bool) -> list[tuple[int, str]]:
        """Rejected lines among the next `rows` rows: how many rows lie before each, its text."""
        due: list[tuple[int, str]] = []
        for number, text in self._rejected:
            before = number - self._next_record - len(due)
            if before > rows and not is_last:
                break
            due.append((min(before, rows), text))
        del self._rejected[: len(due)]
        return due

    def _refuse_open_quote(self) -> None:
        """A quote that is never closed swallows all that follows: say so, load nothing of it."""
        if self.stream.quotes % 2 == 0:
            return
        # The last row is cut off, or reaches over lines that are rows of their own.
        if self.next_line - self._last_line > 1 or _is_open(self.stream.end, self.layout.form):
            self.next_line = self._last_line
            raise ValueError("a quote is never closed")


def _is_open(end: bytes, form: CsvForm) -> bool:
    """Whether a text ends within a quote that its last line opens."""
    last = re.split(r"\r\n|\n|\r", end.decode("utf-8", "replace"))[-1]
    if form.quote is None or form.quote not in last:
        return False
    try:
        list(fields_of(last, form, strict=True))
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


def _has_anything(values: pa.Table) -> npt.NDArray[np.bool_]:
    """False for rows without a single sign: blank lines, which are no rows."""
    anything = np.zeros(values.num_rows, dtype=np.bool_)
    for column in values.columns:
        if anything.all():
            break
        anything |= pc.greater(pc.binary_length(column), 0).to_numpy()
    return anything


def _is_binary(sample: bytes, encoding: str) -> bool:
    """Whether control signs make up more of it than a few damaged rows would."""
    if encoding.startswith(("utf-16", "utf-32")):
        return False
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > max(8, len(sample) // _FEW)


def _split(record: bytes, form: CsvForm) -> list[str]:
    """The fields of one record, as Python's reader cuts it."""
    text = record.decode("utf-8", "replace").strip("\r\n")
    try:
        return next(fields_of(text, form), [])
    except csv.Error:
        return []


def fields_of(text: str, form: CsvForm, *, strict: bool = False) -> Iterator[list[str]]:
    """The fields of each record, as Python's reader cuts a text; it raises csv.Error."""
    options = {"quotechar": form.quote} if form.quote else {"quoting": csv.QUOTE_NONE}
    return csv.reader(
        io.StringIO(text, newline=""),
        delimiter=form.delimiter or ",",
        escapechar=form.escape,
        strict=strict,
        **options,
    )


def _first_record(head: bytes, form: CsvForm) -> bytes:
    """The first record with its line end: up to a line end outside quotes."""
    quote = ord(form.quote) if form.quote else -1
    inside = False
    for at, sign in enumerate(head):
        if sign == quote:
            inside = not inside
        elif not inside and sign in b"\r\n":
            return head[: at + 2] if head[at : at + 2] == b"\r\n" else head[: at + 1]
    return head


def _after_lines(head: bytes, count: int) -> int:
    at = 0
    for line in head.splitlines(keepends=True)[:count]:
        at += len(line)
    return at


def _line_ends(text: bytes) -> int:
    return text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n")


def _likeliest(head: bytes, form: CsvForm, wanted: tuple[str, ...]) -> str:
    """The delimiter whose header holds most of the wanted columns, then most columns at all."""

    def fitness(delimiter: str) -> tuple[int, int]:
        record = _first_record(head, form)
        fields = [name.strip() for name in _split(record, replace(form, delimiter=delimiter))]
        return len(set(fields) & set(wanted)), len(fields)

    return max(_DELIMITERS, key=fitness)


def _first_sentence(error: Exception) -> str:
    return str(error).split("\n")[0].rstrip(".")[:200]
