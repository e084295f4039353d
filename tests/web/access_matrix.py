"""Who may open which address, and who may act there: the whole of it, as data.

A rule says for each role whether the door opens (`+`), stays shut (`-`: 403 or 404), or leads to
the sign-in page (`>`; 401 over the API). A row gives an address its rule, and the object that its
arguments are taken from (`access_world.World.objects`).

A row with `post` is tried by POST. There `+` means that what was asked for is done: an audit row
tells of it; a refusal leaves none, whether it is a 403 or a sentence on the page one came from.
`silent` acts are those of which no row tells: there the status decides, as for pages.
Texts that start with @ stand for values of the world (`access_world.World.values`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

# in the order of access_world.ROLES:
# stranger, member (Sales), head (Sales), signer (Marketing), other, administrator, auditor,
# customer, inactive
EVERYBODY = "+++++++++"
TO_THE_DOOR = ">>>>>>>>>"
NOBODY = ">------->"
SIGNED_IN = ">+++++++>"
NOT_CUSTOMERS = ">++++++->"
OVERSEERS = ">----++->"
ADMINISTRATORS = ">----+-->"
PARTIES = ">+++-++->"  # who belongs to the agreement of Marketing and Sales, and who oversees
PARTIES_ACT = ">+++---->"  # overseers change nothing that parties agreed on
SIGNERS = ">-++---->"  # of either party
MEMBERS = ">++++--+>"  # whoever belongs to some party
SALES = ">++--++->"  # a rep's own figures: those of the promisor's team
SALES_ACT = ">++----->"
SALES_SIGNS = ">-+----->"
MARKETING = ">--+-++->"  # a draft of Marketing's
MARKETING_ACTS = ">--+---->"
MINE = ">+------>"  # the member's own thing


@dataclass(frozen=True)
class Row:
    """One address, asked one way. `names` pages name a template that is called as the agreement."""

    name: str
    rule: str
    of: str = ""
    post: dict[str, Any] | None = None
    query: dict[str, str] = field(default_factory=dict)
    silent: bool = False
    names: bool = False


FRAME = (
    Row("health", EVERYBODY),
    Row("icon", EVERYBODY),
    Row("metrics", "-----+---"),  # and this machine itself, from which nobody here comes
    Row("language", EVERYBODY, post={"language": "en"}, silent=True),
    Row("today", SIGNED_IN),
    Row("me", SIGNED_IN),
    Row("me", SIGNED_IN, post={"name": "X", "language": "id", "time_zone": "UTC"}),
    Row("me-tokens", SIGNED_IN),
    Row("me-tokens", SIGNED_IN, post={"name": "CRM", "days": "30", "scopes": ["read"]}),
    Row("me-tokens", ">++++--+>"[:5] + "+-+>", post={"name": "C", "days": "30", "scopes": "write"}),
    Row("me-tokens", ADMINISTRATORS, post={"name": "C", "days": "30", "scopes": "administer"}),
    Row("me-token-revoke", MINE, "token", post={}),
    Row("invitation", EVERYBODY, "link"),
    Row("notices", SIGNED_IN),
    Row("notices-read", SIGNED_IN, post={}, silent=True),
    Row("notice", MINE, "notice"),
    Row("telling", SIGNED_IN),
    Row("channel-add", SIGNED_IN, post={}, silent=True),
    Row("channel-remove", MINE, "channel", post={}, silent=True),
    Row("telling-trial", SIGNED_IN, post={}, silent=True),
    Row("task", ">+---++->", "task"),  # who asked for it, and who oversees
)
SIGN_IN = (
    Row("account_login", EVERYBODY),
    Row("account_logout", TO_THE_DOOR, post={}, silent=True),
    Row("account_inactive", EVERYBODY),
    Row("account_signup", EVERYBODY),
    Row("account_email", EVERYBODY),  # leads on to one's account
    Row("account_reauthenticate", SIGNED_IN),
    Row("account_change_password", SIGNED_IN),
    Row("account_set_password", SIGNED_IN),
    Row("account_reset_password", EVERYBODY),
    Row("account_reset_password_done", EVERYBODY),
    Row("account_reset_password_from_key", EVERYBODY, "reset"),
    Row("account_reset_password_from_key_done", EVERYBODY),
    Row("mfa_index", SIGNED_IN),
    Row("mfa_authenticate", SIGNED_IN),  # without a sign-in under way it leads to the door
    Row("mfa_reauthenticate", SIGNED_IN),
    Row("mfa_activate_totp", SIGNED_IN),
    Row("mfa_deactivate_totp", NOBODY),  # nobody here has a second factor
    Row("mfa_list_webauthn", SIGNED_IN),
    Row("mfa_add_webauthn", SIGNED_IN),
    Row("mfa_reauthenticate_webauthn", SIGNED_IN),
    Row("mfa_remove_webauthn", SIGNED_IN, "key"),
    Row("mfa_edit_webauthn", SIGNED_IN, "key"),
    Row("mfa_view_recovery_codes", NOBODY),
    Row("mfa_generate_recovery_codes", SIGNED_IN),
    Row("mfa_download_recovery_codes", NOBODY),
    Row("usersessions_list", SIGNED_IN),
    Row("socialaccount_login_cancelled", EVERYBODY),
    Row("socialaccount_login_error", TO_THE_DOOR),
    Row("socialaccount_signup", TO_THE_DOOR),
    Row("socialaccount_connections", SIGNED_IN),
    Row("openid_connect_login", "---------", "provider"),  # no provider is set up here
    Row("openid_connect_callback", "---------", "provider"),
)
_ROLE = {"party": "@sales", "role": "head", "customer": ""}
ADMINISTRATION = (
    Row("administration", OVERSEERS),
    Row("administration-person", OVERSEERS, "someone"),
    Row("administration-role-add", ADMINISTRATORS, "someone", post=_ROLE),
    Row("administration-role-remove", ADMINISTRATORS, "role", post={}),
    Row("administration-person-evidence", ADMINISTRATORS, "someone", post={"known_as": "E-7"}),
    Row("administration-person-access", ADMINISTRATORS, "someone", post={"access": "end"}),
    Row("administration-person-second-factor", ADMINISTRATORS, "someone", post={}),
    Row("administration-person-password-link", ADMINISTRATORS, "someone", post={}),
    Row("administration-parties", OVERSEERS),
    Row("administration-parties", ADMINISTRATORS, post={"name": "Field", "kind": "team"}),
    Row("administration-party", ADMINISTRATORS, "party", post={"name": "Penjualan"}),
    Row("administration-invitations", OVERSEERS),
    Row(
        "administration-invitations",
        ADMINISTRATORS,
        post=_ROLE | {"email": "new2@example.org", "language": "id"},
    ),
    Row("administration-invitation-revoke", ADMINISTRATORS, "invitation", post={}),
    Row("administration-schedules", OVERSEERS),
    Row(
        "administration-schedules",
        ADMINISTRATORS,
        post={"work": "evaluate:", "every": "day", "weekday": "0"},
    ),
    Row("administration-schedule", ADMINISTRATORS, "schedule", post={"do": "run"}),
    Row("administration-audit", OVERSEERS),
    Row("administration-audit-csv", OVERSEERS),
)
LEDGER = (
    Row("ledger", SIGNED_IN),
    Row("ledger-export", SIGNED_IN, "form"),
    Row("agreement-ledger", PARTIES, "ledger"),
    Row("commitment", PARTIES, "commitment"),
    Row("commitment-open", PARTIES, "commitment"),
    Row("trace", SALES, "verdict"),
    Row("trace-items", SALES, "verdict"),
    Row("trace-export", SALES, "trace-file"),
    Row("person", PARTIES, "rep"),  # Marketing's own promise about them; the rest is not shown
)
_TEXT = {"text": "@draft-text", "revision": "@revision"}
AGREEMENTS = (
    Row("agreements", SIGNED_IN),
    Row("agreement-new", MEMBERS, names=True),
    Row(
        "agreement-new",
        SALES_ACT,
        post={"party": "sales", "other": "network", "title": "Sales and Network"},
    ),
    Row("agreement", PARTIES, "agreement"),
    Row("agreement-versions", PARTIES, "agreement"),
    Row("agreement-version", PARTIES, "version"),
    Row("agreement-yaml", PARTIES, "version"),
    Row("agreement-compare", PARTIES, "agreement"),
    Row("agreement-history", PARTIES, "agreement"),
    Row("agreement-history-export", PARTIES, "agreement"),
    # Marketing has begun a draft already, and is led to it
    Row("agreement-amend", SALES_ACT, "agreement", post={}),
    Row("agreement-end", SIGNERS, "agreement"),
    Row("agreement-end", SIGNERS, "agreement", post={"last_day": "2026-09-30", "reason": "x"}),
    Row("agreement-end-agree", NOBODY, "agreement", post={}),  # no notice was given
    Row("agreement-end-take-back", NOBODY, "agreement", post={}),
    Row("draft", MARKETING, "draft"),
    Row("draft", MARKETING_ACTS, "draft", post={"revision": "@revision"}),
    Row("draft-text", MARKETING, "draft"),
    Row("draft-text", MARKETING_ACTS, "draft", post=_TEXT),
    Row("draft-form", MARKETING, "draft", post=_TEXT, silent=True),
    Row("draft-check", MARKETING, "draft", post=_TEXT, silent=True),
    Row("draft-preview", MARKETING, "draft", post=_TEXT, silent=True),
    Row("draft-propose", MARKETING_ACTS, "draft"),
    # a proposal is open that the draft does not answer yet
    Row("draft-propose", NOBODY, "draft", post={"revision": "@revision"}),
    Row("draft-discard", MARKETING_ACTS, "draft", post={}),
    Row("proposal", PARTIES, "proposal"),
    Row("proposal-sign", SIGNERS, "proposal"),
    Row("proposal-sign", SALES_SIGNS, "proposal", post={"party": "sales", "hash": "@hash"}),
    Row("proposal-comment", PARTIES_ACT, "proposal", post={"text": "Why?"}),
    Row("proposal-withdraw", MARKETING_ACTS, "proposal", post={}),  # which proposed it
    Row("proposal-answer", SALES_ACT, "proposal", post={}),
    Row("glossary", SIGNED_IN),
    Row("glossary-use", SIGNED_IN, post={}, silent=True),
)
_WHEN = {"starts_at": "2026-05-04T10:00", "lasts_minutes": "60", "place": "", "title": "Review"}
REVIEWS = (
    Row("reviews", SIGNED_IN),
    Row("reviews-calendar", SIGNED_IN),
    Row("review-new", PARTIES_ACT),
    Row("review-new", PARTIES_ACT, post=_WHEN | {"agreement": "marketing-sales"}),
    Row("review", PARTIES, "review"),
    Row("review-print", PARTIES, "review"),
    Row("review-calendar", PARTIES, "review"),
    Row("review-edit", PARTIES_ACT, "review"),
    Row("review-edit", PARTIES_ACT, "review", post=_WHEN),
    Row("review-cancel", PARTIES_ACT, "review", post={}),
    Row("review-hold", PARTIES_ACT, "review", post={}),
    Row("agenda-draw", PARTIES_ACT, "review", post={}),
    Row("agenda-add", PARTIES_ACT, "review", post={"text": "The webinar"}),
    Row("agenda-change", PARTIES_ACT, "point", post={"do": "out"}),
    Row("minutes-write", PARTIES_ACT, "review", post={"minutes": "We met."}),
    Row("decision-note", PARTIES_ACT, "review", post={"text": "We go on."}),
    Row(
        "action-give",
        PARTIES_ACT,
        "review",
        post={"text": "Call", "owner": "@member", "due_on": "2026-05-01"},
    ),
    Row("actions", SIGNED_IN),
    Row("action-change", PARTIES_ACT, "action", post={"do": "done"}),
    # one is proposed already: no second one beside it
    Row(
        "target-propose",
        NOBODY,
        post={"agreement": "marketing-sales", "commitment": "persistence", "celebration": "Cake"},
    ),
    Row("target-answer", MARKETING_ACTS, "target", post={}),  # Sales proposed it
    Row("answers", SIGNED_IN),
    Row("answer", PARTIES, "answer"),
    Row("answer-agenda", PARTIES_ACT, "answer", post={"meeting": "@meeting"}),
    Row("feedback", SIGNED_IN),
    Row("feedback-new", MEMBERS),
    Row(
        "feedback-new",
        SALES_ACT,
        post={
            "about": "lead",
            "id": "L-0001",
            "from": "sales",
            "to": "marketing",
            "text": "x",
            "due_on": "2026-04-20",
            "agreement": "marketing-sales",
        },
    ),
    Row("feedback-one", PARTIES, "feedback"),
    Row("feedback-one", MARKETING_ACTS, "feedback", post={"text": "Thank you."}),
    Row("wins", SIGNED_IN),
    Row(
        "wins",
        PARTIES_ACT,
        post={"text": "Won", "happened_on": "2026-04-01", "agreement": "marketing-sales"},
    ),
)
DATA = (
    Row("data", NOT_CUSTOMERS),
    Row("data-snapshots", NOT_CUSTOMERS),
    Row("data-loads", NOT_CUSTOMERS),
    Row("data-load", NOT_CUSTOMERS, "load"),
    Row("data-load-ask", ADMINISTRATORS, post={}),
    Row("data-quarantine", NOT_CUSTOMERS),
    Row("data-quarantine-row", NOBODY, "row"),  # nothing waits there
    Row("data-replay", ADMINISTRATORS, post={}, silent=True),
    Row("data-words", ADMINISTRATORS, "mapping", post={}, silent=True),
    Row("data-mapping", NOT_CUSTOMERS, "mapping-name"),
    Row("data-upload-new", ADMINISTRATORS),
    Row("data-upload", ADMINISTRATORS, "upload"),
    Row("data-upload-check", ADMINISTRATORS, "upload", post={}, silent=True),
    Row("data-upload-load", ADMINISTRATORS, "upload", post={}, silent=True),
    Row("data-upload-remove", ADMINISTRATORS, "upload", post={}),
)
_NEVER_ASKED = {"first": "1990-01-01", "last": "1990-03-31"}
DIAGNOSIS = (
    Row("diagnosis", PARTIES),
    Row("attribution", PARTIES),
    Row("followup", PARTIES),
    Row("diagnosis-suppose", NOBODY),  # nothing was asked yet
    Row("diagnosis-answer", PARTIES, "diagnosis"),
    Row("diagnosis-keep", NOBODY, "diagnosis", post=_NEVER_ASKED),
)
CAPACITY = (
    Row("capacity", NOT_CUSTOMERS),
    Row("capacity-promise", NOT_CUSTOMERS),
    Row("capacity-reservations", NOT_CUSTOMERS),
    Row("capacity-reservations-file", NOT_CUSTOMERS, "form"),
    Row("capacity-reserve", NOBODY, post={}),  # there is nothing to reserve here
    Row("capacity-reservation", NOBODY, "reservation", post={"do": "release"}),
    Row("capacity-rationing", NOT_CUSTOMERS),
    Row("capacity-programmes", NOT_CUSTOMERS),
    Row("capacity-try", NOT_CUSTOMERS),
    Row("capacity-programme", NOBODY, "programme"),
    Row("capacity-decide", NOBODY, "programme", post={"decision": "approved"}),
    Row("capacity-postmortem", NOBODY, "programme"),
    Row("capacity-claims", NOT_CUSTOMERS),
)

ROWS = (
    *FRAME,
    *SIGN_IN,
    *ADMINISTRATION,
    *LEDGER,
    *AGREEMENTS,
    *REVIEWS,
    *DATA,
    *DIAGNOSIS,
    *CAPACITY,
)


@dataclass(frozen=True)
class ApiRow:
    """One operation of the API; `body` is for those that change something."""

    method: str
    path: str
    rule: str
    body: dict[str, Any] | None = None


API = (
    ApiRow("get", "/api/ledger", SIGNED_IN),
    ApiRow("get", "/api/verdicts", SIGNED_IN),
    ApiRow("get", "/api/verdicts/{verdict_id}", SALES),
    ApiRow("get", "/api/verdicts/{verdict_id}/trace", SALES),
    ApiRow("get", "/api/agreements", SIGNED_IN),
    ApiRow("get", "/api/agreements/{name}/versions", PARTIES),
    ApiRow("get", "/api/agreements/{name}/versions/{number}", PARTIES),
    ApiRow("get", "/api/agreements/{name}/history", PARTIES),
    ApiRow("get", "/api/drafts", SIGNED_IN),
    ApiRow("get", "/api/drafts/{draft_id}", MARKETING),
    ApiRow("delete", "/api/drafts/{draft_id}", MARKETING_ACTS, {}),
    ApiRow("get", "/api/proposals", SIGNED_IN),
    ApiRow("get", "/api/proposals/{proposal_id}", PARTIES),
    ApiRow(
        "post",
        "/api/proposals/{proposal_id}/signatures",
        SALES_SIGNS,
        {"party": "sales", "hash": "@hash"},
    ),
    ApiRow("post", "/api/proposals/{proposal_id}/comments", PARTIES_ACT, {"text": "Why?"}),
    ApiRow("post", "/api/proposals/{proposal_id}/withdraw", MARKETING_ACTS, {}),
    ApiRow("get", "/api/reviews", SIGNED_IN),
    ApiRow("get", "/api/reviews/{review_id}", PARTIES),
    ApiRow("post", "/api/reviews/{review_id}/cancel", PARTIES_ACT, {}),
    ApiRow("post", "/api/reviews/{review_id}/hold", PARTIES_ACT, {}),
    ApiRow("post", "/api/reviews/{review_id}/points", PARTIES_ACT, {"text": "The webinar"}),
    ApiRow("post", "/api/reviews/{review_id}/decisions", PARTIES_ACT, {"text": "We go on."}),
    ApiRow("get", "/api/actions", SIGNED_IN),
    ApiRow("get", "/api/answers", SIGNED_IN),
    ApiRow("get", "/api/answers/{answer_id}", PARTIES),
    ApiRow("get", "/api/feedback", SIGNED_IN),
    ApiRow("get", "/api/feedback/{feedback_id}", PARTIES),
    ApiRow("post", "/api/feedback/{feedback_id}/answer", MARKETING_ACTS, {"text": "Thank you."}),
    ApiRow("get", "/api/wins", SIGNED_IN),
    ApiRow("get", "/api/answers/now/{kind}", PARTIES),
    ApiRow("post", "/api/answers/now/{kind}/keep", NOBODY, _NEVER_ASKED),
    ApiRow("get", "/api/capacity", NOT_CUSTOMERS),
    ApiRow("get", "/api/claims", NOT_CUSTOMERS),
    ApiRow("get", "/api/reservations", NOT_CUSTOMERS),
    ApiRow("post", "/api/reservations/{reservation_id}/release", NOBODY, {}),
    ApiRow("get", "/api/programmes", NOT_CUSTOMERS),
    ApiRow("get", "/api/programmes/{programme_id}", NOBODY),  # there is none
    ApiRow("get", "/api/programmes/{programme_id}/decisions", NOT_CUSTOMERS),
    ApiRow("get", "/api/programmes/{programme_id}/postmortem", NOBODY),
    ApiRow("get", "/api/loads", NOT_CUSTOMERS),
    ApiRow("get", "/api/loads/{load_id}", NOT_CUSTOMERS),
    ApiRow("get", "/api/mappings", NOT_CUSTOMERS),
    ApiRow("get", "/api/uploads", NOT_CUSTOMERS),
    ApiRow("delete", "/api/uploads/{upload_id}", ADMINISTRATORS, {}),
    ApiRow("get", "/api/me", SIGNED_IN),
    ApiRow("get", "/api/parties", SIGNED_IN),
    ApiRow("put", "/api/parties/{slug}", ADMINISTRATORS, {"name": "Penjualan"}),
    ApiRow("get", "/api/people", OVERSEERS),
    ApiRow("post", "/api/people/{person_id}/end-access", ADMINISTRATORS, {}),
    ApiRow("delete", "/api/memberships/{membership_id}", ADMINISTRATORS, {}),
    ApiRow("get", "/api/invitations", OVERSEERS),
    ApiRow("delete", "/api/invitations/{invitation_id}", ADMINISTRATORS, {}),
    ApiRow("get", "/api/audit", OVERSEERS),
    ApiRow("get", "/api/tasks", SIGNED_IN),
    ApiRow("get", "/api/tasks/{task_id}", ">+---++->"),
    ApiRow("get", "/api/schedules", OVERSEERS),
    ApiRow("put", "/api/schedules", ADMINISTRATORS, {"kind": "evaluate", "every": "day"}),
    ApiRow("post", "/api/schedules/{schedule_id}/run", ADMINISTRATORS, {}),
    ApiRow("get", "/api/notices", SIGNED_IN),
    ApiRow("get", "/api/ledger.{form}", SIGNED_IN),
    ApiRow("get", "/api/verdicts/{verdict_id}/trace.{form}", SALES),
    ApiRow("get", "/api/promises", SIGNED_IN),
    ApiRow("get", "/api/promises/{agreement}/{commitment}", PARTIES),
    ApiRow("get", "/api/promises/{agreement}/{commitment}/open", PARTIES),
    ApiRow("get", "/api/today", SIGNED_IN),
    ApiRow("get", "/api/agreements/{name}/compare", PARTIES),
    ApiRow("get", "/api/agreements/{name}/endings", PARTIES),
    ApiRow("get", "/api/agreements/{name}/history.{form}", PARTIES),
    ApiRow("get", "/api/agreements/{name}/versions/{number}.yaml", PARTIES),
    ApiRow("post", "/api/agreements/{name}/amend", SALES_ACT, {}),
    ApiRow("post", "/api/proposals/{proposal_id}/answer", SALES_ACT, {}),
    ApiRow("get", "/api/glossary", SIGNED_IN),
    ApiRow("get", "/api/answers/now/diagnosis/suppose", NOBODY),  # nothing was asked yet
    ApiRow("get", "/api/reviews.ics", SIGNED_IN),
    ApiRow("get", "/api/reviews/{review_id}.ics", PARTIES),
    ApiRow("post", "/api/reviews/{review_id}/draw", PARTIES_ACT, {}),
    ApiRow("patch", "/api/reviews/{review_id}/points/{point_id}", PARTIES_ACT, {"left_out": True}),
    ApiRow("get", "/api/targets", SIGNED_IN),
    ApiRow("post", "/api/targets/{agreement}/agree", MARKETING_ACTS, {}),  # Sales proposed it
    ApiRow("delete", "/api/targets/{agreement}", PARTIES_ACT, {}),
    ApiRow("get", "/api/data", NOT_CUSTOMERS),
    ApiRow("get", "/api/snapshots", NOT_CUSTOMERS),
    ApiRow("get", "/api/mappings/{mapping}", NOT_CUSTOMERS),
    ApiRow("get", "/api/uploads/{upload_id}", NOT_CUSTOMERS),
    ApiRow("get", "/api/uploads/{upload_id}/look", ADMINISTRATORS),
    ApiRow("get", "/api/quarantine", NOT_CUSTOMERS),
    ApiRow("get", "/api/quarantine/{mapping}/words", ADMINISTRATORS),
    ApiRow("get", "/api/quarantine/{mapping}/{row}", NOBODY),  # nothing waits there
    ApiRow("get", "/api/me/tokens", SIGNED_IN),
    ApiRow("delete", "/api/me/tokens/{token_id}", MINE, {}),
    ApiRow("get", "/api/me/notifications", SIGNED_IN),
    ApiRow("get", "/api/me/channels", SIGNED_IN),
    ApiRow("delete", "/api/me/channels/{channel_id}", MINE, {}),
    ApiRow("get", "/api/people/{person_id}", OVERSEERS),
    ApiRow("put", "/api/people/{person_id}/evidence", ADMINISTRATORS, {"known_as": "E-7"}),
    ApiRow("delete", "/api/people/{person_id}/second-factor", ADMINISTRATORS, {}),
    ApiRow("post", "/api/people/{person_id}/password-link", ADMINISTRATORS, {}),
    ApiRow("get", "/api/audit.csv", OVERSEERS),
)
"""Every operation that reads, and those writes that the pages' rows try too. That every other write
wants somebody with a token that may write is tried for all of them."""
