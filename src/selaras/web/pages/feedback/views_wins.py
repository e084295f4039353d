"""Small wins."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from selaras.records.feedback.wins import seen_wins, tell_win
from selaras.web.naming import party_names
from selaras.web.pages.feedback.views import seen_agreements
from selaras.web.pages.reviews.finding import attempt, posted, read_day
from selaras.web.person import actor, scope
from selaras.web.place import workspace

SHOWN = 100


@login_required
def wins(request: HttpRequest) -> HttpResponse:
    """What went well, and the form to tell of more."""
    reach = scope(request)
    agreements = seen_agreements(request)
    if request.method == "POST":
        if reach.reads_only:
            raise PermissionDenied
        version = agreements.get(posted(request, "agreement"))
        if version is None:
            raise Http404
        attempt(
            request,
            lambda: tell_win(
                actor(request),
                reach,
                text=posted(request, "text", 400),
                happened_on=read_day(posted(request, "happened_on")),
                parties=version.agreement.parties,
                agreement=version.agreement.name,
                of_party=posted(request, "of"),
            ),
            _("Told. It is on the agenda of the next joint review."),
        )
        return redirect("wins")
    context = {
        "wins": list(seen_wins(reach)[:SHOWN]),
        "agreements": {
            name: one for name, one in agreements.items() if reach.acts_in(one.agreement.parties)
        },
        "parties": party_names(),
        "today": workspace().today(),
    }
    return render(request, "feedback/wins.html", context)
