"""Passwords as people choose them."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from selaras.errors import InputError
from selaras.records.people.models import Person


def check_password(password: str, *, email: str, name: str) -> None:
    """Raise InputError for a password that is weak, or that says who one is."""
    try:
        validate_password(password, Person(email=email, name=name))
    except ValidationError as error:
        raise InputError(" ".join(error.messages)) from None
