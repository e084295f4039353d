"""Agreements that hypothesis makes up: any that YAML can say, valid by construction."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from selaras.agreements import (
    Agreement,
    Amount,
    Attempts,
    Cadence,
    CalendarChoice,
    ColumnRef,
    Commitment,
    Condition,
    Count,
    Direction,
    Every,
    Excuse,
    ExcuseWhen,
    GrowthObjective,
    NumberObjective,
    Operator,
    Prorate,
    Ratio,
    ResolutionTime,
    ResponseTime,
    Schedule,
    Term,
    Varies,
    VisibleTo,
    WithinObjective,
)
from selaras.calendars.duration import Duration, DurationUnit
from selaras.contracts import STAGES, TABLES, Kind, Table

PRINTABLE = st.characters(exclude_categories=("C", "Z"), exclude_characters="/\\")
NAMES = st.one_of(
    st.from_regex(r"[a-z][a-z0-9-]{0,12}", fullmatch=True),
    st.sampled_from(
        ["true", "null", "no", "2026-01", "1", "07", "- a", "a: b", "#1", "é & co", "~"]
    ),
    st.text(PRINTABLE, min_size=1, max_size=12),
).filter(lambda name: name not in TABLES and name.isprintable())
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40)
DATES = st.dates(date(2000, 1, 1), date(2090, 12, 31))
AMOUNTS = st.decimals(0, 10**9, places=4).map(lambda d: Decimal(f"{d.normalize():f}"))
COUNTS = st.integers(0, 10**6).map(Decimal)
SHARES = st.integers(1, 10_000).map(lambda n: Fraction(n, 10_000))
DURATIONS = st.builds(Duration, st.integers(1, 3000), st.sampled_from(list(DurationUnit)))
COUNTED = [table for table in TABLES.values() if table.event_time]


def _scalars(kind: Kind, words: tuple[str, ...]) -> st.SearchStrategy[Any]:
    if words:
        return st.sampled_from(words)
    return {
        Kind.TEXT: TEXTS.filter(str.strip),
        Kind.DAY: DATES,
        Kind.FLAG: st.booleans(),
        Kind.WHOLE: st.integers(-(10**6), 10**6),
    }.get(kind, AMOUNTS)


@st.composite
def conditions(draw: st.DrawFn, table: Table) -> Condition:
    column = draw(st.sampled_from(table.columns))
    ref = ColumnRef(table.name, column.name)
    if column.kind is Kind.TIME:
        return Condition(ref, draw(st.sampled_from([Operator.IS_NULL, Operator.NOT_NULL])))
    operators = [Operator.IN, Operator.NOT_IN, Operator.IS_NULL, Operator.NOT_NULL]
    if column.kind in (Kind.AMOUNT, Kind.RATE, Kind.WHOLE, Kind.DAY):
        operators += [Operator.ABOVE, Operator.BELOW, Operator.AT_LEAST, Operator.AT_MOST]
    operator = draw(st.sampled_from(operators))
    if operator in (Operator.IS_NULL, Operator.NOT_NULL):
        return Condition(ref, operator)
    scalars = _scalars(column.kind, column.words)
    most = 3 if operator in (Operator.IN, Operator.NOT_IN) else 1
    return Condition(ref, operator, tuple(draw(_lists(scalars, most))))


def _lists(scalars: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[list[Any]]:
    return st.lists(scalars, min_size=1, max_size=most, unique=True)


def predicates(*tables: Table) -> st.SearchStrategy[tuple[Condition, ...]]:
    one = st.sampled_from(tables).flatmap(conditions)
    return st.lists(one, max_size=2, unique_by=lambda c: c.ref).map(tuple)


def _times(table: Table) -> st.SearchStrategy[str]:
    return st.sampled_from([column.name for column in table.times])


@st.composite
def terms(draw: st.DrawFn, name: str) -> Term:
    table = draw(st.sampled_from(COUNTED))
    return Term(
        name,
        table.name,
        draw(predicates(table)),
        draw(st.none() | TEXTS),
        draw(st.none() | _times(table)),
    )


@st.composite
def counts(draw: st.DrawFn, known: tuple[Term, ...]) -> Count:
    term = draw(st.sampled_from((None, *known)))
    table = draw(st.sampled_from(COUNTED)) if term is None else TABLES[term.table]
    where = (() if term is None else term.where) + draw(predicates(table))
    distinct = draw(st.none() | st.sampled_from(table.column_names))
    return Count(table.name, draw(_times(table)), where, distinct, term and term.name)


@st.composite
def amounts(draw: st.DrawFn) -> Amount:
    name, column = draw(st.sampled_from([("deals", "amount"), ("deals", "delivered_amount")]))
    table = TABLES[name]
    return Amount(name, column, draw(_times(table)), draw(predicates(table)))


RESPONSES = [
    ("leads.created_at", "attempts.happened_at"),
    ("leads.assigned_at", "attempts.happened_at"),
    ("lead_stages.happened_at", "attempts.happened_at"),
    ("tickets.opened_at", "ticket_events.happened_at"),
]


@st.composite
def times(draw: st.DrawFn) -> ResponseTime | ResolutionTime | Attempts:
    start, stop = (ColumnRef(*name.split(".")) for name in draw(st.sampled_from(RESPONSES)))
    where = draw(predicates(TABLES[stop.table], TABLES[start.table]))
    is_lead = start.table != "tickets"
    words = st.sampled_from(STAGES) if is_lead else TEXTS
    until = tuple(draw(st.lists(words, max_size=3, unique=True)))
    kind = draw(st.sampled_from(["response", "resolution", "attempts"]))
    if kind == "response":
        return ResponseTime(start, stop, where, until)
    if kind == "attempts" and is_lead:
        where = draw(predicates(TABLES["attempts"], TABLES[start.table]))
        return Attempts(start, draw(DURATIONS), until, where)
    tickets = TABLES["tickets"]
    return ResolutionTime(
        ColumnRef("tickets", "opened_at"),
        ColumnRef("tickets", "resolved_at"),
        draw(predicates(tickets)),
        draw(predicates(TABLES["ticket_events"])),
    )


@st.composite
def schedules(draw: st.DrawFn, targets: st.SearchStrategy[Any], per: str | None) -> Schedule[Any]:
    kinds = [Varies.NOTHING, Varies.PERIOD]
    kinds += [Varies.SUBJECT] if per else []
    kinds += [Varies.TENURE] if per == "rep" else []
    varies = draw(st.sampled_from(kinds))
    if varies is Varies.NOTHING:
        return Schedule(draw(targets))
    keys = {
        Varies.PERIOD: st.sampled_from(["2026", "2026-Q3", "2026-02", "2026-W07", "2026-02-14"]),
        Varies.SUBJECT: NAMES.filter(lambda name: name not in ("by", "else")),
        Varies.TENURE: st.integers(1, 12).map(str),
    }[varies]
    cases = draw(st.dictionaries(keys, targets, min_size=1, max_size=3))
    return Schedule(draw(st.none() | targets), varies, tuple(cases.items()))


@st.composite
def commitments(
    draw: st.DrawFn, name: str, parties: tuple[str, ...], known: tuple[Term, ...], others: list[str]
) -> Commitment:
    promisor, promisee = draw(st.permutations(parties))[:2]
    measure = draw(
        st.one_of(counts(known), amounts(), st.builds(Ratio, counts(known), counts(known)), times())
    )
    per = draw(st.sampled_from([None, "rep", "team", "company", "party", "people.region"]))
    other = st.sampled_from(others) if others else st.nothing()
    bounded = st.sampled_from(["above", "below", "at_least", "at_most"]).map(Operator)
    when = st.one_of(
        st.builds(ExcuseWhen, other, bounded, AMOUNTS),
        st.builds(ExcuseWhen, other, status=st.sampled_from(["kept", "missed"])),
    )
    excuses = st.lists(st.builds(Excuse, when, st.none() | TEXTS), max_size=2) if others else None
    part_of = draw(st.none() | other) if others else None
    return Commitment(
        name=name,
        promisor=promisor,
        promisee=promisee,
        measure=measure,
        every=draw(
            st.one_of(
                st.sampled_from([e for e in Every if e is not Every.ROLLING]).map(Cadence),
                st.builds(Cadence, st.just(Every.ROLLING), st.integers(1, 366)),
            )
        ),
        objective=draw(_objectives(measure, per)),
        per=per,
        of=() if isinstance(measure, Ratio) else draw(predicates(_items(measure))),
        excused=() if excuses is None else tuple(draw(excuses)),
        calendar=draw(
            st.none()
            | st.builds(
                CalendarChoice,
                NAMES,
                st.just("people.region"),
                st.dictionaries(
                    NAMES.filter(lambda n: n not in ("by", "else")), NAMES, min_size=1, max_size=2
                ).map(lambda cases: tuple(sorted(cases.items()))),
            )
        ),
        currency=draw(st.sampled_from(["IDR", "USD"])) if isinstance(measure, Amount) else None,
        prorate=draw(st.none() | st.sampled_from(Prorate)),
        owner=draw(st.none() | TEXTS),
        baseline=draw(st.none() | AMOUNTS),
        deadline=draw(st.none() | DATES),
        part_of=part_of,
        members=draw(st.none() | st.integers(1, 50)) if part_of else None,
        says=draw(st.none() | TEXTS),
    )


def _items(measure: Any) -> Table:
    return TABLES[measure.start.table if hasattr(measure, "start") else measure.table]


def _objectives(measure: Any, per: str | None) -> st.SearchStrategy[Any]:
    if isinstance(measure, ResponseTime | ResolutionTime):
        return st.builds(WithinObjective, schedules(DURATIONS, per), SHARES)
    if isinstance(measure, Attempts):
        least = st.just(Direction.AT_LEAST)
        return st.builds(NumberObjective, least, schedules(COUNTS, per), SHARES)
    directions = st.sampled_from(Direction)
    targets = COUNTS if isinstance(measure, Count) else AMOUNTS
    return st.builds(NumberObjective, directions, schedules(targets, per)) | st.builds(
        GrowthObjective, st.integers(-9_999, 30_000).map(lambda n: Fraction(n, 10_000))
    )


@st.composite
def agreements(draw: st.DrawFn) -> Agreement:
    parties = tuple(draw(st.lists(NAMES, min_size=2, max_size=3, unique=True)))
    words = draw(st.lists(NAMES, max_size=2, unique=True))
    known = tuple(draw(terms(word)) for word in words)
    names = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    first, last = sorted(draw(st.lists(DATES, min_size=2, max_size=2)))
    return Agreement(
        name=draw(NAMES),
        parties=parties,
        effective_from=first,
        effective_to=draw(st.none() | st.just(last)),
        calendar=draw(NAMES),
        commitments=tuple(
            draw(commitments(name, parties, known, [n for n in names if n != name]))
            for name in names
        ),
        terms=known,
        title=draw(st.none() | TEXTS),
        review_every=draw(st.none() | st.sampled_from(["week", "month", "quarter", "year"])),
        individuals=draw(st.sampled_from(VisibleTo)),
    )
