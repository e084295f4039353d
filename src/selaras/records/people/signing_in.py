"""Audit rows of signing in, and of what people change about how they do."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import (
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db import transaction
from django.dispatch import receiver

from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.people.models import Person


def _record(action: str, person: Person, **facts: Any) -> None:
    with transaction.atomic():
        record(Actor(person, "page"), action, "person", person.pk, **facts)


@receiver(user_logged_in)
def signed_in(sender: Any, user: Person, **_: Any) -> None:
    _record("person.signed_in", user)


@receiver(user_login_failed)
def sign_in_failed(sender: Any, credentials: dict[str, Any], **_: Any) -> None:
    """A wrong password for an address that is known; of one that is not there is nobody to tell."""
    person = Person.objects.filter(email__iexact=str(credentials.get("email", ""))).first()
    if person is not None:
        with transaction.atomic():
            record(Actor(None, "page"), "person.sign_in_failed", "person", person.pk)


@receiver([password_changed, password_set])
def changed_password(sender: Any, user: Person, **_: Any) -> None:
    _record("person.password_changed", user)


@receiver(password_reset)
def reset_password(sender: Any, user: Person, **_: Any) -> None:
    _record("person.password_reset", user)


@receiver(authenticator_added)
def added_factor(sender: Any, user: Person, authenticator: Any, **_: Any) -> None:
    _record("person.second_factor_added", user, factor=str(authenticator.type))


@receiver(authenticator_removed)
def removed_factor(sender: Any, user: Person, authenticator: Any, **_: Any) -> None:
    _record("person.second_factor_removed", user, factor=str(authenticator.type))


@receiver(authenticator_reset)
def renewed_codes(sender: Any, user: Person, **_: Any) -> None:
    _record("person.recovery_codes_renewed", user)
