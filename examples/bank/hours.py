"""Fill rate and abandonment by hour, and Erlang-A beside them: hours.py [--format json].

Of what `examples/run bank DATA_FOLDER` has loaded.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from selaras.capacity.desk import Desk, Rate, desk_of
from selaras.capacity.desk_query import desk_calls
from selaras.capacity.source_query import ReadingSource
from selaras.errors import SelarasError
from selaras.evidence import open_evidence
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.ledger.reading import Reading
from selaras.workspace import open_workspace
from selaras.workspace.instants import read_instant

AS_OF = "1999-03-01"
HEAD = "hour    calls  fill rate  abandoned   90% interval  Erlang-A    wait  Erlang-A  agents"


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
    lines += [
        f"{h.hour:02d}–{h.hour + 1:02d}  {h.calls:6,}  {h.fill_rate:9.1%}  {h.abandonment:9.1%}"
        f"  {h.low:6.1%}–{h.high:6.1%}  {h.expected_abandonment:8.1%}"
        f"  {h.wait_seconds:4.0f} s  {h.expected_wait_seconds:6.0f} s  {h.agents:6.1f}"
        for h in desk.hours
    ]
    calls = sum(h.calls for h in desk.hours)
    lines += [
        "",
        f"A call takes {_seconds(desk.service)}; a caller waits {_seconds(desk.patience)}"
        f" before hanging up.",
        f"Abandonment that Erlang-A expects is off by {desk.error:.1%} an hour on average,"
        f" {desk.error_by_call:.1%} weighed by calls.",
        f"{calls:,} calls · as of {AS_OF} · snapshot {snapshot} · agents are those who answered.",
    ]
    return "\n".join(lines)


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
        errors = {"error": found.error, "error_by_call": found.error_by_call}
        print(json.dumps({"snapshot": snapshot_id, **errors, **asdict(found)}, indent=2))
    else:
        print(printed(found, snapshot_id))
