"""Small wins: told by hand, or taken from attribution."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from selaras.errors import InputError
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.feedback.models import SmallWin
from selaras.records.people.scope import Scope
from selaras.records.reach import joined, within

LONGEST = 300


def seen_wins(scope: Scope) -> QuerySet[SmallWin]:
    """Wins of one's parties, the newest first."""
    return within(SmallWin.objects.select_related("told_by"), scope)


@transaction.atomic
def tell_win(
    actor: Actor,
    scope: Scope,
    *,
    text: str,
    happened_on: date,
    parties: Collection[str],
    agreement: str = "",
    of_party: str = "",
) -> SmallWin:
    """Tell of something that went well; usually of the other side."""
    if not scope.acts_in(parties):
        raise PermissionDenied("Only members of its parties tell of a win.")
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise InputError(_("A win has 1 to %(n)s signs.") % {"n": LONGEST})
    win = SmallWin.objects.create(
        agreement=agreement,
        parties=joined(parties),
        of_party=of_party,
        sentence={"en": said, "id": said},
        happened_on=happened_on,
        told_by=actor.person,
    )
    record(actor, "win.told", "win", win.pk, parties=parties, agreement=agreement)
    return win


@transaction.atomic
def take_wins(
    actor: Actor, attributed: Iterable[Mapping[str, Any]], *, parties: Collection[str],
    agreement: str,
) -> int:  # fmt: skip
    """Keep the small wins of an attribution (its JSON form); each once. Returns how many are new.

    Only likely and possible ones are told: what could not be shown is no win.
    """
    new = 0
    for one in attributed:
        if one["sure"] not in ("likely", "possible"):
            continue
        when = datetime.fromisoformat(str(one["converted_at"])).date()
        key = f"{one['lead']}/{when.isoformat()}"
        _, made = SmallWin.objects.get_or_create(
            agreement=agreement,
            source="attribution",
            key=key,
            defaults={
                "parties": joined(parties),
                "sentence": dict(one["sentence"]),
                "sure": one["sure"],
                "happened_on": when,
            },
        )
        new += made
    if new:
        record(actor, "win.taken", "win", agreement, parties=parties, new=new)
    return new
