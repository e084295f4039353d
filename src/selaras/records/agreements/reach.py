"""Who may do what with agreements: questions that every function here asks first."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from selaras.errors import InputError
from selaras.records.agreements.models import Draft
from selaras.records.audit.actor import Actor
from selaras.records.people.models import Party
from selaras.records.people.scope import NOBODY, Scope, scope_of


def reach_of(actor: Actor) -> Scope:
    """What the person who acts may do; nothing without one (the command line has its own rule)."""
    return NOBODY if actor.person is None else scope_of(actor.person)


def require_acts_for(actor: Actor, party: str) -> Scope:
    """PermissionDenied unless the person writes on the party's behalf."""
    scope = reach_of(actor)
    if not scope.acts_for(party):
        raise PermissionDenied
    return scope


def require_signs_for(actor: Actor, party: str) -> Scope:
    """PermissionDenied unless the person is a signer of the party."""
    scope = reach_of(actor)
    if not scope.signs_for(party):
        raise PermissionDenied
    return scope


def own_party(scope: Scope, parties: Iterable[str], *, but: str = "") -> str:
    """The first of the parties that somebody writes for; PermissionDenied without one.

    Who belongs to both sides writes for the one that is not `but`.
    """
    mine = [slug for slug in parties if scope.acts_for(slug)]
    if not mine:
        raise PermissionDenied("Only members of its parties write an agreement.")
    return next((slug for slug in mine if slug != but), mine[0])


def sees_draft(scope: Scope, draft: Draft) -> bool:
    """Whether somebody may read a draft: its own party, or, from a file, those it names."""
    if scope.everything:
        return True
    if draft.party is None:
        return scope.sees_agreement(draft.parties.split())
    return draft.party.slug in scope.members_of


def writes_draft(scope: Scope, draft: Draft) -> bool:
    """Whether somebody may change a draft."""
    if draft.party is None:
        return scope.acts_in(draft.parties.split())
    return scope.acts_for(draft.party.slug)


def party_of(slug: str) -> Party:
    """The party of that word; InputError where nobody has made it known."""
    party = Party.objects.filter(slug=slug).first()
    if party is None:
        raise InputError(
            _("There is no party %(slug)s here.") % {"slug": slug},
            mend=_("Ask an administrator to add it, or write the word of one that there is."),
        )
    return party
