"""A workspace's ledger: its agreements held against its evidence, and the verdicts kept."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

from selaras.agreements import read_agreements
from selaras.agreements.values import Book
from selaras.evidence.engines.compiled import CompiledSteps
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.evidence.room import telling_of_room
from selaras.ledger import Ledger, evaluate
from selaras.ledger.memory import FileMemory
from selaras.ledger.store import VerdictStore
from selaras.workspace.folder import Workspace
from selaras.workspace.held import evidence_of


def evaluate_workspace(
    workspace: Workspace,
    as_of: datetime,
    *,
    agreement: str | None = None,
    party: str | None = None,
    snapshot: int | str | None = None,
    threads: int | None = None,
    keep: bool = True,
    book: Book | None = None,
) -> Ledger:
    """Evaluate a workspace's agreements as of an instant.

    `book` is what its records hold to be true; without it, its files are read as drafts.
    Verdicts are kept where they differ from what is on record, unless `keep` is false, an older
    snapshot was asked for, or the evidence folder cannot be written.
    """
    evidence = evidence_of(workspace)
    memory = FileMemory(workspace.evidence / "_counts.sqlite3")
    steps = CompiledSteps(DuckDBEngine.name, workspace.evidence / "_steps.sqlite3")
    ledger = evaluate(
        read_agreements(workspace.agreements) if book is None else book,
        evidence,
        as_of=as_of,
        calendars=(workspace.calendars,),
        snapshot=snapshot,
        engine=DuckDBEngine(threads=threads, steps=steps),
        agreement=agreement,
        party=party,
        currency=workspace.currency,
        memory=memory,
    )
    memory.save()
    steps.save()
    store = VerdictStore(verdicts_folder(workspace))
    number = ledger.snapshot.number
    if not keep or snapshot is not None or not may_keep(workspace):
        return ledger.but(verdicts=store.restated(ledger.verdicts, as_of, number))
    with telling_of_room(workspace.evidence):
        archive_calendars(workspace, ledger)
        return ledger.but(verdicts=store.record(ledger.verdicts, as_of, number))


def may_keep(workspace: Workspace) -> bool:
    """Whether verdicts can be written: whoever may only read a workspace still sees its ledger."""
    return os.access(workspace.evidence, os.W_OK)


def verdicts_folder(workspace: Workspace) -> Path:
    """Where a workspace keeps its verdicts: beside the evidence tables."""
    return workspace.evidence / "_verdicts"


def archive_calendars(workspace: Workspace, ledger: Ledger) -> None:
    """Keep every calendar that a verdict names, resolved, under its version.

    `evidence/_calendars/<version>.json` holds the calendar, or, where several may apply to one
    commitment, the versions that make up the one named.
    """
    folder = workspace.evidence / "_calendars"
    folder.mkdir(parents=True, exist_ok=True)
    for version, calendars in ledger.calendars.items():
        if len(calendars) > 1:
            _write_once(folder / f"{version}.json", {"versions": [c.version for c in calendars]})
        for calendar in calendars:
            path = folder / f"{calendar.version}.json"
            if not path.exists():
                _write_once(path, calendar.resolved())


def _write_once(path: Path, body: object) -> None:
    if path.exists():
        return
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    draft.write_text(json.dumps(body, ensure_ascii=False, sort_keys=True), encoding="utf-8")
    draft.replace(path)
