"""Since when somebody has not looked: what is new to them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from selaras.records.people.models import Person

A_VISIT = timedelta(hours=1)
"""Looking again within this time is still the same visit (*choice*)."""
_SINCE = "since"


def last_visit(request: HttpRequest) -> datetime | None:
    """When the visit before this one ended; None for a first visit. Notes this one down."""
    person, now = request.user, timezone.now()
    assert isinstance(person, Person)
    before = person.visited_at
    if before is None or now - before > A_VISIT:
        request.session[_SINCE] = None if before is None else before.isoformat()
    if before is None or now - before > A_VISIT / 12:
        Person.objects.filter(pk=person.pk).update(visited_at=now)
    since = request.session.get(_SINCE)
    return None if since is None else datetime.fromisoformat(since)
