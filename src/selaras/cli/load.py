"""`selaras load`: sources into evidence by their mappings."""

# Imports wait for the command that needs them, and a command has as many parameters as options.

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from selaras.cli.formats import Language, TableOrJson, spoken_in
from selaras.cli.load_report import print_json, print_report
from selaras.cli.noting import noted_load
from selaras.errors import InputError, said, said_in
from selaras.errors.sentences import figure

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from selaras.evidence.loading import LoadReport
    from selaras.evidence.loading.intake import Progress
    from selaras.evidence.mapping import Mapping
    from selaras.reports.words import Language as Spoken
    from selaras.workspace import Workspace

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def load(
    mappings: Annotated[
        list[str] | None,
        typer.Argument(help="Names (or files) of mappings; all of the workspace if none is given."),
    ] = None,
    workspace: Annotated[
        Path, typer.Option(help="The workspace's folder.", metavar="DIR")
    ] = Path(),
    source_dir: Annotated[
        list[Path] | None,
        typer.Option(help="A folder in which to look for source files first.", metavar="DIR"),
    ] = None,
    file: Annotated[
        list[str] | None,
        typer.Option(help="The file to read for the mapping NAME.", metavar="NAME=PATH"),
    ] = None,
    complete_to: Annotated[
        str | None,
        typer.Option(help="Up to when the sources are complete: a date or a time.", metavar="ISO"),
    ] = None,
    complete_from: Annotated[
        str | None,
        typer.Option(
            help="From when on the sources are complete, where they begin late.", metavar="ISO"
        ),
    ] = None,
    loaded_at: Annotated[str | None, typer.Option(hidden=True)] = None,
    format_: Annotated[
        TableOrJson, typer.Option("--format", help="How to print the counts.")
    ] = TableOrJson.TABLE,
    language: Annotated[
        Language | None, typer.Option(help="en or id; the workspace's without it.")
    ] = None,
) -> None:
    """Load sources into evidence by their mappings, and count every row."""
    from selaras.evidence.loading import load as load_sources
    from selaras.evidence.pseudonyms import Pseudonyms
    from selaras.evidence.store import open_evidence
    from selaras.workspace import open_workspace

    opened = open_workspace(workspace)
    chosen = choose_mappings(opened, mappings or [])
    at = instant(loaded_at)
    pseudonyms = Pseudonyms(opened.database)
    files = _files(file or [], chosen)
    for folder in source_dir or ():
        if not folder.is_dir():
            raise InputError(
                said("There is no such folder.", "Folder itu tidak ada."),
                file=str(folder),
                mend=said("Mend --source-dir.", "Perbaiki --source-dir."),
            )
    to = _stated(complete_to, opened.time_zone, "complete_to")
    since = _stated(complete_from, opened.time_zone, "complete_from")

    spoken = spoken_in(language, opened.language)

    def work() -> LoadReport:
        with _progress(spoken) as progress:
            return load_sources(
                open_evidence(opened.evidence),
                chosen,
                source_dirs=source_dir or (),
                files=files,
                loaded_at=at,
                pseudonymise=lambda kind, ids: pseudonyms.replace(kind, ids, at),
                complete_to=to,
                complete_from=since,
                progress=progress,
            )

    report = noted_load(opened, "load", [one.name for one in chosen], work)
    if format_ is TableOrJson.JSON:
        print_json(report)
    else:
        print_report(report, spoken)


def choose_mappings(workspace: Workspace, names: list[str]) -> tuple[Mapping, ...]:
    """The mappings of a workspace that are named (by name or file), or all of them."""
    from selaras.evidence.mapping import read_mapping, read_mappings

    if names and all(Path(name).is_file() for name in names):
        return tuple(read_mapping(Path(name)) for name in names)
    known = {mapping.name: mapping for mapping in read_mappings(workspace.mappings)}
    if not known:
        raise InputError(
            said("There is no mapping here.", "Tidak ada pemetaan di sini."),
            file=str(workspace.mappings),
            mend=said(
                "Make a first one with `selaras map FILE --table leads`.",
                "Buat yang pertama dengan `selaras map FILE --table leads`.",
            ),
        )
    for name in names:
        if name not in known:
            raise InputError(
                said("There is no mapping {name!r}.", "Tidak ada pemetaan {name!r}.", name=name),
                mend=said("There are {known}.", "Yang ada: {known}.", known=", ".join(known)),
            )
    return tuple(known[name] for name in names) if names else tuple(known.values())


def instant(text: str | None) -> datetime:
    """The time of a load: now, or as stated (UTC without an offset)."""
    if text is None:
        return datetime.now(UTC)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(
            said(
                "--loaded-at {text!r} is not a time.",
                "--loaded-at {text!r} bukan waktu.",
                text=text,
            )
        ) from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _stated(text: str | None, zone: ZoneInfo, key: str) -> date | datetime | None:
    from selaras.evidence.mapping import read_bound

    if text is None:
        return None
    try:
        return read_bound(text, zone, key)
    except InputError as error:
        option = f"--{key.replace('_', '-')}"
        problem = said("{option}: {why}", "{option}: {why}", option=option, why=error.problem)
        raise InputError(problem, mend=error.mend) from None


def _files(stated: list[str], mappings: tuple[Mapping, ...]) -> dict[str, Path]:
    files = {}
    for text in stated:
        name, sign, path = text.partition("=")
        if not sign or not path:
            raise InputError(
                said(
                    "--file {text!r} is not NAME=PATH.",
                    "--file {text!r} bukan NAME=PATH.",
                    text=text,
                ),
                mend=said(
                    "Write the name of a mapping, `=` and the file, as in leads=leads-may.csv.",
                    "Tulis nama pemetaan, `=`, lalu berkasnya, seperti leads=leads-may.csv.",
                ),
            )
        names = [mapping.name for mapping in mappings]
        if name not in names:
            raise InputError(
                said(
                    "--file {text!r}: no mapping {name!r} is loaded.",
                    "--file {text!r}: tidak ada pemetaan {name!r} yang dimuat.",
                    text=text,
                    name=name,
                ),
                mend=said(
                    "Those that are loaded are {names}.",
                    "Yang dimuat: {names}.",
                    names=", ".join(names),
                ),
            )
        files[name] = Path(path)
    return files


@contextmanager
def _progress(language: Spoken) -> Iterator[Progress | None]:
    """Rows read so far, on stderr, where somebody looks at it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, object] = {}

        def tell(name: str, rows: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name)
            read = said("{rows} rows read", "{rows} baris dibaca", rows=figure(rows))
            bars.update(tasks[name], description=f"{name}: {said_in(read, language)}")  # type: ignore[arg-type]

        yield tell
