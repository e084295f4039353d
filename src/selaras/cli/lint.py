"""`selaras lint`: are agreements, calendars and mappings well formed, and do they make sense?"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from selaras.cli.formats import Language, TableOrJson, spoken_in
from selaras.errors import InputError, Said, said, said_in
from selaras.errors.sentences import counted, figures_in

if TYPE_CHECKING:
    from selaras.agreements import AgreementVersion
    from selaras.agreements.lint import Note
    from selaras.calendars import Calendar
    from selaras.evidence.mapping import Mapping
    from selaras.reports.words import Language as Spoken
    from selaras.workspace.known_evidence import Known

app = typer.Typer(add_completion=False, rich_markup_mode=None)
KINDS = ("agreement", "calendar", "mapping")
_SUFFIXES = (".yaml", ".yml")
_A_YEAR = 366
_LEVELS = {
    "error": said("error", "kesalahan"),
    "warning": said("warning", "peringatan"),
    "info": said("info", "info"),
}
_NOUNS = {
    "agreement": "kesepakatan",
    "calendar": "kalender",
    "mapping": "pemetaan",
    "error": "kesalahan",
    "warning": "peringatan",
}
_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}


@app.command()
def lint(
    files: list[Path] = typer.Argument(
        None, help="Agreements, calendars and mappings; all of the workspace if none is given."
    ),
    workspace: Path = typer.Option(
        None, "--workspace", "-w", help="The workspace's folder; this one if no file is given."
    ),
    format_: TableOrJson = typer.Option(TableOrJson.TABLE, "--format", help="table or json."),
    language: Language | None = typer.Option(None, help="en or id; the workspace's without it."),
) -> None:
    """Check shape and sense; end with 2 where there is an error, with 0 otherwise."""
    root = workspace if workspace is not None or files else Path()
    paths = _sorted_out(files) if files else _of_workspace(root)
    notes = _lint(paths, root)
    if format_ is TableOrJson.JSON:
        typer.echo(json.dumps(_form(notes, paths), indent=2, ensure_ascii=False))
    else:
        _print(notes, paths, spoken_in(language, _language_of(root)))
    if any(note.level == "error" for note in notes):
        raise typer.Exit(2)


def _of_workspace(root: Path) -> dict[str, list[Path]]:
    """The YAML files of a workspace by their kind; InputError where there is none."""
    from selaras.workspace import open_workspace

    place = open_workspace(root)
    folders = {
        "agreement": place.agreements,
        "calendar": place.calendars,
        "mapping": place.mappings,
    }
    paths = {kind: _yaml_files(folder) for kind, folder in folders.items()}
    if not any(paths.values()):
        raise InputError(
            said(
                "There is nothing to check: no agreement, calendar or mapping.",
                "Tidak ada yang diperiksa: tidak ada kesepakatan, kalender, atau pemetaan.",
            ),
            file=str(root),
            mend=said(
                "Begin with `selaras init --workspace DIR --template marketing-sales`.",
                "Mulai dengan `selaras init --workspace DIR --template marketing-sales`.",
            ),
        )
    return paths


def _yaml_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(
        path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES and path.is_file()
    )


def _sorted_out(files: Sequence[Path]) -> dict[str, list[Path]]:
    """Files by their kind, which their first key tells; an unreadable one counts as agreement."""
    from selaras.agreements.source import read_source

    paths: dict[str, list[Path]] = {kind: [] for kind in KINDS}
    for path in files:
        try:
            data = read_source(path).data
        except InputError:
            data = None
        kind = next((kind for kind in KINDS if isinstance(data, dict) and kind in data), KINDS[0])
        paths[kind].append(path)
    return paths


def _lint(paths: dict[str, list[Path]], root: Path | None) -> list[Note]:
    from selaras.agreements.lint import gaps_between, lint_file, note_of
    from selaras.agreements.reading import order_versions
    from selaras.calendars import read_calendar
    from selaras.evidence.mapping import read_mapping
    from selaras.workspace.known_evidence import known_evidence

    notes: list[Note] = []
    known = None if root is None else known_evidence(root / "evidence")
    versions: list[AgreementVersion] = []
    for path in paths["agreement"]:
        version, found = lint_file(path, calendars=_calendars(path, root), **_facts(known))
        notes += found
        if version is not None:
            versions.append(version)
    try:
        notes += gaps_between(order_versions(versions).versions)
    except InputError as fault:
        notes.append(note_of(fault, "versions"))
    if root is not None:
        notes += _zones(versions, root)
    readers: dict[str, Callable[[Path], Any]] = {"calendar": read_calendar, "mapping": read_mapping}
    for kind, read in readers.items():
        for path in paths[kind]:
            try:
                value = read(path)
            except InputError as fault:
                notes.append(note_of(fault))
                continue
            notes += _remarks(path, value) if kind == "mapping" else _closing(path, value)
    return notes


def _zones(versions: Sequence[AgreementVersion], root: Path) -> list[Note]:
    """Calendars that cut periods in another zone than the one that the workspace states."""
    from selaras.agreements.lint import Level, Note
    from selaras.workspace import open_workspace

    own, notes = open_workspace(root).time_zone.key, dict[str, Note]()
    for version in versions:
        name, file = version.agreement.calendar, version.file
        try:
            zone = _calendars(Path(file or root), root)(name).time_zone.key
        except InputError:
            continue
        if own in (zone, "UTC") or name in notes:
            continue
        sentence = said(
            "By the calendar `{name}` periods are cut in {zone}; "
            "the workspace's time_zone is {own}.",
            "Menurut kalender `{name}` periode dipotong dalam zona {zone}; "
            "time_zone ruang kerja adalah {own}.",
            name=name,
            zone=zone,
            own=own,
        )
        mend = said(
            "Set time_zone in the calendar, unless its people live by that clock.",
            "Atur time_zone di kalender itu, kecuali orangnya memang memakai jam tersebut.",
        )
        notes[name] = Note(Level.WARNING, "zones", file, None, sentence, mend)
    return list(notes.values())


def _closing(path: Path, calendar: Calendar) -> list[Note]:
    """A calendar that never opens, or closes for good: nothing in working time falls due then."""
    from datetime import timedelta

    from selaras.agreements.lint import Level, Note
    from selaras.calendars.calendar import LAST_DAY

    last = calendar.last_working_day()
    if last is not None and last > LAST_DAY - timedelta(days=_A_YEAR):
        return []
    problem = said(
        "The calendar `{name}` has no working time at all: no business time falls due on it.",
        "Kalender `{name}` tidak memiliki jam kerja sama sekali: "
        "tidak ada waktu kerja yang jatuh tempo padanya.",
        name=calendar.name,
    )
    if last is not None:
        problem = said(
            "The calendar `{name}` has no working time after {last}: "
            "no business time falls due on it from then on.",
            "Kalender `{name}` tidak memiliki jam kerja setelah {last}: "
            "sejak itu tidak ada waktu kerja yang jatuh tempo padanya.",
            name=calendar.name,
            last=last,
        )
    mend = said("Look at its week and its exceptions.", "Lihat minggu kerja dan pengecualiannya.")
    return [Note(Level.WARNING, "never-open", str(path), None, problem, mend)]


def _remarks(path: Path, mapping: Mapping) -> list[Note]:
    """What a mapping leaves unsaid, as warnings."""
    from selaras.agreements.lint import Level, Note
    from selaras.evidence.mapping import remarks

    return [
        Note(Level.WARNING, remark.code, str(path), remark.line, remark.sentence, remark.mend)
        for remark in remarks(mapping)
    ]


def _facts(known: Known | None) -> dict[str, Any]:
    return {} if known is None else {"tables": known.tables, "reps": known.reps}


@lru_cache(maxsize=8)
def _calendars_in(folders: tuple[Path, ...]) -> Callable[[str], Calendar]:
    from selaras.calendars import find_calendar

    # A calendar is resolved for seventy years: once is enough for all agreements.
    return lru_cache(maxsize=64)(lambda name: find_calendar(name, folders))


def _calendars(agreement: Path, root: Path | None) -> Callable[[str], Calendar]:
    """Calendars of the workspace, else of the one the file lies in, and the shipped ones."""
    folders = [] if root is None else [root / "calendars"]
    return _calendars_in((*folders, agreement.resolve().parent.parent / "calendars"))


def _form(notes: Sequence[Note], paths: dict[str, list[Path]]) -> dict[str, Any]:
    return {
        "files": sum(len(files) for files in paths.values()),
        "errors": _count(notes, "error"),
        "warnings": _count(notes, "warning"),
        "notes": [
            {
                "level": note.level.value,
                "code": note.code,
                "file": note.file,
                "line": note.line,
                "sentence": note.sentence,
                "mend": note.mend,
            }
            for note in notes
        ],
    }


def _count(notes: Sequence[Note], level: str) -> int:
    return sum(note.level == level for note in notes)


def _language_of(root: Path | None) -> str:
    """The workspace's; English where files are checked that lie in none."""
    from selaras.workspace import open_workspace

    return "en" if root is None else open_workspace(root).language


def _print(notes: Sequence[Note], paths: dict[str, list[Path]], language: Spoken) -> None:
    for note in notes:
        place = note.file or ""
        if note.line is not None:
            place = f"{place}:{note.line}"
        word = said_in(_LEVELS[note.level.value], language)
        level = typer.style(word, fg=_COLOURS[note.level.value], bold=True)
        mend = f" {said_in(note.mend, language)}" if note.mend else ""
        typer.echo(f"{place}: {level}: {said_in(note.sentence, language)}{mend} [{note.code}]")
    checked = ", ".join(
        said_in(_counted(len(files), kind), language) for kind, files in paths.items() if files
    )
    errors, warnings = (
        said_in(_counted(_count(notes, level), level), language) for level in ("error", "warning")
    )
    typer.echo(f"{checked}: {errors}, {warnings}.")


def _counted(n: int, what: str) -> Said:
    return Said(counted(n, what), f"{figures_in(f'{n:,}', 'id')} {_NOUNS[what]}")
