"""Ending and giving back somebody's access, and ending their sessions."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from selaras.errors import InputError
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.people.memberships import require_another_administrator
from selaras.records.people.models import ApiToken, Person, Role
from selaras.records.people.permission import require_administrator


@dataclass(frozen=True, slots=True)
class PasswordKey:
    """Whose password, as allauth writes it in an address, and the key."""

    uid: str
    key: str


@transaction.atomic
def end_access(actor: Actor, person: Person) -> None:
    """Somebody signs in no more; their sessions and tokens end at once, what they did stays.

    Raises InputError for the last administrator, PermissionDenied unless an administrator does it.
    """
    require_administrator(actor)
    if not person.is_active:
        return
    if person.memberships.filter(role=Role.ADMINISTRATOR).exists():
        require_another_administrator(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    sessions = end_sessions(person)
    tokens = ApiToken.objects.filter(person=person, revoked_at=None).update(
        revoked_at=timezone.now()
    )
    record(actor, "person.access_ended", "person", person.pk, sessions=sessions, tokens=tokens)


@transaction.atomic
def give_access_back(actor: Actor, person: Person) -> None:
    """Somebody may sign in again; sessions and tokens that ended stay ended."""
    require_administrator(actor)
    if person.is_active:
        return
    person.is_active = True
    person.save(update_fields=["is_active"])
    record(actor, "person.access_given_back", "person", person.pk)


@transaction.atomic
def remove_second_factor(actor: Actor, person: Person) -> None:
    """Let somebody who lost their telephone or key in with the password alone, once more.

    Ends their sessions. Raises InputError where there is no second factor.
    """
    require_administrator(actor)
    removed, _by_kind = Authenticator.objects.filter(user=person).delete()
    if not removed:
        raise InputError(_("There is no second factor to remove."))
    end_sessions(person)
    record(actor, "person.second_factor_removed", "person", person.pk)


@transaction.atomic
def make_password_key(actor: Actor, person: Person) -> PasswordKey:
    """What opens the page that sets a new password, once, for a few hours: given by hand, where no
    e-mail goes out.

    Raises InputError for somebody without access, PermissionDenied unless an administrator asks.
    """
    require_administrator(actor)
    if not person.is_active:
        raise InputError(_("Their access has ended."), mend=_("Give it back first."))
    record(actor, "person.password_link_made", "person", person.pk)
    return PasswordKey(user_pk_to_url_str(person), default_token_generator.make_token(person))


def end_sessions(person: Person) -> int:
    """End every session of a person; how many there were."""
    ended = UserSession.objects.filter(user=person)
    keys = list(ended.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    ended.delete()
    return len(keys)
