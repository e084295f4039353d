"""Who calls: a person, by a token of theirs or by the session they signed in with."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import translation
from ninja.security import APIKeyCookie, HttpBearer

from selaras.records.audit.actor import Actor
from selaras.records.loads.access import sees_data as may_see_data
from selaras.records.people.models import Person
from selaras.records.people.scope import Scope, scope_of
from selaras.records.people.tokens import authenticate_token

SAFE = ("GET", "HEAD", "OPTIONS")


class Token(HttpBearer):
    """`Authorization: Bearer sel_…`: acts as its person, within the token's scopes.

    What `only_asks` changes nothing, whatever its method: a token that may read is enough.
    """

    def __init__(self, *, only_asks: bool = False) -> None:
        super().__init__()
        self._only_asks = only_asks

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        found = authenticate_token(token)
        if found is None:
            return None
        person, scopes = found
        reads = self._only_asks or request.method in SAFE
        if not (scopes if reads else scopes & {"write", "administer"}):
            raise PermissionDenied("This token may only read.")
        _remember(request, person, scopes)
        request.by_token = True  # type: ignore[attr-defined]
        return person


class Session(APIKeyCookie):
    """The session of the pages, with its CSRF token where something is changed."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Person | None:
        del key
        if not isinstance(request.user, Person):
            return None
        _remember(request, request.user, frozenset(("read", "write", "administer")))
        return request.user


ASKING = (Token(only_asks=True), Session())
"""Who may ask a question that takes a body, and so a POST."""


def _remember(request: HttpRequest, person: Person, scopes: frozenset[str]) -> None:
    request.user = person
    translation.activate(person.language)
    request.scope = scope_of(person)  # type: ignore[attr-defined]
    request.token_scopes = scopes  # type: ignore[attr-defined]


def scope(request: HttpRequest) -> Scope:
    """The reach of whoever calls."""
    found: Scope = request.scope  # type: ignore[attr-defined]
    return found


def person(request: HttpRequest) -> Person:
    """Whoever calls."""
    assert isinstance(request.user, Person)
    return request.user


def by_token(request: HttpRequest) -> bool:
    """Whether a token was sent, rather than the session of the pages."""
    return getattr(request, "by_token", False)


def actor(request: HttpRequest) -> Actor:
    """Whoever calls, as one who acts over the API."""
    return Actor(person(request), "api")


def administers(request: HttpRequest) -> None:
    """Raise PermissionDenied unless an administrator calls, with a token that may administer."""
    scopes: frozenset[str] = request.token_scopes  # type: ignore[attr-defined]
    if not scope(request).administers or "administer" not in scopes:
        raise PermissionDenied("Only an administrator can do this.")


def oversees(request: HttpRequest) -> None:
    """Raise PermissionDenied unless an administrator or an auditor calls."""
    if not scope(request).everything:
        raise PermissionDenied("Only administrators and auditors see this.")


def sees_data(request: HttpRequest) -> None:
    """Raise PermissionDenied for whoever does not see how evidence came in."""
    if not may_see_data(scope(request)):
        raise PermissionDenied("Only people of the home company see how evidence came in.")
