"""Sales works the leads: who gets them, how soon they are answered, how often they are called."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from selaras.demo.company import Codes, Flags, Floats, Person
from selaras.demo.draws import Draws
from selaras.demo.office import NEVER, Seconds, is_working, office
from selaras.demo.simulate_leads import Arrivals
from selaras.demo.truths import HolidayGap, Truths
from selaras.demo.world import DAYS, FIRST_DAY, REGIONS, Scale, seconds

_HOUR = 3600
_OFFSETS = np.array([region.utc_offset_hours * _HOUR for region in REGIONS], dtype=np.int64)
_FIRST_MONDAY = seconds(FIRST_DAY) - FIRST_DAY.weekday() * 86400
_USUAL_MQL_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Roster:
    """The reps of a branch: region, and how much each differs from the average rep."""

    region: Codes
    speed: Floats
    persistence: Floats
    skill: Floats

    def __len__(self) -> int:
        return len(self.region)


@dataclass(frozen=True, slots=True)
class Owned:
    """Who has a lead: positions in the roster, -1 where it is never assigned; `moves_at` is when
    `next_owner` takes over, NEVER where nobody does."""

    mql_at: Seconds
    owner: Codes
    assigned_at: Seconds
    next_owner: Codes
    moves_at: Seconds

    def owner_at(self, at: Seconds) -> Codes:
        """The owner of each lead at an instant; shapes follow `at`, leads along the first axis."""
        shape = (-1,) + (1,) * (at.ndim - 1)
        moved = at >= self.moves_at.reshape(shape)
        return np.where(moved, self.next_owner.reshape(shape), self.owner.reshape(shape))


@dataclass(frozen=True, slots=True)
class Worked:
    """Attempts by people, a row a lead and a column an attempt: `at` is NEVER where none was made.

    `accepted` says whether Sales takes the lead; `reached_at` when an attempt got through.
    """

    at: Seconds
    contact: Flags
    accepted: Flags
    reached_at: Seconds
    first_answer_hours: Floats
    load: Floats
    slow: Flags


def local(at: Seconds, region: Codes) -> Seconds:
    """Local seconds of UTC instants (NEVER stays as it is)."""
    shape = (-1,) + (1,) * (at.ndim - 1)
    return np.where(at == NEVER, NEVER, at + _OFFSETS[region].reshape(shape))


def utc(at: Seconds, region: Codes) -> Seconds:
    """UTC seconds of local instants (NEVER stays as it is)."""
    shape = (-1,) + (1,) * (at.ndim - 1)
    return np.where(at == NEVER, NEVER, at - _OFFSETS[region].reshape(shape))


def after_working(at: Seconds, region: Codes, hours: Floats) -> Seconds:
    """The UTC instant at which so many hours were worked after `at`."""
    known = at != NEVER
    worked = office().worked(local(np.where(known, at, 0), region))
    done = office().instant(worked + (hours * _HOUR).astype(np.int64))
    return np.where(known, utc(done, region), NEVER)


def make_roster(truths: Truths, scale: Scale, seed: int, branch: int) -> Roster:
    """Reps by region in proportion to its leads, each with a small difference of their own."""
    exact = np.array([region.share for region in REGIONS]) * scale.reps
    counts = np.floor(exact).astype(np.int64)
    for position in np.argsort(counts - exact, kind="stable")[: scale.reps - counts.sum()]:
        counts[position] += 1
    stream = Draws(seed, branch).stream("reps")
    z = stream.standard_normal((scale.reps, 3)) * truths.behaviour.rep_spread
    return Roster(
        region=np.repeat(np.arange(len(REGIONS)), counts),
        speed=np.exp(2 * z[:, 0]),
        persistence=np.exp(-np.abs(z[:, 1]) / 8),
        skill=z[:, 2],
    )


def make_people(roster: Roster, names: tuple[str, ...]) -> tuple[Person, ...]:
    """Everyone of a branch, reps first, in the order of the roster."""
    staff = (("marketing", "marketer", 3), ("technical", "engineer", 4), ("service", "agent", 6))
    people = [
        Person(name, "sales", "rep", int(region))
        for name, region in zip(names, roster.region, strict=False)
    ]
    for team, role, many in staff:
        for n in range(many):
            people.append(Person(names[len(people)], team, role, n % len(REGIONS)))
    return tuple(people)


def assign(arrivals: Arrivals, roster: Roster) -> Owned:
    """MQLs go to a rep of their region within minutes; one in 25 changes hands later."""
    u = arrivals.uniform("assignment", 6)
    region = arrivals.region
    judged_by_rule = u[:, 0] < 0.5
    minutes = (60 + 1800 * u[:, 1]).astype(np.int64)
    by_person = after_working(arrivals.created_at, region, 0.3 + 5 * u[:, 1])
    mql_at = np.where(judged_by_rule, arrivals.created_at + minutes, by_person)
    mql_at = np.where(arrivals.judged_well, mql_at, NEVER)
    assigned_at = np.where(mql_at == NEVER, NEVER, mql_at + (60 + 600 * u[:, 2]).astype(np.int64))
    owner = np.where(mql_at == NEVER, -1, _rep_of(region, roster, u[:, 3]))
    moves = (u[:, 4] < 0.04) & (owner >= 0)
    moves_at = np.where(moves, assigned_at, 0) + (86400 * (2 + 150 * u[:, 4])).astype(np.int64)
    return Owned(
        mql_at=mql_at,
        owner=owner,
        assigned_at=assigned_at,
        next_owner=np.where(moves, _rep_of(region, roster, u[:, 5]), owner),
        moves_at=np.where(moves, moves_at, NEVER),
    )


def _rep_of(region: Codes, roster: Roster, u: Floats) -> Codes:
    counts = np.bincount(roster.region, minlength=len(REGIONS))
    if (counts == 0).any():  # a tiny branch: everybody works every region
        return (u * len(roster)).astype(np.int64)
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    return np.asarray(first[region] + (u * counts[region]).astype(np.int64))


def work(truths: Truths, scale: Scale, arrivals: Arrivals, roster: Roster, owned: Owned) -> Worked:
    """Answer the leads and call them until somebody is reached or the rep gives up."""
    behaviour = truths.behaviour
    load = _load(truths, scale, arrivals, owned, len(roster))
    hours = _first_answer_hours(truths, arrivals, roster, owned, load)
    gaps = behaviour.attempt_gap_hours * np.exp(
        0.45 * arrivals.normal("gaps", len(behaviour.next_attempt))
    )
    waits = np.cumsum(np.concatenate([hours[:, None], gaps], axis=1), axis=1)
    at = _attempt_times(arrivals, owned, waits)
    if truths.holiday_gap is not None:
        at = _held_up(truths.holiday_gap, arrivals, roster, owned, at)
    slow = hours > behaviour.slow_after_hours
    contact = _contacts(truths, arrivals, roster, owned, slow)
    accepted = _accepted(arrivals, owned)
    goes_on = _persistence(truths, arrivals, roster, owned, load)
    goes_on &= accepted[:, None] & ~contact[:, :-1]
    made = np.concatenate([np.ones((len(at), 1), bool), goes_on], axis=1)
    made = np.logical_and.accumulate(made, axis=1) & (at != NEVER)
    contact = contact & made
    reached_at = np.where(contact, at, NEVER).min(axis=1)
    return Worked(np.where(made, at, NEVER), contact, accepted, reached_at, hours, load, slow)


def _load(truths: Truths, scale: Scale, arrivals: Arrivals, owned: Owned, reps: int) -> Floats:
    """Leads that the rep got in the week, relative to what a rep can work in that week."""
    weeks = DAYS // 7 + 3
    has = owned.owner >= 0
    week = (local(np.where(has, owned.assigned_at, 0), arrivals.region) - _FIRST_MONDAY) // 604800
    week = np.clip(np.where(has, week, 0), 0, weeks - 1)
    cell = np.where(has, owned.owner, 0) * weeks + week
    got = np.bincount(cell[has], minlength=reps * weeks)
    per_day = scale.leads * _USUAL_MQL_SHARE / reps / (DAYS * 0.66)
    able = truths.behaviour.spare_capacity * per_day * _working_days_by_week(weeks)
    load = np.asarray(got / np.tile(np.maximum(able, 0.4), reps))[cell]
    return np.where(has, load, 0.0)


def _working_days_by_week(weeks: int) -> Floats:
    monday = FIRST_DAY - timedelta(days=FIRST_DAY.weekday())
    days = [is_working(monday + timedelta(days=n)) for n in range(7 * weeks)]
    worked: Floats = np.array(days, dtype=np.float64).reshape(weeks, 7).sum(axis=1)
    # a short week borrows from the next: people catch up
    return np.maximum(worked, 2.5)


def _first_answer_hours(
    truths: Truths, arrivals: Arrivals, roster: Roster, owned: Owned, load: Floats
) -> Floats:
    behaviour = truths.behaviour
    hours = behaviour.first_answer_hours * np.exp(
        behaviour.first_answer_spread * arrivals.normal("first answer")
    )
    hours = hours * arrivals.lever(truths, "speed") * roster.speed[owned.owner]
    hours = np.asarray(hours * np.maximum(load, 1.0) ** 3)
    fridays = truths.slow_fridays
    if fridays is not None:
        there = arrivals.region == [region.name for region in REGIONS].index(fridays.region)
        at = local(np.where(owned.owner >= 0, owned.assigned_at, 0), arrivals.region)
        # day 0 of the epoch was a Thursday
        afternoon = (at // 86400 % 7 == 1) & (at % 86400 >= 12 * _HOUR)
        hours = np.where(there & afternoon, hours * fridays.factor, hours)
    return hours


def _attempt_times(arrivals: Arrivals, owned: Owned, waits: Floats) -> Seconds:
    known = owned.assigned_at != NEVER
    start = office().worked(local(np.where(known, owned.assigned_at, 0), arrivals.region))
    at = office().instant(start[:, None] + (waits * _HOUR).astype(np.int64))
    return np.where(known[:, None], utc(at, arrivals.region), NEVER)


def _held_up(
    gap: HolidayGap, arrivals: Arrivals, roster: Roster, owned: Owned, at: Seconds
) -> Seconds:
    """What falls into a rep's absence, and everything after it, waits until he is back."""
    offset = _OFFSETS[roster.region[gap.rep]]
    away = seconds(gap.first_day) - offset
    back = seconds(gap.last_day + timedelta(days=1)) - offset
    his = (owned.owner_at(at) == gap.rep) & (at >= away) & (at < back)
    rows = np.flatnonzero(his.any(axis=1))
    first = his[rows].argmax(axis=1)
    later = np.arange(at.shape[1]) >= first[:, None]
    region = arrivals.region[rows]
    worked = office().worked(local(np.where(at[rows] == NEVER, 0, at[rows]), region))
    held = np.take_along_axis(worked, first[:, None], axis=1)
    desk = office().worked(np.array([back + offset])) + 1800 + 120 * np.arange(len(rows))
    moved = utc(office().instant(worked + (desk[:, None] - held)), region)
    out = at.copy()
    out[rows] = np.where(later & (at[rows] != NEVER), moved, at[rows])
    return out


