"""What the form asks for while somebody writes: another shape, a check, a look back."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from selaras.records.agreements.checking import check_text
from selaras.records.agreements.reach import writes_draft
from selaras.web.jobs import enqueue
from selaras.web.pages.agreements.checked import bodies, check_context
from selaras.web.pages.agreements.finding import seen_draft
from selaras.web.pages.agreements.form.choices import choices_of
from selaras.web.pages.agreements.form.fields import AgreementFields, done, read_fields
from selaras.web.pages.agreements.form.text import text_of_fields
from selaras.web.pages.agreements.preview import preview_of
from selaras.web.pages.agreements.views_drafts import posted
from selaras.web.person import scope
from selaras.web.place import workspace


@login_required
@require_POST
def form(request: HttpRequest, draft: int) -> HttpResponse:
    """The form in the shape that what was chosen or pressed gives it; nothing is saved."""
    reach = scope(request)
    row = seen_draft(draft, reach)
    sent = posted(request)
    fields = read_fields(AgreementFields, done(sent, sent.get("do", "")))
    context = {
        "draft": row,
        "fields": fields,
        "choices": choices_of(fields),
        "may_write": writes_draft(reach, row),
        "revision": sent.get("revision", row.revision),
        "unsaved": True,
    }
    text = text_of_fields(fields, row.text)
    if request.headers.get("HX-Request"):
        context["bodies"] = bodies(check_text(text, workspace()))
        return render(request, "agreements/form.html", context)
    context |= check_context(text, workspace(), scope(request))
    return render(request, "agreements/draft.html", context)


@login_required
@require_POST
def check(request: HttpRequest, draft: int) -> HttpResponse:
    """Faults and doubts about what stands in the form, or in the text, now."""
    row = seen_draft(draft, scope(request))
    text = _sent_text(request, row.text)
    context = check_context(text, workspace(), scope(request)) | {"draft": row}
    return render(request, "agreements/check.html", context)


@login_required
@require_POST
def preview(request: HttpRequest, draft: int) -> HttpResponse:
    """Begin to look back on the last three months; the panel waits for it."""
    row = seen_draft(draft, scope(request))
    if not scope(request).is_of_the_house:
        raise PermissionDenied("A look back counts evidence of the whole house.")
    text = _sent_text(request, row.text)
    checked = check_text(text, workspace())
    if checked.version is not None:
        known = preview_of(checked.version, workspace())
        if known is not None and (known.task is None or known.task.state == "failed"):
            enqueue("agreements.preview", person=scope(request).person, key=known.key, text=text)
    if not request.headers.get("HX-Request"):
        return redirect("draft", draft=draft)
    context = check_context(text, workspace(), scope(request)) | {"draft": row}
    return render(request, "agreements/check.html", context)


def _sent_text(request: HttpRequest, before: str) -> str:
    if "text" in request.POST:
        return request.POST["text"].replace("\r\n", "\n")
    return text_of_fields(read_fields(AgreementFields, posted(request)), before)
