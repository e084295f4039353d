"""Evidence tables: who works where, and what Marketing brings and Sales does with it."""

from __future__ import annotations

from selaras.contracts.columns import PERSON, amount, currency, day, flag, text, time, word
from selaras.contracts.table import Table

STAGES = (
    "inquiry",
    "mql",
    "sal",
    "sql",
    "opportunity",
    "contacted",
    "won",
    "lost",
    "rejected",
    "disqualified",
    "recycled",
)
"""The funnel's words, in the order a lead usually meets them."""

PEOPLE = Table(
    "people",
    "Who works in which team, and since when.",
    key=("person_id",),
    columns=(
        text("person_id", PERSON, required=True),
        text("team", "team of the person"),
        text("company", "company of the person"),
        text("role", "what the person does; `rep` is counted by `per: rep`"),
        text("region", "where the person works"),
        day("active_from", "first day in the role", null_means="always has been"),
        day("active_to", "last day in the role", null_means="still is"),
    ),
    owner="person_id",
)
LEADS = Table(
    "leads",
    "People and companies that may buy.",
    key=("lead_id",),
    columns=(
        text("lead_id", "id of the lead", required=True),
        time("created_at", "when the lead came in", required=True),
        text("source", "where it came from (channel)"),
        text("campaign", "the campaign that brought it"),
        word("sourced_by", "who brought it", "marketing", "sales", "partner"),
        text("grade", "how good it was judged to be"),
        text("segment", "kind of customer"),
        text("region", "where the lead is"),
        text("owner", "the rep who owns it, " + PERSON, governed_by="assigned_at"),
        time("assigned_at", "when a rep first got it", null_means="not assigned"),
        amount("value", "expected value"),
        currency(),
    ),
    event_time="created_at",
    parent="lead_id",
    owner="owner",
)
ASSIGNMENTS = Table(
    "assignments",
    "Who owned a lead from when on.",
    key=("lead_id", "happened_at"),
    columns=(
        text("lead_id", "id of the lead", required=True),
        time("happened_at", "from when on", required=True),
        text("person_id", "the new owner, " + PERSON, null_means="nobody"),
    ),
    event_time="happened_at",
    parent="lead_id",
    owner="person_id",
)
LEAD_STAGES = Table(
    "lead_stages",
    "When a lead reached a stage.",
    key=("lead_id", "stage", "happened_at"),
    columns=(
        text("lead_id", "id of the lead", required=True),
        word("stage", "the stage reached", *STAGES, required=True),
        time("happened_at", "when it was reached", required=True),
        text("actor", "who set it"),
        text("reason", "why"),
    ),
    event_time="happened_at",
    parent="lead_id",
)
TOUCHES = Table(
    "touches",
    "What marketing did that a lead met.",
    key=("touch_id",),
    columns=(
        text("touch_id", "id of the touch", required=True),
        text("lead_id", "id of the lead"),
        time("happened_at", "when", required=True),
        text("channel", "the channel"),
        text("campaign", "the campaign"),
        text("asset", "what was shown"),
        amount("cost", "what it cost, in the workspace's currency"),
    ),
    event_time="happened_at",
    parent="lead_id",
)
ATTEMPTS = Table(
    "attempts",
    "What sales did to reach a lead.",
    key=("attempt_id",),
    columns=(
        text("attempt_id", "id of the attempt", required=True),
        text("lead_id", "id of the lead"),
        time("happened_at", "when", required=True),
        text("person_id", "who made it, " + PERSON),
        word("kind", "how", "call", "email", "visit", "chat"),
        word("outcome", "what came of it", "no_answer", "voicemail", "wrong_number", "contacted"),
        flag("automated", "true where a machine made it"),
    ),
    event_time="happened_at",
    parent="lead_id",
    owner="person_id",
)
