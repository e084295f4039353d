"""What the pages can do, and by which operations of the API a program does the same.

Every address of the pages stands here once: with its operations, or with the reason why a program
has no business there. `test_parity` holds this against the addresses and against the API.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Alone:
    """An address that has no counterpart, and why."""

    because: str


_SIGN_IN = Alone("how people sign in; programs send a token")
_SHAPE = Alone("the shape of a form while somebody fills it in; what it sends goes elsewhere")
_ASKED_FOR = Alone("for the host and its monitors, outside of the API on purpose")

PARITY: dict[str, tuple[str, ...] | Alone] = {
    "health": _ASKED_FOR,
    "metrics": _ASKED_FOR,
    "icon": Alone("a picture that browsers ask for by themselves"),
    "invitation": _SIGN_IN,
    "language": ("put /api/me",),
    # today, me, notifications
    "today": ("get /api/today", "get /api/ledger"),
    "me": ("get /api/me", "put /api/me"),
    "me-tokens": ("get /api/me/tokens", "post /api/me/tokens"),
    "me-token-revoke": ("delete /api/me/tokens/{token_id}",),
    "notices": ("get /api/notices",),
    "notices-read": ("post /api/notices/read",),
    "notice": ("get /api/notices", "post /api/notices/read"),
    "telling": ("get /api/me/notifications", "put /api/me/notifications", "get /api/me/channels"),
    "channel-add": ("post /api/me/channels",),
    "channel-remove": ("delete /api/me/channels/{channel_id}",),
    "telling-trial": ("post /api/me/notifications/trial",),
    "task": ("get /api/tasks/{task_id}", "get /api/tasks"),
    # administration
    "administration": ("get /api/people",),
    "administration-person": ("get /api/people/{person_id}",),
    "administration-role-add": ("post /api/people/{person_id}/memberships",),
    "administration-role-remove": ("delete /api/memberships/{membership_id}",),
    "administration-person-evidence": ("put /api/people/{person_id}/evidence",),
    "administration-person-access": (
        "post /api/people/{person_id}/end-access",
        "post /api/people/{person_id}/give-access-back",
    ),
    "administration-person-second-factor": ("delete /api/people/{person_id}/second-factor",),
    "administration-person-password-link": ("post /api/people/{person_id}/password-link",),
    "administration-parties": ("get /api/parties", "post /api/parties"),
    "administration-party": ("put /api/parties/{slug}",),
    "administration-invitations": ("get /api/invitations", "post /api/invitations"),
    "administration-invitation-revoke": ("delete /api/invitations/{invitation_id}",),
    "administration-schedules": ("get /api/schedules", "put /api/schedules"),
    "administration-schedule": (
        "post /api/schedules/{schedule_id}/run",
        "put /api/schedules",
        "delete /api/schedules/{schedule_id}",
    ),
    "administration-audit": ("get /api/audit",),
    "administration-audit-csv": ("get /api/audit.csv",),
    # the ledger
    "ledger": ("get /api/verdicts", "get /api/promises"),
    "ledger-export": ("get /api/ledger.{form}",),
    "agreement-ledger": ("get /api/promises", "get /api/verdicts"),
    "commitment": ("get /api/promises/{agreement}/{commitment}", "get /api/verdicts"),
    "commitment-open": ("get /api/promises/{agreement}/{commitment}/open",),
    "trace": ("get /api/verdicts/{verdict_id}", "get /api/verdicts/{verdict_id}/trace"),
    "trace-items": ("get /api/verdicts/{verdict_id}/trace",),
    "trace-export": ("get /api/verdicts/{verdict_id}/trace.{form}",),
    "person": ("get /api/verdicts",),
    # agreements
    "agreements": ("get /api/agreements", "get /api/proposals", "get /api/drafts"),
    "agreement-new": ("post /api/drafts",),
    "agreement": ("get /api/agreements/{name}/versions", "get /api/agreements/{name}/endings"),
    "agreement-versions": ("get /api/agreements/{name}/versions",),
    "agreement-version": ("get /api/agreements/{name}/versions/{number}",),
    "agreement-yaml": ("get /api/agreements/{name}/versions/{number}.yaml",),
    "agreement-compare": ("get /api/agreements/{name}/compare",),
    "agreement-history": ("get /api/agreements/{name}/history",),
    "agreement-history-export": ("get /api/agreements/{name}/history.{form}",),
    "agreement-amend": ("post /api/agreements/{name}/amend",),
    "agreement-end": ("post /api/agreements/{name}/notice",),
    "agreement-end-agree": ("post /api/endings/{ending_id}/agree",),
    "agreement-end-take-back": ("post /api/endings/{ending_id}/take-back",),
    "draft": ("get /api/drafts/{draft_id}", "put /api/drafts/{draft_id}"),
    "draft-text": ("get /api/drafts/{draft_id}", "put /api/drafts/{draft_id}"),
    "draft-form": _SHAPE,
    "draft-check": ("post /api/agreements/check",),
    "draft-preview": ("post /api/drafts/{draft_id}/preview",),
    "draft-propose": ("post /api/drafts/{draft_id}/propose",),
    "draft-discard": (
        "delete /api/drafts/{draft_id}",
        "post /api/drafts/{draft_id}/answer-open",
    ),
    "proposal": ("get /api/proposals/{proposal_id}",),
    "proposal-sign": ("post /api/proposals/{proposal_id}/signatures",),
    "proposal-comment": ("post /api/proposals/{proposal_id}/comments",),
    "proposal-withdraw": ("post /api/proposals/{proposal_id}/withdraw",),
    "proposal-answer": ("post /api/proposals/{proposal_id}/answer",),
    "glossary": ("get /api/glossary",),
    "glossary-use": ("post /api/glossary/use",),
    # diagnosis
    "diagnosis": ("get /api/answers/now/{kind}",),
    "attribution": ("get /api/answers/now/{kind}",),
    "followup": ("get /api/answers/now/{kind}",),
    "diagnosis-answer": ("get /api/answers/now/{kind}",),
    "diagnosis-suppose": ("get /api/answers/now/diagnosis/suppose",),
    "diagnosis-keep": ("post /api/answers/now/{kind}/keep",),
    # reviews
    "reviews": ("get /api/reviews", "get /api/targets"),
    "reviews-calendar": ("get /api/reviews.ics",),
    "review-new": ("post /api/reviews",),
    "review": ("get /api/reviews/{review_id}",),
    "review-print": ("get /api/reviews/{review_id}",),
    "review-calendar": ("get /api/reviews/{review_id}.ics",),
    "review-edit": ("put /api/reviews/{review_id}",),
    "review-cancel": ("post /api/reviews/{review_id}/cancel",),
    "review-hold": ("post /api/reviews/{review_id}/hold",),
    "agenda-draw": ("post /api/reviews/{review_id}/draw",),
    "agenda-add": ("post /api/reviews/{review_id}/points",),
    "agenda-change": ("patch /api/reviews/{review_id}/points/{point_id}",),
    "minutes-write": ("put /api/reviews/{review_id}/minutes",),
    "decision-note": ("post /api/reviews/{review_id}/decisions",),
    "action-give": ("post /api/reviews/{review_id}/actions",),
    "actions": ("get /api/actions",),
    "action-change": (
        "post /api/actions/{action_id}/close",
        "post /api/actions/{action_id}/reopen",
        "post /api/actions/{action_id}/postpone",
    ),
    "target-propose": ("put /api/targets/{agreement}",),
    "target-answer": (
        "post /api/targets/{agreement}/agree",
        "delete /api/targets/{agreement}",
    ),
    "answers": ("get /api/answers",),
    "answer": ("get /api/answers/{answer_id}",),
    "answer-agenda": ("post /api/reviews/{review_id}/points",),
    "feedback": ("get /api/feedback",),
    "feedback-new": ("post /api/feedback",),
    "feedback-one": (
        "get /api/feedback/{feedback_id}",
        "post /api/feedback/{feedback_id}/answer",
        "post /api/feedback/{feedback_id}/withdraw",
    ),
    "wins": ("get /api/wins", "post /api/wins"),
    # data
    "data": ("get /api/data", "get /api/mappings", "get /api/uploads"),
    "data-snapshots": ("get /api/snapshots",),
    "data-loads": ("get /api/loads",),
    "data-load": ("get /api/loads/{load_id}",),
    "data-load-ask": ("post /api/loads",),
    "data-quarantine": ("get /api/quarantine", "get /api/quarantine/{mapping}/words"),
    "data-quarantine-row": (
        "get /api/quarantine/{mapping}/{row}",
        "put /api/quarantine/{mapping}/{row}",
        "delete /api/quarantine/{mapping}/{row}",
    ),
    "data-replay": ("post /api/quarantine/replay",),
    "data-words": ("post /api/quarantine/{mapping}/words",),
    "data-mapping": ("get /api/mappings/{mapping}", "put /api/mappings/{mapping}"),
    "data-upload-new": ("get /api/uploads", "post /api/uploads"),
    "data-upload": (
        "get /api/uploads/{upload_id}",
        "get /api/uploads/{upload_id}/look",
        "post /api/uploads/{upload_id}/suggestion",
    ),
    "data-upload-check": ("post /api/uploads/{upload_id}/trial",),
    "data-upload-load": (
        "put /api/uploads/{upload_id}/mapping",
        "post /api/uploads/{upload_id}/load",
    ),
    "data-upload-remove": ("delete /api/uploads/{upload_id}",),
    # capacity
    "capacity": ("get /api/capacity",),
    "capacity-promise": ("post /api/capacity/promise",),
    "capacity-reservations": ("get /api/reservations",),
    "capacity-reservations-file": ("get /api/reservations",),
    "capacity-reserve": ("post /api/reservations",),
    "capacity-reservation": (
        "post /api/reservations/{reservation_id}/extend",
        "post /api/reservations/{reservation_id}/order",
        "post /api/reservations/{reservation_id}/release",
    ),
    "capacity-rationing": ("post /api/capacity/rationing",),
    "capacity-programmes": ("get /api/programmes",),
    "capacity-try": ("post /api/programmes/try",),
    "capacity-programme": (
        "get /api/programmes/{programme_id}",
        "get /api/programmes/{programme_id}/decisions",
    ),
    "capacity-decide": ("post /api/programmes/{programme_id}/decisions",),
    "capacity-postmortem": ("get /api/programmes/{programme_id}/postmortem",),
    "capacity-claims": ("get /api/claims",),
}
"""Name of an address → `method path` of each operation that does what it does."""

SIGN_IN_ADDRESSES = ("account_", "mfa_", "usersessions_", "socialaccount_", "openid_connect_")
"""Beginnings of names that belong to signing in: programs send a token."""

API_ALONE: dict[str, str] = {
    "post /api/evaluations": "pages evaluate after every load, and by regular work done now",
}
"""Operations that no page has, and why."""
