"""People who sign in, parties, and who belongs to which in what role."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class PeopleManager(BaseUserManager["Person"]):
    """People are known by their e-mail address."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """A person with that address; without a password, one who cannot sign in by one."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractUser):
    """Somebody who signs in.

    `person_id` is who they are in the evidence (`people.person_id`), where they are in it at all.
    """

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    person_id = models.CharField(max_length=200, blank=True, default="", db_index=True)
    language = models.CharField(
        _("language"), max_length=2, default="en", choices=[("en", "English"), ("id", "Indonesia")]
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="Asia/Jakarta")
    visited_at = models.DateTimeField(null=True, blank=True)

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = PeopleManager()  # type: ignore[misc,assignment]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]


class Party(models.Model):
    """A team or a company. `slug` is how agreements name it; teams belong to a company.

    One company is `home`: the one whose house this is.
    """

    class Kind(models.TextChoices):
        TEAM = "team", _("team")
        COMPANY = "company", _("company")

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.TEAM)
    company = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="teams"
    )
    home = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["slug"]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What somebody is in a party. Administrators and auditors are so in the home company."""

    MEMBER = "member", _("member")
    SIGNER = "signer", _("signer")
    HEAD = "head", _("head")
    CUSTOMER = "customer", _("customer’s member")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


class Membership(models.Model):
    """Somebody belongs to a party in a role. A head is a signer too, and sees a company's teams.

    `customer` limits a customer's member of a party that many customers share to their own
    company: its id in the evidence (`tickets.customer`); empty where the party is theirs alone.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.MEMBER)
    customer = models.CharField(max_length=200, blank=True, default="")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "party", "role"], name="one_role_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.party} · {self.role}"


class Invitation(models.Model):
    """Somebody is asked to sign in, in a role of a party. Of its link only a digest is kept."""

    email = models.EmailField(_("e-mail"))
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.MEMBER)
    customer = models.CharField(max_length=200, blank=True, default="")
    person_id = models.CharField(max_length=200, blank=True, default="")
    language = models.CharField(max_length=2, default="en")
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-invited_at", "-id"]

    def __str__(self) -> str:
        return f"{self.party} · {self.role}"


class ApiToken(models.Model):
    """A key by which a program acts as somebody. Of its text only a digest is kept.

    `scopes` are words of `tokens.SCOPES` joined by spaces; `last_used_at` is kept to the minute.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    scopes = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_words(self) -> list[str]:
        """What it may do, in the reader's language."""
        words = {"read": _("read"), "write": _("write"), "administer": _("administer")}
        return [str(words[scope]) for scope in self.scopes.split()]
