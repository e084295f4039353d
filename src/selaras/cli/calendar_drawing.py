"""A month of a calendar, drawn on the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from selaras.calendars.month import Day, Month
from selaras.calendars.week import DAY_NAMES


def draw_month(month: Month, console: Console | None = None) -> None:
    """Draw the weeks, what is special about their days, and the totals."""
    console = console or Console(highlight=False)
    first = month.days[0].day
    table = Table(
        title=f"{first:%B %Y}, {month.calendar} ({month.time_zone})",
        title_justify="left",
        show_lines=True,
    )
    for name in DAY_NAMES:
        table.add_column(name.capitalize(), min_width=6)
    cells = [""] * first.weekday() + [_cell(day) for day in month.days]
    cells += [""] * (-len(cells) % 7)
    for at in range(0, len(cells), 7):
        table.add_row(*cells[at : at + 7])
    console.print(table)
    for day in month.days:
        for reason in _reasons(day):
            console.print(f"  {day.day.day:>2} {day.day:%b}  {escape(reason)}")
    hours = f"{month.working_seconds / 3600:.2f}".rstrip("0").rstrip(".")
    console.print(f"{month.working_days} working days, {hours} working hours")
    console.print(f"Version {month.version[:12]}")


def _cell(day: Day) -> str:
    marks = ("*" if day.holiday else "") + ("~" if day.estimated else "")
    marks += "!" if day.exception else ""
    if not day.hours:
        return f"[dim]{day.day.day}{marks}\nclosed[/dim]"
    return "\n".join([f"[bold]{day.day.day}{marks}[/bold]", *map(_short, day.hours)])


def _short(interval: str) -> str:
    """`08-12` for 08:00-12:00, so that seven days fit a terminal of 80 columns."""
    return interval.replace(":00", "")


def _reasons(day: Day) -> list[str]:
    reasons = []
    if day.holiday:
        estimated = " ~ its date is not settled yet" if day.estimated else ""
        open_anyway = " (a working day all the same)" if day.hours else ""
        reasons.append(f"* {day.holiday}{estimated}{open_anyway}")
    if day.exception:
        reasons.append(f"! {day.exception}")
    return reasons
