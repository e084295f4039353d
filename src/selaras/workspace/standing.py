"""The ledger as it stands: what was last recorded, without evaluating anything."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from selaras.agreements.values import AgreementVersion, Book
from selaras.calendars import find_calendar
from selaras.ledger.recorded import RecordedVerdict, Turn, VerdictReader, store_version
from selaras.ledger.together import Together, together
from selaras.workspace.evaluation import verdicts_folder
from selaras.workspace.folder import Workspace


@dataclass(frozen=True)
class StandingPeriod:
    """All that stands on one promise in one period."""

    recorded: tuple[RecordedVerdict, ...]

    @property
    def span(self) -> tuple[str, str]:
        return self.recorded[0].verdict.period.span

    @cached_property
    def together(self) -> Together:
        """All of it as one: summed once, for everybody to whom it is shown."""
        return together(self.recorded)


@dataclass(frozen=True)
class StandingLedger:
    """The newest verdict on every matter of the agreements in `book`.

    `as_of` and `snapshot` are those of the newest verdict; None where nothing was evaluated yet.
    `store_version` changes whenever something was recorded.
    """

    book: Book
    recorded: tuple[RecordedVerdict, ...]
    as_of: datetime | None
    snapshot: int | None
    store_version: int = -1
    _reader: VerdictReader | None = field(default=None, repr=False, compare=False)

    @cached_property
    def by_id(self) -> dict[str, RecordedVerdict]:
        return {one.id: one for one in self.recorded}

    @cached_property
    def versions(self) -> dict[str, AgreementVersion]:
        """Version hash → the version."""
        return {version.version: version for version in self.book.versions}

    @cached_property
    def promises(self) -> dict[tuple[str, str], tuple[StandingPeriod, ...]]:
        """What stands, by agreement and commitment, and in these by period; in the order of both.

        A promise that changed its version keeps its periods together.
        """
        found: dict[tuple[str, str], dict[tuple[str, str], list[RecordedVerdict]]]
        found = defaultdict(lambda: defaultdict(list))
        for one in self.recorded:
            verdict = one.verdict
            found[verdict.agreement, verdict.commitment][verdict.period.span].append(one)
        return {
            key: tuple(StandingPeriod(tuple(of)) for _span, of in sorted(spans.items()))
            for key, spans in sorted(found.items())
        }

    def turns(self, one: RecordedVerdict) -> tuple[Turn, ...]:
        """How the standing of a verdict's matter changed, oldest first."""
        return () if self._reader is None else self._reader.turns(one.verdict)

    def history(self, one: RecordedVerdict) -> tuple[RecordedVerdict, ...]:
        """Everything recorded on a verdict's matter, newest first."""
        return (one,) if self._reader is None else self._reader.history(one.verdict)

    def find(self, verdict_id: str) -> RecordedVerdict | None:
        """The verdict recorded under an id, whether it still stands or not."""
        found = self.by_id.get(verdict_id)
        if found is None and self._reader is not None:
            found = self._reader.find(verdict_id)
        if found is None or found.verdict.version not in self.versions:
            return None
        return found


_Key = tuple[Path, tuple[tuple[str, str], ...]]
_readers: dict[_Key, VerdictReader] = {}
_ledgers: dict[Path, tuple[tuple[int, tuple[object, ...]], StandingLedger]] = {}
_lock = threading.Lock()


def standing_ledger(workspace: Workspace, book: Book) -> StandingLedger:
    """What stands on record for the versions in `book`; read again only after new verdicts."""
    folder = verdicts_folder(workspace)
    # A notice or a later signature moves the days in force, and leaves the text alone.
    versions = tuple((v.version, v.standing, v.in_force_from, v.in_force_to) for v in book.versions)
    newest = (store_version(folder), versions)
    found = _ledgers.get(folder)
    if found is not None and found[0] == newest:
        return found[1]
    with _lock:
        ledger = _read(workspace, book, folder)
        _ledgers[folder] = ((ledger.store_version, versions), ledger)
    return ledger


def _read(workspace: Workspace, book: Book, folder: Path) -> StandingLedger:
    zones = {
        version.agreement.name: find_calendar(
            version.agreement.calendar, (workspace.calendars,)
        ).time_zone
        for version in book.versions
    }
    reader = _reader_of(folder, zones)
    reader.refresh()
    recorded = reader.standing(version.version for version in book.versions)
    newest = max(recorded, key=lambda r: (r.snapshot, r.as_of), default=None)
    return StandingLedger(
        book,
        recorded,
        None if newest is None else newest.as_of,
        None if newest is None else newest.snapshot,
        reader.version,
        reader,
    )


def _reader_of(folder: Path, zones: dict[str, ZoneInfo]) -> VerdictReader:
    """The reader that goes on from what it has read; another one for other agreements."""
    key = (folder, tuple(sorted((name, zone.key) for name, zone in zones.items())))
    if key not in _readers:
        for other in [known for known in _readers if known[0] == folder]:
            del _readers[other]
        _readers[key] = VerdictReader(folder, zones)
    return _readers[key]
