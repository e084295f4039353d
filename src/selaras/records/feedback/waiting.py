"""What waits for somebody: answers they owe, actions they took on, reviews they are asked to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext as _

from selaras.ledger.recorded import RecordedVerdict
from selaras.records.feedback.models import Feedback
from selaras.records.people.models import Party
from selaras.records.people.scope import Scope
from selaras.records.reviews.meetings import open_meetings
from selaras.records.reviews.models import Action
from selaras.records.reviews.shared import missed_targets, targets_to_agree
from selaras.reports.promise import title_of

SOON = timedelta(days=14)
"""Reviews this near are shown (a choice)."""
MOST = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits. `of` is the party or agreement it belongs to."""

    kind: Literal["feedback", "action", "review", "proposal", "target"]
    title: str
    url: str
    due: date | datetime | None
    overdue: bool
    of: str


def waiting_for(
    scope: Scope, now: datetime, recorded: Iterable[RecordedVerdict] = ()
) -> tuple[Waiting, ...]:
    """What waits for a person, the overdue first, then by their day.

    With `recorded` (the verdicts they may see), also joint reviews that a missed shared target
    asks for. An auditor is waited for by nobody.
    """
    if scope.person is None or scope.reads_only:
        return ()
    found = [
        *_feedback(scope, now),
        *_actions(scope, now),
        *_reviews(scope, now),
        *_targets(scope, recorded),
    ]
    return tuple(sorted(found, key=_order))


def _order(one: Waiting) -> tuple[bool, str]:
    return not one.overdue, "9" if one.due is None else one.due.isoformat()


def _feedback(scope: Scope, now: datetime) -> Iterable[Waiting]:
    rows = Feedback.objects.filter(
        state=Feedback.State.WAITING, to_party__in=sorted(scope.members_of)
    ).order_by("due_at")[:MOST]
    found = list(rows)
    names = dict(
        Party.objects.filter(slug__in={one.from_party for one in found}).values_list("slug", "name")
        if found
        else ()
    )
    for one in found:
        title = _("%(party)s asks about %(what)s") % {
            "party": names.get(one.from_party, one.from_party),
            "what": f"{one.get_about_display()} {one.about_id}",
        }
        yield Waiting(
            "feedback", title, one.get_absolute_url(), one.due_at, one.due_at < now, one.to_party
        )


def _actions(scope: Scope, now: datetime) -> Iterable[Waiting]:
    rows = Action.objects.filter(owner=scope.person, state=Action.State.OPEN)[:MOST]
    today = now.date()
    for one in rows:
        url = f"{reverse('review', args=[one.meeting_id])}#action-{one.pk}"
        yield Waiting("action", one.text, url, one.due_on, one.due_on < today, one.agreement)


def _reviews(scope: Scope, now: datetime) -> Iterable[Waiting]:
    if not scope.members_of:
        return
    for one in open_meetings(scope).filter(starts_at__lte=now + SOON)[:MOST]:
        if not scope.acts_in(one.slugs):
            continue
        yield Waiting(
            "review", one.title, one.get_absolute_url(), one.starts_at, one.starts_at < now,
            one.agreement,
        )  # fmt: skip


def _targets(scope: Scope, recorded: Iterable[RecordedVerdict]) -> Iterable[Waiting]:
    for target in targets_to_agree(scope):
        title = _("Agree on the shared target: %(what)s") % {"what": title_of(target.commitment)}
        yield Waiting("target", title, reverse("reviews"), None, False, target.agreement)
    for target in missed_targets(scope, recorded):
        title = _("The shared target %(what)s was missed: call a joint review") % {
            "what": title_of(target.commitment)
        }
        url = f"{reverse('review-new')}?agreement={target.agreement}&because=target"
        yield Waiting("proposal", title, url, None, False, target.agreement)
