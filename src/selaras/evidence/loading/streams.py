"""Bytes of a source file: out of archives, and turned into UTF-8 where they are not."""

from __future__ import annotations

import codecs
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from selaras.errors import InputError, said
from selaras.evidence.loading.marks import ERRORS, FIRST_BYTES, count_marks
from selaras.evidence.mapping.refusal import nearest

SAMPLE_BYTES = 1 << 18
_CHUNK = 1 << 20
_END = 1 << 16
"""Bytes of the end that are kept: more than a row has."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DAMAGED = (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError)
"""What reading a damaged, encrypted or cut-off archive raises."""


@contextmanager
def open_bytes(path: Path, member: str | None) -> Iterator[IO[bytes]]:
    """Open `path`, unpacked where it is a gzip or a zip archive (then `member` of it).

    InputError where the file is missing or the archive does not hold one clear member.
    """
    try:
        if zipfile.is_zipfile(path) and path.suffix.lower() not in (".xlsx", ".xlsm", ".ods"):
            with (
                zipfile.ZipFile(path) as archive,
                archive.open(_member(path, archive, member)) as f,
            ):
                yield f
        elif path.suffix.lower() == ".gz":
            with gzip.open(path, "rb") as stream:
                yield stream  # type: ignore[misc]
        else:
            with path.open("rb") as file:
                yield file
    except DAMAGED as error:
        raise unreadable(path, error) from None


def unreadable(path: Path, error: BaseException) -> InputError:
    """What to say of a file that is damaged, or that the system does not let be read."""
    return InputError(
        said(
            "This file cannot be read: {error}.",
            "Berkas ini tidak dapat dibaca: {error}.",
            error=error,
        ),
        file=str(path),
    )


def _member(path: Path, archive: zipfile.ZipFile, member: str | None) -> str:
    names = [info.filename for info in archive.infolist() if info.filename and not info.is_dir()]
    if member is None:
        if len(names) != 1:
            raise InputError(
                said(
                    "The archive holds {n} files.",
                    "Arsip memuat {n} berkas.",
                    n=len(names),
                ),
                file=str(path),
                mend=said(
                    "State `member:`, one of {names}.",
                    "Nyatakan `member:`, salah satu dari {names}.",
                    names=", ".join(names[:10]),
                )
                if names
                else None,
            )
        return names[0]
    if member not in names:
        raise InputError(
            said("The archive holds no {member}.", "Arsip tidak memuat {member}.", member=member),
            file=str(path),
            mend=nearest(member, names[:50]),
        )
    return member


def inner_name(path: Path, member: str | None) -> str:
    """The file name that says what a file is: without `.gz`, or the member of an archive."""
    if path.suffix.lower() == ".gz":
        return path.stem
    if path.suffix.lower() == ".zip":
        if member is not None:
            return member
        try:
            with zipfile.ZipFile(path) as archive:
                return _member(path, archive, None)
        except DAMAGED as error:
            raise unreadable(path, error) from None
    return path.name


def guess_encoding(sample: bytes) -> str:
    """The encoding of a text that begins with `sample`.

    By its byte order mark; else UTF-8 where that fits, or where it fits most of the signs beyond
    ASCII (a single damaged line does not make a file Windows-1252); else Windows-1252.
    """
    for bom, encoding in _BOMS:
        if sample.startswith(bom):
            return encoding
    if sample[:200].count(0) * 3 > len(sample[:200]) > 1:
        return "utf-16-le" if sample[1] == 0 else "utf-16-be"
    text = codecs.getincrementaldecoder("utf-8")(ERRORS).decode(sample)
    if text.isascii():
        return "utf-8"
    wrong = count_marks(text)
    right = sum(1 for sign in text if ord(sign) > 127) - wrong
    return "utf-8" if wrong == 0 or wrong < right else "cp1252"


class Utf8Stream(io.RawIOBase):
    """A binary stream in any encoding, read as UTF-8 without byte order mark.

    Bytes that are no text in `encoding` come out as marks, and `is_clean` is False from then on;
    `quotes` counts the quote signs that went by: without any, no row reaches over several lines.
    `end` are the last bytes of what was read so far.
    """

    def __init__(self, stream: IO[bytes], encoding: str, quote: str | None) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)(ERRORS)
        self._quote = None if quote is None else quote.encode()
        self._waiting = b""
        self._began = False
        self._ended = False
        self.quotes = 0
        self.end = b""
        self.is_clean = True
        self.bytes_read = 0

    def readable(self) -> bool:
        return True

    def _fill(self) -> None:
        chunk = self._stream.read(_CHUNK)
        self._ended = not chunk
        self.bytes_read += len(chunk)
        text = self._decoder.decode(chunk, self._ended)
        chunk = text.encode("utf-8", "replace")
        self.is_clean = self.is_clean and FIRST_BYTES not in chunk
        if not self._began and chunk:
            chunk = chunk.removeprefix(codecs.BOM_UTF8)
            self._began = True
        if self._quote is not None:
            self.quotes += chunk.count(self._quote)
        self._waiting += chunk
        self.end = (self.end + chunk)[-_END:]

    def peek(self, size: int) -> bytes:
        """Up to `size` of the next bytes, left where they are."""
        while len(self._waiting) < size and not self._ended:
            self._fill()
        return self._waiting[:size]

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        part = self.peek(len(view))
        view[: len(part)] = part
        self._waiting = self._waiting[len(part) :]
        return len(part)
