"""Telling people of reviews and actions, in the transaction of what they are told of."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from selaras.records.alerts.notices import tell
from selaras.records.audit.actor import Actor
from selaras.records.reviews.members import leading
from selaras.records.reviews.models import Action, Meeting
from selaras.review.words import Words, day_words


def tell_of_meeting(actor: Actor, meeting: Meeting, what: str) -> None:
    """Tell heads and signers of its parties that a review was `called`, `moved` or `cancelled`."""
    says = {
        "called": Words(
            f"“{meeting.title}” is called for {_when(meeting).en}.",
            f"“{meeting.title}” dijadwalkan pada {_when(meeting).id}.",
        ),
        "moved": Words(
            f"“{meeting.title}” is moved to {_when(meeting).en}.",
            f"“{meeting.title}” digeser ke {_when(meeting).id}.",
        ),
        "cancelled": Words(
            f"“{meeting.title}” of {_when(meeting).en} is cancelled.",
            f"“{meeting.title}” pada {_when(meeting).id} dibatalkan.",
        ),
    }[what]
    tell(
        leading(meeting.slugs, actor.person),
        key=f"review-{meeting.pk}-{what}-{meeting.revision}",
        kind="review",
        says=says.as_json(),
        link=meeting.get_absolute_url(),
        parties=meeting.slugs,
    )


def tell_of_action(actor: Actor, action: Action) -> None:
    """Tell whoever is to do it; nobody is told of what they took on themselves."""
    if action.owner == actor.person:
        return
    due = day_words(action.due_on)
    tell(
        [action.owner],
        key=f"action-{action.pk}",
        kind="action",
        says={
            "en": f"You are to do this by {due.en}: {action.text}",
            "id": f"Anda diminta mengerjakan ini sampai {due.id}: {action.text}",
        },
        link=f"{action.meeting.get_absolute_url()}#action-{action.pk}",
        parties=action.parties.split(),
    )


def _when(meeting: Meeting) -> Words:
    local = meeting.starts_at.astimezone(ZoneInfo(meeting.time_zone))
    day, zone = day_words(local.date()), local.tzname()
    return Words(f"{day.en}, {local:%H:%M} {zone}", f"{day.id} pukul {local:%H.%M} {zone}")
