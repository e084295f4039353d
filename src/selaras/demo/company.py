"""What a simulation gives: columns of what happened, and apart from them what nobody can see."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selaras.demo.office import Seconds
from selaras.demo.truths import Truths
from selaras.demo.world import Scale

Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

LEAD_STAGES = (
    "mql",
    "sal",
    "rejected",
    "contacted",
    "disqualified",
    "recycled",
    "sql",
    "opportunity",
    "won",
    "lost",
)
KINDS = ("call", "email", "visit", "chat")
OUTCOMES = ("no_answer", "voicemail", "wrong_number", "contacted")
REASONS = (
    "",
    "not a decision maker",
    "outside coverage",
    "no budget",
    "student or job seeker",
    "unreachable",
    "price",
    "competitor",
    "sold out",
)
TICKET_STATUSES = ("new", "in_progress", "waiting_customer", "resolved")


@dataclass(frozen=True, slots=True)
class Person:
    """`region` is a position in `world.REGIONS`."""

    person_id: str
    team: str
    role: str
    region: int


@dataclass(frozen=True, slots=True)
class Leads:
    """One row a lead, in order of creation. Codes are positions in the tuples of `world`; `owner`
    is a position in the roster, -1 without one; instants are UTC seconds, NEVER where unset."""

    created_at: Seconds
    channel: Codes
    campaign: Codes
    grade: Codes
    segment: Codes
    region: Codes
    owner: Codes
    assigned_at: Seconds
    value: Codes


@dataclass(frozen=True, slots=True)
class Assignments:
    lead: Codes
    happened_at: Seconds
    person: Codes


@dataclass(frozen=True, slots=True)
class Stages:
    """`stage` in LEAD_STAGES, `reason` in REASONS (0: none given)."""

    lead: Codes
    stage: Codes
    happened_at: Seconds
    person: Codes
    reason: Codes


@dataclass(frozen=True, slots=True)
class Attempts:
    lead: Codes
    happened_at: Seconds
    person: Codes
    kind: Codes
    outcome: Codes
    automated: Flags


@dataclass(frozen=True, slots=True)
class Deals:
    """`won` is meaningful where `closed_at` is set; amounts are rupiah."""

    lead: Codes
    owner: Codes
    product: Codes
    site: Codes
    created_at: Seconds
    closed_at: Seconds
    won: Flags
    amount: Codes
    reason: Codes
    delivered_at: Seconds


@dataclass(frozen=True, slots=True)
class Touches:
    """`asset` is 1 for the planted webinar, 0 where none is named."""

    lead: Codes
    happened_at: Seconds
    channel: Codes
    campaign: Codes
    asset: Codes
    cost: Codes


@dataclass(frozen=True, slots=True)
class Tickets:
    """`solved_by_customer` and `solver` are meaningful where `resolved_at` is set."""

    opened_at: Seconds
    customer: Codes
    region: Codes
    topic: Codes
    severity: Codes
    resolved_at: Seconds
    solved_by_customer: Flags
    solver: Codes


@dataclass(frozen=True, slots=True)
class TicketEvents:
    ticket: Codes
    happened_at: Seconds
    seq: Codes
    status: Codes


@dataclass(frozen=True, slots=True)
class Latent:
    """What the simulation knows and no export may show, one value a lead.

    `quality` is the lead's true quality, `load` the leads its rep had against what a rep can work,
    `first_answer_hours` the drawn working time to the first answer, whether or not it came.
    """

    quality: Floats
    load: Floats
    first_answer_hours: Floats


@dataclass(frozen=True, slots=True)
class Company:
    """One simulated branch: the truth, what happened, and what is hidden."""

    truths: Truths
    scale: Scale
    seed: int
    branch: int
    people: tuple[Person, ...]
    leads: Leads
    assignments: Assignments
    stages: Stages
    attempts: Attempts
    deals: Deals
    touches: Touches
    tickets: Tickets
    ticket_events: TicketEvents
    latent: Latent
