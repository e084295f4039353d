"""The glossary."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from selaras.web.person import scope


@login_required
def glossary(request: HttpRequest) -> HttpResponse:
    return render(request, "glossary/glossary.html", {"reach": scope(request)})
