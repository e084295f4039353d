"""`selaras quarantine`: rows that did not fit, listed and replayed."""

# Imports wait for the command that needs them, and a command has as many parameters as options.

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from selaras.cli.formats import Format
from selaras.cli.noting import noted_load
from selaras.errors import InputError

if TYPE_CHECKING:
    from selaras.evidence.loading import LoadReport, QuarantinedRow

app = typer.Typer(
    help="List rows that did not fit, and replay them.",
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


WorkspaceOption = Annotated[
    Path, typer.Option("--workspace", help="The workspace's folder.", metavar="DIR")
]
MappingOption = Annotated[
    str | None, typer.Option("--mapping", help="Only rows of this mapping.", metavar="NAME")
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print it.")]
_SHOWN = 200
_COLUMNS = ("mapping", "table", "file", "line", "reason", "column", "says", "quarantined_at")


@app.callback()
def quarantine_command(
    context: typer.Context,
    workspace: WorkspaceOption = Path(),
    mapping: MappingOption = None,
    reason: Annotated[
        str | None, typer.Option(help="Only rows with this reason.", metavar="REASON")
    ] = None,
    raw: Annotated[
        bool, typer.Option("--raw", help="Show the raw values too: they may be personal.")
    ] = False,
    format_: FormatOption = Format.TABLE,
) -> None:
    """List the rows that did not fit, with their line and the reason."""
    if context.invoked_subcommand is not None:
        context.obj = (workspace, mapping)
        return
    from selaras.evidence.loading import Quarantine
    from selaras.evidence.loading.reasons import SAYS
    from selaras.workspace import open_workspace

    if reason is not None and reason not in SAYS:
        raise InputError(f"{reason!r} is not a reason.", mend=f"Reasons are {', '.join(SAYS)}.")
    rows = Quarantine(open_workspace(workspace).evidence).rows(mapping, reason)
    if format_ is Format.JSON:
        typer.echo(json.dumps([_as_json(row, raw) for row in rows], indent=2, ensure_ascii=False))
    elif format_ is Format.CSV:
        _print_csv(rows, raw)
    else:
        _print_table(rows, raw)


@app.command("replay")
def replay_command(
    context: typer.Context,
    workspace: WorkspaceOption = Path(),
    mapping: MappingOption = None,
    loaded_at: Annotated[str | None, typer.Option(hidden=True)] = None,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Read the kept rows again through their (mended) mappings, and load those that fit now."""
    from selaras.cli.load import choose_mappings, instant, print_report
    from selaras.evidence.loading import Quarantine
    from selaras.evidence.loading.replay import replay
    from selaras.evidence.pseudonyms import Pseudonyms
    from selaras.evidence.store import open_evidence
    from selaras.workspace import open_workspace

    outer_workspace, outer_mapping = context.obj
    opened = open_workspace(workspace if workspace != Path() else outer_workspace)
    name = mapping or outer_mapping
    waiting = Quarantine(opened.evidence).mappings()
    if not waiting:
        typer.echo("Nothing is in quarantine.", err=True)
        return
    chosen = choose_mappings(opened, [name] if name else [])
    at = instant(loaded_at)
    pseudonyms = Pseudonyms(opened.database)
    again = [one for one in chosen if one.name in waiting]

    def work() -> LoadReport:
        return replay(
            open_evidence(opened.evidence),
            again,
            loaded_at=at,
            pseudonymise=lambda kind, ids: pseudonyms.replace(kind, ids, at),
        )

    report = noted_load(opened, "replay", [one.name for one in again], work)
    print_report(report, as_json=format_ is Format.JSON)
    for gone in sorted(set(waiting) - {one.name for one in chosen} if name is None else ()):
        typer.echo(f"Rows of {gone} stay: there is no mapping of that name.", err=True)


def _as_json(row: QuarantinedRow, raw: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {name: getattr(row, name) for name in _COLUMNS}
    shown["quarantined_at"] = row.quarantined_at.astimezone(UTC).isoformat()
    if raw:
        values = row.values or ()
        shown["values"] = dict(zip(row.columns, values, strict=False)) if row.values else None
        shown["text"] = row.text
    return shown


def _raw_text(row: QuarantinedRow) -> str:
    from selaras.evidence.loading.marks import visible

    text = row.text if row.text is not None else json.dumps(row.values, ensure_ascii=False)
    return visible(text)


def _print_csv(rows: Iterable[QuarantinedRow], raw: bool) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow([*_COLUMNS, *(["raw"] if raw else [])])
    for row in rows:
        shown = _as_json(row, False)
        writer.writerow([*(shown[n] for n in _COLUMNS), *([_raw_text(row)] if raw else [])])


def _print_table(rows: Iterable[QuarantinedRow], raw: bool) -> None:
    from rich.table import Table

    from selaras.reports.terminal import terminal

    console = terminal(160)
    table = Table(box=None, pad_edge=False)
    for name in ("mapping", "table", "file", "line", "reason", "what"):
        table.add_column(name, overflow="fold")
    if raw:
        table.add_column("raw", overflow="fold")
    count = 0
    for row in rows:
        count += 1
        if count <= _SHOWN:
            place = (row.mapping, row.table, row.file, str(row.line), row.reason, row.says)
            table.add_row(*place, *([_raw_text(row)] if raw else []))
    if count == 0:
        console.print("Nothing is in quarantine.")
        return
    console.print(table)
    if count > _SHOWN:
        console.print(f"{count - _SHOWN:,} more: `--format csv` shows all, `--reason` fewer.")
    how_many = "1 row" if count == 1 else f"{count:,} rows"
    console.print(
        f"{how_many}, kept for 30 days. Mend the mapping, then `selaras quarantine replay`."
    )
