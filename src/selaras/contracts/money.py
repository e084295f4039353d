"""Evidence tables: deals, what was spent, rates and plans."""

from __future__ import annotations

from selaras.contracts.columns import PERSON, amount, currency, day, text, time, word
from selaras.contracts.table import Column, Kind, Table

DEALS = Table(
    "deals",
    "What is being sold, and how it ended.",
    key=("deal_id",),
    columns=(
        text("deal_id", "id of the deal", required=True),
        text("lead_id", "id of the lead it came from"),
        text("account", "the customer"),
        text("owner", "who sells it, " + PERSON),
        text("product", "what is sold"),
        text("site", "where it is to be delivered"),
        time("created_at", "when it was opened"),
        time("closed_at", "when it was won or lost", null_means="still open"),
        word("outcome", "how it ended", "won", "lost", governed_by="closed_at"),
        amount("amount", "what it is worth"),
        currency(),
        text("loss_reason", "why it was lost", governed_by="closed_at"),
        time("delivered_at", "when it was delivered", null_means="not delivered"),
        amount("delivered_amount", "what was delivered of it", governed_by="delivered_at"),
    ),
    event_time="created_at",
    parent="deal_id",
    owner="owner",
)
SPEND = Table(
    "spend",
    "What a channel cost.",
    key=("channel", "period_start"),
    columns=(
        text("channel", "the channel", required=True),
        day("period_start", "first day", required=True),
        day("period_end", "last day"),
        amount("amount", "what was spent"),
        currency(),
    ),
)
RATES = Table(
    "rates",
    "What a currency is worth in the workspace's currency.",
    key=("currency", "day"),
    columns=(
        currency(required=True),
        day("day", "the day the rate holds from", required=True),
        Column("rate", Kind.RATE, "workspace currency for one unit", required=True),
    ),
)
PLANS = Table(
    "plans",
    "A driver plan: what each factor was to be.",
    key=("plan_id", "driver", "segment", "period_start"),
    columns=(
        text("plan_id", "id of the plan", required=True),
        text("driver", "leads, mix, speed, attempts, win rate or price", required=True),
        text("segment", "kind of customer", required=True),
        day("period_start", "first day", required=True),
        day("period_end", "last day"),
        Column("value", Kind.RATE, "planned value of the driver"),
    ),
)
