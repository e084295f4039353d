"""Every form that an agreement may be written in, and what it means."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from selaras.agreements import (
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
    Standing,
    Term,
    Varies,
    VisibleTo,
    WithinObjective,
    parse_agreement,
    read_agreement,
    read_agreements,
)
from selaras.calendars.duration import Duration, DurationUnit
from selaras.errors import InputError

EXAMPLE = Path(__file__).parent / "marketing-sales.yaml"


def commitment(measure: str, objective: str = "{at_least: 5}", more: str = "") -> Commitment:
    """The commitment of an agreement that has the terms mql and won, and a second commitment."""
    text = f"""
agreement: a
parties: [marketing, sales]
effective: {{from: 2026-01-01}}
calendar: jakarta-office
terms:
  mql: {{table: lead_stages, where: {{stage: mql}}}}
  won: {{table: deals, where: {{outcome: won}}}}
  shipped: {{table: deals, where: {{outcome: won}}, at: delivered_at}}
commitments:
  c:
    promisor: marketing
    promisee: sales
    measure: {measure}
    every: month
    objective: {objective}
    {more}
  other: {{promisor: sales, promisee: marketing, measure: {{count: mql}}, every: month,
    objective: {{at_least: 1}}}}
"""
    return parse_agreement(text).agreement.commitments[0]


def measure(text: str, objective: str = "{at_least: 5}") -> Any:
    return commitment(text, objective).measure


def is_in(column: str, *values: Any) -> Condition:
    return Condition(ColumnRef(*column.split(".")), Operator.IN, values)


MQL = (is_in("lead_stages.stage", "mql"),)
WON = (is_in("deals.outcome", "won"),)
WITHIN = "{within: 8 business hours}"
PAUSE = (is_in("ticket_events.pause", True),)


def test_the_example_of_the_design_reads_into_its_values() -> None:
    version = read_agreement(EXAMPLE)
    agreement = version.agreement
    assert version.standing is Standing.DRAFT
    assert len(version.version) == 64
    assert (agreement.name, agreement.parties) == ("marketing-sales", ("marketing", "sales"))
    assert agreement.effective_from == date(2026, 1, 1)
    assert agreement.effective_to == date(2026, 12, 31)
    assert (agreement.calendar, agreement.review_every) == ("jakarta-office", "month")
    says = "a lead that Marketing judges ready for Sales"
    assert agreement.terms == (Term("mql", "lead_stages", MQL, says),)
    month = Cadence(Every.MONTH)
    assert agreement.commitments == (
        Commitment(
            "leads-per-rep",
            "marketing",
            "sales",
            Count("lead_stages", "happened_at", MQL, "lead_id", "mql"),
            month,
            NumberObjective(Direction.AT_LEAST, Schedule(Decimal(50))),
            per="rep",
        ),
        Commitment(
            "first-response",
            "sales",
            "marketing",
            ResponseTime(
                ColumnRef("leads", "assigned_at"),
                ColumnRef("attempts", "happened_at"),
                (is_in("attempts.automated", False),),
            ),
            month,
            WithinObjective(Schedule(Duration(1, DurationUnit.BUSINESS_DAYS)), Fraction(95, 100)),
            per="rep",
        ),
        Commitment(
            "persistence",
            "sales",
            "marketing",
            Attempts(
                ColumnRef("leads", "created_at"),
                Duration(30, DurationUnit.DAYS),
                ("contacted", "won", "disqualified"),
            ),
            month,
            NumberObjective(Direction.AT_LEAST, Schedule(Decimal(5)), Fraction(9, 10)),
            per="rep",
            excused=(
                Excuse(
                    ExcuseWhen("leads-per-rep", Operator.ABOVE, Decimal(70)),
                    "more leads than a rep can work",
                ),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{count: mql}", Count("lead_stages", "happened_at", MQL, "lead_id", "mql")),
        ("{count: {term: mql}}", Count("lead_stages", "happened_at", MQL, "lead_id", "mql")),
        (
            "{count: {term: mql, where: {actor: ana}, distinct: false}}",
            Count(
                "lead_stages", "happened_at", (*MQL, is_in("lead_stages.actor", "ana")), None, "mql"
            ),
        ),
        ("{count: leads}", Count("leads", "created_at", (), "lead_id")),
        ("{count: attempts}", Count("attempts", "happened_at")),
        (
            "{count: {table: attempts, distinct: lead_id, at: attempts.happened_at}}",
            Count("attempts", "happened_at", (), "lead_id"),
        ),
        ("{count: won}", Count("deals", "closed_at", WON, None, "won")),
        ("{count: shipped}", Count("deals", "delivered_at", WON, None, "shipped")),
        ("{count: {term: won, at: created_at}}", Count("deals", "created_at", WON, None, "won")),
        (
            "{count: {table: deals, where: {leads.source: event}}}",
            Count("deals", "created_at", (is_in("leads.source", "event"),)),
        ),
        (
            "{count: {table: tickets, where: {resolved_by_party: customer}}}",
            Count("tickets", "resolved_at", (is_in("tickets.resolved_by_party", "customer"),)),
        ),
        (
            "{count: {table: deals, where: {outcome: null}}}",
            Count(
                "deals",
                "created_at",
                (Condition(ColumnRef("deals", "outcome"), Operator.IS_NULL),),
            ),
        ),
        (
            "{ratio: {of: won, over: deals}}",
            Ratio(Count("deals", "closed_at", WON, None, "won"), Count("deals", "created_at")),
        ),
        (
            "{ratio: {numerator: mql, denominator: {table: leads}}}",
            Ratio(
                Count("lead_stages", "happened_at", MQL, "lead_id", "mql"),
                Count("leads", "created_at", (), "lead_id"),
            ),
        ),
        (
            "{ratio: {of: mql, to: mql}}",
            Ratio(
                Count("lead_stages", "happened_at", MQL, "lead_id", "mql"),
                Count("lead_stages", "happened_at", MQL, "lead_id", "mql"),
            ),
        ),
        (
            "{attempts: 30 days}",
            Attempts(ColumnRef("leads", "created_at"), Duration(30, DurationUnit.DAYS)),
        ),
        (
            "{attempts: {within: 90 business minutes, from: leads.assigned_at, "
            "where: {kind: [call, visit], source: event}}}",
            Attempts(
                ColumnRef("leads", "assigned_at"),
                Duration(90, DurationUnit.BUSINESS_MINUTES),
                (),
                (is_in("attempts.kind", "call", "visit"), is_in("leads.source", "event")),
            ),
        ),
    ],
)
def test_measure_of_numbers_reads(text: str, expected: Any) -> None:
    assert measure(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{amount: deals.amount}", Amount("deals", "amount", "created_at")),
        ("{amount: won}", Amount("deals", "amount", "closed_at", WON, "won")),
        ("{amount: {table: spend, at: x}}", None),
        (
            "{amount: {of: deals.amount, where: {outcome: won}}}",
            Amount("deals", "amount", "closed_at", WON),
        ),
        (
            "{amount: {column: delivered_amount, table: deals}}",
            Amount("deals", "delivered_amount", "delivered_at"),
        ),
        (
            "{amount: {of: delivered_amount, term: won}}",
            Amount("deals", "delivered_amount", "delivered_at", WON, "won"),
        ),
        (
            "{amount: {of: deals.amount, at: closed_at}}",
            Amount("deals", "amount", "closed_at"),
        ),
    ],
)
def test_amount_reads(text: str, expected: Amount | None) -> None:
    if expected is None:
        with pytest.raises(InputError, match="no column `x` in spend"):
            commitment(text, more="currency: IDR")
        return
    found = commitment(text, more="currency: IDR")
    assert (found.measure, found.currency) == (expected, "IDR")


def test_amount_may_state_its_currency_itself() -> None:
    found = commitment("{amount: {of: deals.amount, currency: USD}}")
    assert found.currency == "USD"
    assert found == commitment("{amount: deals.amount}", more="currency: USD")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "{response_time: {}}",
            ResponseTime(ColumnRef("leads", "created_at"), ColumnRef("attempts", "happened_at")),
        ),
        (
            "{response_time: {from: assigned_at, until: [won, contacted]}}",
            ResponseTime(
                ColumnRef("leads", "assigned_at"),
                ColumnRef("attempts", "happened_at"),
                (),
                ("won", "contacted"),
            ),
        ),
        (
            "{response_time: {from: opened_at, to: ticket_events.happened_at, "
            "where: {status: Active, severity: 1}, until: [Closed]}}",
            ResponseTime(
                ColumnRef("tickets", "opened_at"),
                ColumnRef("ticket_events", "happened_at"),
                (is_in("ticket_events.status", "Active"), is_in("tickets.severity", "1")),
                ("Closed",),
            ),
        ),
        (
            "{response_time: {from: lead_stages.happened_at, where: {stage: mql, kind: call}}}",
            ResponseTime(
                ColumnRef("lead_stages", "happened_at"),
                ColumnRef("attempts", "happened_at"),
                (is_in("lead_stages.stage", "mql"), is_in("attempts.kind", "call")),
            ),
        ),
        (
            "{resolution_time: {}}",
            ResolutionTime(
                ColumnRef("tickets", "opened_at"), ColumnRef("tickets", "resolved_at"), (), PAUSE
            ),
        ),
        (
            "{resolution_time: {pauses: ticket_events.pause, where: {severity: [1, '2']}}}",
            ResolutionTime(
                ColumnRef("tickets", "opened_at"),
                ColumnRef("tickets", "resolved_at"),
                (is_in("tickets.severity", "1", "2"),),
                PAUSE,
            ),
        ),
        (
            "{resolution_time: {pauses: false}}",
            ResolutionTime(ColumnRef("tickets", "opened_at"), ColumnRef("tickets", "resolved_at")),
        ),
        (
            "{resolution_time: {pauses: {status: [Awaiting User Info]}}}",
            ResolutionTime(
                ColumnRef("tickets", "opened_at"),
                ColumnRef("tickets", "resolved_at"),
                (),
                (is_in("ticket_events.status", "Awaiting User Info"),),
            ),
        ),
        (
            "{resolution_time: {pauses: {where: {party: customer}}}}",
            ResolutionTime(
                ColumnRef("tickets", "opened_at"),
                ColumnRef("tickets", "resolved_at"),
                (),
                (is_in("ticket_events.party", "customer"),),
            ),
        ),
        (
            "{resolution_time: {from: deals.created_at, to: deals.closed_at}}",
            ResolutionTime(ColumnRef("deals", "created_at"), ColumnRef("deals", "closed_at")),
        ),
    ],
)
def test_measure_of_time_reads(text: str, expected: Any) -> None:
    assert measure(text, WITHIN) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("loss_reason: 1", (Operator.IN, ("1",))),
        ("loss_reason: 01", (Operator.IN, ("01",))),
        ("loss_reason: true", (Operator.IN, ("true",))),
        ("loss_reason: 2026-01-01", (Operator.IN, ("2026-01-01",))),
        ("loss_reason: [a, a, 1.50]", (Operator.IN, ("a", "1.50"))),
        ("loss_reason: null", (Operator.IS_NULL, ())),
        ("loss_reason: {not: a}", (Operator.NOT_IN, ("a",))),
        ("loss_reason: {not: [a, b]}", (Operator.NOT_IN, ("a", "b"))),
        ("loss_reason: {not: null}", (Operator.NOT_NULL, ())),
        ("loss_reason: {known: true}", (Operator.NOT_NULL, ())),
        ("loss_reason: {known: false}", (Operator.IS_NULL, ())),
        ("closed_at: {known: true}", (Operator.NOT_NULL, ())),
        ("outcome: [won, lost]", (Operator.IN, ("won", "lost"))),
        ("amount: 1_000.50", (Operator.IN, (Decimal("1000.5"),))),
        ("amount: {above: 5}", (Operator.ABOVE, (Decimal(5),))),
        ("amount: {below: '5'}", (Operator.BELOW, (Decimal(5),))),
        ("amount: {at_most: 0.25}", (Operator.AT_MOST, (Decimal("0.25"),))),
    ],
)
def test_where_reads_each_kind_of_condition(text: str, expected: Any) -> None:
    found = measure(f"{{count: {{table: deals, at: created_at, where: {{{text}}}}}}}")
    assert [(c.operator, c.values) for c in found.where] == [expected]


def test_where_with_two_bounds_needs_both() -> None:
    found = measure("{count: {table: deals, where: {amount: {at_least: 5, below: 9}}}}")
    assert [(c.operator, c.values) for c in found.where] == [
        (Operator.BELOW, (Decimal(9),)),
        (Operator.AT_LEAST, (Decimal(5),)),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{at_most: 1_000}", NumberObjective(Direction.AT_MOST, Schedule(Decimal(1000)))),
        ("{at_least: '50'}", NumberObjective(Direction.AT_LEAST, Schedule(Decimal(50)))),
        ("{growth: 10%}", GrowthObjective(Fraction(1, 10))),
        ("{growth: -0.05, over: previous}", GrowthObjective(Fraction(-1, 20))),
        (
            "{at_least: {by: period, 2026: 60, 2026-01: 30, 2026-Q2: 40, else: 50}}",
            NumberObjective(
                Direction.AT_LEAST,
                Schedule(
                    Decimal(50),
                    Varies.PERIOD,
                    (("2026-01", Decimal(30)), ("2026-Q2", Decimal(40)), ("2026", Decimal(60))),
                ),
            ),
        ),
        (
            "{at_least: {by: subject, rep-7: 20, 007: 10}}",
            NumberObjective(
                Direction.AT_LEAST,
                Schedule(None, Varies.SUBJECT, (("007", Decimal(10)), ("rep-7", Decimal(20)))),
            ),
        ),
        (
            "{at_least: {by: tenure, 10: 40, 2: 35, else: 50}}",
            NumberObjective(
                Direction.AT_LEAST,
                Schedule(Decimal(50), Varies.TENURE, (("2", Decimal(35)), ("10", Decimal(40)))),
            ),
        ),
    ],
)
def test_objective_on_a_count_reads(text: str, expected: Any) -> None:
    assert commitment("{count: mql}", text, "per: rep").objective == expected


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("for: 95%", Fraction(95, 100)),
        ("for: '95 %'", Fraction(95, 100)),
        ("for: 0.95", Fraction(95, 100)),
        ("for: 1", Fraction(1)),
        ("for: 99.5%", Fraction(995, 1000)),
    ],
)
def test_share_reads(text: str, share: Fraction) -> None:
    objective = commitment("{response_time: {}}", f"{{within: 4 hours, {text}}}").objective
    assert objective == WithinObjective(Schedule(Duration(4, DurationUnit.HOURS)), share)


def test_ratio_target_reads_as_percent_or_number() -> None:
    percent = commitment("{ratio: {of: mql, over: leads}}", "{at_least: 20%}").objective
    assert percent == NumberObjective(Direction.AT_LEAST, Schedule(Decimal("0.2")))
    assert percent == commitment("{ratio: {of: mql, over: leads}}", "{at_least: 0.20}").objective


def test_within_may_differ_by_period() -> None:
    text = "{within: {by: period, 2026-01: 2 business days, else: 1 business day}, for: 90%}"
    assert commitment("{response_time: {}}", text).objective == WithinObjective(
        Schedule(
            Duration(1, DurationUnit.BUSINESS_DAYS),
            Varies.PERIOD,
            (("2026-01", Duration(2, DurationUnit.BUSINESS_DAYS)),),
        ),
        Fraction(9, 10),
    )


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("per: team", "per", "team"),
        ("per: source", "per", "source"),
        ("per: people.region", "per", "people.region"),
        ("calendar: jakarta-office", "calendar", None),
        ("calendar: makassar-office", "calendar", CalendarChoice("makassar-office")),
        (
            "calendar: {by: region, timur: jayapura-office, else: makassar-office}",
            "calendar",
            CalendarChoice("makassar-office", "region", (("timur", "jayapura-office"),)),
        ),
        (
            "calendar: {by: region, timur: jayapura-office}",
            "calendar",
            CalendarChoice("jakarta-office", "region", (("timur", "jayapura-office"),)),
        ),
        ("prorate: working days", "prorate", Prorate.WORKING_DAYS),
        ("prorate: days", "prorate", Prorate.DAYS),
        ("owner: head of sales", "owner", "head of sales"),
        ("baseline: 12.5", "baseline", Decimal("12.5")),
        ("deadline: 2026-06-30", "deadline", date(2026, 6, 30)),
        ("part_of: other", "part_of", "other"),
        ("of: {leads.region: jakarta}", "of", (is_in("leads.region", "jakarta"),)),
        ("of: {region: jakarta}", "of", (is_in("leads.region", "jakarta"),)),
        ("says: a promise", "says", "a promise"),
        (
            "excused: {when: {commitment: other, status: missed}}",
            "excused",
            (Excuse(ExcuseWhen("other", status="missed")),),
        ),
    ],
)
def test_other_parts_of_a_commitment_read(text: str, field: str, expected: Any) -> None:
    assert getattr(commitment("{count: mql}", more=text), field) == expected


def test_part_of_may_state_its_members() -> None:
    found = commitment("{count: mql}", more="part_of: {commitment: other, members: 5}")
    assert (found.part_of, found.members) == ("other", 5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("day", Cadence(Every.DAY)),
        ("week", Cadence(Every.WEEK)),
        ("quarter", Cadence(Every.QUARTER)),
        ("year", Cadence(Every.YEAR)),
        ("rolling 30 days", Cadence(Every.ROLLING, 30)),
        ("{rolling: 7 days}", Cadence(Every.ROLLING, 7)),
        ("{rolling: 7}", Cadence(Every.ROLLING, 7)),
    ],
)
def test_every_reads(text: str, expected: Cadence) -> None:
    source = EXAMPLE.read_text(encoding="utf-8").replace("every: month\n", f"every: {text}\n", 1)
    assert parse_agreement(source).agreement.commitments[0].every == expected


@pytest.mark.parametrize(
    ("old", "new", "field", "expected"),
    [
        ("review: {every: month}", "review: week", "review_every", "week"),
        ("review: {every: month}", "individuals: heads", "individuals", VisibleTo.HEADS),
        (
            "review: {every: month}",
            "individuals: {visible_to: parties}",
            "individuals",
            VisibleTo.PARTIES,
        ),
        ("review: {every: month}", "title: Ours", "title", "Ours"),
        ("{from: 2026-01-01, to: 2026-12-31}", "2026-03-01", "effective_from", date(2026, 3, 1)),
        ("{from: 2026-01-01, to: 2026-12-31}", "2026-03-01", "effective_to", None),
        ("from: 2026-01-01", "from: '2026-01-01'", "effective_from", date(2026, 1, 1)),
    ],
)
def test_parts_of_the_agreement_read(old: str, new: str, field: str, expected: Any) -> None:
    source = EXAMPLE.read_text(encoding="utf-8")
    assert old in source
    assert getattr(parse_agreement(source.replace(old, new)).agreement, field) == expected


def write(folder: Path, name: str, *edits: tuple[str, str]) -> Path:
    text = EXAMPLE.read_text(encoding="utf-8")
    for old, new in edits:
        text = text.replace(old, new)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_book_orders_versions_and_ends_each_where_the_next_begins(tmp_path: Path) -> None:
    write(tmp_path, "b.yaml")
    write(tmp_path, "a.yml", ("2026-01-01", "2026-07-01"))
    write(tmp_path, "c.yaml", ("marketing-sales", "another"))
    (tmp_path / "notes.txt").write_text("not an agreement")
    book = read_agreements(tmp_path)
    assert [
        (v.agreement.name, v.agreement.effective_from.isoformat(), v.in_force_from, v.in_force_to)
        for v in book.versions
    ] == [
        ("another", "2026-01-01", None, None),
        ("marketing-sales", "2026-01-01", None, date(2026, 6, 30)),
        ("marketing-sales", "2026-07-01", None, None),
    ]


def test_version_that_ended_before_the_next_began_keeps_its_end(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", ("to: 2026-12-31", "to: 2026-03-31"))
    write(tmp_path, "b.yaml", ("2026-01-01", "2026-07-01"))
    assert read_agreements(tmp_path).versions[0].in_force_to == date(2026, 3, 31)


def test_one_file_is_a_book_of_one() -> None:
    assert [v.agreement.name for v in read_agreements(EXAMPLE).versions] == ["marketing-sales"]


def test_two_versions_of_one_day_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml")
    write(tmp_path, "b.yaml", ("at_least: 50", "at_least: 60"))
    with pytest.raises(InputError, match="Two versions of `marketing-sales` begin on 1"):
        read_agreements(tmp_path)


def test_empty_folder_and_missing_path_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no agreement in this folder"):
        read_agreements(tmp_path)
    with pytest.raises(InputError, match="no such file or folder"):
        read_agreements(tmp_path / "nowhere")
