"""`selaras map`: a first mapping of a file, for a person to finish."""

# Imports wait for the command that needs them, and a command has as many parameters as options.

from __future__ import annotations

import re
import sys
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from selaras.errors import InputError, said

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command("map")
def map_command(
    file: Annotated[Path, typer.Argument(help="The file to look at.")],
    table: Annotated[str, typer.Option(help="The evidence table that it feeds.", metavar="TABLE")],
    workspace: Annotated[
        Path | None,
        typer.Option(help="Write the mapping into this workspace.", metavar="DIR"),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="Write the mapping to this file.", metavar="FILE")
    ] = None,
    member: Annotated[
        str | None, typer.Option(help="Which file of a zip archive.", metavar="NAME")
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(help="Which sheet of a workbook; else the first.", metavar="NAME")
    ] = None,
    time_zone: Annotated[
        str | None, typer.Option(help="The zone of its times.", metavar="ZONE")
    ] = None,
    complete_to: Annotated[
        str | None, typer.Option(help="Up to when the file is complete.", metavar="ISO")
    ] = None,
    complete_from: Annotated[
        str | None,
        typer.Option(help="From when on it is complete, if it begins late.", metavar="ISO"),
    ] = None,
) -> None:
    """Look at a file and write a first mapping for it, to finish by hand."""
    from selaras.evidence.loading.first_mapping import draft_mapping, look_at
    from selaras.workspace import open_workspace

    if workspace is not None:
        open_workspace(workspace)
    look = look_at(file, member, sheet)
    zone, complete = _ask(time_zone, complete_to)
    name = _name_after(file)
    target = output or (workspace / "mappings" / f"{name}.yaml" if workspace else None)
    text = draft_mapping(
        look,
        table,
        name=name,
        file=_seen_from(file, target),
        time_zone=zone,
        complete_to=complete,
        complete_from=_checked(complete_from, zone, "complete_from"),
    )
    if target is None:
        typer.echo(text, nl=False)
        return
    if target.exists():
        raise InputError(
            said("This file is there already.", "Berkas ini sudah ada."),
            file=str(target),
            mend=said("State --output.", "Nyatakan --output."),
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    typer.echo(f"wrote {target}")
    quoted = quote(str(target))
    # A file of its own is named; those of a workspace are all loaded.
    place = f"--workspace {quote(str(workspace))}" if workspace and output is None else quoted
    typer.echo(f"Look at it, then: selaras load {place}")


def _name_after(file: Path) -> str:
    """A mapping's name after its file's: small letters without accents, and digits."""
    import unicodedata

    stem = unicodedata.normalize("NFKD", file.name.split(".")[0].lower())
    plain = "".join(sign for sign in stem if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", "-", plain)[:80].strip("-") or "first"


def _ask(time_zone: str | None, complete_to: str | None) -> tuple[str | None, str | None]:
    """What options leave open is asked where somebody can answer; both are checked."""
    from zoneinfo import available_timezones

    if sys.stdin.isatty() and sys.stdout.isatty():
        if time_zone is None:
            asked = typer.prompt("In which zone are its times (Enter to leave open)", default="")
            time_zone = asked.strip() or None
        if complete_to is None:
            asked = typer.prompt("Up to when is it complete (Enter to leave open)", default="")
            complete_to = asked.strip() or None
    if time_zone is not None and time_zone not in available_timezones():
        raise InputError(
            said(
                "The time zone {zone!r} is not known.",
                "Zona waktu {zone!r} tidak dikenal.",
                zone=time_zone,
            ),
            mend=said("Write a name such as Asia/Jakarta.", "Tulis nama seperti Asia/Jakarta."),
        )
    return time_zone, _checked(complete_to, time_zone)


def _checked(bound: str | None, time_zone: str | None, key: str = "complete_to") -> str | None:
    """A bound of completeness as it was written, if it can be read."""
    from zoneinfo import ZoneInfo

    from selaras.evidence.mapping import read_bound

    if bound is not None:
        read_bound(bound, ZoneInfo(time_zone or "UTC"), key)
    return bound


def _seen_from(file: Path, target: Path | None) -> str:
    """The path of the source as the mapping states it: relative where they are neighbours."""
    import os

    if target is None:
        return str(file)
    relative = os.path.relpath(file.resolve(), target.parent.resolve())
    return Path(relative).as_posix() if relative.count("..") <= 2 else str(file.resolve())
