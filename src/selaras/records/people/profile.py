"""What people say of themselves: name, language, time zone."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from selaras.errors import InputError
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.people.models import Person
from selaras.records.people.permission import require_self

FIRST_ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "UTC")
"""Offered before all others: WIB, WITA, WIT."""


@cache
def time_zones() -> frozenset[str]:
    """Every time zone there is; looked up once, for it means to walk through many files."""
    return frozenset(available_timezones())


@transaction.atomic
def change_profile(
    actor: Actor, person: Person, *, name: str, language: str, time_zone: str
) -> None:
    """Change one's own name, language and time zone. Raises InputError for what is not known."""
    require_self(actor, person.pk)
    name = name.strip()
    if not name:
        raise InputError(_("A name is needed."))
    if language not in dict(settings.LANGUAGES):
        raise InputError(_("That language is not spoken here."))
    if time_zone not in time_zones():
        raise InputError(_("That time zone is not known."))
    changed = [
        field
        for field, value in (("name", name), ("language", language), ("time_zone", time_zone))
        if getattr(person, field) != value
    ]
    if not changed:
        return
    person.name, person.language, person.time_zone = name, language, time_zone
    person.save(update_fields=changed)
    record(actor, "person.changed", "person", person.pk, fields=changed)
