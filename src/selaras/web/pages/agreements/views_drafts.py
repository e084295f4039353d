"""Writing an agreement: beginning one, its form, its text, and putting it before the others."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from selaras.agreements import diff_versions
from selaras.errors import InputError
from selaras.records.agreements.book import drafts_in_files
from selaras.records.agreements.checking import check_text
from selaras.records.agreements.drafting import change_draft, discard_draft, start_draft
from selaras.records.agreements.models import Draft, Proposal
from selaras.records.agreements.proposing import answer_open
from selaras.records.agreements.proposing import propose as put_forward
from selaras.records.agreements.reach import writes_draft
from selaras.records.agreements.texts import read_version
from selaras.records.people.models import Party
from selaras.records.people.scope import Scope
from selaras.web.faults import said_of
from selaras.web.naming import party_names
from selaras.web.pages.agreements.checked import check_context
from selaras.web.pages.agreements.finding import seen_draft
from selaras.web.pages.agreements.form.choices import calendars, choices_of
from selaras.web.pages.agreements.form.fields import AgreementFields, read_fields
from selaras.web.pages.agreements.form.text import fields_of_text, text_of_fields
from selaras.web.pages.agreements.shown import sides
from selaras.web.pages.agreements.starting import STARTS, starting_text
from selaras.web.pages.agreements.views_agreement import grouped
from selaras.web.person import actor, scope
from selaras.web.place import workspace


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin an agreement: its name, whose it is, and what to begin with."""
    reach = scope(request)
    if reach.reads_only or not reach.members_of:
        raise PermissionDenied
    parties = list(Party.objects.values_list("slug", "name"))
    mine = [(slug, name) for slug, name in parties if reach.acts_for(slug)]
    if request.method == "POST":
        try:
            return redirect("draft", draft=_begin(request, dict(mine)).pk)
        except InputError as error:
            messages.error(request, said_of(error))
    context = {
        "mine": mine,
        "parties": parties,
        "starts": STARTS,
        "calendars": calendars(workspace().calendars),
        "typed": request.POST,
    }
    return render(request, "agreements/new.html", context)


def _begin(request: HttpRequest, mine: dict[str, str]) -> Draft:
    """The draft of a new agreement, from a start or from a file of the workspace."""
    if "file" in request.POST:
        return _from_file(request, mine)
    party, other = request.POST.get("party", ""), request.POST.get("other", "")
    title = request.POST.get("title", "").strip()
    name = slugify(request.POST.get("name", "") or title)[:80]
    if party not in mine:
        raise PermissionDenied
    if not name:
        raise InputError(_("An agreement needs a name."))
    if other == party or not Party.objects.filter(slug=other).exists():
        raise InputError(_("Choose the other party."))
    start = request.POST.get("start", "")
    if start not in {key for key, *_words in STARTS}:
        start = ""
    calendar = request.POST.get("calendar", "jakarta-office")
    text = starting_text(start, title, name, (party, other), workspace().today(), calendar)
    return start_draft(actor(request), workspace(), name=name, party=party, text=text)


def _from_file(request: HttpRequest, mine: dict[str, str]) -> Draft:
    name = request.POST["file"]
    for found in drafts_in_files(workspace()).versions:
        own = [slug for slug in found.agreement.parties if slug in mine]
        if found.agreement.name == name and own and found.file is not None:
            chosen = request.POST.get("party", own[0])
            text = (workspace().agreements / found.file).read_text(encoding="utf-8-sig")
            return start_draft(actor(request), workspace(), name=name, party=chosen, text=text)
    raise PermissionDenied


def posted(request: HttpRequest) -> dict[str, str]:
    """What was sent, one text for each name; the parties that are ticked, and others by name."""
    sent = {key: str(value) for key, value in request.POST.items()}
    chosen = [slug for slug in request.POST.getlist("party") if slug]
    return sent | {f"parties-{n}": slug for n, slug in enumerate(dict.fromkeys(chosen))}


@login_required
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, draft: int) -> HttpResponse:
    """The form; saved as it was sent, right or wrong."""
    reach = scope(request)
    row = seen_draft(draft, reach)
    if request.method == "POST":
        fields = read_fields(AgreementFields, posted(request))
        try:
            row = _save(request, row, text_of_fields(fields, row.text))
        except InputError as error:
            messages.error(request, said_of(error))
            return render(request, "agreements/draft.html", _draft_context(row, reach, fields))
        return _saved(request, row)
    fields_now = fields_of_text(row.text)
    if fields_now is None:
        messages.info(
            request, _("This text says more than the form can show, so here is the text.")
        )
        return redirect("draft-text", draft=draft)
    return render(request, "agreements/draft.html", _draft_context(row, reach, fields_now))


