"""Chats that people are told in: their addresses are secrets, and only lead where they may."""

from __future__ import annotations

import os
from urllib.parse import parse_qsl, urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from selaras.errors import InputError
from selaras.records.alerts.models import Channel
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.people.models import Person
from selaras.records.sealing import seal

SERVICES = {
    "tgram": "Telegram",
    "slack": "Slack",
    "discord": "Discord",
    "gchat": "Google Chat",
    "whatsapp": "WhatsApp Business",
    "wxteams": "Webex",
    "pover": "Pushover",
    "line": "LINE",
}
"""Apprise schemes that lead to one known service each, whatever the rest of the address says.

Schemes that take a host (`json`, `mattermost`, `ntfy`, `workflows`, …) would let anybody send
requests from inside the company's network. An administrator may allow some by
`SELARAS_CHAT_SCHEMES` in the environment.
"""
_WORDS_ALLOWED = frozenset({"thread", "topic", "silent"})
MOST = 5
"""How many chats one person may have (*choice*)."""


def schemes() -> dict[str, str]:
    """Scheme → service, with those that the administrator allows."""
    more = os.environ.get("SELARAS_CHAT_SCHEMES", "").replace(",", " ").split()
    return SERVICES | {scheme.lower(): scheme.lower() for scheme in more}


def check_address(address: str) -> str:
    """The scheme of an address that may be used.

    Raises InputError, which never repeats the address, for a scheme that is not allowed, for
    options (they can name files and other hosts, or turn checks off), and for what cannot be read.
    """
    import apprise  # noqa: PLC0415 - it takes half a second

    try:
        parts = urlsplit(address.strip())
    except ValueError:
        raise InputError(_("That is not an address.")) from None
    scheme = parts.scheme.lower()
    if scheme not in schemes():
        raise InputError(
            _("Messages cannot be sent that way."),
            mend=_("Known are addresses that begin with %(schemes)s.")
            % {"schemes": ", ".join(f"{s}://" for s in schemes())},
        )
    if {
        name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)
    } - _WORDS_ALLOWED:
        raise InputError(
            _("The address carries options."), mend=_("Leave out what follows the `?`.")
        )
    if not address.strip().isprintable() or " " in address.strip():
        raise InputError(_("That is not an address."))
    if apprise.Apprise.instantiate(address.strip(), suppress_exceptions=True) is None:
        raise InputError(
            _("That is not an address of %(service)s.") % {"service": schemes()[scheme]},
            mend=_("Something is missing in it, or in the wrong place."),
        )
    return scheme


def add_channel(actor: Actor, person: Person, *, name: str, address: str) -> Channel:
    """Tell somebody in a chat too, from now on.

    Raises InputError where the address may not be used, or there are enough already.
    """
    scheme = check_address(address)
    with transaction.atomic():
        if person.channels.count() >= MOST:
            raise InputError(
                _("There are %(n)s already.") % {"n": MOST}, mend=_("Remove one first.")
            )
        channel = Channel.objects.create(
            person=person,
            service=schemes()[scheme],
            name=name.strip()[:80] or schemes()[scheme],
            address=seal(address.strip()),
        )
        record(actor, "channel.added", "channel", channel.pk, service=channel.service)
    return channel


def remove_channel(actor: Actor, person: Person, channel_id: int) -> bool:
    """Tell them there no longer; false where it is not theirs."""
    with transaction.atomic():
        channel = Channel.objects.filter(person=person, pk=channel_id).first()
        if channel is None:
            return False
        record(actor, "channel.removed", "channel", channel.pk, service=channel.service)
        channel.delete()
    return True
