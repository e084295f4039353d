"""A file that somebody brings, looked at before anything reads it: no bombs, no surprises.

Nothing is ever unpacked to disk, and no name inside of an archive becomes a path: members are
read as streams, by the name that the archive itself lists.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from selaras.errors import InputError
from selaras.records.loads import limits

TEXTS = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json")
BOOKS = (".xlsx", ".xlsm", ".xlsb", ".ods")
SUFFIXES = (*TEXTS, *BOOKS, ".xls", ".parquet", ".gz", ".zip")
_CHUNK = 1 << 20
_DAMAGED = (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError,
            ValueError)  # fmt: skip


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Checked:
    """What a sound file is: `form` by its suffix, bytes once unpacked, texts in an archive."""

    form: str
    unpacked_bytes: int
    members: tuple[str, ...] = ()


def suffix_of(name: str) -> str:
    """The suffix that says what a file is; InputError where it is none that is read.

    `.csv.gz` gives `.csv.gz`: what is inside matters as well.
    """
    suffixes = [part.lower() for part in Path(name.replace("\\", "/")).suffixes]
    last = suffixes[-1] if suffixes else ""
    if last == ".gz" and len(suffixes) > 1 and suffixes[-2] in TEXTS:
        return suffixes[-2] + ".gz"
    if last not in SUFFIXES or last == ".gz":
        raise InputError(
            _("A file that ends with %(suffix)s is not read.") % {"suffix": repr(last)},
            mend=_("Bring one of %(all)s, or .csv.gz.")
            % {"all": ", ".join(s for s in SUFFIXES if s != ".gz")},
        )
    return last


def check_file(path: Path, suffix: str) -> Checked:
    """Look through a whole file within the limits; InputError where it goes beyond them."""
    try:
        if suffix == ".parquet":
            return _parquet(path)
        if suffix == ".xls":
            return Checked("excel", path.stat().st_size)
        if suffix in BOOKS:
            return Checked("excel", _book(path))
        if suffix == ".zip":
            return _archive(path)
        if suffix.endswith(".gz"):
            with gzip.open(path, "rb") as stream:
                return Checked(_form(suffix), _scan(stream, path.stat().st_size))
        with path.open("rb") as stream:
            return Checked(_form(suffix), _scan(stream, path.stat().st_size))
    except _DAMAGED as error:
        raise InputError(_("This file cannot be read: %(why)s.") % {"why": error}) from None


def _form(suffix: str) -> str:
    return "csv" if suffix.removesuffix(".gz") in (".csv", ".tsv", ".txt") else "json_lines"


def _scan(stream: _Readable, packed: int) -> int:
    """Bytes of a text, read once; InputError for a bomb, and for a line without end."""
    total = line = 0
    for chunk in _chunks(stream):
        total += len(chunk)
        _check_growth(total, packed)
        at = chunk.find(b"\n")
        if at < 0:
            line += len(chunk)
            _check_line(line)
            continue
        _check_line(line + at)
        while (following := chunk.find(b"\n", at + 1)) >= 0:
            if following - at > limits.LONGEST_LINE:
                _check_line(following - at)
            at = following
        line = len(chunk) - at - 1
    return total


def _chunks(stream: _Readable) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _check_line(length: int) -> None:
    if length > limits.LONGEST_LINE:
        raise InputError(
            _("A line is longer than %(n)s bytes.") % {"n": f"{limits.LONGEST_LINE:,}"},
            mend=_("Look for a line end or a quote that is missing."),
        )


def _check_growth(total: int, packed: int, most: int = limits.MOST_UNPACKED) -> None:
    grown = total > limits.FREE_BYTES and total > packed * limits.MOST_RATIO
    if total > most or grown:
        raise InputError(
            _("It unpacks to more than %(n)s MB.") % {"n": f"{min(total, most) / 1e6:,.0f}"},
            mend=_("Bring it in parts, not compressed."),
        )


def _archive(path: Path) -> Checked:
    """A zip archive of texts: every member read through, none of them written."""
    packed = path.stat().st_size
    with zipfile.ZipFile(path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if len(infos) > limits.MOST_MEMBERS:
            raise InputError(
                _("The archive holds %(n)s files.") % {"n": f"{len(infos):,}"},
                mend=_("Bring fewer."),
            )
        texts = [info for info in infos if Path(info.filename).suffix.lower() in TEXTS]
        if not texts:
            raise InputError(_("The archive holds no text file."), mend=_("Put a .csv into it."))
        _check_growth(sum(info.file_size for info in texts), packed)  # as it says itself
        total = 0
        for info in texts:
            with archive.open(info) as stream:
                total += _scan(stream, packed)
            _check_growth(total, packed)
    names = tuple(info.filename for info in texts)
    return Checked(_form(Path(names[0]).suffix.lower()), total, names)


def _book(path: Path) -> int:
    """What a workbook unpacks to: it is a zip archive of its own."""
    packed = path.stat().st_size
    total = 0
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        if len(infos) > limits.MOST_MEMBERS * 10:
            raise InputError(_("The workbook holds %(n)s parts.") % {"n": f"{len(infos):,}"})
        _check_growth(sum(info.file_size for info in infos), packed, limits.MOST_WORKBOOK)
        for info in infos:
            with archive.open(info) as stream:
                for chunk in _chunks(stream):
                    total += len(chunk)
                    _check_growth(total, packed, limits.MOST_WORKBOOK)
    return total


def _parquet(path: Path) -> Checked:
    try:
        meta = pq.read_metadata(path)
    except (pa.ArrowException, OSError) as error:
        raise InputError(_("This is not a sound Parquet file: %(why)s.") % {"why": error}) from None
    if meta.num_columns > limits.MOST_COLUMNS:
        raise InputError(
            _("It has %(n)s columns.") % {"n": meta.num_columns}, mend=_("Bring those you need.")
        )
    total = sum(meta.row_group(i).total_byte_size for i in range(meta.num_row_groups))
    _check_growth(total, path.stat().st_size)
    return Checked("parquet", total)
