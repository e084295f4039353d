"""Who may sign in: people who were invited, by whichever way they prove who they are."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from selaras.records.people.invitations import accept_by_address
from selaras.records.people.models import Person
from selaras.web.newcomers import welcome


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def reauthenticate(self, user: Person | AnonymousUser, password: str) -> bool:
        """Whether the password is that of who is signed in; wrong ones count as at the door."""
        if not isinstance(user, Person):
            return False
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk


class KnownOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """A company's identity provider signs in those who are known or invited, and nobody else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Tie the provider's account to the person of the same address, where it is verified.

        Addresses here come from administrators alone, so nobody can have put somebody else's in
        to be taken for them; one that the provider does not vouch for is worth nothing.
        """
        if sociallogin.is_existing or request.user.is_authenticated:
            return
        for address in sociallogin.email_addresses:
            if not address.verified:
                continue
            name = str(sociallogin.account.extra_data.get("userinfo", {}).get("name", ""))
            person = Person.objects.filter(email__iexact=address.email).first() or _invited(
                address.email, name
            )
            if person is not None:
                sociallogin.connect(request, person)
                return


def _invited(email: str, name: str) -> Person | None:
    """Who comes in by an open invitation of that address; None where there is none."""
    person = accept_by_address(email, name=name)
    if person is not None:
        welcome(person, "page")
    return person
