"""The bank's calls and shifts as four CSV files: prepare.py DATA_FOLDER OUT_FOLDER.

Calls that never asked for an agent (hung up in the voice response unit, no time in the queue) and
those marked PHANTOM are left out. Times of a call may pass midnight, the day is that of its first.
Answered calls with neither a queue nor a time of service asked when they left the voice response
unit: 0:00:00 stands for no time there, as for calls that never waited.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

CALLS = "data_anonymous_bank_february.txt"
SHIFTS = "data_anonymous_bank_shifts.csv"
_HALF_A_DAY = timedelta(hours=12)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Call:
    """A call that asked for an agent: `hung_up` is set, or `answered` and `ended` are."""

    row: Mapping[str, str]
    asked: datetime
    answered: datetime | None = None
    hung_up: datetime | None = None
    ended: datetime | None = None

    @property
    def hours(self) -> float:
        if self.answered is None or self.ended is None:
            return 0.0
        return (self.ended - self.answered).total_seconds() / 3600


def main(data: Path, out: Path) -> int:
    """Write `calls.csv`, `shifts.csv`, `weeks.csv` and `days.csv`; how many calls there are."""
    out.mkdir(parents=True, exist_ok=True)
    with (data / CALLS).open(encoding="ascii", newline="") as file:
        calls = list(calls_of(csv.DictReader(file, delimiter="\t")))
    # A call of the last evening asked after midnight, on a day of which nothing else is known.
    last = max(call.row["date"] for call in calls)
    whole = [call for call in calls if f"{call.asked:%y%m%d}" <= last]
    _write(out / "calls.csv", CALL_HEAD, map(_row, calls))
    _write(out / "shifts.csv", ("shift", "hours_a_week"), shifts(data / SHIFTS))
    _write(out / "weeks.csv", ("week_ends", "hours_talked"), weeks(whole))
    _write(out / "days.csv", ("day", "hours_wanted", "hours_served"), days(whole))
    return len(calls)


def calls_of(rows: Iterator[dict[str, str]]) -> Iterator[Call]:
    """Calls that waited for an agent or were answered."""
    for row in rows:
        queued = row["q_start"] != "0:00:00" or int(row["q_time"]) > 0
        if row["outcome"] == "PHANTOM" or (row["outcome"] == "HANG" and not queued):
            continue
        first = _at(row, "vru_entry")
        asked = _after(first, _at(row, _asked_in(row, queued)))
        left = asked + timedelta(seconds=int(row["q_time"]))
        if row["outcome"] == "HANG":
            yield Call(row, asked, hung_up=left)
        else:
            yield Call(
                row, asked, answered=left, ended=left + timedelta(seconds=int(row["ser_time"]))
            )


def _asked_in(row: Mapping[str, str], queued: bool) -> str:
    """The column that tells when a call asked for an agent."""
    if queued:
        return "q_start"
    return "ser_start" if row["ser_start"] != "0:00:00" or int(row["ser_time"]) else "vru_exit"


def shifts(path: Path) -> Iterator[tuple[str, int | str]]:
    """Each shift, and the hours a week that it covers; the desk, of which no such thing is said.

    The file's lines end in CR alone.
    """
    lines = path.read_text(encoding="ascii").splitlines()
    rows = list(csv.DictReader(lines))
    for name in rows[0]:
        if name.startswith("Shift"):
            yield name, 7 * sum(int(row[name]) for row in rows)
    yield "desk", ""


def weeks(calls: list[Call]) -> Iterator[tuple[datetime, str]]:
    """The last second of each week from the first day on, and the hours talked in it."""
    start = datetime.combine(min(call.asked for call in calls).date(), datetime.min.time())
    hours: dict[int, float] = defaultdict(float)
    for call in calls:
        hours[(call.asked - start) // _WEEK] += call.hours
    for week, talked in sorted(hours.items()):
        yield start + (week + 1) * _WEEK - timedelta(seconds=1), f"{talked:.4f}"


def days(calls: list[Call]) -> Iterator[tuple[str, str, str]]:
    """Each day's hours that were wanted and served."""
    answered = [call.hours for call in calls if call.answered is not None]
    usual = sum(answered) / len(answered)
    wanted: dict[str, float] = defaultdict(float)
    served: dict[str, float] = defaultdict(float)
    for call in calls:
        day = call.asked.date().isoformat()
        wanted[day] += usual if call.answered is None else call.hours
        served[day] += call.hours
    for day in sorted(wanted):
        yield day, f"{wanted[day]:.4f}", f"{served[day]:.4f}"


CALL_HEAD = (
    "call", "type", "priority", "asked_at", "answered_at", "hung_up_at", "ended_at", "agent",
)  # fmt: skip


def _row(call: Call) -> tuple[object, ...]:
    row = call.row
    # A line's own numbers begin again: the day and the time make them one of a kind.
    name = "-".join((row["vru+line"], row["call_id"], row["date"], row["vru_entry"]))
    agent = "" if row["server"] == "NO_SERVER" else row["server"]
    times = (call.asked, call.answered, call.hung_up, call.ended)
    return name, row["type"], row["priority"], *(time or "" for time in times), agent


def _at(row: Mapping[str, str], column: str) -> datetime:
    return datetime.strptime(f"19{row['date']} {row[column]}", "%Y%m%d %H:%M:%S")  # noqa: DTZ007


def _after(first: datetime, then: datetime) -> datetime:
    """The same time a day later where it is past midnight."""
    return then + timedelta(days=1) if first - then > _HALF_A_DAY else then


def _write(path: Path, head: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("Usage: prepare.py DATA_FOLDER OUT_FOLDER")
    print(f"{main(Path(sys.argv[1]), Path(sys.argv[2])):,} calls", file=sys.stderr)
