"""Headroom by site and week."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from selaras.capacity.choices import HEADROOM
from selaras.capacity.plant import Plant
from selaras.capacity.status import Status, status_of
from selaras.records.reservations.standing import standing
from selaras.reports.capacity_status_page import status_answer
from selaras.web.gates import not_for_customers
from selaras.web.pages.capacity.drawing import drawn
from selaras.web.pages.capacity.plant_now import plant_now
from selaras.web.pages.capacity.speaking import told
from selaras.web.pages.capacity.usual import filled, spelled
from selaras.web.place import workspace

_WEEKS = 12
"""As far ahead as a page shows numbers in every cell."""


class StatusFilter(forms.Form):
    """Which places, how far ahead, how sure."""

    site = forms.ChoiceField(label=_("Site"), required=False)
    product = forms.ChoiceField(label=_("Product"), required=False)
    weeks = forms.IntegerField(label=_("Weeks ahead"), min_value=1, max_value=104, required=False)
    limit = forms.FloatField(
        label=_("Most sold over tested, %"), min_value=1, max_value=10_000, required=False
    )
    level = forms.FloatField(
        label=_("Service level, %"), min_value=50, max_value=99.9, required=False
    )

    def __init__(self, asked: QueryDict | None, plant: Plant) -> None:
        usual: dict[str, object] = {
            "weeks": _WEEKS,
            "limit": 100 * HEADROOM.oversubscription,
            "level": 100 * HEADROOM.service_level,
        }
        super().__init__(
            filled(asked, usual), initial={name: spelled(value) for name, value in usual.items()}
        )
        self.fields["site"].choices = _choices(place.site for place in plant.places)  # type: ignore[attr-defined]
        self.fields["product"].choices = _choices(place.product for place in plant.places)  # type: ignore[attr-defined]


def _choices(words: object) -> list[tuple[str, object]]:
    return [("", _("all")), *((word, word) for word in sorted(set(words)))]  # type: ignore[call-overload]


def _written(plant: Plant, status: Status, asked: Mapping[str, object]) -> str:
    """The answer as HTML, drawn once for all who ask the same of the same plant."""
    place = workspace()
    taken = standing(place.root, place.now()).serial
    key = (
        "capacity-status", place.root, plant.snapshot, plant.as_of, taken,
        tuple(sorted(asked.items(), key=lambda one: one[0])),
    )  # fmt: skip
    return drawn(key, lambda language: status_answer(status, language))


@not_for_customers
def status_page(request: HttpRequest) -> HttpResponse:
    """What is claimed, tested, in use, reserved and free."""
    plant, problem = told(plant_now)
    if plant is None or not plant.places:
        return render(request, "capacity/nothing.html", {"problem": problem})
    form = StatusFilter(request.GET or None, plant)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    status, problem = told(
        lambda: status_of(
            plant,
            site=asked.get("site") or None,
            product=asked.get("product") or None,
            weeks=asked.get("weeks") or _WEEKS,
            limit=(asked.get("limit") or 100 * HEADROOM.oversubscription) / 100,
            service_level=(asked.get("level") or 100 * HEADROOM.service_level) / 100,
        )
    )
    body = "" if status is None else _written(plant, status, asked)
    context = {"form": form, "body": body, "problem": problem}
    return render(request, "capacity/status.html", context)
