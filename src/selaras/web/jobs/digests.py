"""Digests: what changed since the last one, and how things stand, each morning or each Monday."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from selaras.records.alerts.models import Delivery, Notice, Preference
from selaras.records.alerts.wording import Worded
from selaras.records.people.scope import Scope
from selaras.records.reader import reader_language
from selaras.reports.ledger_table import status_counts
from selaras.reports.promise import title_of
from selaras.reports.verdict_figures import period_in
from selaras.web.jobs.letter import lines, link
from selaras.web.ledger_now import SeenLedger, seen_ledger
from selaras.web.naming import party_names
from selaras.web.pages.ledger.pairs import pairs_of
from selaras.web.pages.ledger.sentences import side_sentence
from selaras.web.pages.today.concerns import by_weight, concerns_of
from selaras.web.pages.today.waiting import MOST, what_waits
from selaras.web.place import workspace

HOUR = time(7, 0)
"""When a digest is made, by the person's own clock (*choice*)."""
MOST_CONCERNS = 5
"""How many promises in trouble a digest names (*choice*); the ledger has them all."""


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


def digest_lines(scope: Scope, notices: Sequence[Worded]) -> tuple[str, list[str]]:
    """The head of a digest and its lines, in the language that is active.

    How it stands between the parties, what asks for attention, what waits for the person, and
    what changed.
    """
    seen, names = seen_ledger(scope), party_names()
    text = [*_standing(scope, seen, names), *_attention(seen, names), *_waiting(scope, seen)]
    if notices:
        text += [gettext("What changed:"), "", *lines(notices)]
    else:
        text.append(gettext("Nothing changed since the last digest."))
    return gettext("How your promises stand"), text


def _standing(scope: Scope, seen: SeenLedger, names: Mapping[str, str]) -> list[str]:
    if seen.as_of is None or not seen.promises:
        return [gettext("There are no verdicts between your parties yet."), ""]
    sides = [side for pair in pairs_of(seen.promises) for side in pair.sides]
    return [
        *(side_sentence(one, names, seen.as_of) for one in by_weight(sides, scope, seen.as_of)),
        gettext("As of %(instant)s.") % {"instant": date_format(_local(seen.as_of), "j F Y, H:i")},
        "",
        link("/"),
        "",
    ]


def _attention(seen: SeenLedger, names: Mapping[str, str]) -> list[str]:
    found = concerns_of(seen)[:MOST_CONCERNS]
    if not found:
        return []
    text = [gettext("What asks for attention:"), ""]
    for one in found:
        commitment, language = one.promise.commitment, reader_language()
        way = f"{names[commitment.promisor]} → {names[commitment.promisee]}"
        counts = status_counts([each.verdict for each in one.now.recorded], language)
        title, period = title_of(commitment.name), period_in(one.now.period, language)
        path = reverse("commitment", args=one.promise.key)
        text += [f"{title}, {way}, {period}: {counts}", f"  {link(path)}"]
    return [*text, ""]


def _waiting(scope: Scope, seen: SeenLedger) -> list[str]:
    found = what_waits(scope, seen, workspace().now())[:MOST]
    if not found:
        return []
    text = [gettext("Waits for you:"), ""]
    for one in found:
        due = "" if one.due is None else f" ({date_format(_local(one.due), 'j F Y')})"
        text += [f"{one.title}{due}", f"  {link(one.url)}"]
    return [*text, ""]


def _local(when: date) -> date:
    return timezone.localtime(when) if isinstance(when, datetime) else when
