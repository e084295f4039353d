"""Digests: what changed since the last one, and how things stand, each morning or each Monday."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext

from selaras.records.alerts.models import Delivery, Notice, Preference
from selaras.records.alerts.wording import Worded
from selaras.records.people.scope import Scope
from selaras.reports.ledger_table import status_counts
from selaras.web.jobs.letter import lines, link
from selaras.web.ledger_now import seen_ledger

HOUR = time(7, 0)
"""When a digest is made, by the person's own clock (*choice*)."""


def make_digests(now: datetime) -> int:
    """Write the digests that are due, once a person and day; how many were."""
    wanted = Preference.objects.exclude(digest=Preference.Digest.NONE).select_related("person")
    return sum(_make(preference, now) for preference in wanted if preference.person.is_active)


@transaction.atomic
def _make(preference: Preference, now: datetime) -> bool:
    local = now.astimezone(ZoneInfo(preference.person.time_zone))
    day = local.date()
    if preference.digest == Preference.Digest.WEEKLY:
        day -= timedelta(days=day.weekday())
    if day == local.date() and local.time() < HOUR:
        return False
    mine = Preference.objects.filter(pk=preference.pk)
    due = mine.exclude(digested_on__gte=day).update(digested_on=day)
    if not due:
        return False
    if preference.digested_on is None:
        return False  # the first one comes at the next turn, not in the minute it was asked for
    delivery, new = Delivery.objects.get_or_create(
        key=f"digest:{preference.person_id}:{day.isoformat()}",
        defaults={"person": preference.person, "kind": Delivery.Kind.DIGEST},
    )
    since = now - timedelta(days=7 if preference.digest == Preference.Digest.WEEKLY else 1)
    delivery.notices.set(
        Notice.objects.filter(person=preference.person, made_at__gt=since).values_list(
            "pk", flat=True
        )
    )
    return new


def digest_lines(scope: Scope, notices: Sequence[Worded], language: str) -> tuple[str, list[str]]:
    """The head of a digest and its lines: how it stands, then what changed."""
    ledger = seen_ledger(scope)
    verdicts = [one.verdict for one in ledger.recorded]
    by_agreement = Counter(v.agreement for v in verdicts)
    text = [
        f"{name}: {status_counts([v for v in verdicts if v.agreement == name], language)}"
        for name in sorted(by_agreement)
    ]
    if not text:
        text = [gettext("There are no verdicts between your parties yet.")]
    text += ["", link("/"), ""]
    if notices:
        text += [gettext("What changed:"), "", *lines(notices)]
    else:
        text.append(gettext("Nothing changed since the last digest."))
    return gettext("How your promises stand"), text
