"""Verdicts read back from what was recorded of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from deltalake import DeltaTable

from selaras.calendars.clock import from_micros
from selaras.evidence.delta_table import files_added
from selaras.ledger.period import Period
from selaras.ledger.verdict import Status, Verdict, as_written

Matter = tuple[str, str, str, str, str]
"""Agreement, commitment, period's start and end, and `=subject` or nothing: sorts as a ledger."""
Age = tuple[int, datetime, datetime, str]
"""Snapshot, as-of, when it was recorded, and id."""


@dataclass(frozen=True, slots=True)
class RecordedVerdict:
    """A verdict with the id it was recorded under, the snapshot and the as-of it was told at.

    `recorded_at` is when it was written down, by the clock of the machine that did.
    """

    id: str
    verdict: Verdict
    snapshot: int
    as_of: datetime
    recorded_at: datetime

    @property
    def age(self) -> Age:
        """Of two verdicts on one matter, the one that stands is the greater in this."""
        return self.snapshot, self.as_of, self.recorded_at, self.id


@dataclass(frozen=True, slots=True)
class Turn:
    """A matter came to stand otherwise than before, at the instant at which that was recorded."""

    at: datetime
    status: Status


class _Row(NamedTuple):
    """A row of a store's file, its form not read yet."""

    id: str
    agreement: str
    commitment: str
    subject: str | None
    period_start: str
    period_end: str
    version: str
    snapshot: int
    form: str
    as_of: datetime

    @property
    def matter(self) -> Matter:
        subject = "" if self.subject is None else f"={self.subject}"
        return self.agreement, self.commitment, self.period_start, self.period_end, subject


@dataclass(slots=True)
class _Newest:
    """The newest row of one version on a matter; of most of them nobody asks for the verdict."""

    row: _Row
    age: Age
    verdict: RecordedVerdict | None = None


@dataclass(slots=True)
class _Kept:
    """What is known of one matter."""

    newest: dict[str, _Newest] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    age: Age | None = None
    files: list[str] = field(default_factory=list)


class VerdictReader:
    """What a store holds, read file by file: after new verdicts only the new files are read.

    `zones` maps an agreement to the zone of its calendar; agreements not named are left out.
    """

    def __init__(self, folder: Path, zones: Mapping[str, ZoneInfo]) -> None:
        self._folder, self._zones = folder, dict(zones)
        self._matters: dict[Matter, _Kept] = {}
        self._read: set[str] = set()
        self.version = -1

    def refresh(self) -> None:
        """Read what was recorded since."""
        version = store_version(self._folder)
        if version == self.version:
            return
        files = files_of(self._folder)
        if not self._read <= {name for name, _at in files}:
            # Files were rewritten into others: what was known is read again.
            self._matters, self._read = {}, set()
        for name, at in files:
            if name not in self._read:
                self._take(name, at)
                self._read.add(name)
        self.version = version

    def standing(self, versions: Iterable[str]) -> tuple[RecordedVerdict, ...]:
        """The newest verdict on every matter of agreement versions, in the ledger's order."""
        wanted = frozenset(versions)
        found = []
        for _matter, kept in sorted(self._matters.items()):
            of = [one for version, one in kept.newest.items() if version in wanted]
            if of:
                found.append(self._verdict(max(of, key=lambda one: one.age)))
        return tuple(found)

    def turns(self, verdict: Verdict) -> tuple[Turn, ...]:
        """How the standing of a verdict's matter changed, oldest first."""
        kept = self._matters.get(verdict.key)
        return () if kept is None else tuple(kept.turns)

    def history(self, verdict: Verdict) -> tuple[RecordedVerdict, ...]:
        """Everything recorded on a verdict's matter, newest first."""
        kept = self._matters.get(verdict.key)
        if kept is None:
            return ()
        times = dict(files_of(self._folder))
        wanted = {"commitment": verdict.commitment, "period_start": verdict.period.span[0]}
        if verdict.subject is not None:
            wanted["subject"] = verdict.subject
        found = [
            self._recorded(row, times[name])
            for name in kept.files
            if name in times
            for row in _rows(self._folder / name, **wanted)
            if row.matter == verdict.key
        ]
        return tuple(sorted(found, key=lambda one: one.age, reverse=True))

    def find(self, id_: str) -> RecordedVerdict | None:
        """The verdict recorded under an id, whether it stands or not; reads the whole store."""
        for name, at in files_of(self._folder):
            for row in _rows(self._folder / name, id=id_):
                if row.agreement in self._zones:
                    return self._recorded(row, at)
        return None

    def _take(self, name: str, at: datetime) -> None:
        for row in _rows(self._folder / name):
            if row.agreement not in self._zones:
                continue
            kept = self._matters.setdefault(row.matter, _Kept())
            if not kept.files or kept.files[-1] != name:
                kept.files.append(name)
            age = row.snapshot, row.as_of, at, row.id
            before = kept.newest.get(row.version)
            if before is None or age > before.age:
                kept.newest[row.version] = _Newest(row, age)
                if kept.age is None or age > kept.age:
                    kept.age = age
                    status = _status(row.form)
                    if not kept.turns or kept.turns[-1].status is not status:
                        kept.turns.append(Turn(at, status))

    def _verdict(self, newest: _Newest) -> RecordedVerdict:
        if newest.verdict is None:
            _snapshot, _as_of, at, _id = newest.age
            newest.verdict = self._recorded(newest.row, at)
        return newest.verdict

    def _recorded(self, row: _Row, at: datetime) -> RecordedVerdict:
        verdict = verdict_from_form(json.loads(row.form), self._zones[row.agreement])
        return RecordedVerdict(row.id, verdict, row.snapshot, row.as_of, at)


