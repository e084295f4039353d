"""Bringing a file: sent, looked at, mapped by hand, tried on a sample, loaded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import available_timezones

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from selaras.contracts import TABLES, Column
from selaras.errors import EvidenceError, InputError
from selaras.evidence.loading.first_mapping import match_columns
from selaras.evidence.mapping import Mapping, parse_mapping
from selaras.evidence.mapping import remarks as remarks_on
from selaras.records.loads import limits
from selaras.records.loads.guessing import fitting_mappings, likely_table
from selaras.records.loads.hostile import SUFFIXES
from selaras.records.loads.mappings import (
    MOST_TEXT,
    Preview,
    known_mappings,
    preview,
    read_text,
    save_for_upload,
    suggested_mapping,
)
from selaras.records.loads.models import Load, Upload
from selaras.records.loads.trying import Trial, try_mapping
from selaras.records.loads.uploads import bring_file, path_of, remove_upload, uploads
from selaras.web.faults import said_of
from selaras.web.pages.data.asking import for_loaders
from selaras.web.pages.data.views_loads import start
from selaras.web.pages.data.words import REMARKS, reason_words
from selaras.web.pages.reviews.finding import Context, attempt, posted
from selaras.web.person import actor, scope
from selaras.web.place import workspace


@for_loaders
def upload_new(request: HttpRequest) -> HttpResponse:
    """Choose a file and send it."""
    if request.method == "POST":
        sent = request.FILES.get("file")

        def bring() -> Upload:
            if sent is None:
                raise InputError(_("Choose a file."))
            return bring_file(
                actor(request), scope(request), name=sent.name or "", chunks=sent.chunks()
            )

        made = attempt(request, bring)
        if made is not None:
            return redirect(made)
    context = {
        "uploads": list(uploads()[:20]),
        "most": limits.MOST_BYTES // 1024 // 1024,
        "suffixes": ",".join(SUFFIXES),
    }
    return render(request, "data/upload_new.html", context)


@for_loaders
def upload_one(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file looks like, and its mapping, suggested and then written by hand."""
    upload = get_object_or_404(uploads(), pk=pk)
    if upload.state == Upload.State.REMOVED:
        return render(request, "data/upload_removed.html", {"upload": upload})
    try:
        seen = preview(upload)
    except (InputError, EvidenceError) as error:
        context: Context = {"upload": upload, "problem": said_of(error)}
        return render(request, "data/upload.html", context)
    context = {"upload": upload, "seen": seen, "tables": sorted(TABLES), **_first(upload, seen)}
    if request.method == "POST":  # another table, zone or name: a new suggestion
        context |= _asked(request, seen)
        made = attempt(request, lambda: _suggest(upload, seen, context))
        context["text"] = made or context["text"]
    context["choices"] = _choices(seen, context)
    context["zones"] = _zones()
    context["fitting"] = fitting_mappings(seen)
    context["last"] = Load.objects.filter(upload=upload).first()
    return render(request, "data/upload.html", context)


def _first(upload: Upload, seen: Preview) -> Context:
    """What the form begins with: what was written before, else a guess."""
    context: Context = {
        "table": upload.table or likely_table(upload, seen),
        "name": upload.mapping_name or (slugify(upload.name.split(".")[0]) or "upload")[:60],
        "time_zone": str(workspace().time_zone),
        "full": False,
        "complete_to": "",
        "complete_from": "",
        "pairs": None,
    }
    context["text"] = upload.mapping or _suggest(upload, seen, context)
    return context


def _asked(request: HttpRequest, seen: Preview) -> Context:
    table = posted(request, "table")
    pairs = None
    if table in TABLES and table == posted(request, "was"):  # else they are of another table
        chosen = {name: posted(request, f"from-{name}", 300) for name in TABLES[table].column_names}
        pairs = {name: column for name, column in chosen.items() if column in seen.look.columns}
    return {
        "pairs": pairs,
        "table": table if table in TABLES else "leads",
        "name": posted(request, "name", 80),
        "time_zone": posted(request, "time_zone", 60),
        "full": posted(request, "full") == "1",
        "complete_to": posted(request, "complete_to", 40),
        "complete_from": posted(request, "complete_from", 40),
    }


