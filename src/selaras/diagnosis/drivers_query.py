"""From evidence to cells: what became of the leads of two cohorts, seen at equal age.

The engine follows every lead for the same number of days after its own creation and counts leads
that were alike and were treated alike; only the counts reach Python.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from selaras.calendars import Calendar, Duration, DurationUnit, grid_of
from selaras.calendars.clock import MICROS_A_DAY
from selaras.diagnosis.cohorts import IN_TIME, WAITS
from selaras.diagnosis.source_query import Source
from selaras.evidence.due import with_due, with_elapsed
from selaras.evidence.pauses import Reckoning
from selaras.evidence.working_time import micros, register_grid, timestamp_of

_UNIT_US = {
    DurationUnit.MINUTES: 60_000_000,
    DurationUnit.HOURS: 3_600_000_000,
    DurationUnit.DAYS: MICROS_A_DAY,
    DurationUnit.BUSINESS_MINUTES: 60_000_000,
    DurationUnit.BUSINESS_HOURS: 3_600_000_000,
}
_MONEY = "decimal(18, 4)"
"""Amounts are added up exactly: sums of floats hang on the order of the rows."""
WEEK_US = 7 * MICROS_A_DAY
_A_MONDAY_US = 4 * MICROS_A_DAY
"""1970-01-05 was a Monday."""


@dataclass(frozen=True, slots=True)
class Follow:
    """How leads are followed.

    Parameters
    ----------
    cohorts
        [start, end) in UTC of the base and the period; leads belong by their creation.
    age_days
        For how many days after its creation a lead is followed.
    within
        Agreed time to the first attempt, counted from the assignment (else the creation).
    calendars
        Calendars that working time may follow, the usual one first; `calendar_of` maps regions to
        a number among them.
    most_attempts
        Attempts beyond this one are counted with it.
    agreed_attempts
        Attempts 1 to this one are what load is read from.
    offset
        Of the local time in which weeks begin.
    """

    cohorts: tuple[tuple[datetime, datetime], tuple[datetime, datetime]]
    age_days: int
    within: Duration
    calendars: tuple[Calendar, ...]
    calendar_of: tuple[tuple[str, int], ...]
    most_attempts: int
    agreed_attempts: int
    offset: timedelta


def lead_facts(source: Source, follow: Follow, *, speed: bool) -> ir.Table:
    """One row a lead of either cohort, kept on the engine.

    `period` 0 or 1; `source`, `grade`, `region`, `segment`, `rep` (null where nobody got it);
    `week`; `made` attempts up to the contact (at most `most_attempts`), `contacted`, `rejected`
    (without a contact before), `wait` (how long the first attempt took, a position in
    WAITS; null without an attempt or where speed cannot be told); `won`, `sold`, `delivered`;
    `unpriced` and `negative`, its won deals without an amount and with one below 0.
    """
    lead = lead_key(source)
    leads = source.engine.materialise(_cohort_leads(source, follow, lead), "cohort_leads")
    worked = _attempts(source, leads, lead) if source.has("attempts") else None
    facts = leads
    if worked is not None:
        facts = facts.left_join(worked, "lead").select(
            *leads.columns, "first_us", "contact_us", made=worked.made.fill_null(0)
        )
    else:
        nothing = ibis.null("int64")
        facts = facts.mutate(first_us=nothing, contact_us=nothing, made=ibis.literal(0, "int64"))
    facts = _with_rejection(source, facts, lead)
    facts = _with_sales(source, facts, leads, lead)
    facts = facts.mutate(
        made=ibis.least(facts.made, follow.most_attempts),
        contacted=facts.contact_us.notnull(),
        week=_week(facts.start_us, follow),
    )
    if speed and worked is not None:
        facts = _with_speed(source, facts, follow)
    else:
        facts = facts.mutate(wait=ibis.null("int64"))
    return source.engine.materialise(facts.select(*_FACTS), "lead_facts")


_FACTS = (
    *("period", "source", "grade", "region", "segment", "rep", "week"),
    *("made", "contacted", "rejected", "wait", "won", "sold", "delivered"),
    *("unpriced", "negative"),
)
"""What is looked at of a lead; the rest led up to it."""


def cells(source: Source, facts: ir.Table) -> pa.Table:
    """Leads that were alike and treated alike: counts, wins and amounts, in any order."""
    keys = (
        *("period", "source", "grade", "region", "segment", "rep"),
        *("made", "contacted", "rejected", "wait"),
    )
    grouped = facts.group_by(*keys).aggregate(
        leads=_.count(),
        won=_.won.cast("int64").sum(),
        sold=_.sold.sum(),
        delivered=_.delivered.sum(),
        unpriced=_.unpriced.sum(),
        negative=_.negative.sum(),
    )
    return source.engine.to_arrow(grouped)


def weeks(source: Source, facts: ir.Table, agreed_attempts: int) -> pa.Table:
    """What each rep got and did in each week: `leads`, `answered`, `within_0` …, `risks_0` ….

    `within_n` are answers after at most WAITS[n] of the agreed time. `risks_n` are leads that
    nobody had reached in n attempts, `made_n` those of them on which one more was made, up to the
    agreed number.
    """
    passed = facts.filter(_.rep.notnull() & ~_.rejected)
    passed = passed.mutate(_unsuccessful=passed.made - passed.contacted.cast("int64"))
    got = facts.filter(_.rep.notnull()).group_by("period", "rep", "week").aggregate(leads=_.count())
    attempts = range(agreed_attempts)
    counts = {
        **{f"within_{n}": (_.wait <= n).cast("int64").sum() for n in range(len(WAITS))},
        **{f"risks_{n}": (_._unsuccessful >= n).cast("int64").sum() for n in attempts},
        **{f"made_{n}": (_.made > n).cast("int64").sum() for n in attempts},
    }
    did = passed.group_by("period", "rep", "week").aggregate(answered=_.wait.count(), **counts)
    both = got.left_join(did, ["period", "rep", "week"]).select(
        "period", "rep", "week", "leads", "answered", *counts
    )
    found = source.engine.to_arrow(both)
    return found.sort_by([(key, "ascending") for key in ("period", "rep", "week")])


def lead_key(source: Source) -> str:
    """What leads are joined by: their numbers, where every table has them, else their ids."""
    there = [source.table(name) for name in _OF_LEADS if source.has(name)]
    return _NUMBER if all(_NUMBER in table.columns for table in there) else "lead_id"


_OF_LEADS = ("leads", "assignments", "attempts", "lead_stages", "deals")
_NUMBER = "_lead_number"


def _cohort_leads(source: Source, follow: Follow, lead: str) -> ir.Table:
    rows = source.table("leads")
    created = micros(rows.created_at)
    periods = []
    for number, (start, end) in enumerate(follow.cohorts):
        inside = (created >= micros_of(start)) & (created < micros_of(end))
        periods.append((inside, number))
    chosen = ibis.cases(*periods, else_=-1)
    leads = rows.mutate(_period=chosen, _created=created).filter(_._period >= 0)
    start = micros(leads.assigned_at).fill_null(leads._created)
    # An assignment that lies before the creation was imported late: the wait began with the lead.
    start = ibis.greatest(start, leads._created)
    leads = leads.select(
        lead=leads[lead],
        period=_._period.cast("int32"),
        source=_.source,
        grade=_.grade,
        region=_.region,
        segment=_.segment,
        rep=_.owner,
        created_us=_._created,
        start_us=start,
        until_us=_._created + follow.age_days * MICROS_A_DAY,
    )
    if not source.has("assignments"):
        return leads
    given = source.table("assignments")
    given = given.filter(given.person_id.notnull() & given.happened_at.notnull())
    first = given.group_by(lead=given[lead]).aggregate(_first=_.person_id.argmin(_.happened_at))
    beside = leads.left_join(first, "lead")
    columns = [name for name in leads.columns if name != "rep"]
    return beside.select(*columns, rep=beside._first.coalesce(beside.rep))


def _attempts(source: Source, leads: ir.Table, lead: str) -> ir.Table:
    """By lead: `first_us`, `contact_us`, and `made`, the attempts up to and with the contact.

    Most leads are told by four figures of all their attempts; those with attempts out of their
    time, or after the contact, are looked at once more.
    """
    tried = source.table("attempts")
    tried = tried.filter(~tried.automated.fill_null(False) & tried.happened_at.notnull())
    at_us, through = micros(tried.happened_at), tried.outcome.fill_null("") == "contacted"
    tried = tried.select(lead=tried[lead], at_us=at_us, reached_us=through.ifelse(at_us, None))
    of_lead = tried.group_by("lead").aggregate(
        first_us=_.at_us.min(),
        last_us=_.at_us.max(),
        contact_us=_.reached_us.min(),
        made=_.count(),
    )
    beside = leads.select("lead", "created_us", "until_us").inner_join(of_lead, "lead")
    beside = source.engine.materialise(beside, "attempts_by_lead")
    plain = (beside.first_us >= beside.created_us) & (beside.last_us <= beside.until_us)
    plain &= beside.contact_us.isnull() | (beside.last_us == beside.contact_us)
    found = beside.filter(plain).select("lead", "first_us", "contact_us", "made")
    return found.union(_followed(source, tried, beside.filter(~plain)))


def _followed(source: Source, tried: ir.Table, leads: ir.Table) -> ir.Table:
    """The same of leads by the list of their attempts in time.

    Attempts after the contact follow from it, and are not counted.
    """
    pairs = tried.inner_join(leads.select("lead", "created_us", "until_us"), "lead")
    pairs = pairs.filter((_.at_us >= _.created_us) & (_.at_us <= _.until_us))
    lists = pairs.group_by("lead").aggregate(
        first_us=_.at_us.min(), contact_us=_.reached_us.min(), times=_.at_us.collect()
    )
    lists = source.engine.stage(lists, "attempts_again")
    up_to = lists.times.filter(lambda one: one <= lists.contact_us)
    made = lists.contact_us.isnull().ifelse(lists.times.length(), up_to.length())
    return lists.select("lead", "first_us", "contact_us", made=made.cast("int64"))


def _with_rejection(source: Source, facts: ir.Table, lead: str) -> ir.Table:
    if not source.has("lead_stages"):
        return facts.mutate(rejected=ibis.literal(False))
    stages = source.table("lead_stages")
    stages = stages.filter(stages.stage.isin(("rejected", "disqualified")))
    ended = stages.group_by(lead=stages[lead]).aggregate(_ended=micros(_.happened_at).min())
    beside = facts.left_join(ended, "lead")
    out = (beside._ended <= beside.until_us) & (
        beside.contact_us.isnull() | (beside._ended < beside.contact_us)
    )
    return beside.select(*facts.columns, rejected=out.fill_null(False))


def _with_sales(source: Source, facts: ir.Table, leads: ir.Table, lead: str) -> ir.Table:
    if not source.has("deals"):
        return facts.mutate(
            won=ibis.literal(False),
            sold=ibis.literal(0, _MONEY),
            delivered=ibis.literal(0, _MONEY),
            unpriced=ibis.literal(0, "int64"),
            negative=ibis.literal(0, "int64"),
        )
    deals = source.table("deals").filter(_.outcome == "won").filter(_.closed_at.notnull())
    deals = deals.select(
        lead=deals[lead],
        closed_us=micros(_.closed_at),
        amount=_.amount.cast(_MONEY),
        delivered_us=micros(_.delivered_at),
        delivered_amount=_.delivered_amount.coalesce(_.amount).cast(_MONEY),
    )
    pairs = leads.select("lead", "created_us", "until_us").inner_join(deals, "lead")
    # What was bought before is not won of this lead; of a deal only the day may be known.
    pairs = pairs.filter((_.closed_us <= _.until_us) & (_.closed_us > _.created_us - MICROS_A_DAY))
    came = (pairs.delivered_us <= pairs.until_us).fill_null(False)
    sums = pairs.mutate(
        _came=came.ifelse(pairs.delivered_amount, ibis.literal(0, _MONEY))
    ).group_by("lead")
    sums = sums.aggregate(
        _deals=_.count(),
        _sold=_.amount.sum(),
        _delivered=_._came.sum(),
        _unpriced=_.amount.isnull().sum(),
        _negative=((_.amount < 0) | (_.delivered_amount < 0)).sum(),
    )
    beside = facts.left_join(sums, "lead")
    return beside.select(
        *facts.columns,
        won=beside._deals.notnull(),
        sold=beside._sold.fill_null(0).cast(_MONEY),
        delivered=beside._delivered.fill_null(0).cast(_MONEY),
        unpriced=beside._unpriced.fill_null(0).cast("int64"),
        negative=beside._negative.fill_null(0).cast("int64"),
    )


def _with_speed(source: Source, facts: ir.Table, follow: Follow) -> ir.Table:
    stamp = ibis.null("timestamp('UTC', 6)")
    timed = facts.mutate(
        _began=timestamp_of(facts.start_us),
        _answered=timestamp_of(ibis.greatest(facts.first_us, facts.start_us)),
        _calendar=_calendar_number(facts.region, follow),
    )
    timed = timed.mutate(_answered=facts.first_us.notnull().ifelse(timed._answered, stamp))
    if not follow.within.is_business:
        reckoning = Reckoning()
    else:
        engine = source.engine
        grid = grid_of(follow.calendars, *_grid_span(follow))
        reckoning = Reckoning(engine=register_grid(engine, grid), calendar="_calendar")
    if follow.within.unit is DurationUnit.BUSINESS_DAYS:
        judged = with_due(timed, reckoning, start="_began", duration=follow.within)
        in_time = (judged.first_us <= judged.due_us).ifelse(IN_TIME - 1, IN_TIME)
        wait = judged.first_us.notnull().ifelse(in_time, None)
    else:
        judged = with_elapsed(timed, reckoning, start="_began", stop="_answered")
        agreed = follow.within.amount * _UNIT_US[follow.within.unit]
        steps = [(judged.elapsed_us <= int(agreed * most), n) for n, most in enumerate(WAITS)]
        wait = judged.elapsed_us.notnull().ifelse(ibis.cases(*steps, else_=len(WAITS)), None)
    return judged.select(*facts.columns, wait=wait.cast("int64"))


def _calendar_number(region: ir.Value, follow: Follow) -> ir.Value:
    named = [(region == name, number) for name, number in follow.calendar_of]
    if not named:
        return ibis.literal(0, "int32")
    return ibis.cases(*named, else_=0).fill_null(0).cast("int32")


def _grid_span(follow: Follow) -> tuple[datetime, datetime]:
    first = min(start for start, _end in follow.cohorts)
    last = max(end for _start, end in follow.cohorts) + timedelta(days=follow.age_days + 30)
    return (
        datetime(first.year - (first.month == 1), 1, 1, tzinfo=UTC),
        datetime(last.year + (last.month == 12), 12, 31, tzinfo=UTC),
    )


def _week(start_us: ir.Value, follow: Follow) -> ir.Value:
    shift = int(follow.offset.total_seconds()) * 1_000_000 - _A_MONDAY_US
    return ((start_us + shift) / WEEK_US).floor().cast("int32")


def micros_of(instant: datetime) -> int:
    """Microseconds since 1970 of an instant."""
    return int(instant.timestamp()) * 1_000_000
