"""From when on and up to when a source is complete: what is stated, held against its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import duckdb

from selaras.calendars.clock import from_micros
from selaras.contracts import TABLES
from selaras.errors import InputError, Said, said
from selaras.evidence.comparison import newest_sql
from selaras.evidence.literals import files_sql
from selaras.evidence.loading.intake import Intake
from selaras.evidence.mapping.values import Export, Mapping
from selaras.evidence.store import Evidence


@dataclass(frozen=True, slots=True)
class Stated:
    """From when on (`since`) and up to when sources are complete; None: nobody says so."""

    since: date | datetime | None = None
    until: date | datetime | None = None

    def of(self, mapping: Mapping) -> tuple[datetime | None, datetime | None]:
        """Both instants for a mapping, which states what is not stated here."""
        since = self.since if self.since is not None else mapping.complete_from
        until = self.until if self.until is not None else mapping.complete_to
        return (
            None if since is None else start_of(since, mapping),
            None if until is None else instant_of(until, mapping),
        )


def instant_of(complete_to: date | datetime, mapping: Mapping) -> datetime:
    """The instant up to which: of a date the end of that local day."""
    if isinstance(complete_to, datetime):
        return complete_to
    return _midnight(complete_to + timedelta(days=1), mapping, f"complete_to {complete_to}")


def start_of(complete_from: date | datetime, mapping: Mapping) -> datetime:
    """The instant from which on: of a date its first one."""
    if isinstance(complete_from, datetime):
        return complete_from
    return _midnight(complete_from, mapping, f"complete_from {complete_from}")


def _midnight(day: date, mapping: Mapping, stated: str) -> datetime:
    if mapping.time_zone is None:
        raise InputError(
            said(
                "{stated} is a day, and the mapping has no time zone.",
                "{stated} adalah hari, dan pemetaan tanpa zona waktu.",
                stated=stated,
            ),
            file=str(mapping.file),
            mend=said(
                "Add `time_zone:`, or state the time with its offset.",
                "Tambahkan `time_zone:`, atau nyatakan waktu dengan selisih zonanya.",
            ),
        )
    return datetime.combine(day, time(), mapping.time_zone)


def check_beginning(
    con: duckdb.DuckDBPyConnection,
    evidence: Evidence,
    intake: Intake,
    stated: Stated,
    loaded_at: datetime,
) -> None:
    """Refuse a source that is said to be complete from a time on after which it holds nothing.

    All that is read of it afterwards would be `cannot_tell`, for one year mistyped. The end is the
    one that is stated, else the newest time of its rows, those of earlier loads included where
    this one brings changes. InputError with the mapping's name.
    """
    since, until = stated.of(intake.mapping)
    if since is None:
        return
    if until is not None:
        end = min(until, loaded_at)
        if since >= end:
            stated_end = said("what it is complete to", "batas lengkapnya")
            load_itself = said("the load itself", "pemuatan ini sendiri")
            raise _begins_late(
                intake.mapping, since, end, stated_end if end == until else load_itself
            )
        return
    newest = _newest(con, evidence, intake, loaded_at)
    zone = intake.mapping.time_zone or since.tzinfo
    # By days, since of the newest row no more than its day may be known.
    if newest is not None and since.astimezone(zone).date() > newest.astimezone(zone).date():
        newest_row = said("its newest row", "baris terbarunya")
        raise _begins_late(intake.mapping, since, newest, newest_row)


def _begins_late(mapping: Mapping, since: datetime, end: datetime, what: Said) -> InputError:
    zone = mapping.time_zone or since.tzinfo
    return InputError(
        said(
            "{mapping} is said to be complete from {since} on, which lies after {what}, {end}.",
            "{mapping} dinyatakan lengkap sejak {since}, sesudah {what}, {end}.",
            mapping=mapping.name,
            since=since.astimezone(zone).isoformat(" ", "minutes"),
            what=what,
            end=end.astimezone(zone).isoformat(" ", "minutes"),
        ),
        mend=said(
            "State as `complete_from` the first day of which it holds every row, or leave it out.",
            "Nyatakan sebagai `complete_from` hari pertama yang semua barisnya ada, "
            "atau jangan nyatakan.",
        ),
    )


def _newest(
    con: duckdb.DuckDBPyConnection, evidence: Evidence, intake: Intake, loaded_at: datetime
) -> datetime | None:
    """The newest time of a source's rows in any of its tables; None where no row has one."""
    found = [
        at
        for table, settled in intake.settled.items()
        if (at := _newest_staged(con, table, [str(path) for path in settled.paths], loaded_at))
    ]
    if intake.mapping.export is Export.CHANGES:
        found += _former_ends(evidence, intake)
    return max(found, default=None)


def _newest_staged(
    con: duckdb.DuckDBPyConnection, table: str, paths: Sequence[str], loaded_at: datetime
) -> datetime | None:
    newest = newest_sql(TABLES[table], loaded_at)
    if newest is None or not paths:
        return None
    row = con.execute(f"SELECT {newest} FROM read_parquet({files_sql(paths)})").fetchone()
    return None if row is None or row[0] is None else from_micros(row[0])


def _former_ends(evidence: Evidence, intake: Intake) -> list[datetime]:
    """How far earlier loads of this source brought each of its tables."""
    if evidence.is_empty:
        return []
    snapshot = evidence.snapshot()
    loaded = [table for table in intake.settled if table in snapshot.tables]
    ends = [snapshot.sources(table).get(intake.mapping.name) for table in loaded]
    return [at for at in ends if at is not None]
