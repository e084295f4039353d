"""Today."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from selaras.web.ledger_now import seen_ledger
from selaras.web.person import scope


@login_required
def today(request: HttpRequest) -> HttpResponse:
    """What is kept, at risk and missed between my parties."""
    return render(request, "today/today.html", {"ledger": seen_ledger(scope(request))})
