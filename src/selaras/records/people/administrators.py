"""The first administrator: made on the command line, by whoever has the machine."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify

from selaras.errors import InputError, said
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.people.models import Membership, Party, Person, Role


@transaction.atomic
def create_administrator(
    actor: Actor, *, email: str, name: str, password: str, company: str
) -> Person:
    """Make a person who administers the home company, which is made too where there is none.

    Raises InputError for an address that is none or is taken, and for a password that is weak.
    """
    try:
        validate_email(email)
    except ValidationError:
        raise InputError(
            said(
                "{email!r} is not an e-mail address.", "{email!r} bukan alamat surel.", email=email
            )
        ) from None
    if Person.objects.filter(email__iexact=email).exists():
        raise InputError(
            said(
                "There is somebody with the address {email} already.",
                "Sudah ada orang dengan alamat {email}.",
                email=email,
            )
        )
    try:
        validate_password(password, Person(email=email, name=name))
    except ValidationError as error:
        raise InputError(
            " ".join(error.messages),
            mend=said("Choose another password.", "Pilih kata sandi lain."),
        ) from None
    home = home_company(company)
    person = Person.objects.create_user(email=email, password=password, name=name)
    Membership.objects.create(person=person, party=home, role=Role.ADMINISTRATOR)
    record(actor, "person.created", "person", person.pk, parties=[home.slug], role="administrator")
    return person


def home_company(name: str) -> Party:
    """The company whose house this is; made, with that name, where there is none yet."""
    home = Party.objects.filter(home=True).first()
    if home is not None:
        return home
    return Party.objects.create(
        slug=slugify(name) or "home", name=name, kind=Party.Kind.COMPANY, home=True
    )
