"""The ledger."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from selaras.web.ledger_now import seen_ledger
from selaras.web.person import scope


@login_required
def ledger(request: HttpRequest) -> HttpResponse:
    """Every verdict one may see."""
    return render(request, "ledger/ledger.html", {"ledger": seen_ledger(scope(request))})
