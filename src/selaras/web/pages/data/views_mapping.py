"""A mapping of the workspace: read by all who see data, changed by those who load."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from selaras.errors import InputError
from selaras.evidence.mapping.values import FileSource
from selaras.records.loads.access import may_load
from selaras.records.loads.mappings import MOST_TEXT, mapping_named, save_changed, text_of
from selaras.web.pages.data.asking import for_readers
from selaras.web.pages.reviews.finding import attempt
from selaras.web.person import actor, scope


@for_readers
def mapping(request: HttpRequest, name: str) -> HttpResponse:
    """How one source feeds its tables."""
    try:
        found = mapping_named(name)
    except InputError:
        raise Http404 from None
    text = text_of(found)
    if request.method == "POST":
        if not may_load(scope(request)):
            raise PermissionDenied
        text = request.POST.get("text", "")[: MOST_TEXT + 1].replace("\r\n", "\n")
        saved = attempt(
            request,
            lambda: save_changed(actor(request), scope(request), name, text),
            _("The mapping is changed. Rows in quarantine can be read again."),
        )
        if saved is not None:
            return redirect("data-mapping", name)
    context = {
        "mapping": found,
        "text": text,
        "is_file": isinstance(found.source, FileSource),
        "loads_allowed": may_load(scope(request)),
    }
    return render(request, "data/mapping.html", context)
