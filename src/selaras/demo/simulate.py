"""One branch of the company from a seed, without files: quick enough to run thousands."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from selaras.demo.company import Company, Latent, Leads
from selaras.demo.office import NEVER
from selaras.demo.simulate_leads import Arrivals, simulate_leads
from selaras.demo.simulate_marketing import simulate_touches
from selaras.demo.simulate_outcomes import (
    Outcomes,
    assignment_rows,
    attempt_rows,
    deal_rows,
    decide,
    stage_rows,
)
from selaras.demo.simulate_sales import Owned, assign, make_people, make_roster, seen_until, work
from selaras.demo.simulate_service import simulate_service
from selaras.demo.truths import Truths
from selaras.demo.world import AS_OF, FIRST_NAMES, LAST_NAMES, MAIL_DOMAIN, Scale
from selaras.errors import InputError, said

_STAFF = 13
_SCATTER = 173
"""Coprime to the number of names: consecutive people get unlike names."""


def simulate(truths: Truths, scale: Scale, seed: int, branch: int = 0) -> Company:
    """Simulate one branch from the first day of the history to `world.AS_OF`.

    The same arguments give the same company. Planting a truth leaves the draws of everything it
    does not touch as they were. Raises InputError where a truth names a rep that is not there.
    """
    _check(truths, scale)
    until = int(AS_OF.timestamp())
    arrivals = simulate_leads(truths, scale, seed, branch)
    roster = make_roster(truths, scale, seed, branch)
    owned = assign(arrivals, roster)
    worked = work(truths, scale, arrivals, roster, owned)
    outcomes = decide(truths, arrivals, roster, owned, worked)
    seen = seen_until(owned, until)
    tickets, ticket_events = simulate_service(truths, scale, seed, branch, until)
    return Company(
        truths=truths,
        scale=scale,
        seed=seed,
        branch=branch,
        people=make_people(roster, _names(scale, branch)),
        leads=_lead_rows(arrivals, seen, outcomes),
        assignments=assignment_rows(seen, until),
        stages=stage_rows(seen, worked, outcomes, until),
        attempts=attempt_rows(arrivals, seen, worked, until),
        deals=deal_rows(seen, outcomes, until),
        touches=simulate_touches(truths, arrivals, outcomes.webinar_at),
        tickets=tickets,
        ticket_events=ticket_events,
        latent=Latent(arrivals.quality, worked.load, worked.first_answer_hours),
    )


def simulate_branches(truths: Truths, scale: Scale, seed: int) -> Iterator[Company]:
    """Every branch of the company, one after the other."""
    for branch in range(scale.branches):
        yield simulate(truths, scale, seed, branch)


def _check(truths: Truths, scale: Scale) -> None:
    named = truths.reps_stop_early.reps if truths.reps_stop_early is not None else ()
    named += (truths.holiday_gap.rep,) if truths.holiday_gap is not None else ()
    if scale.reps < 1 or any(rep >= scale.reps for rep in named):
        raise InputError(
            said(
                "A planted truth names rep {rep}, but there are {reps} reps.",
                "Kebenaran yang ditanam menyebut tenaga penjual {rep}, padahal hanya ada {reps}.",
                rep=max(named, default=0),
                reps=scale.reps,
            )
        )


def _lead_rows(arrivals: Arrivals, seen: Owned, outcomes: Outcomes) -> Leads:
    return Leads(
        created_at=arrivals.created_at,
        channel=arrivals.channel,
        campaign=arrivals.campaign,
        grade=arrivals.grade,
        segment=arrivals.segment,
        region=arrivals.region,
        # the CRM shows the last owner
        owner=np.where(seen.moves_at == NEVER, seen.owner, seen.next_owner),
        assigned_at=seen.assigned_at,
        value=outcomes.amount,
    )


def _names(scale: Scale, branch: int) -> tuple[str, ...]:
    """Addresses that nobody else in the company has; numbered once the names run out."""
    names = [f"{first}.{last}" for first, last in product(FIRST_NAMES, LAST_NAMES)]
    first = branch * (scale.reps + _STAFF)
    addresses = []
    for n in range(first, first + scale.reps + _STAFF):
        again, position = divmod(n * _SCATTER, len(names) * _SCATTER)
        name = names[position % len(names)]
        addresses.append(f"{name}{again + 1 if again else ''}@{MAIL_DOMAIN}")
    return tuple(addresses)
