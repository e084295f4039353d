"""What every page of data asks first: who may see it, who may load."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from selaras.records.loads.access import may_load, sees_data
from selaras.web.person import scope

View = Callable[..., HttpResponse]


def for_readers(view: View) -> View:
    """People of the home company: they see how evidence came in."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not sees_data(scope(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def for_loaders(view: View) -> View:
    """Administrators and heads of the home company: they load."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_load(scope(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
