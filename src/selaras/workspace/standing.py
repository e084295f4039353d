"""The ledger as it stands: what was last recorded, without evaluating anything."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from selaras.agreements.values import AgreementVersion, Book
from selaras.calendars import find_calendar
from selaras.ledger.recorded import RecordedVerdict, read_standing, store_version
from selaras.workspace.evaluation import verdicts_folder
from selaras.workspace.folder import Workspace


@dataclass(frozen=True)
class StandingLedger:
    """The newest verdict on every matter of the agreements in `book`.

    `as_of` and `snapshot` are those of the newest verdict; None where nothing was evaluated yet.
    """

    book: Book
    recorded: tuple[RecordedVerdict, ...]
    as_of: datetime | None
    snapshot: int | None

    @cached_property
    def by_id(self) -> dict[str, RecordedVerdict]:
        return {one.id: one for one in self.recorded}

    @cached_property
    def versions(self) -> dict[str, AgreementVersion]:
        """Version hash → the version."""
        return {version.version: version for version in self.book.versions}


_kept: dict[tuple[Path, tuple[str, ...]], tuple[int, StandingLedger]] = {}
_lock = threading.Lock()


def standing_ledger(workspace: Workspace, book: Book) -> StandingLedger:
    """What stands on record for the versions in `book`; read again only after new verdicts."""
    folder = verdicts_folder(workspace)
    key = (folder, tuple(version.version for version in book.versions))
    newest = store_version(folder)
    with _lock:
        found = _kept.get(key)
        if found is None or found[0] != newest:
            found = (newest, _read(workspace, book, folder))
            _kept.clear()  # an older book or store is not asked for again
            _kept[key] = found
    return found[1]


def _read(workspace: Workspace, book: Book, folder: Path) -> StandingLedger:
    zones = {
        version.agreement.name: find_calendar(
            version.agreement.calendar, (workspace.calendars,)
        ).time_zone
        for version in book.versions
    }
    known = {version.version for version in book.versions}
    recorded = tuple(r for r in read_standing(folder, zones) if r.verdict.version in known)
    newest = max(recorded, key=lambda r: (r.snapshot, r.as_of), default=None)
    return StandingLedger(
        book,
        recorded,
        None if newest is None else newest.as_of,
        None if newest is None else newest.snapshot,
    )
