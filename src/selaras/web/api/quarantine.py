"""Rows that did not fit, and mending them, over the API."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from selaras.errors import InputError
from selaras.evidence.loading import QuarantinedRow
from selaras.evidence.loading.marks import visible
from selaras.records.loads.access import check_may_load
from selaras.records.loads.mappings import known_mappings
from selaras.records.loads.mending import (
    drop_row,
    find_row,
    map_words,
    mend_row,
    quarantine,
    waiting_words,
)
from selaras.records.loads.models import Load
from selaras.web.api.access import actor, scope, sees_data
from selaras.web.api.data import LoadOut, load_out
from selaras.web.api.errors import REFUSED
from selaras.web.api.pages import Asked, PageOf
from selaras.web.api.seen import mapping_called
from selaras.web.jobs.loads import begin_load
from selaras.web.pages.data.quarantine_counts import quarantine_counts

router = Router(tags=["data"])


class RowOut(Schema):
    """A row that did not fit; `says` is why.

    What stood in it, `values` by the source's column or the `text` of a line that could not be
    cut, is told to those who load, and to nobody else: it may be personal.
    """

    id: str
    mapping: str
    table: str
    file: str
    line: int
    reason: str
    column: str | None
    says: str
    columns: list[str]
    values: list[str | None] | None
    text: str | None
    quarantined_at: datetime


class MendIn(Schema):
    """Other `values`, one for each column; of a line that could not be cut, another `text`."""

    values: list[str] | None = Field(None, max_length=500)
    text: str | None = Field(None, max_length=100_000)


class ReplayIn(Schema):
    """The mapping whose rows are read again; those of all without one."""

    mapping: str = Field("", max_length=80)


class WordCount(Schema):
    value: str
    count: int


class WordsOut(Schema):
    """Values of a column that are none of its `words`, the most frequent first."""

    table: str
    column: str
    values: list[WordCount]
    words: list[str]


class WordsIn(Schema):
    """Value → word, for a column of a table."""

    table: str = Field(max_length=40)
    column: str = Field(max_length=80)
    map: dict[str, str] = Field(min_length=1, max_length=200)


def row_out(row: QuarantinedRow, *, whole: bool = True) -> RowOut:
    values = None if row.values is None else [None if v is None else visible(v) for v in row.values]
    return RowOut(
        id=row.id, mapping=row.mapping, table=row.table, file=row.file, line=row.line,
        reason=row.reason, column=row.column, says=row.says, columns=list(row.columns),
        values=values if whole else None,
        text=visible(row.text) if whole and row.text is not None else None,
        quarantined_at=row.quarantined_at,
    )  # fmt: skip


@router.get("/quarantine", response={200: PageOf[RowOut], **REFUSED}, summary="Rows in quarantine")
def waiting(
    request: HttpRequest, asked: Asked, mapping: str = "", reason: str = ""
) -> dict[str, Any]:
    """Rows that did not fit, by mapping and reason; what stood in them is with each one."""
    sees_data(request)
    counts = quarantine_counts(quarantine())
    total = sum(
        count
        for (name, _table, why), count in counts.items()
        if mapping in ("", name) and reason in ("", why)
    )
    end = asked.offset + asked.limit
    rows = quarantine().rows(mapping or None, reason or None) if total else iter(())
    return {
        "items": [row_out(row, whole=False) for row in islice(rows, asked.offset, end)],
        "total": total,
        "next_offset": end if end < total else None,
    }


@router.post("/quarantine/replay", response={202: LoadOut, **REFUSED},
             summary="Read quarantine again")  # fmt: skip
def replay(request: HttpRequest, payload: ReplayIn) -> Status[LoadOut]:
    """Read what waits once more through the mappings of today; follow it under /loads/{id}."""
    check_may_load(scope(request))
    known = {mapping.name for mapping in known_mappings()}
    wanted = payload.mapping
    names = [one for one in quarantine().mappings() if one in known and wanted in ("", one)]
    if not names:
        raise InputError("Nothing waits that a mapping could read.")
    return Status(202, load_out(begin_load(actor(request), Load.Kind.REPLAY, names)))


@router.get("/quarantine/{mapping}/words", response={200: list[WordsOut], **REFUSED},
            summary="Words to map")  # fmt: skip
def words(request: HttpRequest, mapping: str) -> list[WordsOut]:
    """Values that a value map could mend."""
    check_may_load(scope(request))
    return [
        WordsOut(table=one.table, column=one.column, words=list(one.words),
                 values=[WordCount(value=value, count=count) for value, count in one.values])
        for one in waiting_words(mapping)
    ]  # fmt: skip


@router.post("/quarantine/{mapping}/words", response={202: LoadOut, **REFUSED},
             summary="Map values to words")  # fmt: skip
def put_words(request: HttpRequest, mapping: str, payload: WordsIn) -> Status[LoadOut]:
    """Add values to a column's value map, and read the rows again."""
    check_may_load(scope(request))
    mapping_called(mapping)
    map_words(actor(request), scope(request), mapping, payload.table, payload.column, payload.map)
    return Status(202, load_out(begin_load(actor(request), Load.Kind.REPLAY, [mapping])))


@router.get("/quarantine/{mapping}/{row}", response={200: RowOut, **REFUSED},
            summary="A row in quarantine")  # fmt: skip
def one(request: HttpRequest, mapping: str, row: str) -> RowOut:
    """One row, with what stands in it."""
    check_may_load(scope(request))
    return row_out(_row(mapping, row))


@router.put("/quarantine/{mapping}/{row}", response={202: LoadOut, **REFUSED},
            summary="Mend a row")  # fmt: skip
def mend(request: HttpRequest, mapping: str, row: str, payload: MendIn) -> Status[LoadOut]:
    """Put other values in its place, and read the mapping's rows again."""
    check_may_load(scope(request))
    found = _row(mapping, row)
    mapping_called(mapping)
    mend_row(actor(request), scope(request), found, values=payload.values, text=payload.text)
    return Status(202, load_out(begin_load(actor(request), Load.Kind.REPLAY, [mapping])))


@router.delete("/quarantine/{mapping}/{row}", response={204: None, **REFUSED},
               summary="Throw a row away")  # fmt: skip
def drop(request: HttpRequest, mapping: str, row: str) -> Status[None]:
    """It will not be loaded, unless its source brings it again."""
    check_may_load(scope(request))
    drop_row(actor(request), scope(request), _row(mapping, row))
    return Status(204, None)


def _row(mapping: str, row: str) -> QuarantinedRow:
    found = find_row(mapping, row)
    if found is None:
        raise Http404
    return found
