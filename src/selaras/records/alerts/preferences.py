"""How somebody wants to be told, changed by themselves alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from selaras.calendars.finding import calendar_names
from selaras.errors import InputError
from selaras.records.alerts.models import Preference
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.people.models import Person

SWITCHES = ("at_once", "email", "at_risk", "missed", "kept")


def quiet_calendars() -> list[str]:
    """Names of the calendars whose working time messages can be kept to."""
    return calendar_names((Path(settings.WORKSPACE) / "calendars",))


def save_preference(
    actor: Actor,
    person: Person,
    *,
    switches: dict[str, bool],
    about: str,
    digest: str,
    quiet: str,
) -> Preference:
    """Write how somebody is told from now on.

    Raises InputError for a choice that is not offered.
    """
    if about not in Preference.About.values or digest not in Preference.Digest.values:
        raise InputError(_("That is not one of the choices."))
    if quiet and quiet not in quiet_calendars():
        raise InputError(
            _("There is no calendar %(name)s.") % {"name": quiet},
            mend=_("Choose one of those listed."),
        )
    told: dict[str, Any] = {name: bool(switches.get(name, False)) for name in SWITCHES}
    with transaction.atomic():
        preference, _made = Preference.objects.update_or_create(
            person=person, defaults={**told, "about": about, "digest": digest, "quiet": quiet}
        )
        record(actor, "telling.changed", "person", person.pk, about=about, digest=digest,
               quiet=quiet, **told)  # fmt: skip
    return preference
