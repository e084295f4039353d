"""A workspace's attribution: what is asked on a command line, answered from its evidence."""

from __future__ import annotations

from datetime import datetime, timedelta

from selaras.diagnosis.attribution.answer import Attribution
from selaras.diagnosis.attribution.attribute import attribute
from selaras.diagnosis.attribution.question import Asked
from selaras.errors import InputError
from selaras.evidence import open_evidence
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.ledger.reading import Reading
from selaras.workspace import Workspace
from selaras.workspace.instants import read_instant


def workspace_attribution(
    workspace: Workspace,
    asked: Asked,
    *,
    snapshot: int | str | None = None,
    threads: int | None = None,
) -> Attribution:
    """Answer from a workspace's evidence, in its currency; InputError where it has none."""
    evidence = open_evidence(workspace.evidence)
    if evidence.is_empty:
        raise InputError(
            "There is no evidence yet.",
            file=str(workspace.evidence),
            mend=f"Load some with `selaras load --workspace {workspace.root}`.",
        )
    engine = DuckDBEngine(threads=threads)
    try:
        reading = Reading(engine, evidence.snapshot(snapshot), asked.as_of)
        return attribute(reading, asked, workspace.currency)
    finally:
        engine.close()


def read_span(text: str, workspace: Workspace) -> tuple[datetime, datetime]:
    """`FROM/TO` as instants; days are local to the workspace, and TO is included where it is one.

    Raises InputError for anything else.
    """
    first, slash, last = text.partition("/")
    if not (slash and first and last):
        raise InputError(
            f"--period {text!r} is not FROM/TO.", mend="Write it as 2026-01-01/2026-03-31."
        )
    zone = workspace.time_zone
    start = read_instant(first, zone, option="--period")
    end = read_instant(last, zone, option="--period")
    return start, _day_after(end) if _is_day(last) else end


def _is_day(text: str) -> bool:
    return len(text) == len("2026-01-01")


def _day_after(midnight: datetime) -> datetime:
    return midnight + timedelta(days=1)
