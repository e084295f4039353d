"""Every evidence table that Selaras knows: the one place where they are written down."""

from __future__ import annotations

from selaras.contracts.table import Column, Kind, Table

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


def _text(name: str, says: str, **more: object) -> Column:
    return Column(name, Kind.TEXT, says, **more)  # type: ignore[arg-type]


def _word(name: str, says: str, *words: str, **more: object) -> Column:
    return Column(name, Kind.WORD, says, words=words, **more)  # type: ignore[arg-type]


def _time(name: str, says: str, **more: object) -> Column:
    return Column(name, Kind.TIME, says, **more)  # type: ignore[arg-type]


def _day(name: str, says: str, **more: object) -> Column:
    return Column(name, Kind.DAY, says, **more)  # type: ignore[arg-type]


def _amount(name: str, says: str, **more: object) -> Column:
    return Column(name, Kind.AMOUNT, says, **more)  # type: ignore[arg-type]


def _flag(name: str, says: str, **more: object) -> Column:
    return Column(name, Kind.FLAG, says, **more)  # type: ignore[arg-type]


def _currency(**more: object) -> Column:
    return _text("currency", "ISO 4217 code of the amounts in the row", **more)


_PERSON = "id of a person, as in people"

PEOPLE = Table(
    "people",
    "Who works in which team, and since when.",
    key=("person_id",),
    columns=(
        _text("person_id", _PERSON, required=True),
        _text("team", "team of the person"),
        _text("company", "company of the person"),
        _text("role", "what the person does; `rep` is counted by `per: rep`"),
        _text("region", "where the person works"),
        _day("active_from", "first day in the role", null_means="always has been"),
        _day("active_to", "last day in the role", null_means="still is"),
    ),
    owner="person_id",
)
LEADS = Table(
    "leads",
    "People and companies that may buy.",
    key=("lead_id",),
    columns=(
        _text("lead_id", "id of the lead", required=True),
        _time("created_at", "when the lead came in", required=True),
        _text("source", "where it came from (channel)"),
        _text("campaign", "the campaign that brought it"),
        _word("sourced_by", "who brought it", "marketing", "sales", "partner"),
        _text("grade", "how good it was judged to be"),
        _text("segment", "kind of customer"),
        _text("region", "where the lead is"),
        _text("owner", "the rep who owns it, " + _PERSON, governed_by="assigned_at"),
        _time("assigned_at", "when a rep first got it", null_means="not assigned"),
        _amount("value", "expected value"),
        _currency(),
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
        _text("lead_id", "id of the lead", required=True),
        _time("happened_at", "from when on", required=True),
        _text("person_id", "the new owner, " + _PERSON, null_means="nobody"),
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
        _text("lead_id", "id of the lead", required=True),
        _word("stage", "the stage reached", *STAGES, required=True),
        _time("happened_at", "when it was reached", required=True),
        _text("actor", "who set it"),
        _text("reason", "why"),
    ),
    event_time="happened_at",
    parent="lead_id",
)
TOUCHES = Table(
    "touches",
    "What marketing did that a lead met.",
    key=("touch_id",),
    columns=(
        _text("touch_id", "id of the touch", required=True),
        _text("lead_id", "id of the lead"),
        _time("happened_at", "when", required=True),
        _text("channel", "the channel"),
        _text("campaign", "the campaign"),
        _text("asset", "what was shown"),
        _amount("cost", "what it cost, in the workspace's currency"),
    ),
    event_time="happened_at",
    parent="lead_id",
)
ATTEMPTS = Table(
    "attempts",
    "What sales did to reach a lead.",
    key=("attempt_id",),
    columns=(
        _text("attempt_id", "id of the attempt", required=True),
        _text("lead_id", "id of the lead"),
        _time("happened_at", "when", required=True),
        _text("person_id", "who made it, " + _PERSON),
        _word("kind", "how", "call", "email", "visit", "chat"),
        _word("outcome", "what came of it", "no_answer", "voicemail", "wrong_number", "contacted"),
        _flag("automated", "true where a machine made it"),
    ),
    event_time="happened_at",
    parent="lead_id",
    owner="person_id",
)
DEALS = Table(
    "deals",
    "What is being sold, and how it ended.",
    key=("deal_id",),
    columns=(
        _text("deal_id", "id of the deal", required=True),
        _text("lead_id", "id of the lead it came from"),
        _text("account", "the customer"),
        _text("owner", "who sells it, " + _PERSON),
        _text("product", "what is sold"),
        _text("site", "where it is to be delivered"),
        _time("created_at", "when it was opened"),
        _time("closed_at", "when it was won or lost", null_means="still open"),
        _word("outcome", "how it ended", "won", "lost", governed_by="closed_at"),
        _amount("amount", "what it is worth"),
        _currency(),
        _text("loss_reason", "why it was lost", governed_by="closed_at"),
        _time("delivered_at", "when it was delivered", null_means="not delivered"),
        _amount("delivered_amount", "what was delivered of it", governed_by="delivered_at"),
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
        _text("channel", "the channel", required=True),
        _day("period_start", "first day", required=True),
        _day("period_end", "last day"),
        _amount("amount", "what was spent"),
        _currency(),
    ),
)
RATES = Table(
    "rates",
    "What a currency is worth in the workspace's currency.",
    key=("currency", "day"),
    columns=(
        _currency(required=True),
        _day("day", "the day the rate holds from", required=True),
        Column("rate", Kind.RATE, "workspace currency for one unit", required=True),
    ),
)
PLANS = Table(
    "plans",
    "A driver plan: what each factor was to be.",
    key=("plan_id", "driver", "segment", "period_start"),
    columns=(
        _text("plan_id", "id of the plan", required=True),
        _text("driver", "leads, mix, speed, attempts, win rate or price", required=True),
        _text("segment", "kind of customer", required=True),
        _day("period_start", "first day", required=True),
        _day("period_end", "last day"),
        Column("value", Kind.RATE, "planned value of the driver"),
    ),
)
PROGRAMMES = Table(
    "programmes",
    "Sales or marketing campaigns with the demand they plan to raise.",
    key=("programme_id",),
    columns=(
        _text("programme_id", "id of the programme", required=True),
        _text("name", "its name"),
        _day("starts", "first day"),
        _day("ends", "last day"),
        _amount("target", "planned quantity"),
        _time("approved_at", "when it was approved", null_means="not approved"),
        _text("approved_by", "who approved it, " + _PERSON, governed_by="approved_at"),
    ),
)
PROGRAMME_DEMAND = Table(
    "programme_demand",
    "What a programme plans to sell, where and when.",
    key=("programme_id", "site", "product", "period_start"),
    columns=(
        _text("programme_id", "id of the programme", required=True),
        _text("site", "where", required=True),
        _text("product", "what", required=True),
        _day("period_start", "first day", required=True),
        _day("period_end", "last day"),
        _amount("planned", "planned quantity"),
    ),
)
DEMAND = Table(
    "demand",
    "What was wanted and what could be served.",
    key=("site", "product", "period_start"),
    columns=(
        _text("site", "where", required=True),
        _text("product", "what", required=True),
        _day("period_start", "first day", required=True),
        _day("period_end", "last day"),
        _amount("wanted", "quantity asked for"),
        _amount("served", "quantity delivered"),
        _flag("sold_out", "true where demand was cut off by capacity"),
    ),
)
RESOURCES = Table(
    "resources",
    "What Technical owns.",
    key=("resource_id",),
    columns=(
        _text("resource_id", "id of the resource", required=True),
        _text("site", "where it is"),
        _text("product", "what it serves"),
        _word("kind", "whether taking it uses it up", "stock", "hours"),
        _text("unit", "unit of its capacity"),
        _amount("claimed", "capacity that is said to be there"),
        _day("valid_from", "first day", null_means="always has been"),
        _day("valid_to", "last day", null_means="no end known"),
    ),
)
EXPANSIONS = Table(
    "expansions",
    "Capacity that is planned.",
    key=("resource_id", "ready_on"),
    columns=(
        _text("resource_id", "id of the resource", required=True),
        _day("ready_on", "first day it can be used", required=True),
        _amount("adds", "capacity it adds"),
        _amount("cost", "what it costs"),
        _currency(),
        _text("state", "planned, approved, building, done"),
    ),
)
CAPACITY_TESTS = Table(
    "capacity_tests",
    "What was proven of a resource.",
    key=("resource_id", "tested_at"),
    columns=(
        _text("resource_id", "id of the resource", required=True),
        _time("tested_at", "when", required=True),
        _amount("capacity", "capacity that was shown"),
        _text("method", "how"),
        _text("tester", "by whom, " + _PERSON),
        _text("evidence", "where the proof lies"),
        _time("expires_at", "until when it holds", null_means="no end stated", points_ahead=True),
        _flag("passed", "whether it passed"),
    ),
    event_time="tested_at",
    parent="resource_id",
    owner="tester",
)
UTILISATION = Table(
    "utilisation",
    "How much of a resource was in use.",
    key=("resource_id", "happened_at"),
    columns=(
        _text("resource_id", "id of the resource", required=True),
        _time("happened_at", "when", required=True),
        _amount("used", "quantity in use, in the resource's unit"),
    ),
    event_time="happened_at",
    parent="resource_id",
)
CLAIMS = Table(
    "claims",
    "What was said of capacity: an OK, a quantity, a forecast.",
    key=("claim_id",),
    columns=(
        _text("claim_id", "id of the claim", required=True),
        _text("team", "who said it"),
        _time("stated_at", "when", required=True),
        _text("subject", "about what"),
        _amount("quantity", "how much"),
        _time("due_at", "by when", null_means="no deadline stated", points_ahead=True),
        Column("probability", Kind.RATE, "how sure, 0 to 1"),
        _text("outcome", "what came of it", governed_by="judged_at"),
        _time("judged_at", "when that was known", null_means="not judged"),
    ),
    event_time="stated_at",
)
TICKETS = Table(
    "tickets",
    "What a customer asked to have solved.",
    key=("ticket_id",),
    columns=(
        _text("ticket_id", "id of the ticket", required=True),
        _time("opened_at", "when it was opened", required=True),
        _text("customer", "whose it is"),
        _text("site", "where"),
        _text("topic", "about what"),
        _text("severity", "how bad"),
        _word("responsible", "who has to solve it by contract", "customer", "provider"),
        _time("resolved_at", "when it was solved", null_means="still open"),
        _text("resolved_by_party", "whose people solved it", governed_by="resolved_at"),
        _text("resolved_by", "who solved it, " + _PERSON, governed_by="resolved_at"),
    ),
    event_time="opened_at",
    parent="ticket_id",
    owner="resolved_by",
)
TICKET_EVENTS = Table(
    "ticket_events",
    "What happened to a ticket.",
    key=("ticket_id", "happened_at", "seq"),
    columns=(
        _text("ticket_id", "id of the ticket", required=True),
        _time("happened_at", "when", required=True),
        Column("seq", Kind.WHOLE, "order among events of the same instant", required=True),
        _text("status", "status from now on"),
        _text("group", "who has it from now on"),
        _text("party", "whose turn it is from now on"),
        _flag("pause", "true where the clock stands still from now on", null_means="as before"),
    ),
    event_time="happened_at",
    parent="ticket_id",
)
CONTACTS = Table(
    "contacts",
    "Who of ours talked to whom of theirs.",
    key=("contact_id",),
    columns=(
        _text("contact_id", "id of the contact", required=True),
        _time("happened_at", "when", required=True),
        _text("our_function", "function on our side"),
        _text("their_function", "function on their side"),
        _text("our_person", "who of ours, " + _PERSON),
        _text("their_person", "who of theirs, " + _PERSON),
        _text("initiated_by", "which side began"),
        _text("kind", "how"),
    ),
    event_time="happened_at",
    owner="our_person",
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        PEOPLE,
        LEADS,
        ASSIGNMENTS,
        LEAD_STAGES,
        TOUCHES,
        ATTEMPTS,
        DEALS,
        SPEND,
        RATES,
        PLANS,
        PROGRAMMES,
        PROGRAMME_DEMAND,
        DEMAND,
        RESOURCES,
        EXPANSIONS,
        CAPACITY_TESTS,
        UTILISATION,
        CLAIMS,
        TICKETS,
        TICKET_EVENTS,
        CONTACTS,
    )
}
