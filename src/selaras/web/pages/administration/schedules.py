"""Regular work: what is loaded and evaluated when, how it went last, and doing it now."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from selaras.errors import InputError
from selaras.records.alerts.models import Preference
from selaras.records.loads.mappings import known_mappings
from selaras.records.tasks.models import Schedule
from selaras.records.tasks.schedules import (
    MORNING,
    let_rest,
    remove_schedule,
    save_schedule,
    turns,
)
from selaras.web.faults import said_of
from selaras.web.gates import administrators_only, overseers_only
from selaras.web.jobs.digests import HOUR
from selaras.web.jobs.regular import run_now
from selaras.web.person import actor, scope
from selaras.web.place import workspace


def _mappings() -> list[str]:
    """Names of the mappings; none where one of them cannot be read."""
    try:
        return [one.name for one in known_mappings()]
    except InputError:
        return []


def _works() -> list[tuple[str, str]]:
    """What can be done regularly, as the form calls it."""
    loads = [(f"load:{name}", _("Load %(name)s") % {"name": name}) for name in _mappings()]
    return [("evaluate:", _("Evaluate all agreements")), *loads]


class ScheduleForm(forms.Form):
    work = forms.ChoiceField(label=gettext_lazy("What"), choices=_works)
    every = forms.ChoiceField(
        label=gettext_lazy("How often"), choices=Schedule.Every.choices, initial="day"
    )
    at = forms.TimeField(
        label=gettext_lazy("At what time"),
        help_text=gettext_lazy("For work of every day or week, by the workspace’s clock."),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("On which day"),
        help_text=gettext_lazy("For work of every week."),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        initial=0,
    )

    def chosen(self) -> dict[str, Any]:
        """What `save_schedule` is told."""
        kind, _colon, mapping = self.cleaned_data["work"].partition(":")
        at: time | None = self.cleaned_data["at"]
        every = self.cleaned_data["every"]
        clocked = every in (Schedule.Every.DAY, Schedule.Every.WEEK)
        return {
            "kind": kind,
            "mapping": mapping,
            "every": every,
            "at": at if clocked else None,
            "weekday": self.cleaned_data["weekday"],
        }


@overseers_only
def schedules(request: HttpRequest) -> HttpResponse:
    """Everything that is done regularly, and a form for more."""
    form = ScheduleForm(request.POST if request.method == "POST" else None, initial=_of(request))
    if request.method == "POST":
        if not scope(request).administers:
            return redirect("administration-schedules")
        if form.is_valid() and _saved(request, form):
            return redirect("administration-schedules")
    context = {
        "form": form,
        "turns": turns(),
        "zone": workspace().time_zone.key,
        "mappings": _mappings(),
        "digests": _digests(),
        "digest_hour": HOUR,
        "morning": MORNING,
        "weekdays": WEEKDAYS,
        "tab": "schedules",
    }
    return render(request, "administration/schedules.html", context)


def _of(request: HttpRequest) -> dict[str, Any]:
    """What the form begins with: a schedule that is to be changed, else nothing."""
    which = request.GET.get("of", "")
    found = Schedule.objects.filter(pk=int(which)).first() if which.isdecimal() else None
    if found is None:
        return {}
    work = f"{found.kind}:{found.mapping}"
    return {"work": work, "every": found.every, "at": found.at, "weekday": found.weekday}


def _saved(request: HttpRequest, form: ScheduleForm) -> bool:
    """Whether it was taken; what is wrong with it stands in the form then."""
    try:
        save_schedule(
            actor(request),
            scope(request),
            zone=workspace().time_zone,
            mappings=frozenset(_mappings()),
            **form.chosen(),
        )
    except InputError as error:
        form.add_error(None, said_of(error))
        return False
    messages.success(request, _("It is done regularly from now on."))
    return True


def _digests() -> list[dict[str, Any]]:
    """How many people get which digest, and the day of the last one."""
    asked = Preference.objects.exclude(digest=Preference.Digest.NONE)
    counted = (
        asked.filter(person__is_active=True)
        .values("digest")
        .annotate(people=Count("pk"), last=Max("digested_on"))
        .order_by("digest")
    )
    labels = dict(Preference.Digest.choices)
    return [one | {"label": labels[one["digest"]]} for one in counted]


@administrators_only
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Do it now, let it rest, take it up again, or do it no longer."""
    schedule = get_object_or_404(Schedule, pk=pk)
    who, reach, zone = actor(request), scope(request), workspace().time_zone
    match request.POST.get("do"):
        case "run":
            run_now(who, reach, schedule)
            messages.success(request, _("It is being done; how it went will stand here."))
        case "rest":
            let_rest(who, reach, schedule, active=False, zone=zone)
        case "resume":
            let_rest(who, reach, schedule, active=True, zone=zone)
        case "remove":
            remove_schedule(who, reach, schedule)
            messages.success(request, _("It is not done regularly any more."))
    return redirect("administration-schedules")
