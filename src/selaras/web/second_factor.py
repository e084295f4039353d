"""Second factors as they are kept: sealed, so that a copy of the database opens no door."""

from __future__ import annotations

import base64
import logging
import secrets

from allauth.mfa.adapter import DefaultMFAAdapter

from selaras.errors import InputError
from selaras.records.sealing import seal, unseal

_log = logging.getLogger(__name__)


class Sealed(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps what codes are made from encrypted, with a key made from the house's secret."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """What was sealed; where it cannot be read any more, something that no code fits.

        The house's secret has changed then: nobody gets in by that factor until an administrator
        has removed it.
        """
        try:
            return unseal(encrypted_text)
        except InputError:
            _log.warning("A second factor cannot be read: the house's secret has changed.")
            return base64.b32encode(secrets.token_bytes(20)).decode()
