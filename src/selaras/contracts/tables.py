"""Every evidence table that Selaras knows: the one place where they are listed."""

from __future__ import annotations

from selaras.contracts.funnel import (
    ASSIGNMENTS,
    ATTEMPTS,
    LEAD_STAGES,
    LEADS,
    PEOPLE,
    STAGES,
    TOUCHES,
)
from selaras.contracts.money import DEALS, PLANS, RATES, SPEND
from selaras.contracts.network import (
    CAPACITY_TESTS,
    CLAIMS,
    DEMAND,
    EXPANSIONS,
    PROGRAMME_DEMAND,
    PROGRAMMES,
    RESOURCES,
    UTILISATION,
)
from selaras.contracts.service import CONTACTS, TICKET_EVENTS, TICKETS
from selaras.contracts.table import Table

__all__ = ["STAGES", "TABLES"]

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
