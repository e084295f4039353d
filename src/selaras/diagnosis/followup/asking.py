"""A workspace's evidence and promises, asked about follow-ups."""

from __future__ import annotations

from datetime import timedelta

from selaras.agreements import read_agreements
from selaras.agreements.values import Book
from selaras.diagnosis.choices import FOLLOW_UP
from selaras.diagnosis.followup.asked import Asked
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.ledger.reading import Reading
from selaras.workspace import Workspace
from selaras.workspace.held import evidence_of
from selaras.workspace.instants import asked_instant
from selaras.workspace.spans import read_days


def asked_of_workspace(
    workspace: Workspace,
    as_of: str | None,
    period: str | None,
    snapshot: str | None = None,
    *,
    book: Book | None = None,
) -> Asked:
    """What is asked, from words on a command line; the year before the as-of without a period.

    `book` is what the workspace's records hold to be true; without it, its files are read.
    InputError for an instant or period that cannot be read, and where there is no evidence.
    """
    instant = asked_instant(workspace, as_of)
    start, end = (
        (instant - timedelta(days=FOLLOW_UP.default_days), instant)
        if period is None
        else read_days(period, workspace.time_zone, option="--period")
    )
    evidence = evidence_of(workspace)
    return Asked(
        Reading(DuckDBEngine(), evidence.snapshot(snapshot), instant),
        _book(workspace) if book is None else book,
        start,
        end,
        workspace.currency,
        (workspace.calendars,),
        workspace.time_zone,
    )


def _book(workspace: Workspace) -> Book | None:
    """The agreements, where there are any: follow-ups can be judged without promises too."""
    if not workspace.agreements.is_dir() or not any(workspace.agreements.glob("*.y*ml")):
        return None
    return read_agreements(workspace.agreements)