@login_required
@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, draft: int) -> HttpResponse:
    """The text itself, for those who like to write it."""
    reach = scope(request)
    row = seen_draft(draft, reach)
    typed = row.text
    if request.method == "POST":
        typed = request.POST.get("text", "").replace("\r\n", "\n")
        try:
            return _saved(request, _save(request, row, typed), "draft-text")
        except InputError as error:
            messages.error(request, said_of(error))
    context = _draft_context(row, reach, None) | {"typed": typed}
    return render(request, "agreements/draft_text.html", context)


def _save(request: HttpRequest, row: Draft, typed: str) -> Draft:
    revision = request.POST.get("revision", "")
    return change_draft(
        actor(request),
        workspace(),
        row.pk,
        text=typed,
        revision=int(revision) if revision.isdigit() else 0,
    )


def _saved(request: HttpRequest, row: Draft, page: str = "draft") -> HttpResponse:
    if request.POST.get("do") == "propose":
        return redirect("draft-propose", draft=row.pk)
    messages.success(request, _("Saved."))
    return redirect(page, draft=row.pk)


def _draft_context(row: Draft, reach: Scope, fields: AgreementFields | None) -> dict[str, Any]:
    context: dict[str, Any] = {
        "draft": row,
        "may_write": writes_draft(reach, row),
        **check_context(row.text, workspace(), reach),
    }
    if fields is not None:
        context |= {"fields": fields, "choices": choices_of(fields)}
    return context


@login_required
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, draft: int) -> HttpResponse:
    """Repeats what will be proposed, and what it changes; then proposes it."""
    reach = scope(request)
    row = seen_draft(draft, reach)
    if not writes_draft(reach, row):
        raise PermissionDenied
    if request.method == "POST":
        try:
            revision = request.POST.get("revision", "")
            made = put_forward(
                actor(request),
                workspace(),
                row.pk,
                revision=int(revision) if revision.isdigit() else 0,
                party=request.POST.get("party"),
                message=request.POST.get("message", ""),
            )
        except InputError as error:
            messages.error(request, said_of(error))
            return redirect("draft-propose", draft=draft)
        messages.success(request, _("Proposed. The other side is told."))
        return redirect("proposal", name=made.agreement.name, number=made.pk)
    checked = check_text(row.text, workspace())
    if checked.version is None or not checked.is_sound:
        messages.error(request, _("Mend what is wrong first; then it can be proposed."))
        return redirect("draft", draft=draft)
    names = party_names()
    version = checked.version
    waiting = _in_the_way(row)
    context = {
        "draft": row,
        "values": version.agreement,
        "hash": version.version,
        "sides": sides(version, names),
        "names": names,
        "others": [
            names.get(slug, slug)
            for slug in version.agreement.parties
            if row.party is None or slug != row.party.slug
        ],
        "mine": [
            (slug, names.get(slug, slug))
            for slug in version.agreement.parties
            if reach.acts_for(slug)
        ],
        "groups": grouped(diff_versions(read_version(row.follows), version)) if row.follows else [],
        "notes": checked.notes,
        "waiting": waiting,
    }
    return render(request, "agreements/propose.html", context)


def _in_the_way(row: Draft) -> Proposal | None:
    """A proposal that is open and that the draft does not answer yet."""
    found = (
        Proposal.objects.filter(agreement__name=row.name, state=Proposal.State.OPEN)
        .select_related("version", "party", "agreement")
        .first()
    )
    return None if found is None or row.answers_id == found.pk else found


@login_required
@require_POST
def discard(request: HttpRequest, draft: int) -> HttpResponse:
    """Throw a draft away; or, having read what is proposed, let it answer that."""
    row = seen_draft(draft, scope(request))
    try:
        if request.POST.get("do") == "answer":
            answer_open(actor(request), row.pk)
            return redirect("draft-propose", draft=draft)
        discard_draft(actor(request), row.pk)
    except InputError as error:
        messages.error(request, said_of(error))
        return redirect("draft", draft=draft)
    messages.success(request, _("The draft is thrown away."))
    return redirect("agreements")