def _contacts(
    truths: Truths, arrivals: Arrivals, roster: Roster, owned: Owned, slow: Flags
) -> Flags:
    """Which attempts would get through, if they were made."""
    behaviour = truths.behaviour
    tilt = behaviour.quality_on_contact * arrivals.quality
    tilt = tilt + arrivals.lever(truths, "skill") + roster.skill[owned.owner]
    tilt = tilt + np.where(slow, np.log(behaviour.slow_penalty), 0.0)
    chance = np.array(behaviour.hazards) * np.exp(tilt)[:, None]
    drawn = arrivals.uniform("contacts", len(behaviour.hazards))
    return np.asarray(drawn < np.minimum(chance, 0.9))


def _accepted(arrivals: Arrivals, owned: Owned) -> Flags:
    chance = 1 / (1 + np.exp(-(2.2 + 1.3 * arrivals.quality)))
    return np.asarray((arrivals.uniform("acceptance") < chance) & (owned.owner >= 0))


def _persistence(
    truths: Truths, arrivals: Arrivals, roster: Roster, owned: Owned, load: Floats
) -> Flags:
    """Whether the rep would make attempt 2, 3, … after an unanswered one."""
    behaviour = truths.behaviour
    level = arrivals.lever(truths, "persistence") * roster.persistence[owned.owner]
    level = level * np.maximum(load, 1.0) ** -0.5
    chance = np.array(behaviour.next_attempt) * level[:, None]
    stop = truths.reps_stop_early
    if stop is not None:
        planted = np.isin(owned.owner, stop.reps)[:, None]
        beyond = np.arange(chance.shape[1]) >= stop.after - 1
        chance = np.where(planted & beyond, np.minimum(chance, stop.goes_on), chance)
    return np.asarray(arrivals.uniform("persistence", chance.shape[1]) < chance)


def seen_until(owned: Owned, until: int) -> Owned:
    """The same, as far as it was known at an instant."""
    moved = owned.moves_at < until
    assigned = owned.assigned_at < until
    return replace(
        owned,
        mql_at=np.where(owned.mql_at < until, owned.mql_at, NEVER),
        owner=np.where(assigned, owned.owner, -1),
        assigned_at=np.where(assigned, owned.assigned_at, NEVER),
        next_owner=np.where(moved, owned.next_owner, np.where(assigned, owned.owner, -1)),
        moves_at=np.where(moved, owned.moves_at, NEVER),
    )
