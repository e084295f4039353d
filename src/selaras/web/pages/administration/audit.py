"""The audit: who did what when."""

from __future__ import annotations

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy

from selaras.records.audit.models import AuditRow
from selaras.records.audit.reading import AuditFilter, audit_csv, audit_rows
from selaras.records.people.models import Party, Person
from selaras.web.gates import overseers_only
from selaras.web.pages.administration.audit_words import (
    VIAS,
    action_words,
    people_of,
    told_facts,
)
from selaras.web.person import scope

A_PAGE = 50


def _actions() -> list[tuple[str, str]]:
    known = AuditRow.objects.order_by("action").values_list("action", flat=True).distinct()
    words = sorted(((one, action_words(one)) for one in known), key=lambda pair: pair[1])
    return [("", gettext("all")), *words]


class AuditForm(forms.Form):
    person = forms.ModelChoiceField(
        label=gettext_lazy("Who"),
        queryset=Person.objects.order_by("name"),
        required=False,
        empty_label=gettext_lazy("all"),
    )
    action = forms.ChoiceField(label=gettext_lazy("What"), choices=_actions, required=False)
    party = forms.ModelChoiceField(
        label=gettext_lazy("Party"),
        queryset=Party.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("all"),
    )
    since = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=gettext_lazy("To"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    object_kind = forms.CharField(required=False, widget=forms.HiddenInput)
    object_id = forms.CharField(required=False, widget=forms.HiddenInput)

    def chosen(self) -> AuditFilter:
        """What the form asks for; everything where it asks for what there is not."""
        if not self.is_bound or not self.is_valid():
            return AuditFilter()
        asked = self.cleaned_data
        return AuditFilter(
            person=asked["person"].pk if asked["person"] else None,
            action=asked["action"],
            object_kind=asked["object_kind"],
            object_id=asked["object_id"],
            party=asked["party"].slug if asked["party"] else "",
            since=asked["since"],
            until=asked["until"],
        )


@overseers_only
def audit(request: HttpRequest) -> HttpResponse:
    """Rows by who, what, whose and when; the filter stands in the address."""
    form = AuditForm(request.GET or None)
    page = Paginator(audit_rows(scope(request), form.chosen()), A_PAGE).get_page(
        request.GET.get("page")
    )
    asked = request.GET.copy()
    asked.pop("page", None)
    names = people_of(page)
    acts = [
        {
            "row": row,
            "what": action_words(row.action),
            "via": VIAS.get(row.via, row.via),
            "facts": told_facts(row.facts),
            "of": names.get(row.object_id, "") if row.object_kind == "person" else "",
        }
        for row in page
    ]
    return render(
        request,
        "administration/audit.html",
        {"form": form, "page": page, "acts": acts, "asked": asked.urlencode(), "tab": "audit"},
    )


@overseers_only
def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The rows chosen, all of them, as CSV."""
    rows = audit_rows(scope(request), AuditForm(request.GET or None).chosen())
    return StreamingHttpResponse(
        audit_csv(rows.iterator(chunk_size=1000)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="audit.csv"'},
    )
