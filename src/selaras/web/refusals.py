"""Pages that say no, or that something broke, in the words of the house; programs get JSON."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from selaras.web.api.errors import problem

_PROGRAMS = "/api/"


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.path.startswith(_PROGRAMS):
        return problem(403, "forbidden", "You may not do this.")
    return render(request, "refusals/forbidden.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.path.startswith(_PROGRAMS):
        return problem(
            404, "not_found", "Nothing is at this address: /api/openapi.json says what is."
        )
    return render(request, "refusals/not_found.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    if request.path.startswith(_PROGRAMS):
        return problem(500, "fault", "Something broke in Selaras itself; it is in the log.")
    return render(request, "refusals/failed.html", status=500)


class SayMethods:
    """A program that calls an address by a method it does not take is told which it takes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code != HttpResponseNotAllowed.status_code:
            return answer
        if not request.path.startswith(_PROGRAMS):
            return answer
        takes = ", ".join(sorted(answer.headers.get("Allow", "").split(", ")))
        said = problem(answer.status_code, "method", f"This address takes {takes} alone.")
        said["Allow"] = takes
        return said
