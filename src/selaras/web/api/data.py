"""Loads, mappings and files that people bring, over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from selaras.records.loads.access import check_may_load, sees_data
from selaras.records.loads.mappings import (
    known_mappings,
    mapping_named,
    save_changed,
    save_for_upload,
    text_of,
)
from selaras.records.loads.models import Load, Upload
from selaras.records.loads.plan import plan_load
from selaras.records.loads.uploads import bring_file, remove_upload, uploads
from selaras.web.api.access import actor, person, scope
from selaras.web.api.agreements import REFUSED
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.api.seen import one_of
from selaras.web.jobs import enqueue

router = Router(tags=["data"])


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


class UploadOut(Schema):
    """A file somebody brought: map it, then load it."""

    id: int
    name: str
    form: str
    bytes: int
    state: str
    mapping_name: str
    brought_at: datetime


def load_out(row: Load) -> LoadOut:
    return LoadOut(
        id=row.pk, kind=row.kind, state=row.state, mappings=row.mappings, asked_at=row.asked_at,
        ended_at=row.ended_at, rows_read=row.rows_read, snapshot=row.snapshot,
        counts=row.counts if isinstance(row.counts, dict) else {"tables": row.counts},
        problem=row.problem,
    )  # fmt: skip


def upload_out(row: Upload) -> UploadOut:
    return UploadOut(
        id=row.pk, name=row.name, form=row.form, bytes=row.bytes, state=row.state,
        mapping_name=row.mapping_name, brought_at=row.brought_at,
    )  # fmt: skip


def _check_sees(request: HttpRequest) -> None:
    if not sees_data(scope(request)):
        raise PermissionDenied


@router.get("/loads", response={200: PageOf[LoadOut], **REFUSED}, summary="Loads")
def loads(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Every time that evidence came in or was evaluated, the newest first."""
    _check_sees(request)
    return page(Load.objects.all(), asked, load_out)


@router.get("/loads/{load_id}", response={200: LoadOut, **REFUSED}, summary="A load")
def load(request: HttpRequest, load_id: int) -> LoadOut:
    _check_sees(request)
    return load_out(one_of(Load.objects.all(), load_id))


@router.post("/loads", response={202: LoadOut, **REFUSED}, summary="Load sources")
def ask_load(request: HttpRequest, payload: LoadIn) -> Status[LoadOut]:
    """Load by some mappings, or all; follow it under /loads/{id}."""
    check_may_load(scope(request))
    known = {mapping.name for mapping in known_mappings()}
    if not set(payload.mappings) <= known:
        raise Http404
    row = plan_load(actor(request), payload.mappings)
    enqueue("run_load", person=person(request), key=f"run_load:{row.pk}", load_id=row.pk)
    return Status(202, load_out(row))


@router.get("/mappings", response={200: PageOf[MappingOut], **REFUSED}, summary="Mappings")
def mappings(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Which column of which source is what."""
    _check_sees(request)

    def form(mapping: Any) -> MappingOut:
        return MappingOut(name=mapping.name, text=text_of(mapping))

    return page(known_mappings(), asked, form)


@router.put("/mappings/{name}", response={200: MappingOut, **REFUSED}, summary="Change a mapping")
def change(request: HttpRequest, name: str, payload: TextIn) -> MappingOut:
    """Change a mapping of the workspace; its name and its source stay what they are."""
    check_may_load(scope(request))
    if name not in {mapping.name for mapping in known_mappings()}:
        raise Http404
    save_changed(actor(request), scope(request), name, payload.text)
    return MappingOut(name=name, text=text_of(mapping_named(name)))


@router.get("/uploads", response={200: PageOf[UploadOut], **REFUSED}, summary="Files brought")
def brought(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    _check_sees(request)
    return page(uploads(), asked, upload_out)


@router.post("/uploads", response={201: UploadOut, **REFUSED}, summary="Bring a file")
def bring(request: HttpRequest, file: File[UploadedFile]) -> Status[UploadOut]:
    """Bring a file of rows; nothing is loaded until it is mapped."""
    row = bring_file(actor(request), scope(request), name=file.name or "", chunks=file.chunks())
    return Status(201, upload_out(row))


@router.put("/uploads/{upload_id}/mapping", response={200: MappingOut, **REFUSED},
            summary="Map a file")  # fmt: skip
def map_upload(request: HttpRequest, upload_id: int, payload: TextIn) -> MappingOut:
    """Put a file's mapping into the workspace; then load it by its name."""
    check_may_load(scope(request))
    row = one_of(uploads(), upload_id)
    mapping = save_for_upload(actor(request), scope(request), row, payload.text)
    return MappingOut(name=mapping.name, text=text_of(mapping))


@router.delete("/uploads/{upload_id}", response={204: None, **REFUSED}, summary="Remove a file")
def remove(request: HttpRequest, upload_id: int) -> Status[None]:
    row = one_of(uploads(), upload_id)
    remove_upload(actor(request), scope(request), row)
    return Status(204, None)
