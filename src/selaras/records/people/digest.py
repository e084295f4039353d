"""What is handed out once and kept as a digest only: links of invitations, API tokens."""

from __future__ import annotations

import hashlib
import secrets


def new_secret(prefix: str = "") -> str:
    """A text that nobody can guess: 32 random bytes, fit for a URL."""
    return prefix + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """SHA-256 in hexadecimal: with 256 random bits behind it, a slow hash would add nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()
