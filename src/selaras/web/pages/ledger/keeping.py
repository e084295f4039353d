"""What the body of a ledger page hangs on, so that it is written once for all its readers."""

from __future__ import annotations

from collections.abc import Hashable

from django.http import HttpRequest
from django.utils import timezone, translation

from selaras.web.ledger_now import SeenLedger
from selaras.web.naming import PartyNames, SubjectNames


def body_key(
    request: HttpRequest,
    seen: SeenLedger,
    parties: PartyNames,
    subjects: SubjectNames | None = None,
    *also: Hashable,
) -> Hashable:
    """The verdicts that one sees, the names they are shown by, the address, language and zone.

    People of the same reach read the same body. It must hold nothing else: no form that is sent,
    nothing that is read from the database but these names.
    """
    return (
        seen.token,
        request.get_full_path(),
        translation.get_language(),
        timezone.get_current_timezone_name(),
        frozenset(parties.items()),
        frozenset() if subjects is None else subjects.shown,
        *also,
    )
