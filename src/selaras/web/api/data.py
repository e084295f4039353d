"""How fresh evidence is, its snapshots, loads and mappings, over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from selaras.evidence.snapshot import SnapshotInfo
from selaras.records.answers.pinning import evidence_here
from selaras.records.loads.access import check_may_load
from selaras.records.loads.mappings import (
    known_mappings,
    mapping_named,
    save_changed,
    text_of,
)
from selaras.records.loads.mending import quarantine
from selaras.records.loads.models import Load
from selaras.web.api.access import actor, scope, sees_data
from selaras.web.api.errors import REFUSED
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.api.seen import mapping_called, one_of
from selaras.web.jobs.loads import begin_load
from selaras.web.pages.data.freshness import TableState, latest_snapshot, table_states
from selaras.web.pages.data.quarantine_counts import quarantine_counts, waiting_by_source
from selaras.web.place import workspace

router = Router(tags=["data"])


class SourceOut(Schema):
    """A source of a table: up to when it is complete, and how many of its rows wait mending.

    `late_days` is 0 where it is fresh, or where nothing says up to when it is complete.
    """

    source: str
    complete_to: datetime | None
    late_days: int
    waiting: int


class TableOut(Schema):
    """A table of the evidence: its rows, and the months (`2026-05`) that they lie in."""

    table: str
    rows: int
    first: str
    last: str
    sources: list[SourceOut]


class DataOut(Schema):
    """The evidence as it is now; `snapshot` is null where nothing was loaded, or it is broken."""

    as_of: datetime
    snapshot: int | None
    tables: list[TableOut]
    waiting: int
    problem: str


class SnapshotOut(Schema):
    """One version of all tables; `pins` are what it is kept for."""

    number: int
    id: str
    cause: str
    loaded_at: datetime
    rows: int
    tables: list[str]
    pins: list[str]
    is_vacuumed: bool


class LoadOut(Schema):
    """A load, a replay of quarantine, or an evaluation; `counts` of rows, or of verdicts."""

    id: int
    kind: str
    state: str
    mappings: list[str]
    asked_at: datetime
    ended_at: datetime | None
    rows_read: int
    snapshot: int | None
    counts: dict[str, Any]
    problem: str


class LoadIn(Schema):
    """Names of mappings; all of them without."""

    mappings: list[str] = Field(default_factory=list, max_length=200)


class MappingOut(Schema):
    name: str
    text: str


class TextIn(Schema):
    text: str = Field(max_length=200_000)


def load_out(row: Load) -> LoadOut:
    return LoadOut(
        id=row.pk, kind=row.kind, state=row.state, mappings=row.mappings, asked_at=row.asked_at,
        ended_at=row.ended_at, rows_read=row.rows_read, snapshot=row.snapshot,
        counts=row.counts if isinstance(row.counts, dict) else {"tables": row.counts},
        problem=row.problem,
    )  # fmt: skip


def _table_out(one: TableState) -> TableOut:
    sources = [
        SourceOut(source=of.source, complete_to=of.complete_to, late_days=of.late_days,
                  waiting=of.waiting)
        for of in one.sources
    ]  # fmt: skip
    return TableOut(table=one.table, rows=one.rows, first=one.first, last=one.last, sources=sources)


def _snapshot_out(one: SnapshotInfo) -> SnapshotOut:
    return SnapshotOut(
        number=one.number, id=one.id, cause=one.cause, loaded_at=one.loaded_at, rows=one.rows,
        tables=list(one.tables), pins=list(one.pins), is_vacuumed=one.is_vacuumed,
    )  # fmt: skip


@router.get("/data", response={200: DataOut, **REFUSED}, summary="How fresh evidence is")
def data(request: HttpRequest) -> DataOut:
    """Every table with its sources, and what waits in quarantine."""
    sees_data(request)
    counts = quarantine_counts(quarantine())
    snapshot, problem = latest_snapshot()
    now = workspace().now()
    states = () if snapshot is None else table_states(snapshot, now, waiting_by_source(counts))
    return DataOut(
        as_of=now,
        snapshot=None if snapshot is None else snapshot.number,
        tables=[_table_out(one) for one in states],
        waiting=sum(counts.values()),
        problem=problem,
    )


@router.get("/snapshots", response={200: PageOf[SnapshotOut], **REFUSED}, summary="Snapshots")
def snapshots(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Every version of the evidence, the newest first."""
    sees_data(request)
    return page(list(reversed(evidence_here().snapshots())), asked, _snapshot_out)


@router.get("/loads", response={200: PageOf[LoadOut], **REFUSED}, summary="Loads")
def loads(
    request: HttpRequest, asked: Asked, kind: Literal["load", "replay", "evaluation"] | None = None
) -> dict[str, Any]:
    """Every time that evidence came in or was evaluated, the newest first."""
    sees_data(request)
    rows = Load.objects.all()
    return page(rows.filter(kind=kind) if kind else rows, asked, load_out)


@router.get("/loads/{load_id}", response={200: LoadOut, **REFUSED}, summary="A load")
def load(request: HttpRequest, load_id: int) -> LoadOut:
    sees_data(request)
    return load_out(one_of(Load.objects.all(), load_id))


@router.post("/loads", response={202: LoadOut, **REFUSED}, summary="Load sources")
def ask_load(request: HttpRequest, payload: LoadIn) -> Status[LoadOut]:
    """Load by some mappings, or all; follow it under /loads/{id}."""
    check_may_load(scope(request))
    known = {mapping.name for mapping in known_mappings()}
    if not set(payload.mappings) <= known:
        raise Http404
    return Status(202, load_out(begin_load(actor(request), Load.Kind.LOAD, payload.mappings)))


@router.get("/mappings", response={200: PageOf[MappingOut], **REFUSED}, summary="Mappings")
def mappings(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Which column of which source is what."""
    sees_data(request)

    def form(mapping: Any) -> MappingOut:
        return MappingOut(name=mapping.name, text=text_of(mapping))

    return page(known_mappings(), asked, form)


@router.get("/mappings/{mapping}", response={200: MappingOut, **REFUSED}, summary="A mapping")
def one_mapping(request: HttpRequest, mapping: str) -> MappingOut:
    """How one source feeds its tables."""
    sees_data(request)
    return MappingOut(name=mapping, text=text_of(mapping_called(mapping)))


@router.put("/mappings/{mapping}", response={200: MappingOut, **REFUSED},
            summary="Change a mapping")  # fmt: skip
def change(request: HttpRequest, mapping: str, payload: TextIn) -> MappingOut:
    """Change a mapping of the workspace; its name and its source stay what they are."""
    check_may_load(scope(request))
    mapping_called(mapping)
    save_changed(actor(request), scope(request), mapping, payload.text)
    return MappingOut(name=mapping, text=text_of(mapping_named(mapping)))