def _suggest(upload: Upload, seen: Preview, asked: Context) -> str:
    return suggested_mapping(
        upload,
        seen,
        table=asked["table"],
        name=asked["name"],
        time_zone=asked["time_zone"],
        full=asked["full"],
        complete_to=asked["complete_to"],
        complete_from=asked["complete_from"],
        pairs=asked["pairs"],
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """A column of the table, and the file's column that fills it, if any does."""

    column: Column
    source: str


def _choices(seen: Preview, asked: Context) -> list[Choice]:
    table = TABLES[asked["table"]]
    pairs = asked["pairs"]
    if pairs is None:
        pairs = _pairs_of(asked["text"]) or match_columns(seen.look, table)
    return [Choice(column, pairs.get(column.name, "")) for column in table.columns]


def _pairs_of(text: str) -> dict[str, str]:
    """What a mapping that is sound says of its first table; nothing of one that is not."""
    try:
        table = parse_mapping(text, Path("mapping")).tables[0]
    except InputError:
        return {}
    return {column.column: column.source for column in table.columns if column.source}


def _zones() -> list[str]:
    first = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "UTC"]
    return [*first, *sorted(available_timezones() - set(first))]


@for_loaders
@require_POST
def upload_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Try the mapping, as it is written now, on the first rows: nothing is loaded."""
    upload = get_object_or_404(uploads(), pk=pk)
    text = _text(request)
    trial: Trial | None = None
    mapping: Mapping | None = None
    problem = ""
    try:
        mapping = read_text(upload, text)
        trial = try_mapping(mapping, path_of(upload))
    except (InputError, EvidenceError) as error:
        problem = said_of(error).replace(str(path_of(upload)), upload.name)
    context = {
        "upload": upload,
        "trial": trial,
        "problem": problem,
        "remarks": []
        if mapping is None
        else [REMARKS.get(one.code, one.sentence) for one in remarks_on(mapping)],
        "reasons": []
        if trial is None
        else [(reason_words(why), n) for table in trial.tables for why, n in table.reasons],
        "misfits": []
        if trial is None
        else [(row, reason_words(row.reason)) for row in trial.misfits],
    }
    return render(request, "data/trial.html", context)


@for_loaders
@require_POST
def upload_load(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the mapping and load the file by it; or by one that is there already."""
    upload = get_object_or_404(uploads(), pk=pk)
    known = posted(request, "known")

    def ask() -> Load:
        if upload.state == Upload.State.REMOVED:
            raise InputError(_("The file was removed."))
        if known:
            if known not in {mapping.name for mapping in known_mappings()}:
                raise InputError(_("There is no such mapping any more."))
            return start(request, Load.Kind.LOAD, [known], upload)
        mapping = save_for_upload(actor(request), scope(request), upload, _text(request))
        return start(request, Load.Kind.LOAD, [mapping.name], upload)

    load = attempt(request, ask)
    if load is None:
        if not known:
            Upload.objects.filter(pk=pk).update(mapping=_text(request)[:MOST_TEXT])
        return redirect(upload)
    return redirect(load)


@for_loaders
@require_POST
def upload_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete the file; what was loaded of it stays."""
    upload = get_object_or_404(uploads(), pk=pk)
    attempt(request, lambda: remove_upload(actor(request), scope(request), upload),
            _("The file is removed. What was loaded of it stays."))  # fmt: skip
    return redirect("data-upload-new")


def _text(request: HttpRequest) -> str:
    return request.POST.get("text", "")[: MOST_TEXT + 1].replace("\r\n", "\n").replace("\x00", "")
