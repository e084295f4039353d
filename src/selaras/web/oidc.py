"""A company's identity provider, from the environment. docs/how-to/sign-in.md says how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def providers(environment: Mapping[str, str]) -> dict[str, Any]:
    """What allauth is told of the provider; nothing where `SELARAS_OIDC_URL` is not set.

    `SELARAS_OIDC_URL` is the issuer's address, `…_CLIENT_ID` and `…_SECRET` are what it gave,
    `…_NAME` is written on the button, and `…_TRUST_EMAIL=1` takes addresses as verified that the
    provider says nothing of (Entra does not say).
    """
    url = environment.get("SELARAS_OIDC_URL", "").strip()
    if not url:
        return {}
    app = {
        "provider_id": "company",
        "name": environment.get("SELARAS_OIDC_NAME", "").strip() or "OpenID Connect",
        "client_id": environment.get("SELARAS_OIDC_CLIENT_ID", ""),
        "secret": environment.get("SELARAS_OIDC_SECRET", ""),
        "settings": {
            "server_url": url,
            "fetch_userinfo": True,
            "verified_email": environment.get("SELARAS_OIDC_TRUST_EMAIL") == "1",
        },
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
