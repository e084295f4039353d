"""Acts on an agreement as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from selaras.records.agreements.history import Event

_SENTENCES = {
    "draft.started": gettext_noop("%(who)s began a draft."),
    "draft.changed": gettext_noop("%(who)s changed the draft."),
    "draft.discarded": gettext_noop("%(who)s threw the draft away."),
    "agreement.proposed": gettext_noop("%(who)s proposed version %(version)s for %(party)s."),
    "agreement.answered": gettext_noop(
        "%(who)s answered version %(answers)s with version %(version)s for %(party)s."
    ),
    "agreement.commented": gettext_noop("%(who)s of %(party)s commented on version %(version)s."),
    "agreement.signed": gettext_noop("%(who)s signed version %(version)s for %(party)s."),
    "agreement.enacted": gettext_noop(
        "Every party has signed version %(version)s: it holds from %(force_from)s."
    ),
    "agreement.withdrawn": gettext_noop("%(who)s took version %(version)s back for %(party)s."),
    "agreement.notice_given": gettext_noop(
        "%(who)s gave notice for %(party)s: it is to end after %(last_day)s."
    ),
    "agreement.end_agreed": gettext_noop(
        "%(who)s agreed to the end for %(party)s: it ends after %(last_day)s."
    ),
    "agreement.notice_taken_back": gettext_noop("%(who)s took the notice back for %(party)s."),
}


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event and its sentence."""

    event: Event
    sentence: str


def told_events(events: Iterable[Event], names: Mapping[str, str]) -> tuple[ToldEvent, ...]:
    return tuple(ToldEvent(event, _sentence(event, names)) for event in events)


def _sentence(event: Event, names: Mapping[str, str]) -> str:
    facts = event.facts
    party = str(facts.get("party", ""))
    return _(_SENTENCES.get(event.action, "%(who)s: " + event.action)) % {
        "who": event.person or _("The command line"),
        "party": names.get(party, party),
        "version": facts.get("version", ""),
        "answers": facts.get("answers", ""),
        "force_from": _day(facts.get("force_from")),
        "last_day": _day(facts.get("last_day")),
    }


def _day(text: object) -> str:
    return date_format(date.fromisoformat(str(text)), "j F Y") if text else ""
