"""Where calendars are looked for: a path, the workspace's folder, those that are shipped."""

from __future__ import annotations

import difflib
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

from selaras.calendars.calendar import Calendar
from selaras.calendars.reading import read_calendar
from selaras.calendars.source import read_source
from selaras.errors import InputError, said

_SUFFIXES = (".yaml", ".yml")


def find_calendar(name_or_path: str, folders: tuple[Path, ...] = ()) -> Calendar:
    """The calendar in that file, of that name in one of the folders, or among the shipped ones.

    In a folder the name of the file counts first, then what its `calendar:` says. InputError with
    the names that are known if there is none.
    """
    path = Path(name_or_path)
    if path.suffix in _SUFFIXES or len(path.parts) > 1:
        return read_calendar(path)
    for folder in folders:
        found = _in_folder(name_or_path, folder)
        if found is not None:
            return read_calendar(found)
    if name_or_path in shipped_names():
        return _shipped(name_or_path)
    if path.is_file():
        # Names come first, so that a file that is called like a calendar does not hide it.
        return read_calendar(path)
    names = calendar_names(folders)
    near = difflib.get_close_matches(name_or_path, names, n=1)
    hint = said(" Did you mean {near}?", " Maksud Anda {near}?", near=near[0]) if near else ""
    raise InputError(
        said(
            "There is no calendar {name}.",
            "Tidak ada kalender {name}.",
            name=repr(name_or_path),
        ),
        mend=said(
            "Known are {names}.{hint}",
            "Yang dikenal: {names}.{hint}",
            names=", ".join(names),
            hint=hint,
        ),
    )


def calendar_names(folders: tuple[Path, ...] = ()) -> list[str]:
    """Names of the calendars in the folders and of the shipped ones, ordered."""
    own = {_name_in(file) for folder in folders for file in calendar_files(folder)}
    return sorted({name for name in own if name} | set(shipped_names()))


def shipped_names() -> tuple[str, ...]:
    """Names of the calendars that come with Selaras."""
    folder = files("selaras.calendars") / "shipped"
    names = (entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return tuple(sorted(name.removesuffix(".yaml") for name in names))


def calendar_files(folder: Path) -> list[Path]:
    """The YAML files of a folder, ordered; none if there is no such folder."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix in _SUFFIXES and path.is_file())


def _in_folder(name: str, folder: Path) -> Path | None:
    candidates = calendar_files(folder)
    for path in candidates:
        if path.stem == name:
            return path
    return next((path for path in candidates if _name_in(path) == name), None)


@lru_cache(maxsize=32)
def _shipped(name: str) -> Calendar:
    with as_file(files("selaras.calendars") / "shipped" / f"{name}.yaml") as path:
        return read_calendar(path)


def _name_in(path: Path) -> str | None:
    """The name a file gives its calendar; None if it cannot be read (it is reported when used)."""
    try:
        value = read_source(path).value
    except InputError:
        return None
    name = value.get("calendar") if isinstance(value, dict) else None
    return name if isinstance(name, str) else None
