"""API tokens: keys by which programs act as the person who made them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from selaras.errors import InputError
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.people.digest import digest_of, new_secret
from selaras.records.people.models import ApiToken, Person
from selaras.records.people.permission import require_administrator, require_self
from selaras.records.people.scope import scope_of

SCOPES = ("read", "write", "administer")
"""What a token may do, each beside what its person may: a scope never adds to a reach."""
PREFIX = "sel_"
"""How a token starts, so that one that leaked can be found by looking for it."""
LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token and its text, which can be told this once."""

    token: ApiToken
    text: str


@transaction.atomic
def make_token(
    actor: Actor, person: Person, *, name: str, scopes: frozenset[str], days: int
) -> NewToken:
    """A token for oneself that is good for `days`.

    Raises InputError for an empty name, no scope or an unknown one, `administer` for somebody who
    does not, `write` for somebody who reads only, and a time outside of 1 to 366 days.
    """
    require_self(actor, person.pk)
    _check(person, name, scopes, days)
    text = new_secret(PREFIX)
    token = ApiToken.objects.create(
        person=person,
        name=name.strip(),
        digest=digest_of(text),
        hint=text[-4:],
        scopes=" ".join(one for one in SCOPES if one in scopes),
        expires_at=timezone.now() + timedelta(days=days),
    )
    record(actor, "token.made", "token", token.pk, scopes=token.scopes, days=days)
    return NewToken(token, text)


def _check(person: Person, name: str, scopes: frozenset[str], days: int) -> None:
    if not name.strip():
        raise InputError(_("A name is needed."))
    if not scopes or not scopes <= set(SCOPES):
        raise InputError(_("Choose what the token may do."))
    reach = scope_of(person)
    if "administer" in scopes and not reach.administers:
        raise InputError(_("Only an administrator’s token can administer."))
    if scopes != {"read"} and reach.reads_only:
        raise InputError(_("An auditor’s token can only read."))
    if not 1 <= days <= LONGEST_DAYS:
        raise InputError(_("A token is good for 1 to 366 days."))


def authenticate_token(text: str) -> tuple[Person, frozenset[str]] | None:
    """Whose token it is and its scopes; None where it is unknown, revoked, too old, or its
    person's access has ended."""
    now = timezone.now()
    token = (
        ApiToken.objects.select_related("person")
        .filter(digest=digest_of(text), revoked_at=None, expires_at__gt=now, person__is_active=True)
        .first()
    )
    if token is None:
        return None
    # kept to the minute: reading must not write at every call
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - timedelta(minutes=1))
    if token.last_used_at is None or token.last_used_at < now - timedelta(minutes=1):
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
    return token.person, frozenset(token.scopes.split())


@transaction.atomic
def revoke_token(actor: Actor, token: ApiToken) -> None:
    """End a token: its person, or an administrator. Raises PermissionDenied for others."""
    if actor.person is None or actor.person.pk != token.person_id:
        require_administrator(actor)
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record(actor, "token.revoked", "token", token.pk, of=token.person_id)
