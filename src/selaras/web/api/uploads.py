"""Files that people bring, over the API: sent, looked at, mapped, tried, loaded, removed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from selaras.contracts import TABLES
from selaras.errors import EvidenceError, InputError
from selaras.records.loads.access import check_may_load
from selaras.records.loads.guessing import fitting_mappings, likely_table
from selaras.records.loads.mappings import (
    preview,
    read_text,
    save_for_upload,
    suggested_mapping,
    text_of,
)
from selaras.records.loads.models import Load, Upload
from selaras.records.loads.trying import TriedTable, try_mapping
from selaras.records.loads.uploads import bring_file, path_of, remove_upload, uploads
from selaras.web.api.access import actor, scope, sees_data
from selaras.web.api.data import LoadOut, MappingOut, TextIn, load_out
from selaras.web.api.errors import REFUSED, Problem
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.api.quarantine import RowOut, row_out
from selaras.web.api.seen import mapping_called, one_of
from selaras.web.jobs.loads import begin_load
from selaras.web.place import workspace

router = Router(tags=["data"])
UNREADABLE = {409: Problem, **REFUSED}


class UploadOut(Schema):
    """A file somebody brought: map it, then load it."""

    id: int
    name: str
    form: str
    bytes: int
    state: str
    mapping_name: str
    brought_at: datetime


class FileColumn(Schema):
    """A column of a file, and up to three different values of it."""

    name: str
    values: list[str]


class LookOut(Schema):
    """What a file looks like; `table` is the likeliest, `fitting` are mappings that fit it."""

    rows: int
    columns: list[FileColumn]
    table: str
    fitting: list[str]


class SuggestionIn(Schema):
    """What is known of a file. `pairs` (the table's column → the file's) are guessed if empty."""

    table: str = Field(max_length=40)
    name: str = Field(max_length=80)
    time_zone: str = Field("", max_length=64)
    full: bool = False
    complete_to: str = Field("", max_length=40)
    complete_from: str = Field("", max_length=40)
    pairs: dict[str, str] = Field(default_factory=dict, max_length=500)


class SuggestionOut(Schema):
    """The text of a first mapping, to be mended and put under /uploads/{id}/mapping."""

    text: str


class TriedOut(Schema):
    """What came of one table on the file's first rows; `rows` as they would be stored."""

    table: str
    read: int
    fit: int
    filtered: int
    reasons: dict[str, int]
    columns: list[str]
    rows: list[list[Any]]


class TrialOut(Schema):
    """A mapping tried: nothing is loaded. `misfits` are a few of the rows that do not fit."""

    all_fit: bool
    tables: list[TriedOut]
    misfits: list[RowOut]


class BringingIn(Schema):
    """The mapping to load a file by; without one, by its own."""

    mapping: str = Field("", max_length=80)


def upload_out(row: Upload) -> UploadOut:
    return UploadOut(
        id=row.pk, name=row.name, form=row.form, bytes=row.bytes, state=row.state,
        mapping_name=row.mapping_name, brought_at=row.brought_at,
    )  # fmt: skip


def _tried_out(one: TriedTable) -> TriedOut:
    return TriedOut(
        table=one.table, read=one.read, fit=one.fit, filtered=one.filtered,
        reasons=dict(one.reasons), columns=list(one.columns),
        rows=[list(row) for row in one.rows],
    )  # fmt: skip


def _upload(request: HttpRequest, upload_id: int) -> Upload:
    """A file that was brought, for whoever may load it; InputError where it was removed."""
    check_may_load(scope(request))
    found: Upload = one_of(uploads(), upload_id)
    if found.state == Upload.State.REMOVED:
        raise InputError("The file was removed.", mend="Bring it again.")
    return found


