"""`selaras calendar`: when a promise is due, how long something took, what a month looks like."""

# Imports wait for the command that needs them, and a command has as many parameters as options.

from __future__ import annotations

import csv
import json
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from selaras.cli.formats import Format
from selaras.errors import InputError, said

if TYPE_CHECKING:
    from selaras.calendars import Calendar, Pause

app = typer.Typer(
    help="Working time: due, elapsed, show, list.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


CalendarOption = Annotated[
    str,
    typer.Option("--calendar", help="A calendar's YAML file, or its name.", metavar="FILE|NAME"),
]
WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        help="Look for calendars here first; the current folder if it is a workspace.",
        metavar="DIR",
    ),
]
PauseOption = Annotated[
    list[str] | None,
    typer.Option(
        "--pause", help="A time that does not count; `ISO/` still lasts.", metavar="ISO/ISO"
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print the answer.")]
_ISO = "A time without an offset is read in the calendar's zone, a date as its local midnight."


@app.command("due")
def due_command(
    calendar: CalendarOption,
    start: Annotated[str, typer.Option(help=f"From when on. {_ISO}", metavar="ISO")],
    within: Annotated[str, typer.Option(help="As in `8 business hours`.", metavar="DURATION")],
    pause: PauseOption = None,
    workspace: WorkspaceOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Say when a duration is used up."""
    from selaras.calendars import due, read_duration

    duration = read_duration(within)
    chosen = _find(calendar, workspace)
    begin = _instant(start, chosen, "--start")
    answer = due(chosen, begin, duration, _pauses(pause, chosen))
    shown = None if answer.instant is None else answer.instant.astimezone(chosen.time_zone)
    record = {
        "calendar": chosen.name,
        "version": chosen.version,
        "start": begin.astimezone(chosen.time_zone).isoformat(),
        "within": str(duration),
        "due": None if shown is None else shown.isoformat(),
        "suspended": answer.suspended,
        "estimated": answer.estimated,
    }
    if output is not Format.TABLE:
        _print(record, output)
        return
    typer.echo("Suspended: a pause is open." if shown is None else f"Due {_words(shown)}")
    if answer.estimated:
        typer.echo("A holiday on the way is only estimated, and could move it.")
    typer.echo(_named(chosen))


@app.command("elapsed")
def elapsed_command(
    calendar: CalendarOption,
    start: Annotated[str, typer.Option(help=f"From when on. {_ISO}", metavar="ISO")],
    end: Annotated[str, typer.Option(help="Until when.", metavar="ISO")],
    pause: PauseOption = None,
    workspace: WorkspaceOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Say how much working time lies between two times, pauses left out."""
    from selaras.calendars import elapsed

    chosen = _find(calendar, workspace)
    begin, finish = _instant(start, chosen, "--start"), _instant(end, chosen, "--end")
    if finish < begin:
        raise InputError(
            said("--end is before --start.", "--end lebih awal daripada --start."),
            mend=said("Swap them.", "Tukar keduanya."),
        )
    business = elapsed(chosen, begin, finish, _pauses(pause, chosen))
    record = {
        "calendar": chosen.name,
        "version": chosen.version,
        "start": begin.astimezone(chosen.time_zone).isoformat(),
        "end": finish.astimezone(chosen.time_zone).isoformat(),
        "business_seconds": _seconds(business),
        "wall_seconds": _seconds(finish - begin),
    }
    if output is not Format.TABLE:
        _print(record, output)
        return
    typer.echo(f"{_length(business)} of working time in {_length(finish - begin)}")
    typer.echo(_named(chosen))


@app.command("show")
def show_command(
    calendar: CalendarOption,
    month: Annotated[
        str | None, typer.Option(help="Which month; this one if left out.", metavar="YYYY-MM")
    ] = None,
    workspace: WorkspaceOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Draw a month: hours, holidays, estimates and exceptions."""
    from selaras.calendars.month import month_of
    from selaras.cli.calendar_drawing import draw_month

    chosen = _find(calendar, workspace)
    first = _month(month, chosen)
    shown = month_of(chosen, first)
    if output is Format.TABLE:
        draw_month(shown)
    elif output is Format.JSON:
        _print(shown.as_record(), output)
    else:
        _print_rows([day.as_record() for day in shown.days])


@app.command("list")
def list_command(workspace: WorkspaceOption = None, output: FormatOption = Format.TABLE) -> None:
    """List the calendars that can be named."""
    from selaras.calendars import calendar_names, find_calendar

    folders = _folders(workspace)
    found = [find_calendar(name, folders) for name in calendar_names(folders)]
    rows = [
        {"calendar": one.name, "time_zone": one.time_zone.key, "version": one.version}
        for one in found
    ]
    if output is Format.JSON:
        _print({"calendars": rows}, output)
    elif output is Format.CSV:
        _print_rows(rows)
    else:
        for row in rows:
            typer.echo(f"{row['calendar']:<20} {row['time_zone']:<22} {row['version'][:12]}")


def _folders(workspace: Path | None) -> tuple[Path, ...]:
    from selaras.workspace import SETTINGS_FILE, open_workspace

    here = Path.cwd()
    if workspace is None and not (here / SETTINGS_FILE).exists():
        return ()
    return (open_workspace(workspace or here).calendars,)


def _find(name: str, workspace: Path | None) -> Calendar:
    from selaras.calendars import find_calendar

    return find_calendar(name, _folders(workspace))


def _instant(text: str, calendar: Calendar, option: str) -> datetime:
    """Read an ISO time; without an offset it is of the calendar's zone."""
    try:
        read = datetime.fromisoformat(text.strip())
        if read.tzinfo is None:
            # As loading reads it: what the clock skips lies as much later, of twice the first.
            read = read.replace(tzinfo=calendar.time_zone)
        return read.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError(
            said(
                "{option} {text!r} is not a time.",
                "{option} {text!r} bukan waktu.",
                option=option,
                text=text,
            ),
            mend=said(
                "Write it as 2026-03-17T16:00, with an offset if it is of another zone.",
                "Tulis seperti 2026-03-17T16:00, dengan selisih zona waktu bila dari zona lain.",
            ),
        ) from None


def _pauses(texts: list[str] | None, calendar: Calendar) -> list[Pause]:
    from selaras.calendars import Pause

    pauses = []
    for text in texts or []:
        start, slash, end = text.partition("/")
        if not slash or "/" in end:
            raise InputError(
                said(
                    "--pause {text!r} is not two times.",
                    "--pause {text!r} bukan dua waktu.",
                    text=text,
                ),
                mend=said(
                    "Write `START/END`, or `START/` for a pause that still lasts.",
                    "Tulis `MULAI/AKHIR`, atau `MULAI/` untuk jeda yang masih berlangsung.",
                ),
            )
        closed = _instant(end, calendar, "--pause") if end.strip() else None
        pauses.append(Pause(_instant(start, calendar, "--pause"), closed))
    return pauses


def _month(text: str | None, calendar: Calendar) -> date:
    if text is None:
        return datetime.now(calendar.time_zone).date().replace(day=1)
    from selaras.calendars.calendar import FIRST_DAY, LAST_DAY

    try:
        first = datetime.strptime(text.strip(), "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError:
        raise InputError(
            said("--month {text!r} is not a month.", "--month {text!r} bukan bulan.", text=text),
            mend=said("Write it as 2026-03.", "Tulis seperti 2026-03."),
        ) from None
    if not FIRST_DAY <= first <= LAST_DAY:
        raise InputError(
            said(
                "--month {text} lies outside the years that calendars reach.",
                "--month {text} di luar tahun yang dijangkau kalender.",
                text=text,
            ),
            mend=said(
                "Write a year from {first} to {last}.",
                "Tulis tahun dari {first} hingga {last}.",
                first=FIRST_DAY.year,
                last=LAST_DAY.year,
            ),
        )
    return first


def _seconds(length: timedelta) -> int | float:
    whole, rest = divmod(length, timedelta(seconds=1))
    return length.total_seconds() if rest else whole


def _length(length: timedelta) -> str:
    minutes, rest = divmod(length, timedelta(minutes=1))
    seconds = f" {rest.total_seconds():g} s" if rest else ""
    return f"{minutes // 60} h {minutes % 60:02d} min{seconds}"


def _words(instant: datetime) -> str:
    return f"{instant:%a} {instant.day} {instant:%b %Y %H:%M:%S} {instant:%Z}"


def _named(calendar: Calendar) -> str:
    return f"Calendar {calendar.name}, version {calendar.version[:12]}"


def _print(record: dict[str, Any], output: Format) -> None:
    if output is Format.JSON:
        typer.echo(json.dumps(record, sort_keys=True, ensure_ascii=False, indent=2))
    else:
        _print_rows([record])


def _print_rows(rows: list[dict[str, Any]]) -> None:
    writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: _cell(value) for key, value in row.items()})


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return " ".join(value)
    return str(value).lower() if isinstance(value, bool) else value
