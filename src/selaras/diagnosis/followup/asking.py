"""A workspace's evidence and promises, asked about follow-ups."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from selaras.agreements import read_agreements
from selaras.agreements.values import Book
from selaras.diagnosis.choices import FOLLOW_UP
from selaras.diagnosis.followup.asked import Asked
from selaras.errors import InputError
from selaras.evidence import open_evidence
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.ledger.reading import Reading
from selaras.workspace import Workspace
from selaras.workspace.instants import asked_instant


def asked_of_workspace(
    workspace: Workspace, as_of: str | None, period: str | None, snapshot: str | None = None
) -> Asked:
    """What is asked, from words on a command line; the year before the as-of without a period.

    InputError for an instant or period that cannot be read, and where there is no evidence.
    """
    instant = asked_instant(workspace, as_of)
    start, end = (
        (instant - timedelta(days=FOLLOW_UP.default_days), instant)
        if period is None
        else read_days(period, workspace.time_zone, option="--period")
    )
    evidence = open_evidence(workspace.evidence)
    if evidence.is_empty:
        raise InputError(
            "There is no evidence yet.",
            file=str(workspace.evidence),
            mend=f"Load some with `selaras load --workspace {workspace.root}`.",
        )
    chosen = int(snapshot) if snapshot and snapshot.isdigit() else snapshot
    return Asked(
        Reading(DuckDBEngine(), evidence.snapshot(chosen), instant),
        _book(workspace),
        start,
        end,
        workspace.currency,
        (workspace.calendars,),
        workspace.time_zone,
    )


def read_days(text: str, zone: ZoneInfo, *, option: str) -> tuple[datetime, datetime]:
    """`FROM/TO`, both days included, as the instants at which they begin and end in a zone."""
    first, last = read_dates(text, option=option)
    after = last + timedelta(days=1)
    return datetime.combine(first, time(), zone), datetime.combine(after, time(), zone)


def read_dates(text: str, *, option: str) -> tuple[date, date]:
    """The first and the last day of `FROM/TO`. InputError where it is none."""
    parts = text.split("/")
    try:
        first, last = (date.fromisoformat(part) for part in parts)
    except ValueError:
        raise InputError(
            f"{option} {text!r} is not a period.",
            mend="Write its first and last day, as in 2026-01-01/2026-03-31.",
        ) from None
    if last < first:
        raise InputError(
            f"{option} {text} ends before it begins.", mend="Write the earlier day first."
        )
    return first, last


def _book(workspace: Workspace) -> Book | None:
    """The agreements, where there are any: follow-ups can be judged without promises too."""
    if not workspace.agreements.is_dir() or not any(workspace.agreements.glob("*.y*ml")):
        return None
    return read_agreements(workspace.agreements)
