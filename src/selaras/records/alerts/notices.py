"""Telling people something: a notice each, and messages by the ways they chose."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from selaras.errors import InternalError
from selaras.records.alerts.models import Change, Channel, Delivery, Notice, Preference
from selaras.records.people.models import Person
from selaras.records.people.scope import Scope


@dataclass(frozen=True, slots=True)
class Telling:
    """What one person is told: the sentence by language, where it leads, whose business it is."""

    key: str
    kind: str
    says: dict[str, str]
    link: str
    parties: tuple[str, ...]
    change: Change | None = None


def tell(
    people: Iterable[Person],
    *,
    key: str,
    kind: str,
    says: dict[str, str],
    link: str,
    parties: Collection[str] = (),
) -> None:
    """Tell people something, inside the transaction of what it is about.

    Parameters
    ----------
    key
        Names the occasion: who was told under it already is not told again.
    says
        One sentence by language, `en` and `id`.
    link
        A path on this site.
    parties
        Whose business it is; who leaves them all no longer sees the notice.
    """
    telling = Telling(key, kind, says, link, tuple(sorted(parties)))
    for person in people:
        notify(person, [telling])


def notify(person: Person, tellings: Sequence[Telling]) -> list[Notice]:
    """Give one person notices, and one message about them all by each way they chose.

    Raises InternalError outside of a transaction.
    """
    if not connection.in_atomic_block:
        raise InternalError("A notice is written outside of a transaction.")
    notices = _new_notices(person, tellings)
    preference = preference_of(person)
    if notices and preference.at_once:
        if preference.email and email_ready():
            _send(person, None, notices)
        for channel in person.channels.filter(active=True):
            _send(person, channel, notices)
    return notices


def _new_notices(person: Person, tellings: Sequence[Telling]) -> list[Notice]:
    """Write what the person was not told yet."""
    keys = [one.key for one in tellings]
    known = set(Notice.objects.filter(person=person, key__in=keys).values_list("key", flat=True))
    return Notice.objects.bulk_create(
        [
            Notice(
                person=person,
                key=one.key,
                kind=one.kind,
                change=one.change,
                says=one.says,
                link=one.link,
                parties=list(one.parties),
            )
            for one in tellings
            if one.key not in known
        ],
        batch_size=500,
    )


def _send(person: Person, channel: Channel | None, notices: list[Notice]) -> None:
    way = "email" if channel is None else f"channel-{channel.pk}"
    delivery = Delivery.objects.create(
        person=person,
        channel=channel,
        kind=Delivery.Kind.ALERT,
        key=f"alert:{notices[0].pk}:{way}",
    )
    delivery.notices.set(notices)


def email_ready() -> bool:
    """Whether this house sends e-mail at all (`SELARAS_EMAIL_URL`)."""
    return not settings.EMAIL_BACKEND.endswith(("console.EmailBackend", "dummy.EmailBackend"))


def preference_of(person: Person) -> Preference:
    """How somebody wants to be told; the defaults, unsaved, where they never said."""
    return Preference.objects.filter(person=person).first() or Preference(person=person)


def seen_notices(scope: Scope) -> QuerySet[Notice]:
    """Everything somebody was told, the newest first. Cut it by `still_theirs`."""
    return Notice.objects.filter(person=scope.person).select_related("change")


def still_theirs(scope: Scope, notice: Notice) -> bool:
    """Whether a notice is of parties that the person is still in."""
    return not notice.parties or scope.sees_agreement(notice.parties)


def unread(scope: Scope) -> int:
    """How many notices somebody has not read (one query)."""
    if scope.person is None:
        return 0
    return Notice.objects.filter(person=scope.person, read_at=None).count()


def mark_read(scope: Scope, notice_ids: Collection[int] | None = None) -> int:
    """Mark one's own notices as read: those named, or all; how many that were."""
    mine = Notice.objects.filter(person=scope.person, read_at=None)
    if notice_ids is not None:
        mine = mine.filter(pk__in=notice_ids)
    with transaction.atomic():
        return mine.update(read_at=timezone.now())