@router.get("/uploads", response={200: PageOf[UploadOut], **REFUSED}, summary="Files brought")
def brought(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    sees_data(request)
    return page(uploads(), asked, upload_out)


@router.post("/uploads", response={201: UploadOut, **REFUSED}, summary="Bring a file")
def bring(request: HttpRequest, file: File[UploadedFile]) -> Status[UploadOut]:
    """Bring a file of rows; nothing is loaded until it is mapped."""
    row = bring_file(actor(request), scope(request), name=file.name or "", chunks=file.chunks())
    return Status(201, upload_out(row))


@router.get("/uploads/{upload_id}", response={200: UploadOut, **REFUSED}, summary="A file brought")
def one(request: HttpRequest, upload_id: int) -> UploadOut:
    sees_data(request)
    return upload_out(one_of(uploads(), upload_id))


@router.get("/uploads/{upload_id}/look", response={200: LookOut, **UNREADABLE},
            summary="Look into a file")  # fmt: skip
def look(request: HttpRequest, upload_id: int) -> LookOut:
    """Its columns with a few values of each."""
    row = _upload(request, upload_id)
    seen = preview(row)
    return LookOut(
        rows=seen.rows,
        columns=[FileColumn(name=name, values=values) for name, values in seen.columns],
        table=likely_table(row, seen),
        fitting=fitting_mappings(seen),
    )


@router.post("/uploads/{upload_id}/suggestion", response={200: SuggestionOut, **UNREADABLE},
             summary="Suggest a file's mapping")  # fmt: skip
def suggest(request: HttpRequest, upload_id: int, payload: SuggestionIn) -> SuggestionOut:
    """A first mapping of the file to a table; nothing is kept of it."""
    row = _upload(request, upload_id)
    if payload.table not in TABLES:
        raise InputError(
            f"There is no table {payload.table!r}.", mend=f"Tables are {', '.join(sorted(TABLES))}."
        )
    text = suggested_mapping(
        row, preview(row), table=payload.table, name=payload.name,
        time_zone=payload.time_zone or str(workspace().time_zone), full=payload.full,
        complete_to=payload.complete_to, complete_from=payload.complete_from,
        pairs=payload.pairs or None,
    )  # fmt: skip
    return SuggestionOut(text=text)


@router.post("/uploads/{upload_id}/trial", response={200: TrialOut, **UNREADABLE},
             summary="Try a file's mapping")  # fmt: skip
def trial(request: HttpRequest, upload_id: int, payload: TextIn) -> TrialOut:
    """Read the file's first rows through a mapping: nothing is loaded."""
    row = _upload(request, upload_id)
    try:
        found = try_mapping(read_text(row, payload.text), path_of(row))
    except (InputError, EvidenceError) as error:
        raise InputError(str(error).replace(str(path_of(row)), row.name)) from None
    return TrialOut(
        all_fit=found.all_fit,
        tables=[_tried_out(table) for table in found.tables],
        misfits=[row_out(one) for one in found.misfits],
    )


@router.put("/uploads/{upload_id}/mapping", response={200: MappingOut, **REFUSED},
            summary="Map a file")  # fmt: skip
def map_upload(request: HttpRequest, upload_id: int, payload: TextIn) -> MappingOut:
    """Put a file's mapping into the workspace; then load the file."""
    check_may_load(scope(request))
    row = one_of(uploads(), upload_id)
    mapping = save_for_upload(actor(request), scope(request), row, payload.text)
    return MappingOut(name=mapping.name, text=text_of(mapping))


@router.post("/uploads/{upload_id}/load", response={202: LoadOut, **REFUSED}, summary="Load a file")
def load(request: HttpRequest, upload_id: int, payload: BringingIn) -> Status[LoadOut]:
    """Load the file by its own mapping, or by one that is there already."""
    row = _upload(request, upload_id)
    name = payload.mapping or row.mapping_name
    if not name:
        raise InputError("The file is not mapped yet.", mend="Put its mapping first.")
    mapping_called(name)
    return Status(202, load_out(begin_load(actor(request), Load.Kind.LOAD, [name], row)))


@router.delete("/uploads/{upload_id}", response={204: None, **REFUSED}, summary="Remove a file")
def remove(request: HttpRequest, upload_id: int) -> Status[None]:
    row = one_of(uploads(), upload_id)
    remove_upload(actor(request), scope(request), row)
    return Status(204, None)
