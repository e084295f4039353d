"""From evidence to a finding: the whole way, step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from selaras.calendars import Calendar, Duration, find_calendar, read_duration
from selaras.diagnosis import deals_query, drivers_query, refusing
from selaras.diagnosis.asked import Asked
from selaras.diagnosis.choices import DECOMPOSITION, DecompositionChoices
from selaras.diagnosis.cohorts import Cells, read_cells, twice
from selaras.diagnosis.compared_spans import check_span, cohorts_of, instants_of
from selaras.diagnosis.concluding import conclude
from selaras.diagnosis.decomposition import Model, decompose
from selaras.diagnosis.finding import Dropped, Finding, Span
from selaras.diagnosis.gaps_in_evidence import Holdings, dropped_factors
from selaras.diagnosis.identity import Drivers
from selaras.diagnosis.pools_of_reps import in_pools
from selaras.diagnosis.rated_query import in_one_currency
from selaras.diagnosis.rates import rate_fits
from selaras.diagnosis.source_query import Source, source_of
from selaras.diagnosis.strata import Strata, strata_of
from selaras.diagnosis.working_weeks import read_weeks
from selaras.errors import InputError, said

Cohort = tuple[datetime, datetime]
PutPlan = Callable[[Drivers, Strata, Cells], Drivers]


@dataclass(frozen=True, slots=True)
class Agreed:
    """What Sales agreed to: the first attempt within a time, and how many attempts.

    Parameters
    ----------
    within
        `4 business hours`, `90 minutes` or a Duration.
    attempts
        Attempts on a lead that nobody reached.
    calendar
        Name of a calendar, or the calendar, that business time follows.
    by_region
        Calendars of regions that do not follow the usual one.
    """

    within: str | Duration = "8 business hours"
    attempts: int = 5
    calendar: str | Calendar = "jakarta-office"
    by_region: tuple[tuple[str, str | Calendar], ...] = ()

    @property
    def duration(self) -> Duration:
        return self.within if isinstance(self.within, Duration) else read_duration(self.within)

    def calendars(self) -> tuple[Calendar, ...]:
        """The usual calendar first, then those of the regions; none for elapsed time."""
        named = (self.calendar, *(calendar for _region, calendar in self.by_region))
        return tuple(c if isinstance(c, Calendar) else find_calendar(c) for c in named)

    def numbers(self) -> tuple[tuple[str, int], ...]:
        """Regions and the position of their calendar."""
        return tuple((region, n + 1) for n, (region, _c) in enumerate(self.by_region))


def diagnose(
    evidence: Any,
    base: Span,
    period: Span,
    *,
    as_of: datetime,
    zone: ZoneInfo | None = None,
    agreed: Agreed | None = None,
    unit: str = "IDR",
    choices: DecompositionChoices = DECOMPOSITION,
) -> Finding:
    """Why revenue of the leads of one period is not that of another's.

    Parameters
    ----------
    evidence
        A ledger's `Reading`, or Arrow tables by the name of their contract (`leads`, `deals`,
        `attempts`, …), or a `Source`.
    base, period
        Cohorts by the day on which leads were created, in `zone` (UTC without it).
    as_of
        Aware; what happened later is not seen.
    unit
        Currency of the amounts.

    Raises
    ------
    InputError
        Where the periods overlap or are upside down, the as-of is naive, or there are no leads.
    """
    source = source_of(evidence)
    place = zone or ZoneInfo("UTC")
    cohorts = cohorts_of(base, period, as_of, place)
    asked = Asked(base, period, as_of, source.snapshot_id, unit)
    return _answer(source, asked, cohorts, min(cohorts), place, agreed or Agreed(), choices)


def diagnose_period(
    source: Source,
    period: Span,
    plan: str,
    put: PutPlan,
    *,
    as_of: datetime,
    zone: ZoneInfo | None = None,
    agreed: Agreed | None = None,
    unit: str = "IDR",
    choices: DecompositionChoices = DECOMPOSITION,
) -> Finding:
    """Why revenue of a period is not a plan's; `put` puts the plan in place of the base.

    The drivers that `put` is handed hold the period twice; see `planned.diagnose_against`.
    """
    place = zone or ZoneInfo("UTC")
    check_span(period, as_of, "period")
    start, end = instants_of(period, place)
    asked = Asked(None, period, as_of, source.snapshot_id, unit, plan)
    before = start - (end - start), start
    cohorts = (start, start), (start, end)
    return _answer(source, asked, cohorts, before, place, agreed or Agreed(), choices, put)


def _answer(  # noqa: PLR0917  (what a question consists of)
    source: Source,
    asked: Asked,
    cohorts: tuple[Cohort, Cohort],
    elders: Cohort,
    place: ZoneInfo,
    promise: Agreed,
    choices: DecompositionChoices,
    put: PutPlan | None = None,
) -> Finding:
    """Follow the leads and conclude; `elders` are leads that tell how long deals take."""
    if not source.has("leads"):
        raise InputError(
            said(
                "There is no table of leads, and nothing can be said without it.",
                "Tidak ada tabel prospek (leads), dan tanpa itu tidak ada yang dapat dikatakan.",
            ),
            mend=said(
                "Map an export to leads, and run `selaras load`.",
                "Petakan sebuah ekspor ke leads, lalu jalankan `selaras load`.",
            ),
        )
    for table in ("leads", "attempts", "deals"):
        begins = source.complete_from(table) if source.has(table) else None
        if begins is not None and begins > min(cohorts)[0]:
            return refusing.begins_later(asked, table, begins.astimezone(place).date())
    age = _age(source, max(cohorts), elders, _horizon(source, asked.as_of), choices)
    if age.days < age.needed:
        last = max(end for _start, end in cohorts).astimezone(place).date()
        return refusing.immature(asked, age.days, age.needed, last)
    source, lacking = in_one_currency(source, asked.unit, place, cohorts)
    if lacking:
        if put is not None or len(lacking) > 1 or deals_query.currencies(source) != lacking:
            return refusing.without_rates(asked, lacking)
        asked = replace(asked, unit=lacking[0])  # all are in that one: nothing is to be converted
    as_of = asked.as_of
    follow = drivers_query.Follow(
        cohorts=cohorts,
        age_days=age.days,
        within=promise.duration,
        calendars=promise.calendars(),
        calendar_of=promise.numbers() if promise.duration.is_business else (),
        most_attempts=choices.most_attempts,
        agreed_attempts=promise.attempts,
        offset=place.utcoffset(as_of.replace(tzinfo=None)) or timedelta(),
    )
    holdings = _holdings(source, promise.duration)
    facts = drivers_query.lead_facts(source, follow, speed=holdings.speed)
    table = drivers_query.cells(source, facts)
    refused = refusing.unusable(asked, table, choices.most_unpriced, age.days)
    if refused is not None:
        return refused
    cells = read_cells(table, choices.most_levels)
    holdings = holdings.seen(cells)
    if put is not None:
        return conclude_cells(
            *(asked, twice(cells), None, holdings, promise, follow, choices), put=put
        )
    weeks = drivers_query.weeks(source, facts, promise.attempts) if holdings.attempts else None
    return conclude_cells(asked, cells, weeks, holdings, promise, follow, choices)


def is_mature(
    evidence: Any,
    base: Span,
    period: Span,
    *,
    as_of: datetime,
    zone: ZoneInfo | None = None,
    choices: DecompositionChoices = DECOMPOSITION,
) -> bool:
    """Whether the leads of both periods have had the time that their deals take."""
    source = source_of(evidence)
    cohorts = cohorts_of(base, period, as_of, zone or ZoneInfo("UTC"))
    age = _age(source, max(cohorts), min(cohorts), _horizon(source, as_of), choices)
    return age.days >= age.needed


def conclude_cells(  # noqa: PLR0917  (all that an engine answered)
    asked: Asked,
    cells: Cells,
    weeks: pa.Table | None,
    holdings: Holdings,
    promise: Agreed,
    follow: drivers_query.Follow,
    choices: DecompositionChoices,
    put: PutPlan | None = None,
) -> Finding:
    """From cells to the finding, without an engine; with `put`, cells hold the period twice."""
    unable = refusing.thin(asked, cells, holdings, follow.age_days)
    if unable is not None:
        return unable
    dropped: tuple[Dropped, ...] = dropped_factors(holdings)
    pooled, place = in_pools(cells, choices.most_reps)
    strata = strata_of(pooled, pooled.delivered if holdings.delivery else pooled.sold)
    model = Model(
        strata=strata,
        fits=rate_fits(
            pooled,
            attempts=holdings.attempts,
            speed=holdings.speed,
            delivery=holdings.delivery,
            choices=choices,
        ),
        weeks=read_weeks(weeks, place, promise.calendars(), follow) if weeks is not None else None,
        # Against a plan, what was won more or less of is nobody's: it says nothing of sources.
        separable=holdings.separable and put is None,
        choices=choices,
        put=None if put is None else lambda drivers: put(drivers, strata, cells),
    )
    return conclude(
        *(asked, decompose(model), model, cells, dropped, holdings, follow.age_days),
        promise.attempts,
    )


@dataclass(frozen=True, slots=True)
class _Age:
    days: int
    needed: int


def _age(
    source: Source,
    newest: Cohort,
    elders: Cohort,
    horizon: datetime,
    choices: DecompositionChoices,
) -> _Age:
    """For how many days both cohorts can be seen, and how many it takes."""
    last = max(newest[1], elders[1])
    days = (horizon - last) // timedelta(days=1)
    lag = deals_query.lag_days(source, elders, choices.won_by_then)
    needed = choices.default_age_days if np.isnan(lag) else int(lag)
    return _Age(max(int(days), 0), max(needed, 1))


def _horizon(source: Source, as_of: datetime) -> datetime:
    tables = [t for t in ("leads", "attempts", "deals") if source.has(t)]
    known = [source.complete_to(table) for table in tables]
    return min([as_of, *(at for at in known if at is not None)])


def _holdings(source: Source, within: Duration) -> Holdings:
    has_attempts = source.has("attempts")
    columns = (("leads", "assigned_at"), ("leads", "created_at"), ("attempts", "happened_at"))
    exact = within.is_day_level or not any(
        source.has(table) and source.has_day_precision(table, column) for table, column in columns
    )
    return Holdings(
        attempts=has_attempts,
        has_attempts=has_attempts,
        speed=has_attempts and exact,
        exact=exact,
        delivery=source.has("deals"),
        deals=source.has("deals"),
        separable=True,
        overlap=True,
    )
