"""What the command line did, written down where a workspace has records: pages tell of it too."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from selaras.errors import EvidenceError, InputError

if TYPE_CHECKING:
    from selaras.evidence.loading import LoadReport
    from selaras.ledger import Ledger
    from selaras.workspace import Workspace

TABLE = "loads_load"


def noted_load(
    place: Workspace, kind: str, mappings: Sequence[str], work: Callable[[], LoadReport]
) -> LoadReport:
    """Do a `load` or a `replay`, and write down what came of it, a failure too."""
    began = datetime.now(UTC)
    try:
        report = work()
    except (InputError, EvidenceError) as error:
        _note_load(place, kind, mappings, began, None, error)
        raise
    _note_load(place, kind, mappings, began, report, None)
    return report


def note_loaded(place: Workspace, report: LoadReport, began: datetime) -> None:
    """Write down a load of all sources that went well."""
    _note_load(place, "load", (), began, report, None)


def _note_load(
    place: Workspace,
    kind: str,
    mappings: Sequence[str],
    began: datetime,
    report: LoadReport | None,
    error: InputError | EvidenceError | None,
) -> None:
    def note() -> None:
        from selaras.records.audit.actor import command
        from selaras.records.loads.models import Load
        from selaras.records.loads.plan import note_load
        from selaras.records.loads.run import plain_problem

        problem = "" if error is None else plain_problem(error)
        note_load(
            command(), Load.Kind(kind), mappings, began_at=began, report=report, problem=problem
        )

    _with_records(place, note)


def note_evaluated(place: Workspace, ledger: Ledger, began: datetime) -> None:
    """Write down that agreements were held against evidence, and what came of it."""

    def note() -> None:
        from collections import Counter

        from selaras.records.audit.actor import command
        from selaras.records.loads.plan import note_evaluation

        note_evaluation(
            command(),
            as_of=ledger.as_of,
            snapshot=ledger.snapshot.number,
            statuses=Counter(verdict.status.value for verdict in ledger.verdicts),
            began_at=began,
        )

    _with_records(place, note)


def _with_records(place: Workspace, note: Callable[[], None]) -> None:
    """Do it where there are records. What was loaded is loaded, whether they can be written or not:
    then a line on stderr says so."""
    from selaras.records.presence import may_have

    if not may_have(place, TABLE):
        return
    from selaras.web.start import start

    start(place.root, migrate=False)
    from django.db import DatabaseError

    try:
        note()
    except DatabaseError as error:
        sys.stderr.write(f"It is done, but could not be written into the records: {error}\n")
