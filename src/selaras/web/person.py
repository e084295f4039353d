"""Whoever makes a request: their reach, language and time zone."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from selaras.records.audit.actor import Actor
from selaras.records.people.models import Person
from selaras.records.people.scope import NOBODY, Scope, scope_of


class PersonMiddleware:
    """Sets `request.scope`, and speaks in the person's language and time zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.scope = SimpleLazyObject(lambda: _scope(request))  # type: ignore[attr-defined]
        if not isinstance(request.user, Person):
            return self._get_response(request)
        request.LANGUAGE_CODE = request.user.language
        with (
            translation.override(request.user.language),
            timezone.override(ZoneInfo(request.user.time_zone)),
        ):
            return self._get_response(request)


def _scope(request: HttpRequest) -> Scope:
    return scope_of(request.user) if isinstance(request.user, Person) else NOBODY


def scope(request: HttpRequest) -> Scope:
    """The reach of whoever makes the request."""
    found: Scope = request.scope  # type: ignore[attr-defined]
    return found


def actor(request: HttpRequest) -> Actor:
    """Whoever makes the request, as one who acts on a page."""
    return Actor(request.user if isinstance(request.user, Person) else None, "page")
