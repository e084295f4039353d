"""Pages that say no, or that something broke, in the words of the house."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "refusals/forbidden.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "refusals/not_found.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    return render(request, "refusals/failed.html", status=500)
