"""Where a mapping's rows lie: its files found, opened and read, whatever they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from pathlib import Path

from selaras.errors import InputError, said
from selaras.evidence.loading.batches import RawBatch
from selaras.evidence.loading.delimited import find_layout, read_delimited
from selaras.evidence.loading.queries import read_query
from selaras.evidence.loading.records import read_excel, read_json_lines, read_parquet
from selaras.evidence.loading.streams import DAMAGED, inner_name, open_bytes, unreadable
from selaras.evidence.mapping.values import FileSource, Format, Mapping, SqlSource

_SUFFIXES = {
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".txt": Format.CSV,
    ".parquet": Format.PARQUET,
    ".jsonl": Format.JSON_LINES,
    ".ndjson": Format.JSON_LINES,
    ".json": Format.JSON_LINES,
    ".xlsx": Format.EXCEL,
    ".xlsm": Format.EXCEL,
    ".xls": Format.EXCEL,
    ".xlsb": Format.EXCEL,
    ".ods": Format.EXCEL,
}


@dataclass(frozen=True, slots=True)
class Places:
    """Where to look for files: what a caller states, the mapping's folder, the workspace around it.

    `files` gives a mapping's name the file to read instead of the one it names.
    """

    folders: tuple[Path, ...] = ()
    files: Dictionary[str, Path] = field(default_factory=dict)

    def find(self, mapping: Mapping, path: str) -> Path:
        """The first that exists of `path` in every place; InputError where none does."""
        if mapping.name in self.files:
            return self._given(mapping)
        folders = [*self.folders, mapping.file.parent, mapping.file.parent.parent]
        for folder in folders:
            if (folder / path).exists():
                return folder / path
        looked = ", ".join(dict.fromkeys(str(folder) for folder in folders))
        raise InputError(
            said("The source {path} is not there.", "Sumber {path} tidak ada.", path=path),
            file=str(mapping.file),
            mend=said(
                "Looked in {looked}; put it there, or state --source-dir.",
                "Dicari di {looked}; letakkan di sana, atau beri --source-dir.",
                looked=looked,
            ),
        )

    def _given(self, mapping: Mapping) -> Path:
        path = self.files[mapping.name]
        if not path.exists():
            raise InputError(
                said(
                    "There is no such file for {name}.",
                    "Berkas itu tidak ada untuk {name}.",
                    name=mapping.name,
                ),
                file=str(path),
            )
        return path


def find_files(mapping: Mapping, places: Places) -> tuple[Path, ...]:
    """Every file of a mapping's FileSource, in the order of their names."""
    source = mapping.source
    if not isinstance(source, FileSource):
        return ()
    path = places.find(mapping, source.path)
    if source.pattern is None:
        if path.is_dir():
            raise InputError(
                said("{path} is a folder.", "{path} adalah folder.", path=path),
                file=str(mapping.file),
                mend=said("State `folder:`.", "Nyatakan `folder:`."),
            )
        return (path,)
    if path.is_file():
        return (path,)
    try:
        found = tuple(sorted(p for p in path.glob(source.pattern) if p.is_file()))
    except (ValueError, NotImplementedError) as error:
        raise InputError(
            said("The pattern is wrong: {error}.", "Polanya salah: {error}.", error=error),
            file=str(mapping.file),
        ) from None
    if not found:
        raise InputError(
            said(
                "No file in {path} fits {pattern}.",
                "Tidak ada berkas di {path} yang cocok dengan {pattern}.",
                path=path,
                pattern=source.pattern,
            ),
            file=str(mapping.file),
            mend=said(
                "Change `pattern:`, or put the files there.",
                "Ubah `pattern:`, atau letakkan berkasnya di sana.",
            ),
        )
    return found


def read_source(mapping: Mapping, places: Places) -> Iterator[RawBatch]:
    """All rows of a mapping's source, as texts, in order.

    InputError where a file is missing, damaged or not of the form that is stated.
    """
    if isinstance(mapping.source, SqlSource):
        yield from read_query(mapping, mapping.source, places.find)
        return
    for path in find_files(mapping, places):
        yield from read_file(path, mapping.source, mapping.columns_read)


def read_file(path: Path, source: FileSource, wanted: tuple[str, ...]) -> Iterator[RawBatch]:
    """All rows of one file."""
    # Names of files are bytes: one out of an old archive need not be text.
    name = os.fsencode(path.name).decode("utf-8", "backslashreplace")
    label = name if source.member is None else f"{name}/{source.member}"
    form = format_of(path, source)
    try:
        match form:
            case Format.CSV:
                with open_bytes(path, source.member) as stream:
                    layout = find_layout(stream, source.csv, wanted, path)
                with open_bytes(path, source.member) as stream:
                    yield from read_delimited(stream, layout, label, path)
            case Format.JSON_LINES:
                with open_bytes(path, source.member) as stream:
                    yield from read_json_lines(stream, source, wanted, label, path)
            case Format.PARQUET:
                _refuse_packed(path)
                yield from read_parquet(path, label)
            case Format.EXCEL:
                _refuse_packed(path)
                yield from read_excel(path, source, label)
    except UnicodeError as error:
        raise InputError(
            said(
                "This is not text in the encoding that is stated: {error}.",
                "Ini bukan teks dalam pengodean yang dinyatakan: {error}.",
                error=error,
            ),
            file=str(path),
            mend=said("Change `encoding:`, or leave it out.", "Ubah `encoding:`, atau hilangkan."),
        ) from None
    except DAMAGED as error:
        raise unreadable(path, error) from None


def _refuse_packed(path: Path) -> None:
    """Refuse an archive around a file that has to be read from any place in it."""
    if path.suffix.lower() in _ARCHIVES:
        raise InputError(
            said(
                "A workbook or a Parquet file is not read out of an archive.",
                "Buku kerja atau berkas Parquet tidak dibaca dari dalam arsip.",
            ),
            file=str(path),
            mend=said("Unpack it first.", "Buka arsipnya lebih dahulu."),
        )


_ARCHIVES = (".gz", ".zip")
_DATABASES = frozenset({".db", ".sqlite", ".sqlite3", ".db3"})
_ASK_A_DATABASE = said(
    "An SQLite file is asked by a query: `source: {{sqlite: FILE, sql: SELECT …}}`.",
    "Berkas SQLite ditanya dengan kueri: `source: {{sqlite: BERKAS, sql: SELECT …}}`.",
)


def format_of(path: Path, source: FileSource) -> Format:
    """What a file is: as stated, else by its suffix."""
    if source.form is not None:
        return source.form
    suffix = Path(inner_name(path, source.member)).suffix.lower()
    if suffix not in _SUFFIXES:
        raise InputError(
            said(
                "What this file is cannot be told from {name}.",
                "Jenis berkas ini tidak dapat diketahui dari {name}.",
                name=repr(suffix) if suffix else said("its name", "namanya"),
            ),
            file=str(path),
            mend=_ASK_A_DATABASE
            if suffix in _DATABASES
            else said(
                "State `format:`, one of {names}.",
                "Nyatakan `format:`, salah satu dari {names}.",
                names=", ".join(Format),
            ),
        )
    return _SUFFIXES[suffix]
