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

from selaras.cli.formats import Format, Language, spoken_in
from selaras.cli.noting import noted_load
from selaras.errors import InputError, said, said_in
from selaras.errors.sentences import figure

if TYPE_CHECKING:
    from selaras.evidence.loading import LoadReport, QuarantinedRow
    from selaras.reports.words import Language as Spoken

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
LanguageOption = Annotated[
    Language | None, typer.Option("--language", help="en or id; the workspace's without it.")
]
_SHOWN = 200
_HEADS = {
    "mapping": said("mapping", "pemetaan"),
    "table": said("table", "tabel"),
    "file": said("file", "berkas"),
    "line": said("line", "baris"),
    "reason": said("reason", "alasan"),
    "what": said("what", "apa"),
    "raw": said("raw", "mentah"),
}
_NOTHING = said("Nothing is in quarantine.", "Karantina kosong.")
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
    language: LanguageOption = None,
) -> None:
    """List the rows that did not fit, with their line and the reason."""
    if context.invoked_subcommand is not None:
        context.obj = (workspace, mapping, language)
        return
    from selaras.evidence.loading import Quarantine
    from selaras.evidence.loading.reasons import SAYS
    from selaras.workspace import open_workspace

    if reason is not None and reason not in SAYS:
        raise InputError(
            said("{reason!r} is not a reason.", "{reason!r} bukan alasan.", reason=reason),
            mend=said("Reasons are {known}.", "Alasannya: {known}.", known=", ".join(SAYS)),
        )
    place = open_workspace(workspace)
    rows = Quarantine(place.evidence).rows(mapping, reason)
    if format_ is Format.JSON:
        typer.echo(json.dumps([_as_json(row, raw) for row in rows], indent=2, ensure_ascii=False))
    elif format_ is Format.CSV:
        _print_csv(rows, raw)
    else:
        _print_table(rows, raw, spoken_in(language, place.language))


@app.command("replay")
def replay_command(
    context: typer.Context,
    workspace: WorkspaceOption = Path(),
    mapping: MappingOption = None,
    loaded_at: Annotated[str | None, typer.Option(hidden=True)] = None,
    format_: FormatOption = Format.TABLE,
    language: LanguageOption = None,
) -> None:
    """Read the kept rows again through their (mended) mappings, and load those that fit now."""
    from selaras.cli.load import choose_mappings, instant
    from selaras.cli.load_report import print_json, print_report
    from selaras.evidence.loading import Quarantine
    from selaras.evidence.loading.replay import replay
    from selaras.evidence.pseudonyms import Pseudonyms
    from selaras.evidence.store import open_evidence
    from selaras.workspace import open_workspace

    outer_workspace, outer_mapping, outer_language = context.obj
    opened = open_workspace(workspace if workspace != Path() else outer_workspace)
    name = mapping or outer_mapping
    spoken = spoken_in(language or outer_language, opened.language)
    waiting = Quarantine(opened.evidence).mappings()
    if not waiting:
        typer.echo(said_in(_NOTHING, spoken), err=True)
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
    if format_ is Format.JSON:
        print_json(report)
    else:
        print_report(report, spoken)
    for gone in sorted(set(waiting) - {one.name for one in chosen} if name is None else ()):
        stays = said(
            "Rows of {gone} stay: there is no mapping of that name.",
            "Baris {gone} tetap di sana: tidak ada pemetaan dengan nama itu.",
            gone=gone,
        )
        typer.echo(said_in(stays, spoken), err=True)


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


def _print_table(rows: Iterable[QuarantinedRow], raw: bool, language: Spoken) -> None:
    from rich.table import Table

    from selaras.reports.terminal import terminal

    console = terminal(160)
    table = Table(box=None, pad_edge=False)
    for name, head in _HEADS.items():
        if raw or name != "raw":
            table.add_column(said_in(head, language), overflow="fold")
    count = 0
    for row in rows:
        count += 1
        if count <= _SHOWN:
            place = (row.mapping, row.table, row.file, str(row.line), row.reason)
            says = said_in(row.says, language)
            table.add_row(*place, says, *([_raw_text(row)] if raw else []))
    if count == 0:
        console.print(said_in(_NOTHING, language))
        return
    console.print(table)
    if count > _SHOWN:
        more = said(
            "{n} more: `--format csv` shows all, `--reason` fewer.",
            "{n} lagi: `--format csv` menampilkan semua, `--reason` sebagian.",
            n=figure(count - _SHOWN),
        )
        console.print(said_in(more, language))
    kept = said(
        "{rows}, kept for 30 days. Mend the mapping, then `selaras quarantine replay`.",
        "{rows}, disimpan 30 hari. Perbaiki pemetaannya, lalu `selaras quarantine replay`.",
        rows=said("{n} row" if count == 1 else "{n} rows", "{n} baris", n=figure(count)),
    )
    console.print(said_in(kept, language))