_STATUS = re.compile(r'^ "status": "([a-z_]+)"', re.MULTILINE)


def _status(form: str) -> Status:
    """The status in a form that is not read as a whole: most rows are asked for it alone."""
    found = _STATUS.search(form)
    return Status(found[1] if found else json.loads(form)["status"])


def read_standing(folder: Path, zones: Mapping[str, ZoneInfo]) -> tuple[RecordedVerdict, ...]:
    """The newest verdict on every matter in a store's folder, in the ledger's order.

    Parameters
    ----------
    zones
        Agreement → the zone of its calendar. Agreements that are not named are left out.
    """
    reader = VerdictReader(folder, zones)
    reader.refresh()
    versions = {version for kept in reader._matters.values() for version in kept.newest}
    return reader.standing(versions)


def store_version(folder: Path) -> int:
    """How often a store was written to: changes whenever what it says does; -1 for none."""
    log = folder / "_delta_log"
    return max((int(p.stem) for p in log.glob("*.json") if p.stem.isdigit()), default=-1)


def verdict_from_form(form: dict[str, Any], zone: ZoneInfo) -> Verdict:
    """The verdict that was written as `form` (of `verdict_form`).

    Shares come back exact, since they are those kept of those decided; other figures as they were
    rounded.
    """
    fields = {key: value for key, value in form.items() if key != "period"}
    fields["status"] = Status(form["status"])
    fields["asked"] = as_written(form["asked"])
    fields["value"] = _value(form)
    fields["horizon"] = None if form["horizon"] is None else datetime.fromisoformat(form["horizon"])
    start = datetime.fromisoformat(form["period"]["start"]).date()
    last = datetime.fromisoformat(form["period"]["end"]).date() - timedelta(days=1)
    return Verdict(period=_period(start, last, zone), **fields)


@lru_cache(maxsize=4096)
def _period(first: date, last: date, zone: ZoneInfo) -> Period:
    """Thousands of verdicts share a period, and what is worked out of one is kept with it."""
    return Period(first, last, first, last, zone)


def _value(form: dict[str, Any]) -> int | Decimal | Fraction | None:
    value = form["value"]
    if value is None or isinstance(value, int):
        return value
    decided = form["kept"] + form["broken"]
    if form["unit"] == "share" and decided:
        return Fraction(form["kept"], decided)
    return Fraction(str(value)) if form["unit"] == "ratio" else Decimal(str(value))


def files_of(folder: Path) -> list[tuple[str, datetime]]:
    """The files of a store and when each was written, oldest first."""
    if store_version(folder) < 0:
        return []
    actions = files_added(DeltaTable(str(folder)))
    columns = (actions.column("path"), actions.column("modification_time"))
    found = [
        (path.as_py(), datetime.fromtimestamp(millis.as_py() / 1000, UTC))
        for path, millis in zip(*columns, strict=True)
    ]
    return sorted(found, key=lambda file: (file[1], file[0]))


def _rows(path: Path, **wanted: str) -> Iterator[_Row]:
    """Rows of one file whose columns hold what is wanted.

    In batches, since whole tables look for pandas and import it.
    """
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(columns=list(_Row._fields)):
            found = _holding(batch, wanted)
            micros = found.column("as_of").cast("int64").to_pylist()
            times = {at: from_micros(at) for at in set(micros)}
            columns = (found.column(name).to_pylist() for name in _Row._fields[:-1])
            yield from map(_Row, *columns, (times[at] for at in micros))


def _holding(rows: pa.RecordBatch, wanted: Mapping[str, str]) -> pa.RecordBatch:
    """The rows whose columns hold what is wanted."""
    for column, value in wanted.items():
        rows = rows.filter(pc.equal(rows.column(column), value))
    return rows
