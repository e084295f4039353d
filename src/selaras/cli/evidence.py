"""`selaras evidence`: which snapshots there are, and keeping the store small."""

# Imports wait for the command that needs them, and a command has as many parameters as options.

from __future__ import annotations

import json
import sys
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from selaras.cli.formats import TableOrJson

if TYPE_CHECKING:
    from selaras.evidence.snapshot import Snapshot, SnapshotInfo
    from selaras.evidence.store import Evidence
    from selaras.workspace import Workspace

app = typer.Typer(
    help="Snapshots of the evidence: list, show, compact, vacuum, pin, unpin.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


WorkspaceOption = Annotated[
    Path, typer.Option("--workspace", help="The workspace's folder.", metavar="DIR")
]
FormatOption = Annotated[TableOrJson, typer.Option("--format", help="How to print the answer.")]
SnapshotArgument = Annotated[
    str, typer.Argument(help="Its number, its id or the start of one.", metavar="SNAPSHOT")
]


@app.command("list")
def list_command(
    workspace: WorkspaceOption = Path(), output: FormatOption = TableOrJson.TABLE
) -> None:
    """List the snapshots, oldest first."""
    folder = _folder(workspace)
    snapshots = _evidence(folder).snapshots()
    if output is TableOrJson.JSON:
        _print_json([_info_json(info) for info in snapshots])
    elif not snapshots:
        typer.echo("Nothing is loaded yet: load some evidence with `selaras load`.")
    else:
        head = ("snapshot", "id", "made by", "loaded at", "tables", "rows", "pinned for")
        _print_table(
            head, [_info_cells(info, folder.time_zone) for info in snapshots], right=(0, 4, 5)
        )


@app.command("show")
def show_command(
    snapshot: Annotated[
        str | None,
        typer.Argument(help="Its number, its id or the start of one. [default: the latest]"),
    ] = None,
    workspace: WorkspaceOption = Path(),
    output: FormatOption = TableOrJson.TABLE,
) -> None:
    """Show the tables of a snapshot: rows, months, and how far each source is complete."""
    folder = _folder(workspace)
    shown = _evidence(folder).snapshot(snapshot)
    if output is TableOrJson.JSON:
        _print_json(_snapshot_json(shown))
        return
    loaded_at = _local(shown.loaded_at, folder.time_zone)
    typer.echo(f"snapshot {shown.number} ({shown.id}), loaded at {loaded_at}")
    head = ("table", "rows", "months", "source", "complete to", "complete from")
    _print_table(head, _table_cells(shown, folder.time_zone), right=(1,))


@app.command("compact")
def compact_command(
    workspace: WorkspaceOption = Path(), output: FormatOption = TableOrJson.TABLE
) -> None:
    """Put the small files of each month together; the content id stays."""
    from selaras.evidence.maintenance import compact

    done = compact(_open(workspace), _say)
    if output is TableOrJson.JSON:
        _print_json(
            {
                "snapshot": done.snapshot,
                "files_before": done.files_before,
                "files_after": done.files_after,
            }
        )
    elif done.snapshot is None:
        typer.echo(f"Nothing to compact: {done.files_before} files.")
    else:
        typer.echo(
            f"{done.files_before} files became {done.files_after} in snapshot {done.snapshot}."
        )


@app.command("vacuum")
def vacuum_command(
    workspace: WorkspaceOption = Path(),
    keep_days: Annotated[
        float,
        typer.Option(help="Keep what was the latest within so many days.", min=0, metavar="DAYS"),
    ] = 30,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    output: FormatOption = TableOrJson.TABLE,
) -> None:
    """Remove files of old snapshots; the latest, recent and pinned ones stay readable."""
    from selaras.evidence.maintenance import vacuum

    done = vacuum(_open(workspace), keep_days, dry_run=dry_run, say=_say)
    if output is TableOrJson.JSON:
        _print_json(
            {
                "dry_run": dry_run,
                "files": done.files,
                "bytes": done.bytes,
                "snapshots": list(done.snapshots),
            }
        )
        return
    gone = ", ".join(str(number) for number in done.snapshots) or "none"
    would = "Would remove" if dry_run else "Removed"
    typer.echo(
        f"{would} {done.files} files ({done.bytes / 1e6:.1f} MB); "
        f"snapshots no longer readable: {gone}."
    )


@app.command("pin")
def pin_command(
    snapshot: SnapshotArgument,
    reason: Annotated[str, typer.Option(help="Who or what needs it.", metavar="TEXT")],
    workspace: WorkspaceOption = Path(),
    output: FormatOption = TableOrJson.TABLE,
) -> None:
    """Keep a snapshot from vacuums."""
    number = _open(workspace).pin(snapshot, reason)
    if output is TableOrJson.JSON:
        _print_json({"snapshot": number, "reason": reason})
    else:
        typer.echo(f"Snapshot {number} is pinned: {reason}.")


@app.command("unpin")
def unpin_command(
    snapshot: SnapshotArgument,
    reason: Annotated[
        str | None, typer.Option(help="Only the pin with this reason.", metavar="TEXT")
    ] = None,
    workspace: WorkspaceOption = Path(),
    output: FormatOption = TableOrJson.TABLE,
) -> None:
    """Let vacuums have a snapshot again."""
    removed = _open(workspace).unpin(snapshot, reason)
    if output is TableOrJson.JSON:
        _print_json({"removed": removed})
    else:
        typer.echo(f"Removed {removed} pins." if removed != 1 else "Removed 1 pin.")


def _open(workspace: Path) -> Evidence:
    return _evidence(_folder(workspace))


def _folder(workspace: Path) -> Workspace:
    from selaras.workspace import open_workspace

    return open_workspace(workspace)


def _evidence(folder: Workspace) -> Evidence:
    from selaras.evidence.store import open_evidence

    return open_evidence(folder.evidence)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


def _local(moment: datetime | None, zone: tzinfo) -> str | None:
    """For people: to the second, in the workspace's time zone, in which they stated it."""
    return _instant(moment and moment.astimezone(zone).replace(microsecond=0))


def _info_json(info: SnapshotInfo) -> dict[str, Any]:
    return {
        "number": info.number,
        "id": info.id,
        "cause": info.cause,
        "loaded_at": _instant(info.loaded_at),
        "rows": info.rows,
        "tables": list(info.tables),
        "pins": list(info.pins),
        "vacuumed": info.is_vacuumed,
    }


def _info_cells(info: SnapshotInfo, zone: tzinfo) -> tuple[str, ...]:
    made_by = f"{info.cause} (vacuumed)" if info.is_vacuumed else info.cause
    return (
        str(info.number),
        info.id,
        made_by,
        _local(info.loaded_at, zone) or "",
        str(len(info.tables)),
        f"{info.rows:,}",
        "; ".join(info.pins),
    )


def _snapshot_json(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "number": snapshot.number,
        "id": snapshot.id,
        "loaded_at": _instant(snapshot.loaded_at),
        "tables": {
            name: {
                "rows": snapshot.rows(name),
                "months": list(snapshot.months(name)),
                "complete_from": _instant(snapshot.complete_from(name)),
                "complete_to": _instant(snapshot.complete_to(name)),
                "sources": {source: _instant(at) for source, at in snapshot.sources(name).items()},
                "digest": snapshot.digest(name),
            }
            for name in sorted(snapshot.tables)
        },
    }


def _table_cells(snapshot: Snapshot, zone: tzinfo) -> list[tuple[str, ...]]:
    """One line a source; the table's own figures stand on its first one."""
    lines: list[tuple[str, ...]] = []
    for name in sorted(snapshot.tables):
        months = snapshot.months(name)
        span = f"{months[0]} … {months[-1]}" if len(months) > 1 else "".join(months)
        own = (name, f"{snapshot.rows(name):,}", span)
        for source, at in sorted(snapshot.sources(name).items()):
            begins = _local(snapshot.state(name).begins.get(source), zone) or ""
            lines.append((*own, source, _local(at, zone) or "not stated", begins))
            own = ("", "", "")
    return lines


def _print_json(answer: Any) -> None:
    typer.echo(json.dumps(answer, indent=2, sort_keys=True, ensure_ascii=False))


def _print_table(
    head: tuple[str, ...], lines: list[tuple[str, ...]], right: tuple[int, ...]
) -> None:
    widths = [max(len(line[place]) for line in (head, *lines)) for place in range(len(head))]
    for line in (head, *lines):
        cells = (
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        typer.echo("  ".join(cells).rstrip())
