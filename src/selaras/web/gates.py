"""Who may open a page at all; what they see on it is their scope's business."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from selaras.records.people.scope import Scope
from selaras.web.person import scope

View = Callable[..., HttpResponseBase]


def _gate(passes: Callable[[Scope], bool]) -> Callable[[View], View]:
    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not passes(scope(request)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return guard


administrators_only = _gate(lambda reach: reach.administers)
"""Pages that change who may do what."""
overseers_only = _gate(lambda reach: reach.everything)
"""Pages that administrators and auditors read."""
not_for_customers = _gate(lambda reach: reach.is_of_the_house)
"""Pages of the house's own work, which a customer's people have no part in."""
