"""The manifest of a snapshot: one version of each evidence table, and what it holds."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from selaras.errors import EvidenceError, Said, said

FOLDER = "_snapshots"
_FORMAT = 1
LONGEST_MONTH = 31


@dataclass(frozen=True, slots=True)
class MonthState:
    """Rows of one month of a table (deleted ones included) and the digest of their content.

    `days` has a digest for each day of it in UTC, one after another from the first and `,` between
    them, empty where a day holds nothing; no text at all for what has no days, and for months that
    were written before these were kept.
    """

    rows: int
    digest: str
    days: str = ""

    def digest_between(self, first: int, last: int) -> str:
        """Digest of days of the month, both included; of all of it where its days are unknown.

        Days that hold nothing add nothing.
        """
        return _of_days(self.days, first, last) if self.days else self.digest


@lru_cache(maxsize=4096)
def _of_days(digests: str, first: int, last: int) -> str:
    days = enumerate(digests.split(","), start=1)
    return digest_of([f"{day} {held}" for day, held in days if held and first <= day <= last])


@dataclass(frozen=True, slots=True)
class TableState:
    """One table in a snapshot.

    `version` is the Delta version, `columns` the columns that all its files have, `sources` how
    far each source (the name of a mapping) is complete, None where nothing says so, and `begins`
    from when on it is, for those sources alone that say so.
    """

    version: int
    columns: tuple[str, ...]
    months: Mapping[str, MonthState]
    sources: Mapping[str, datetime | None]
    begins: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(month.rows for month in self.months.values())

    def digest(self, months: tuple[str, ...] | None = None) -> str:
        """Digest of the months asked for (None: all); months without rows add nothing."""
        asked = self.months if months is None else set(months)
        lines = [
            f"{name} {state.digest}" for name, state in sorted(self.months.items()) if name in asked
        ]
        return digest_of(lines)

    def digest_between(self, first: date | None, last: date | None) -> str:
        """Digest of days in UTC, both included, and of what has no time; None: no bound."""
        begins = _FIRST if first is None else (f"{first:%Y-%m}", first.day)
        ends = _LAST if last is None else (f"{last:%Y-%m}", last.day)
        lines = []
        for name, state in sorted(self.months.items()):
            days = _days_within(name, begins, ends)
            held = NOTHING if days is None else state.digest_between(*days)
            if held != NOTHING:
                lines.append(f"{name} {held}")
        return digest_of(lines)


_DayOfMonth = tuple[str, int]
_FIRST: _DayOfMonth = ("", 1)
_LAST: _DayOfMonth = ("9999-99", LONGEST_MONTH)


def _days_within(month: str, begins: _DayOfMonth, ends: _DayOfMonth) -> tuple[int, int] | None:
    """The first and last day of a month (`2026-01`) between two; None: none of it lies there."""
    if not month[0].isdigit():
        return 1, LONGEST_MONTH
    if not begins[0] <= month <= ends[0]:
        return None
    return (
        begins[1] if month == begins[0] else 1,
        ends[1] if month == ends[0] else LONGEST_MONTH,
    )


@dataclass(frozen=True, slots=True)
class Manifest:
    """A snapshot as written down.

    `cause` is `load` or `compact`; `loaded_at` is the load's own time and `written_at` the
    clock's when the file was made, both in UTC.
    """

    number: int
    cause: str
    loaded_at: datetime
    written_at: datetime
    tables: Mapping[str, TableState] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Content id: 12 hexadecimal digits; the same content has the same one."""
        lines = []
        for name, table in sorted(self.tables.items()):
            lines.append(f"table {name} {table.digest()}")
            lines += [
                f"source {source} {_instant(complete_to)}"
                for source, complete_to in sorted(table.sources.items())
            ]
            lines += [
                f"begins {source} {_instant(complete_from)}"
                for source, complete_from in sorted(table.begins.items())
            ]
        return digest_of(lines)[:12]

    def with_table(self, name: str, state: TableState) -> Manifest:
        return replace(self, tables={**self.tables, name: state})


