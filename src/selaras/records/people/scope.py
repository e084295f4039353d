"""What one person may see and do: the one place that every page, answer and export asks.

A `Scope` is read once a request and is a plain value; every question about access is one of its
methods, so that there is nothing else to test and nothing else to get wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from selaras.agreements.values import VisibleTo
from selaras.records.people.models import Party, Person, Role


@dataclass(frozen=True, slots=True)
class Scope:
    """A person's reach.

    `parties` are the slugs whose agreements they see; `signs` those they may sign for; `heads`
    those they lead; `person_id` is who they are in the evidence. `everything` is true of
    administrators and auditors, who see all parties; `administers` of administrators alone, and
    an auditor changes nothing.
    """

    person: Person | None
    parties: frozenset[str]
    members_of: frozenset[str]
    signs: frozenset[str]
    heads: frozenset[str]
    person_id: str
    everything: bool
    administers: bool
    reads_only: bool
    is_customer: bool

    def sees_agreement(self, parties: Collection[str]) -> bool:
        """Whether an agreement between `parties` may be seen."""
        return self.everything or not self.parties.isdisjoint(parties)

    def sees_party(self, party: str) -> bool:
        return self.everything or party in self.parties

    def acts_for(self, party: str) -> bool:
        """Whether they may write, comment and propose on the party's behalf."""
        return not self.reads_only and party in self.members_of

    def acts_in(self, parties: Collection[str]) -> bool:
        """Whether they belong to one of `parties` and may write."""
        return not self.reads_only and not self.members_of.isdisjoint(parties)

    def signs_for(self, party: str) -> bool:
        return not self.reads_only and party in self.signs

    def sees_subject(
        self, subject: str | None, kind: str | None, promisor: str, visible_to: VisibleTo,
        parties: Collection[str],
    ) -> bool:  # fmt: skip
        """Whether the figures of one subject of an agreement between `parties` may be seen.

        Only people (`rep`, `person`) are hidden: one's own are always seen; the rest by what the
        agreement says: `own_team` the promisor's members, `heads` the heads of its parties,
        `parties` everybody who sees the agreement. An administrator and an auditor see them.
        """
        if not self.sees_agreement(parties):
            return False
        if subject is None or kind not in PERSONAL:
            return True
        if self.everything or (self.person_id and subject == self.person_id):
            return True
        if visible_to is VisibleTo.PARTIES:
            return True
        if visible_to is VisibleTo.HEADS:
            return not self.heads.isdisjoint(parties)
        return promisor in self.members_of


PERSONAL = frozenset({"rep", "person"})
"""Kinds of subject that are people."""

NOBODY = Scope(
    None, frozenset(), frozenset(), frozenset(), frozenset(), "", False, False, True, False
)
"""Who has not signed in: sees nothing."""


def scope_of(person: Person) -> Scope:
    """The reach of a person, from their memberships (one query)."""
    if not person.is_active:
        return NOBODY
    rows = list(
        person.memberships.select_related("party").values_list(
            "party__slug", "party__kind", "party__home", "role", "party_id"
        )
    )
    roles = {role for *_, role, _ in rows}
    mine = frozenset(slug for slug, _, _, role, _ in rows if role not in _OVERSEERS)
    heads = frozenset(slug for slug, _, _, role, _ in rows if role == Role.HEAD)
    teams = _teams([pk for _, kind, _, role, pk in rows if role == Role.HEAD and kind == "company"])
    administers = Role.ADMINISTRATOR in roles
    return Scope(
        person=person,
        parties=mine | teams,
        members_of=mine | teams,
        signs=frozenset(slug for slug, _, _, role, _ in rows if role in _SIGNERS) | teams,
        heads=heads | teams,
        person_id=person.person_id,
        everything=administers or Role.AUDITOR in roles,
        administers=administers,
        reads_only=Role.AUDITOR in roles and not (roles - {Role.AUDITOR}),
        is_customer=bool(roles) and roles <= {Role.CUSTOMER},
    )


_OVERSEERS = (Role.ADMINISTRATOR, Role.AUDITOR)
_SIGNERS = (Role.SIGNER, Role.HEAD)


def _teams(companies: Iterable[int]) -> frozenset[str]:
    found = list(companies)
    if not found:
        return frozenset()
    return frozenset(Party.objects.filter(company_id__in=found).values_list("slug", flat=True))
