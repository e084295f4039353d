"""People of the parties of a review: who may take an action, and who is told of things."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from selaras.records.people.models import Party, Person, Role

LEADING = (Role.HEAD, Role.SIGNER)
"""Who is told of reviews and feedback: all see them, but not everybody is rung (a choice)."""


def owners(parties: Collection[str]) -> QuerySet[Person]:
    """People who belong to one of the parties, or lead the company that a party belongs to."""
    companies = Party.objects.filter(slug__in=parties).values("company_id")
    found = Person.objects.filter(is_active=True).filter(
        Q(memberships__party__slug__in=parties)
        | Q(memberships__party_id__in=companies, memberships__role=Role.HEAD)
    )
    return found.distinct().order_by("name")


def leading(parties: Collection[str], but: Person | None = None) -> list[Person]:
    """Heads and signers of the parties, without the one who knows already."""
    found = Person.objects.filter(
        is_active=True, memberships__party__slug__in=parties, memberships__role__in=LEADING
    )
    return [one for one in found.distinct().order_by("pk") if one != but]
