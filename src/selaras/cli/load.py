"""`selaras load`: sources into evidence by their mappings."""

# Imports wait for the command that needs them, and a command has as many parameters as options.

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from selaras.cli.formats import TableOrJson
from selaras.cli.noting import noted_load
from selaras.errors import InputError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from selaras.evidence.loading import LoadReport
    from selaras.evidence.loading.intake import Progress
    from selaras.evidence.mapping import Mapping
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
                "There is no such folder.", file=str(folder), mend="Mend --source-dir."
            )
    to = _stated(complete_to, opened.time_zone, "complete_to")
    since = _stated(complete_from, opened.time_zone, "complete_from")

    def work() -> LoadReport:
        with _progress() as progress:
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
    print_report(report, as_json=format_ is TableOrJson.JSON)


def choose_mappings(workspace: Workspace, names: list[str]) -> tuple[Mapping, ...]:
    """The mappings of a workspace that are named (by name or file), or all of them."""
    from selaras.evidence.mapping import read_mapping, read_mappings

    if names and all(Path(name).is_file() for name in names):
        return tuple(read_mapping(Path(name)) for name in names)
    known = {mapping.name: mapping for mapping in read_mappings(workspace.mappings)}
    if not known:
        raise InputError(
            "There is no mapping here.",
            file=str(workspace.mappings),
            mend="Make a first one with `selaras map FILE --table leads`.",
        )
    for name in names:
        if name not in known:
            raise InputError(
                f"There is no mapping {name!r}.", mend=f"There are {', '.join(known)}."
            )
    return tuple(known[name] for name in names) if names else tuple(known.values())


def instant(text: str | None) -> datetime:
    """The time of a load: now, or as stated (UTC without an offset)."""
    if text is None:
        return datetime.now(UTC)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(f"--loaded-at {text!r} is not a time.") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _stated(text: str | None, zone: ZoneInfo, key: str) -> date | datetime | None:
    from selaras.evidence.mapping import read_bound

    if text is None:
        return None
    try:
        return read_bound(text, zone, key)
    except InputError as error:
        option = f"--{key.replace('_', '-')}"
        raise InputError(f"{option}: {error.problem}", mend=error.mend) from None


def _files(stated: list[str], mappings: tuple[Mapping, ...]) -> dict[str, Path]:
    files = {}
    for text in stated:
        name, sign, path = text.partition("=")
        if not sign or not path:
            raise InputError(
                f"--file {text!r} is not NAME=PATH.",
                mend="Write the name of a mapping, `=` and the file, as in leads=leads-may.csv.",
            )
        names = [mapping.name for mapping in mappings]
        if name not in names:
            raise InputError(
                f"--file {text!r}: no mapping {name!r} is loaded.",
                mend=f"Those that are loaded are {', '.join(names)}.",
            )
        files[name] = Path(path)
    return files


@contextmanager
def _progress() -> Iterator[Progress | None]:
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
            bars.update(tasks[name], description=f"{name}: {rows:,} rows read")  # type: ignore[arg-type]

        yield tell


def print_report(report: LoadReport, *, as_json: bool) -> None:
    """Print a report as JSON, or as a table, what was quarantined, and what came of it."""
    if as_json:
        typer.echo(json.dumps(report.as_json(), indent=2, ensure_ascii=False))
        return
    from rich.table import Table

    from selaras.reports.terminal import terminal

    console = terminal(160)
    counted = ("read", "inserted", "updated", "unchanged", "restored", "merged", "filtered")
    table = Table(box=None, pad_edge=False)
    for name in ("mapping", "table"):
        table.add_column(name)
    for name in (*counted, "quarantined", "deleted"):
        table.add_column(name, justify="right")
    for count in report.counts:
        numbers = [getattr(count, name) for name in counted]
        numbers += [count.quarantined_rows, count.deleted]
        table.add_row(count.mapping, count.table, *(f"{number:,}" for number in numbers))
    console.print(table)
    for count in report.counts:
        for reason, rows in count.quarantined:
            console.print(f"{count.mapping}, {count.table}: {rows:,} quarantined, {reason}")
        if count.deletions_held_back:
            why = "quarantined lines without a readable key may hold any row"
            if not count.read:
                why = "the source holds no row at all"
            console.print(
                f"{count.mapping}, {count.table}: nothing was taken for deleted, since {why}"
            )
    if any(count.quarantined for count in report.counts):
        console.print("`selaras quarantine` lists those rows.")
    if report.snapshot is None:
        console.print("Nothing changed: no new snapshot.")
    else:
        console.print(f"Snapshot {report.snapshot}.")
