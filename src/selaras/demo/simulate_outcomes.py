"""What becomes of the leads: stages, deals, deliveries; and the rows that a CRM keeps of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from selaras.demo.company import (
    LEAD_STAGES,
    Assignments,
    Attempts,
    Codes,
    Deals,
    Flags,
    Floats,
    Stages,
)
from selaras.demo.office import NEVER, Seconds, is_working
from selaras.demo.simulate_leads import Arrivals, pick
from selaras.demo.simulate_sales import Owned, Roster, Worked, after_working
from selaras.demo.truths import Truths
from selaras.demo.world import (
    DAYS,
    FIRST_DAY,
    PRODUCTS,
    REGIONS,
    SEGMENT_AMOUNTS,
    SITES,
    seconds,
)

_HEAD_OFFICE_OFFSET = 7 * 3600
_WEBINAR_HOUR = 10
_PRODUCT_SHARES = np.array([[0.8, 0.17, 0.03], [0.2, 0.5, 0.3], [0.3, 0.4, 0.3]])
_STAGE = {stage: code for code, stage in enumerate(LEAD_STAGES)}


@dataclass(frozen=True, slots=True)
class Outcomes:
    """When each lead reached each stage, NEVER where it did not; deal values a row a lead."""

    accepted_at: Seconds
    rejected_at: Seconds
    disqualified_at: Seconds
    recycled_at: Seconds
    sql_at: Seconds
    opened_at: Seconds
    closed_at: Seconds
    won: Flags
    amount: Codes
    site: Codes
    product: Codes
    delivered_at: Seconds
    webinar_at: Seconds
    rejection_reason: Codes
    disqualification_reason: Codes
    loss_reason: Codes


def decide(
    truths: Truths, arrivals: Arrivals, roster: Roster, owned: Owned, worked: Worked
) -> Outcomes:
    """Follow every lead to its end."""
    u = arrivals.uniform("outcomes", 14)
    region, quality = arrivals.region, arrivals.quality
    first = worked.at[:, 0]
    answered = first != NEVER
    known = np.where(answered, first, 0)
    shortly_before = np.maximum(known - (120 + 600 * u[:, 0]).astype(np.int64), owned.assigned_at)
    shortly_after = known + (300 + 3000 * u[:, 0]).astype(np.int64)
    reached = worked.accepted & (worked.reached_at != NEVER)
    unfit = reached & (u[:, 1] < 1 / (1 + np.exp(1.7 + 1.0 * quality)))
    fit = reached & ~unfit & (u[:, 2] < np.minimum(0.72 * np.exp(0.2 * quality), 0.97))
    reached_at = np.where(reached, worked.reached_at, NEVER)
    sql_at = np.where(fit, after_working(reached_at, region, 1 + 15 * u[:, 3]), NEVER)
    asked = fit & (u[:, 4] < 0.86)
    opened_at = np.where(asked, after_working(sql_at, region, 1 + 10 * u[:, 5]), NEVER)
    price = _price(truths, arrivals)
    closing = after_working(opened_at, region, 56 * np.exp(0.5 * arrivals.normal("closing")))
    webinar_at = webinar_seen(truths, arrivals, closing)
    chance = _win_chance(truths, arrivals, roster, owned, price)
    won = asked & (u[:, 6] < _after_webinar(truths, webinar_at != NEVER, chance))
    pulled = won & (u[:, 7] < truths.behaviour.month_end_pull)
    closed_at = np.where(pulled, _month_end(closing, u[:, 8]), closing)
    site = _site(arrivals)
    sold_out = _sold_out(truths, site, closed_at)
    delivered = won & (u[:, 9] < _deliverability(truths, arrivals, sold_out))
    last = np.where(worked.at == NEVER, 0, worked.at).max(axis=1)
    gave_up = worked.accepted & answered & (worked.reached_at == NEVER)
    return Outcomes(
        accepted_at=np.where(worked.accepted & answered, shortly_before, NEVER),
        rejected_at=np.where(~worked.accepted & answered, shortly_after, NEVER),
        disqualified_at=np.where(unfit, reached_at + (600 + 7200 * u[:, 3]).astype(np.int64), NEVER)
        if unfit.any()
        else np.full(len(unfit), NEVER),
        recycled_at=after_working(np.where(gave_up, last, NEVER), region, 8 + 16 * u[:, 3]),
        sql_at=sql_at,
        opened_at=opened_at,
        closed_at=closed_at,
        won=won,
        amount=_amount(arrivals, price),
        site=site,
        product=_product(arrivals, u[:, 10]),
        delivered_at=np.where(
            delivered,
            after_working(closed_at, region, 60 * np.exp(0.4 * (u[:, 11] * 4 - 2))),
            NEVER,
        ),
        webinar_at=webinar_at,
        rejection_reason=np.where(u[:, 12] < 0.04, 0, 1 + (u[:, 13] * 4).astype(np.int64)),
        disqualification_reason=1 + (u[:, 13] * 3).astype(np.int64),
        loss_reason=np.where(sold_out & (u[:, 12] < 0.6), 8, 6 + (u[:, 13] < 0.55)),
    )


def _price(truths: Truths, arrivals: Arrivals) -> Floats:
    price = arrivals.lever(truths, "price")
    rise = truths.price_rise
    if rise is None:
        return price
    return np.where(arrivals.day >= (rise.since - FIRST_DAY).days, price * rise.factor, price)


def _win_chance(
    truths: Truths, arrivals: Arrivals, roster: Roster, owned: Owned, price: Floats
) -> Floats:
    behaviour = truths.behaviour
    tilt = behaviour.quality_on_win * arrivals.quality + arrivals.lever(truths, "skill")
    tilt = tilt + roster.skill[owned.owner] - behaviour.price_sensitivity * np.log(price)
    return np.asarray(np.minimum(0.27 * np.exp(tilt), 0.95))


def webinar_seen(truths: Truths, arrivals: Arrivals, closing: Seconds) -> Seconds:
    """When each lead came to the webinar, NEVER if it did not: a fresh one, and open still."""
    seen = np.full(len(closing), NEVER)
    planted = truths.webinar
    if planted is None:
        return seen
    comes = arrivals.uniform("webinar") < planted.attendance
    for held in planted.held:
        day = (held - FIRST_DAY).days
        fresh = (arrivals.day >= day - planted.days_before) & (arrivals.day < day)
        at = seconds(held) - _HEAD_OFFICE_OFFSET + _WEBINAR_HOUR * 3600
        seen = np.where(comes & fresh & (closing > at), at, seen)
    return np.asarray(seen)


def _after_webinar(truths: Truths, attended: Flags, chance: Floats) -> Floats:
    planted = truths.webinar
    if planted is None:
        return chance
    raised = np.maximum(chance, np.minimum(planted.factor * chance, planted.most))
    return np.where(attended, raised, chance)


def _amount(arrivals: Arrivals, price: Floats) -> Codes:
    median = np.array(SEGMENT_AMOUNTS)[arrivals.segment]
    exact = median * np.exp(0.45 * arrivals.normal("amount")) * price
    return np.asarray(np.round(exact / 50_000).astype(np.int64) * 50_000)


def _product(arrivals: Arrivals, u: Floats) -> Codes:
    edges = np.cumsum(_PRODUCT_SHARES, axis=1)[arrivals.segment]
    position = (u[:, None] >= edges).sum(axis=1)
    return np.asarray(np.minimum(position, len(PRODUCTS) - 1))


def _site(arrivals: Arrivals) -> Codes:
    counts = np.array([len(region.sites) for region in REGIONS])
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    there = (arrivals.site_draw * counts[arrivals.region]).astype(np.int64)
    return np.asarray(first[arrivals.region] + there)


def _sold_out(truths: Truths, site: Codes, closed_at: Seconds) -> Flags:
    planted = truths.site_sold_out
    if planted is None:
        return np.zeros(len(site), dtype=bool)
    since = seconds(planted.since) - _HEAD_OFFICE_OFFSET
    return np.asarray((site == SITES.index(planted.site)) & (closed_at >= since))


def _deliverability(truths: Truths, arrivals: Arrivals, sold_out: Flags) -> Floats:
    usual = arrivals.lever(truths, "deliverability")
    planted = truths.site_sold_out
    return usual if planted is None else np.where(sold_out, planted.deliverability, usual)


def _month_end(at: Seconds, u: Floats) -> Seconds:
    """The afternoon of the month's last working day, for what would close in its second half."""
    day = np.clip((at + _HEAD_OFFICE_OFFSET - seconds(FIRST_DAY)) // 86400, 0, DAYS + 60)
    day = np.where(at == NEVER, 0, day)
    target = _last_working_days()[day]
    rush = seconds(FIRST_DAY) + target * 86400 + 13 * 3600 + (4 * 3600 * u).astype(np.int64)
    near = (at != NEVER) & (target > day) & (target - day <= 16)
    return np.where(near, rush - _HEAD_OFFICE_OFFSET, at)


def _last_working_days() -> Codes:
    """For each day of the history and a while after: the last working day of its month."""
    days = [FIRST_DAY + timedelta(days=n) for n in range(DAYS + 61)]
    return np.array([(_last_working_day(day) - FIRST_DAY).days for day in days], dtype=np.int64)


def _last_working_day(day: date) -> date:
    last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    while not is_working(last):
        last -= timedelta(days=1)
    return last


def stage_rows(owned: Owned, worked: Worked, outcomes: Outcomes, until: int) -> Stages:
    """The stage history as far as it was known at `until`, in order of time."""
    won_at = np.where(outcomes.won, outcomes.closed_at, NEVER)
    lost_at = np.where(outcomes.won, NEVER, outcomes.closed_at)
    nothing = np.zeros(len(won_at), dtype=np.int64)
    histories = (
        ("mql", owned.mql_at, nothing),
        ("sal", outcomes.accepted_at, nothing),
        ("rejected", outcomes.rejected_at, outcomes.rejection_reason),
        ("contacted", worked.reached_at, nothing),
        ("disqualified", outcomes.disqualified_at, outcomes.disqualification_reason),
        ("recycled", outcomes.recycled_at, nothing + 5),
        ("sql", outcomes.sql_at, nothing),
        ("opportunity", outcomes.opened_at, nothing),
        ("won", won_at, nothing),
        ("lost", lost_at, outcomes.loss_reason),
    )
    rows = []
    for stage, at, reason in histories:
        lead = np.flatnonzero(at < until)
        person = np.where(stage == "mql", -1, owned.owner_at(at)[lead])
        rows.append((lead, np.full(len(lead), _STAGE[stage]), at[lead], person, reason[lead]))
    lead, code, at, person, reason = (np.concatenate(column) for column in zip(*rows, strict=True))
    order = np.argsort(at, kind="stable")
    return Stages(lead[order], code[order], at[order], person[order], reason[order])


def assignment_rows(owned: Owned, until: int) -> Assignments:
    """Who got a lead and when, as far as it was known at `until`."""
    first = np.flatnonzero(owned.assigned_at < until)
    again = np.flatnonzero(owned.moves_at < until)
    lead = np.concatenate([first, again])
    at = np.concatenate([owned.assigned_at[first], owned.moves_at[again]])
    person = np.concatenate([owned.owner[first], owned.next_owner[again]])
    order = np.argsort(at, kind="stable")
    return Assignments(lead[order], at[order], person[order])


def attempt_rows(arrivals: Arrivals, owned: Owned, worked: Worked, until: int) -> Attempts:
    """Every attempt that was made until then: people's, and the welcome mail of a machine."""
    lead, number = np.nonzero(worked.at < until)
    at = worked.at[lead, number]
    u = arrivals.uniform("attempt kinds", worked.at.shape[1])[lead, number]
    missed = pick(u * 7919 % 1, (0.70, 0.26, 0.04))
    greeting = arrivals.uniform("greeting", 2)
    greeted_at = np.where(owned.owner >= 0, owned.assigned_at, 0)
    greeted_at = greeted_at + (90 + 900 * greeting[:, 1]).astype(np.int64)
    greeted = np.flatnonzero((owned.owner >= 0) & (greeting[:, 0] < 0.6) & (greeted_at < until))
    many = len(greeted)
    columns = (
        np.concatenate([lead, greeted]),
        np.concatenate([at, greeted_at[greeted]]),
        np.concatenate([owned.owner_at(worked.at)[lead, number], np.full(many, -1)]),
        np.concatenate([pick(u, (0.72, 0.16, 0.04, 0.08)), np.full(many, 1)]),
        np.concatenate([np.where(worked.contact[lead, number], 3, missed), np.full(many, -1)]),
        np.concatenate([np.zeros(len(lead), dtype=bool), np.ones(many, dtype=bool)]),
    )
    order = np.argsort(columns[1], kind="stable")
    lead, at, person, kind, outcome, automated = (column[order] for column in columns)
    return Attempts(lead, at, person, kind, outcome, automated.astype(bool))


def deal_rows(owned: Owned, outcomes: Outcomes, until: int) -> Deals:
    """Every opportunity that was open or closed at `until`."""
    lead = np.flatnonzero(outcomes.opened_at < until)
    lead = lead[np.argsort(outcomes.opened_at[lead], kind="stable")]
    closed = outcomes.closed_at[lead] < until
    delivered = outcomes.delivered_at[lead] < until
    return Deals(
        lead=lead,
        owner=owned.owner_at(outcomes.opened_at)[lead],
        product=outcomes.product[lead],
        site=outcomes.site[lead],
        created_at=outcomes.opened_at[lead],
        closed_at=np.where(closed, outcomes.closed_at[lead], NEVER),
        won=outcomes.won[lead] & closed,
        amount=outcomes.amount[lead],
        reason=np.where(closed & ~outcomes.won[lead], outcomes.loss_reason[lead], 0),
        delivered_at=np.where(delivered, outcomes.delivered_at[lead], NEVER),
    )
