"""Texts kept encrypted, with a key made from the house's secret."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.translation import gettext as _

from selaras.errors import InputError


def seal(text: str) -> str:
    """Encrypt a text."""
    return _fernet(settings.SECRET_KEY).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was encrypted. Raises InputError where the house's secret has changed since."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _fernet(secret).decrypt(sealed.encode()).decode()
        except InvalidToken:
            continue
    raise InputError(
        _("This cannot be read any more: the secret it was kept under has changed."),
        mend=_("Enter it again."),
    )


def _fernet(secret: str | bytes) -> Fernet:
    key = secret if isinstance(secret, bytes) else secret.encode()
    digest = hashlib.sha256(b"selaras.records.sealing:" + key).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
