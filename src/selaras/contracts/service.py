"""Evidence tables: tickets and contacts between two companies."""

from __future__ import annotations

from selaras.contracts.columns import PERSON, flag, text, time, word
from selaras.contracts.table import Column, Kind, Table

TICKETS = Table(
    "tickets",
    "What a customer asked to have solved.",
    key=("ticket_id",),
    columns=(
        text("ticket_id", "id of the ticket", required=True),
        time("opened_at", "when it was opened", required=True),
        text("customer", "whose it is"),
        text("site", "where"),
        text("topic", "about what"),
        text("severity", "how bad"),
        word("responsible", "who has to solve it by contract", "customer", "provider"),
        time("resolved_at", "when it was solved", null_means="still open"),
        text("resolved_by_party", "whose people solved it", governed_by="resolved_at"),
        text("resolved_by", "who solved it, " + PERSON, governed_by="resolved_at"),
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
        text("ticket_id", "id of the ticket", required=True),
        time("happened_at", "when", required=True),
        Column("seq", Kind.WHOLE, "order among events of the same instant", required=True),
        text("status", "status from now on"),
        text("group", "who has it from now on"),
        text("party", "whose turn it is from now on"),
        flag("pause", "true where the clock stands still from now on", null_means="as before"),
    ),
    event_time="happened_at",
    parent="ticket_id",
)
CONTACTS = Table(
    "contacts",
    "Who of ours talked to whom of theirs.",
    key=("contact_id",),
    columns=(
        text("contact_id", "id of the contact", required=True),
        time("happened_at", "when", required=True),
        text("our_function", "function on our side"),
        text("their_function", "function on their side"),
        text("our_person", "who of ours, " + PERSON),
        text("their_person", "who of theirs, " + PERSON),
        text("initiated_by", "which side began"),
        text("kind", "how"),
    ),
    event_time="happened_at",
    owner="our_person",
)
