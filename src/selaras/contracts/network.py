"""Evidence tables: programmes, demand, and what Technical owns, tested and said."""

from __future__ import annotations

from selaras.contracts.columns import PERSON, amount, currency, day, flag, text, time, word
from selaras.contracts.table import Column, Kind, Table

PROGRAMMES = Table(
    "programmes",
    "Sales or marketing campaigns with the demand they plan to raise.",
    key=("programme_id",),
    columns=(
        text("programme_id", "id of the programme", required=True),
        text("name", "its name"),
        day("starts", "first day"),
        day("ends", "last day"),
        amount("target", "planned quantity"),
        time("approved_at", "when it was approved", null_means="not approved"),
        text("approved_by", "who approved it, " + PERSON, governed_by="approved_at"),
    ),
)
PROGRAMME_DEMAND = Table(
    "programme_demand",
    "What a programme plans to sell, where and when.",
    key=("programme_id", "site", "product", "period_start"),
    columns=(
        text("programme_id", "id of the programme", required=True),
        text("site", "where", required=True),
        text("product", "what", required=True),
        day("period_start", "first day", required=True),
        day("period_end", "last day"),
        amount("planned", "planned quantity"),
    ),
)
DEMAND = Table(
    "demand",
    "What was wanted and what could be served.",
    key=("site", "product", "period_start"),
    columns=(
        text("site", "where", required=True),
        text("product", "what", required=True),
        day("period_start", "first day", required=True),
        day("period_end", "last day"),
        amount("wanted", "quantity asked for"),
        amount("served", "quantity delivered"),
        flag("sold_out", "true where demand was cut off by capacity"),
    ),
)
RESOURCES = Table(
    "resources",
    "What Technical owns.",
    key=("resource_id",),
    columns=(
        text("resource_id", "id of the resource", required=True),
        text("site", "where it is"),
        text("product", "what it serves"),
        word("kind", "whether taking it uses it up", "stock", "hours"),
        text("unit", "unit of its capacity"),
        amount("claimed", "capacity that is said to be there"),
        day("valid_from", "first day", null_means="always has been"),
        day("valid_to", "last day", null_means="no end known"),
    ),
)
EXPANSIONS = Table(
    "expansions",
    "Capacity that is planned.",
    key=("resource_id", "ready_on"),
    columns=(
        text("resource_id", "id of the resource", required=True),
        day("ready_on", "first day it can be used", required=True),
        amount("adds", "capacity it adds"),
        amount("cost", "what it costs"),
        currency(),
        text("state", "planned, approved, building, done"),
    ),
)
CAPACITY_TESTS = Table(
    "capacity_tests",
    "What was proven of a resource.",
    key=("resource_id", "tested_at"),
    columns=(
        text("resource_id", "id of the resource", required=True),
        time("tested_at", "when", required=True),
        amount("capacity", "capacity that was shown"),
        text("method", "how"),
        text("tester", "by whom, " + PERSON),
        text("evidence", "where the proof lies"),
        time("expires_at", "until when it holds", null_means="no end stated", points_ahead=True),
        flag("passed", "whether it passed"),
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
        text("resource_id", "id of the resource", required=True),
        time("happened_at", "when", required=True),
        amount("used", "quantity in use, in the resource's unit"),
    ),
    event_time="happened_at",
    parent="resource_id",
)
CLAIMS = Table(
    "claims",
    "What was said of capacity: an OK, a quantity, a forecast.",
    key=("claim_id",),
    columns=(
        text("claim_id", "id of the claim", required=True),
        text("team", "who said it"),
        time("stated_at", "when", required=True),
        text("subject", "about what"),
        amount("quantity", "how much"),
        time("due_at", "by when", null_means="no deadline stated", points_ahead=True),
        Column("probability", Kind.RATE, "how sure, 0 to 1"),
        text("outcome", "what came of it", governed_by="judged_at"),
        time("judged_at", "when that was known", null_means="not judged"),
    ),
    event_time="stated_at",
)
