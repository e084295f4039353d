"""Who may open which address: the whole of it, as data.

A rule says for each role whether the door opens (`+`), stays shut (`-`: 403 or 404), or leads to
the sign-in page (`>`; 401 over the API). A row gives an address its rule, and the object that its
arguments are taken from (`access_world.World.objects`). `post` rows are tried by POST.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

# the order of access_world.ROLES:
# stranger, member, head, signer, other, administrator, auditor, customer, inactive
EVERYBODY = "+++++++++"
SIGNED_IN = ">+++++++>"
OVERSEERS = ">----++->"
ADMINISTRATORS = ">----+-->"
NOT_CUSTOMERS = ">++++++->"
PARTIES = ">+++-++->"  # of the agreement between Marketing and Sales, and who oversees
SALES = ">++--++->"  # a rep's own figures: those of the promisor's team
MEMBER = ">+------>"  # the member's own things, and nobody else's
MARKETING_ACTS = ">--+---->"
PARTIES_ACT = ">+++----->"[:9]


@dataclass(frozen=True)
class Row:
    """One address. `leaks` is for pages that may name the agreement to whom it is not theirs."""

    name: str
    rule: str
    of: str = ""
    post: dict[str, Any] | None = None
    query: dict[str, str] = field(default_factory=dict)


FRAME = (
    Row("health", EVERYBODY),
    Row("language", EVERYBODY, post={"language": "id"}),
    Row("me", SIGNED_IN),
    Row("me-tokens", SIGNED_IN),
    Row("me-token-revoke", MEMBER, "token", post={}),
    Row("invitation", EVERYBODY, "link"),
    Row("notices", SIGNED_IN),
    Row("notices-read", SIGNED_IN, post={}),
    Row("telling", SIGNED_IN),
    Row("channel-add", SIGNED_IN, post={}),
    Row("telling-trial", SIGNED_IN, post={}),
)
SIGN_IN = (
    Row("account_login", EVERYBODY),
    Row("account_logout", EVERYBODY),
    Row("account_inactive", EVERYBODY),
    Row("account_signup", EVERYBODY),
    Row("account_email", SIGNED_IN),
    Row("account_reauthenticate", SIGNED_IN),
    Row("account_change_password", SIGNED_IN),
    Row("account_set_password", SIGNED_IN),
    Row("account_reset_password", EVERYBODY),
    Row("account_reset_password_done", EVERYBODY),
    Row("account_reset_password_from_key", EVERYBODY, "reset"),
    Row("account_reset_password_from_key_done", EVERYBODY),
    Row("mfa_index", SIGNED_IN),
    Row("mfa_authenticate", ">+++++++>"),  # without a sign-in under way it leads elsewhere
    Row("mfa_reauthenticate", SIGNED_IN),
    Row("mfa_activate_totp", SIGNED_IN),
    Row("mfa_deactivate_totp", SIGNED_IN),
    Row("mfa_list_webauthn", SIGNED_IN),
    Row("mfa_add_webauthn", SIGNED_IN),
    Row("mfa_reauthenticate_webauthn", SIGNED_IN),
    Row("mfa_remove_webauthn", SIGNED_IN, "key"),
    Row("mfa_edit_webauthn", SIGNED_IN, "key"),
    Row("mfa_view_recovery_codes", ">------->"),  # nobody here has any
    Row("mfa_generate_recovery_codes", SIGNED_IN),
    Row("mfa_download_recovery_codes", ">------->"),
    Row("usersessions_list", SIGNED_IN),
    Row("socialaccount_login_cancelled", EVERYBODY),
    Row("socialaccount_login_error", EVERYBODY),
    Row("socialaccount_signup", ">+++++++>"),
    Row("socialaccount_connections", SIGNED_IN),
    Row("openid_connect_login", "---------", "provider"),  # no provider is set up here
    Row("openid_connect_callback", "---------", "provider"),
)
ADMINISTRATION = (
    Row("administration", OVERSEERS),
    Row("administration-person", OVERSEERS, "someone"),
    Row("administration-role-add", ADMINISTRATORS, "someone", post={}),
    Row("administration-role-remove", ADMINISTRATORS, "role", post={}),
    Row("administration-person-evidence", ADMINISTRATORS, "someone", post={}),
    Row("administration-person-access", ADMINISTRATORS, "someone", post={}),
    Row("administration-person-second-factor", ADMINISTRATORS, "someone", post={}),
    Row("administration-person-password-link", ADMINISTRATORS, "someone", post={}),
    Row("administration-parties", OVERSEERS),
    Row("administration-parties", OVERSEERS, post={"name": "Field", "kind": "team"}),
    Row("administration-party", ADMINISTRATORS, "party", post={"name": "Penjualan"}),
    Row("administration-invitations", OVERSEERS),
    Row("administration-invitation-revoke", ADMINISTRATORS, "invitation", post={}),
    Row("administration-audit", OVERSEERS),
    Row("administration-audit-csv", OVERSEERS),
)
LEDGER = (
    Row("today", SIGNED_IN),
    Row("ledger", SIGNED_IN),
)

ROWS = (*FRAME, *SIGN_IN, *ADMINISTRATION, *LEDGER)
