"""Fill rate and abandonment by hour, and Erlang-A beside them: hours.py [--format json].

Of what `examples/run bank DATA_FOLDER` has loaded.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from selaras.capacity.desk import Desk, Errors, Expected, HourOfDay, Rate, desk_of
from selaras.capacity.desk_query import desk_calls
from selaras.capacity.source_query import ReadingSource
from selaras.errors import SelarasError
from selaras.evidence import open_evidence
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.ledger.reading import Reading
from selaras.workspace import open_workspace
from selaras.workspace.instants import read_instant

AS_OF = "1999-03-01"
HEAD = """\
                                               Erlang-A, all present  Erlang-A, those busy
hour    calls  filled  abandoned      90%    wait  agents  aband.   wait  agents  aband.   wait"""


def main(root: Path) -> tuple[Desk, str]:
    """The desk of a loaded workspace, and the snapshot that it was read from."""
    place = open_workspace(root)
    at = read_instant(AS_OF, place.time_zone, option="--as-of")
    snapshot = open_evidence(place.evidence).snapshot()
    source = ReadingSource(Reading(DuckDBEngine(), snapshot, at))
    return desk_of(desk_calls(source, "desk"), place.time_zone), snapshot.id


def printed(desk: Desk, snapshot: str) -> str:
    """The desk as text."""
    lines = [HEAD]
    lines += [_line(hour) for hour in desk.hours]
    calls = sum(h.calls for h in desk.hours)
    lines += [
        "",
        f"A call takes {_seconds(desk.service)}; a caller waits {_seconds(desk.patience)}"
        f" before hanging up.",
        f"Abandonment is off by {_off(desk.present_errors)} with all present,"
        f" by {_off(desk.busy_errors)} with those busy.",
        f"{calls:,} calls · as of {AS_OF} · snapshot {snapshot}",
    ]
    return "\n".join(lines)


def _line(h: HourOfDay) -> str:
    return (
        f"{h.hour:02d}–{(h.hour + 1) % 24:02d}  {h.calls:6,}  {h.fill_rate:6.1%}"
        f"  {h.abandonment:9.1%}  {h.low:5.1%}–{h.high:5.1%}  {h.wait_seconds:3.0f} s"
        f"  {_side(h.present)}  {_side(h.busy)}"
    )


def _side(expected: Expected | None) -> str:
    if expected is None:
        return f"{'cannot tell':>21}"
    return f"{expected.agents:6.1f}  {expected.abandonment:6.1%}  {expected.wait_seconds:3.0f} s"


def _off(errors: Errors | None) -> str:
    if errors is None:
        return "what cannot be told"
    return f"{errors.by_hour:.1%} an hour on average ({errors.by_call:.1%} a call)"


def _seconds(rate: Rate) -> str:
    """One over a rate: the mean time, with its 90% interval."""
    mean, low, high = (3600 / value for value in (rate.value, rate.high, rate.low))
    return f"{mean:.0f} s on average ({low:.0f}–{high:.0f}, n {rate.count:,})"


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["--format", "json"]):
        sys.exit("Usage: hours.py [--format json]")
    try:
        found, snapshot_id = main(Path(__file__).parent)
    except SelarasError as error:
        sys.exit(str(error))
    if sys.argv[1:]:
        sides = {"present": found.present_errors, "busy": found.busy_errors}
        errors = {name: side and asdict(side) for name, side in sides.items()}
        print(json.dumps({"snapshot": snapshot_id, "errors": errors, **asdict(found)}, indent=2))
    else:
        print(printed(found, snapshot_id))
