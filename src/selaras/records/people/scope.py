"""What one person may see and do: the one place that every page, answer and export asks.

A `Scope` is read once a request and is a plain value; every question about access is one of its
methods, so that there is nothing else to test and nothing else to get wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from selaras.agreements.values import VisibleTo
from selaras.records.people.models import Membership, Party, Person, Role


@dataclass(frozen=True, slots=True)
class Scope:
    """A person's reach.

    `parties` are the slugs whose agreements they see; `signs` those they may sign for; `heads`
    those they lead; `person_id` is who they are in the evidence. `everything` is true of
    administrators and auditors, who see all parties; `administers` of administrators alone, and
    an auditor changes nothing. `is_customer` is true of those who belong to no party of the home
    company. `limits` are (party, customer): in that party, which many customers
    share, they see what is that customer's.
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
    limits: frozenset[tuple[str, str]] = frozenset()

    @property
    def is_of_the_house(self) -> bool:
        """Whether the house's own work is shown to them: capacity, data, why there is a gap."""
        return self.everything or not self.is_customer

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

        People (`rep`, `person`) are hidden: one's own are always seen; the rest by what the
        agreement says: `own_team` the promisor's members, `heads` the heads of its parties,
        `parties` everybody who sees the agreement. An administrator and an auditor see them.
        Of customers, a customer's member of a party that many share sees their own.
        """
        if not self.sees_agreement(parties):
            return False
        if subject is not None and is_customer_kind(kind):
            own = self.customers_in(parties)
            return own is None or subject in own
        if subject is None or kind not in PERSONAL:
            return True
        if self.everything or (self.person_id and subject == self.person_id):
            return True
        if visible_to is VisibleTo.PARTIES:
            return True
        if visible_to is VisibleTo.HEADS:
            return not self.heads.isdisjoint(parties)
        return promisor in self.members_of

    def sees_items(
        self, subject: str | None, kind: str | None, promisor: str, visible_to: VisibleTo,
        parties: Collection[str],
    ) -> bool:  # fmt: skip
        """Whether the rows behind one subject's figures may be seen: its trace and its items.

        As `sees_subject`, but that a customer's member of a party that many customers share sees
        rows only where they are all of their own customer: of other subjects they see the figure.
        """
        if not self.sees_subject(subject, kind, promisor, visible_to, parties):
            return False
        return self.customers_in(parties) is None or is_customer_kind(kind)

    def customers_in(self, parties: Collection[str]) -> frozenset[str] | None:
        """The customers that an agreement between `parties` is limited to; None for no limit."""
        mine = self.parties.intersection(parties)
        limited = {party for party, _ in self.limits}
        if self.everything or not mine <= limited:
            return None
        return frozenset(customer for party, customer in self.limits if party in mine)


def is_customer_kind(kind: str | None) -> bool:
    """Whether subjects of that kind are customers (`tickets.customer`)."""
    return kind is not None and kind.rpartition(".")[2] == "customer"


PERSONAL = frozenset({"rep", "person"})
"""Kinds of subject that are people."""

NOBODY = Scope(
    person=None,
    parties=frozenset(),
    members_of=frozenset(),
    signs=frozenset(),
    heads=frozenset(),
    person_id="",
    everything=False,
    administers=False,
    reads_only=True,
    is_customer=True,
)
"""Who has not signed in: sees nothing."""


def scope_of(person: Person) -> Scope:
    """The reach of a person, from their memberships (one query)."""
    if not person.is_active:
        return NOBODY
    rows = list(person.memberships.select_related("party__company"))
    roles = {row.role for row in rows}
    headed = [row.party for row in rows if row.role == Role.HEAD]
    teams = _teams([party.pk for party in headed if party.kind == Party.Kind.COMPANY])
    mine = teams | {row.party.slug for row in rows if row.role not in _OVERSEERS}
    free = teams | {row.party.slug for row in rows if not row.customer}
    administers = Role.ADMINISTRATOR in roles
    return Scope(
        person=person,
        parties=mine,
        members_of=mine,
        signs=teams | {row.party.slug for row in rows if row.role in _SIGNERS},
        heads=teams | {party.slug for party in headed},
        person_id=person.person_id,
        everything=administers or Role.AUDITOR in roles,
        administers=administers,
        reads_only=Role.AUDITOR in roles and not (roles - {Role.AUDITOR}),
        is_customer=all(_is_outside(row) for row in rows),
        limits=frozenset(
            (row.party.slug, row.customer)
            for row in rows
            if row.customer and row.party.slug not in free
        ),
    )


def _is_outside(membership: Membership) -> bool:
    """Whether it is in another company than the one whose house this is."""
    party = membership.party
    if membership.role == Role.CUSTOMER or (party.company and not party.company.home):
        return True
    return party.kind == Party.Kind.COMPANY and not party.home


_OVERSEERS = (Role.ADMINISTRATOR, Role.AUDITOR)
_SIGNERS = (Role.SIGNER, Role.HEAD)


def _teams(companies: Iterable[int]) -> frozenset[str]:
    found = list(companies)
    if not found:
        return frozenset()
    return frozenset(Party.objects.filter(company_id__in=found).values_list("slug", flat=True))
