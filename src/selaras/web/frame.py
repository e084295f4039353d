"""What every page's frame needs: where one is, where one can go, whose house it is."""

from __future__ import annotations

from functools import partial
from importlib.metadata import version
from typing import Any

from django.http import HttpRequest

from selaras.records.alerts.notices import unread
from selaras.web.navigation import PLACES, Place
from selaras.web.person import scope
from selaras.web.place import workspace

_VERSION = version("selaras")


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of the frame, for every template."""
    if not hasattr(request, "scope"):
        return {"version": _VERSION}
    reach = scope(request)
    places = [
        place
        for place in PLACES
        if (place.for_customers or reach.is_of_the_house)
        and (reach.everything or not place.for_overseers)
    ]
    return {
        "version": _VERSION,
        "workspace": workspace(),
        "reach": reach,
        "places": places if request.user.is_authenticated else [],
        "here": _here(request.path, places),
        "unread": partial(unread, reach),
    }


def _here(path: str, places: list[Place]) -> str:
    """The path of the entry that `path` lies under."""
    under = [
        one.path
        for one in places
        if path == one.path or (one.path != "/" and path.startswith(one.path))
    ]
    return max(under, key=len, default="")