def digest_of(lines: list[str]) -> str:
    """SHA-256 of the lines, 32 hexadecimal digits of it; no lines have a digest as well."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


NOTHING = digest_of([])
"""Digest of a table or of months that hold nothing."""


def manifest_numbers(root: Path) -> tuple[int, ...]:
    """Numbers of the manifests under the evidence folder `root`, ascending."""
    try:
        names = os.listdir(root / FOLDER)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise EvidenceError(_unreadable(root / FOLDER, error.strerror)) from None
    stems = (name.removesuffix(".json") for name in names if name.endswith(".json"))
    return tuple(sorted(int(stem) for stem in stems if stem.isdecimal()))


def manifest_path(root: Path, number: int) -> Path:
    return root / FOLDER / f"{number}.json"


def _unreadable(path: Path, reason: object) -> Said:
    return said(
        "{path} cannot be read: {reason}.",
        "{path} tidak dapat dibaca: {reason}.",
        path=path,
        reason=reason,
    )


def read_manifest(root: Path, number: int) -> Manifest:
    """Read manifest `number`; EvidenceError where it is missing or damaged."""
    path = manifest_path(root, number)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise EvidenceError(
            said(
                "There is no snapshot {number} in {root}.",
                "Tidak ada potret {number} di {root}.",
                number=number, root=root,
            )
        ) from None  # fmt: skip
    except (OSError, UnicodeDecodeError) as error:
        raise EvidenceError(_unreadable(path, error)) from None
    try:
        return _from_json(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise EvidenceError(
            said(
                "{path} is damaged ({kind}: {error}). "
                "Restore that file from a backup, or ask for another snapshot.",
                "{path} rusak ({kind}: {error}). "
                "Pulihkan berkas itu dari cadangan, atau minta potret lain.",
                path=path, kind=type(error).__name__, error=error,
            )
        ) from None  # fmt: skip


def write_manifest(root: Path, manifest: Manifest) -> None:
    """Write a new manifest: whole or not at all, and never over another one."""
    path = manifest_path(root, manifest.number)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(_to_json(manifest), indent=1, sort_keys=True) + "\n"
    write_durably(path, text)


def write_durably(path: Path, text: str) -> None:
    """Create `path` with `text`, exclusively: readers see all of it or nothing.

    The text is forced to disk under another name first, which `os.link` then gives its own name:
    unlike a rename, that fails where the name is taken.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            raise EvidenceError(
                said(
                    "{path} exists already: another process wrote it.",
                    "{path} sudah ada: proses lain menulisnya.",
                    path=path,
                )
            ) from None
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()


def _read_instant(text: str | None) -> datetime | None:
    return None if text is None else _required_instant(text)


def _required_instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no offset")
    return moment


def _to_json(manifest: Manifest) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "number": manifest.number,
        "id": manifest.id,
        "cause": manifest.cause,
        "loaded_at": _instant(manifest.loaded_at),
        "written_at": _instant(manifest.written_at),
        "tables": {
            name: {
                "version": table.version,
                "columns": list(table.columns),
                "months": {month: _month_form(state) for month, state in table.months.items()},
                "sources": {name: _instant(at) for name, at in table.sources.items()},
                **_begins_form(table.begins),
            }
            for name, table in manifest.tables.items()
        },
    }


def _begins_form(begins: Mapping[str, datetime]) -> dict[str, Any]:
    """Nothing where no source begins late: manifests without it are as they always were."""
    return {"begins": {name: _instant(at) for name, at in begins.items()}} if begins else {}


def _month_form(state: MonthState) -> dict[str, Any]:
    days = {"days": state.days} if state.days else {}
    return {"rows": state.rows, "digest": state.digest, **days}


def _month_of(form: dict[str, Any]) -> MonthState:
    return MonthState(int(form["rows"]), str(form["digest"]), str(form.get("days", "")))


def _from_json(body: dict[str, Any]) -> Manifest:
    if body["format"] != _FORMAT:
        raise ValueError(f"format {body['format']} is not known to this version of Selaras")
    manifest = Manifest(
        number=int(body["number"]),
        cause=str(body["cause"]),
        loaded_at=_required_instant(body["loaded_at"]),
        written_at=_required_instant(body["written_at"]),
        tables={
            name: TableState(
                version=int(table["version"]),
                columns=tuple(table["columns"]),
                months={month: _month_of(state) for month, state in table["months"].items()},
                sources={name: _read_instant(at) for name, at in table["sources"].items()},
                begins={
                    name: _required_instant(at) for name, at in table.get("begins", {}).items()
                },
            )
            for name, table in body["tables"].items()
        },
    )
    if manifest.id != body["id"]:
        raise ValueError(f"its content gives {manifest.id}, it says {body['id']}")
    return manifest
