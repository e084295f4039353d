"""How scarce capacity is shared: the policy in force, and what others would do."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from selaras.capacity.choices import RATIONING
from selaras.capacity.rationing_simulation import read_holder, try_policies
from selaras.records.reader import reader_language
from selaras.reports.capacity_rationing_page import rationing_answer, rules
from selaras.reports.page import write_answer
from selaras.web.gates import not_for_customers
from selaras.web.pages.capacity.speaking import told

_MOST_HOLDERS = 50
_FIRST = "sales:40:1\nenterprise:30:2\nreseller:10"


class RationingForm(forms.Form):
    """What is free each week, and who asks for it."""

    capacity = forms.FloatField(label=_("Free each week"), min_value=0)
    holders = forms.CharField(
        label=_("Who asks, a line each: name:mean a week:priority"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "class": "code"}),
    )
    weeks = forms.IntegerField(label=_("Weeks to simulate"), min_value=1, max_value=2000)

    def lines(self) -> list[str]:
        """The holders as they are written. Only once the form is valid."""
        found = [line.strip() for line in self.cleaned_data["holders"].splitlines()]
        return [line for line in found if line][:_MOST_HOLDERS]


@not_for_customers
def rationing_page(request: HttpRequest) -> HttpResponse:
    """Try the three policies on the same simulated weeks; nothing of it is kept."""
    usual = {"capacity": 60, "holders": _FIRST, "weeks": RATIONING.draws}
    form = RationingForm(request.GET or None, initial=usual)
    context: dict[str, object] = {"form": form, "rules": rules(reader_language())}
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        tried, problem = told(
            lambda: try_policies(
                [read_holder(line) for line in form.lines()],
                asked["capacity"],
                weeks=asked["weeks"],
            )
        )
        context["problem"] = problem
        if tried is not None:
            context["body"] = write_answer(rationing_answer(tried, reader_language()))
    return render(request, "capacity/rationing.html", context)
