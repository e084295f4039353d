"""What lint says of agreements that can be read but make no sense."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from selaras.agreements import Agreement, AgreementVersion, LoadedTable, parse_agreement, version_of
from selaras.agreements.lint import (
    Level,
    Note,
    WorkingDays,
    lint_agreement,
    lint_agreements,
    lint_file,
)
from selaras.agreements.reading import order_versions, read_agreements
from selaras.agreements.source import parse_source
from selaras.calendars import find_calendar
from selaras.errors import InputError

from .strategies import agreements

EXAMPLE = Path(__file__).parent / "marketing-sales.yaml"


@lru_cache
def calendars(name: str) -> WorkingDays:
    return find_calendar(name)


class NoDays:
    """A calendar on which nobody ever works."""

    def working_days(self, first: date, last: date) -> int:
        return 0


HEAD = """agreement: a
parties: [marketing, sales]
effective: {from: 2026-01-01, to: 2026-12-31}
calendar: jakarta-office
terms:
  mql: {table: lead_stages, where: {stage: mql}}
commitments:
"""


def promise(name: str, measure: str, objective: str, *more: str, by: str = "marketing") -> str:
    """A commitment, complete in every SMART part unless `more` says otherwise."""
    to = "sales" if by == "marketing" else "marketing"
    parts = {
        "promisor": by,
        "promisee": to,
        "measure": measure,
        "every": "month",
        "objective": objective,
        "owner": "ana",
        "baseline": "0",
    }
    for part in more:
        key, _, value = part.partition(": ")
        parts[key] = value
    lines = [f"    {key}: {value}" for key, value in parts.items() if value]
    return "\n".join([f"  {name}:", *lines, ""])


def lint(*commitments: str, head: str = HEAD, **facts: object) -> list[Note]:
    text = head + "".join(commitments)
    version = parse_agreement(text, "a.yaml")
    notes = lint_agreement(version, source=parse_source(text, "a.yaml"), **facts)  # type: ignore[arg-type]
    return [note for note in notes if note.code != "term-unused"]


def codes(
    *commitments: str, head: str = HEAD, **facts: object
) -> list[tuple[str, str, int | None]]:
    return [
        (note.level.value, note.code, note.line) for note in lint(*commitments, head=head, **facts)
    ]


QUOTA = promise("quota", "{count: mql}", "{at_least: 50}", "per: rep")
EFFORT = promise(
    "effort", "{attempts: {within: 30 days}}", "{at_least: 5, for: 90%}", "per: rep", by="sales"
)


def test_a_sound_agreement_has_no_notes() -> None:
    assert codes(QUOTA, calendars=calendars) == []


def test_example_of_the_design_lacks_owners_and_baselines_and_is_feasible() -> None:
    version, notes = lint_file(EXAMPLE, calendars=calendars)
    assert version is not None
    assert [(note.level.value, note.code, note.line) for note in notes] == [
        ("warning", "smart", 9),
        ("warning", "smart", 16),
        ("warning", "smart", 23),
        ("info", "feasible", 29),
    ]


def test_feasibility_of_methods_section_10() -> None:
    head = HEAD.replace("from: 2026-01-01, to: 2026-12-31", "from: 2026-03-01, to: 2026-03-31")
    (note,) = lint(QUOTA, EFFORT, head=head, calendars=calendars)
    assert (note.level, note.code) == (Level.INFO, "feasible")
    assert note.sentence == (
        "50 leads × 5 attempts = 250 attempts a rep and month: 11.4 a weekday in a month of 22, "
        "14.7 in March 2026 with its 17 working days."
    )


def test_feasibility_warns_of_months_in_which_a_rep_cannot_do_it() -> None:
    quota = promise(
        "quota", "{count: mql}", "{at_least: {by: period, 2026-03: 150, else: 50}}", "per: rep"
    )
    (note,) = lint(quota, EFFORT, calendars=calendars)
    assert (note.level, note.code) == (Level.WARNING, "feasible")
    assert note.sentence == (
        "150 leads × 5 attempts = 750 attempts a rep and month: 34.1 a weekday in a month of 22, "
        "44.1 in March 2026 with its 17 working days; a rep can make 40 a day, which is too few "
        "in March 2026."
    )


def test_feasibility_needs_the_same_side_to_get_and_to_work_the_leads() -> None:
    own = EFFORT.replace("promisor: sales", "promisor: x").replace(
        "promisee: marketing", "promisee: sales"
    )
    assert (
        codes(QUOTA, own.replace("promisor: x", "promisor: marketing"), calendars=calendars) == []
    )


def test_feasibility_refuses_attempts_without_working_days() -> None:
    (note,) = lint(QUOTA, EFFORT, calendars=lambda name: NoDays())
    assert (note.level, note.code, note.line) == (Level.ERROR, "feasible", 22)
    assert note.sentence == (
        "January 2026, February 2026, March 2026, April 2026, May 2026, June 2026 and 6 more: no "
        "working day for the attempts that `quota` and `effort` ask for."
    )


def test_revenue_over_leads_of_methods_section_10() -> None:
    goal = promise(
        "revenue",
        "{amount: {of: deals.amount, where: {outcome: won}}}",
        "{at_least: 100_000}",
        "every: quarter",
        "currency: USD",
        by="sales",
    )
    quota = promise(
        "rep-revenue",
        "{amount: {of: deals.amount, where: {outcome: won}}}",
        "{at_least: 20_000}",
        "every: quarter",
        "currency: USD",
        "per: rep",
        "part_of: {commitment: revenue, members: 5}",
        by="sales",
    )
    (note,) = lint(QUOTA, goal, quota)
    assert (note.level, note.code) == (Level.INFO, "revenue-per-lead")
    assert note.sentence == (
        "5 reps × 50 leads a month = 750 leads a quarter; 100,000 USD over them is 133 USD a lead."
    )
    unstated = quota.replace("{commitment: revenue, members: 5}", "revenue")
    (note,) = lint(QUOTA, goal, unstated)
    assert (note.level, note.code) == (Level.INFO, "quota-members")
    assert note.sentence == (
        "How many share `rep-revenue` is not known, so that it cannot be added up. "
        "It adds up with 5 of them."
    )
    assert codes(QUOTA, goal, unstated, reps=5) == [("info", "revenue-per-lead", 13)]
    (note, _) = lint(QUOTA, goal, unstated, reps=4)
    assert (note.level, note.code) == (Level.ERROR, "quota-sum")
    assert note.sentence == (
        "`rep-revenue` × 4 add up to 80,000 USD a quarter, and `revenue` is 100,000 USD: "
        "20,000 USD short, even if all keep it."
    )


GOAL = promise("goal", "{count: mql}", "{at_least: 300}", "every: quarter")


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (["part_of: {commitment: goal, members: 2}"], []),
        (["part_of: {commitment: goal, members: 1}"], [("error", "quota-sum")]),
        (["part_of: {commitment: goal, members: 3}"], [("warning", "quota-sum")]),
        (["part_of: goal"], [("info", "quota-members")]),
        (["part_of: {commitment: goal, members: 2}", "every: week"], [("error", "quota-period")]),
        (
            ["part_of: {commitment: goal, members: 2}", "objective: {at_most: 50}"],
            [("error", "quota-kind"), ("warning", "reached")],
        ),
        (
            [
                "part_of: {commitment: goal, members: 2}",
                "objective: {at_least: {by: subject, r1: 60, else: 40}}",
            ],
            [],
        ),
        (
            [
                "part_of: {commitment: goal, members: 2}",
                "objective: {at_least: {by: period, 2026-Q3: 49, else: 50}}",
            ],
            [("error", "quota-sum")],
        ),
    ],
)
def test_quotas_must_add_up(parts: list[str], expected: list[tuple[str, str]]) -> None:
    quota = promise("quota", "{count: mql}", "{at_least: 50}", "per: rep", *parts)
    assert [(level, code) for level, code, _ in codes(GOAL, quota)] == expected


def test_two_quotas_add_up_to_one_goal() -> None:
    one = promise("one", "{count: mql}", "{at_least: 60}", "part_of: goal")
    two = promise("two", "{count: leads}", "{at_least: 40}", "part_of: goal")
    assert codes(GOAL, one, two) == []
    (note,) = lint(GOAL, one, two.replace("40", "30"))
    assert note.sentence == (
        "`one` and `two` add up to 270 a quarter, and `goal` is 300: 30 short, even if all keep it."
    )


def test_ceilings_fail_where_they_add_up_to_more() -> None:
    budget = "{amount: {of: deals.amount}}"
    goal = promise("goal", budget, "{at_most: 100}", "currency: IDR", "baseline: 200")
    part = promise(
        "part",
        budget,
        "{at_most: 60}",
        "currency: IDR",
        "per: team",
        "baseline: 200",
        "part_of: {commitment: goal, members: 2}",
    )
    assert [(level, code) for level, code, _ in codes(goal, part)] == [("error", "quota-sum")]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("{at_least: 50}", "{at_most: 40}", [("error", "contradiction")]),
        ("{at_least: 50}", "{at_most: 50}", []),
        ("{at_least: 50}", "{at_least: 40}", [("warning", "redundant")]),
        (
            "{at_least: {by: period, 2026-07: 90, else: 50}}",
            "{at_most: 80}",
            [("error", "contradiction")],
        ),
        (
            "{at_least: {by: period, 2027-07: 90, else: 50}}",
            "{at_most: 80}",
            [("warning", "target-period")],
        ),
    ],
)
def test_contradictions_are_found(one: str, other: str, expected: list[tuple[str, str]]) -> None:
    first = promise("one", "{count: mql}", one)
    second = promise("other", "{count: mql}", other, "baseline: 99", by="sales")
    second = second.replace("baseline: 99", "baseline: 0") if "at_least" in other else second
    found = [(level, code) for level, code, _ in codes(first, second)]
    assert found == expected
    elsewhere = second.replace("{count: mql}", "{count: leads}")
    assert not {"contradiction", "redundant"} & {code for _, code, _ in codes(first, elsewhere)}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("{within: 4 hours, for: 80%}", "{within: 24 hours, for: 95%}", []),
        ("{within: 4 hours, for: 95%}", "{within: 24 hours, for: 80%}", ["redundant"]),
        ("{within: 4 hours}", "{within: 4 business hours}", []),
        ("{within: 90 minutes}", "{within: 2 hours}", ["redundant"]),
    ],
)
def test_looser_times_add_nothing(one: str, other: str, expected: list[str]) -> None:
    found = codes(
        promise("one", "{response_time: {}}", one), promise("other", "{response_time: {}}", other)
    )
    assert [code for _, code, _ in found] == expected


def excused(by: str, *more: str, when: str = "above: 70") -> str:
    return f"excused: [{{when: {{commitment: {by}, {when}}}}}]"


def test_excuses_in_a_circle_are_refused() -> None:
    one = promise("one", "{count: mql}", "{at_least: 5}", excused("two"))
    two = promise("two", "{count: leads}", "{at_least: 5}", excused("three"), by="sales")
    three = promise("three", "{count: attempts}", "{at_least: 5}", excused("one"))
    (note,) = [n for n in lint(one, two, three) if n.level is Level.ERROR]
    assert (note.code, note.line) == ("excuse-circle", 16)
    assert note.sentence == "Excuses go round in a circle: `one` → `two` → `three` → `one`."


def test_excuses_in_a_circle_are_not_read_for_evaluation(tmp_path: Path) -> None:
    one = promise("one", "{count: mql}", "{at_least: 5}", excused("two", when="status: missed"))
    two = promise("two", "{count: leads}", "{at_least: 5}", excused("one", when="status: missed"))
    file = tmp_path / "a.yaml"
    file.write_text(HEAD + one + two)
    with pytest.raises(InputError) as told:
        read_agreements(tmp_path)
    assert told.value.file == str(file)
    assert "in a circle: `one` → `two` → `one`" in str(told.value)


def test_goals_that_are_parts_of_each_other_are_refused() -> None:
    one = promise("one", "{count: mql}", "{at_least: 5}", "part_of: two")
    two = promise("two", "{count: mql}", "{at_least: 50}", "part_of: one")
    (note,) = [n for n in lint(one, two) if n.level is Level.ERROR]
    assert note.code == "quota-circle"
    assert note.sentence == "Goals are parts of each other, in a circle: `one` → `two` → `one`."


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ([excused("other")], []),
        ([excused("other"), "every: quarter"], [("error", "excuse-period")]),
        ([excused("other"), "per: team"], []),
        ([excused("teams")], [("error", "excuse-subject")]),
        ([excused("teams"), "per: team"], []),
        ([excused("teams"), "per: rep"], [("error", "excuse-subject")]),
        ([excused("own", when="status: missed")], [("warning", "excuse-own")]),
        ([excused("answers", when="above: 70")], [("error", "excuse-bound")]),
        ([excused("answers", when="below: 80%")], []),
    ],
)
def test_excuses_are_held_against_what_they_speak_of(
    more: list[str], expected: list[tuple[str, str]]
) -> None:
    found = codes(
        promise("c", "{count: mql}", "{at_least: 5}", *more),
        promise("other", "{count: leads}", "{at_least: 5}", by="sales"),
        promise("teams", "{count: leads}", "{at_least: 5}", "per: team", by="sales"),
        promise("own", "{count: touches}", "{at_least: 5}"),
        promise("answers", "{response_time: {}}", "{within: 4 hours}", by="sales"),
    )
    assert [(level, code) for level, code, _ in found] == expected


def test_unknown_calendars_are_refused_with_the_line() -> None:
    head = HEAD.replace("jakarta-office", "jakarta-offce")
    quota = promise("quota", "{count: mql}", "{at_least: 5}", "calendar: nowhere")
    found = lint(quota, head=head, calendars=calendars)
    assert [(n.level.value, n.code, n.line) for n in found] == [
        ("error", "calendar", 4),
        ("error", "calendar", 16),
    ]
    assert "jakarta-office" in str(found[0].mend)


def test_business_time_needs_working_time() -> None:
    answers = promise("answers", "{response_time: {}}", "{within: 4 business hours}", by="sales")
    assert codes(answers, calendars=lambda name: NoDays()) == [("error", "no-working-time", 13)]
    elapsed = answers.replace("4 business hours", "4 hours")
    assert codes(elapsed, calendars=lambda name: NoDays()) == []


@pytest.mark.parametrize(
    ("window", "least", "expected"),
    [
        ("1 business day", 3, []),
        ("1 business day", 4, ["attempts-window"]),
        ("2 hours", 4, ["attempts-window"]),
        ("16 business hours", 6, []),
        ("16 business hours", 7, ["attempts-window"]),
        ("30 days", 90, []),
    ],
)
def test_attempts_must_fit_their_window(window: str, least: int, expected: list[str]) -> None:
    effort = promise("e", f"{{attempts: {window}}}", f"{{at_least: {least}}}", by="sales")
    assert [code for _, code, _ in codes(effort)] == expected


@pytest.mark.parametrize(
    ("measure", "objective", "more", "expected"),
    [
        ("{count: mql}", "{at_least: 5}", ["owner: "], ("warning", "smart")),
        ("{count: mql}", "{at_least: 5}", ["baseline: "], ("warning", "smart")),
        ("{amount: touches.cost}", "{at_most: 5}", ["baseline: 9"], ("warning", "smart")),
        ("{count: mql}", "{at_least: 5}", ["baseline: 5"], ("warning", "reached")),
        ("{count: mql}", "{at_most: 5}", ["baseline: 4"], ("warning", "reached")),
        ("{count: mql}", "{at_least: 0}", ["baseline: -1"], ("warning", "unreachable")),
        ("{count: mql}", "{at_least: 5}", ["deadline: 2025-12-31"], ("error", "deadline")),
        ("{count: mql}", "{at_least: 5}", ["deadline: 2027-01-01"], ("warning", "deadline")),
        (
            "{ratio: {of: {term: mql, where: {actor: ana}}, over: mql}}",
            "{at_least: 1.2}",
            [],
            ("error", "unreachable"),
        ),
        (
            "{ratio: {of: {term: mql, where: {actor: ana}}, over: mql}}",
            "{at_most: 100%}",
            ["baseline: 2"],
            ("warning", "unreachable"),
        ),
        ("{response_time: {}}", "{within: 4 hours}", ["prorate: days"], ("warning", "prorate")),
        ("{count: programmes}", "", [], None),
        ("{count: {table: claims}}", "{at_least: 5}", ["per: rep"], ("error", "subject")),
        (
            "{count: mql}",
            "{at_least: {by: subject, ana@example.com: 5}}",
            ["per: rep"],
            ("warning", "personal"),
        ),
        (
            "{count: {table: leads, where: {owner: +62 812 3456 7890}}}",
            "{at_least: 5}",
            [],
            ("warning", "personal"),
        ),
    ],
)
def test_sense_of_one_commitment(
    measure: str, objective: str, more: list[str], expected: tuple[str, str] | None
) -> None:
    if expected is None:
        with pytest.raises(InputError):
            lint(promise("c", measure, "{at_least: 5}", *more))
        return
    found = codes(promise("c", measure, objective, *more))
    assert [(level, code) for level, code, _ in found] == [expected]


def test_a_date_as_the_key_of_a_target_is_no_telephone_number() -> None:
    ramp = promise("c", "{count: mql}", "{at_least: {by: period, 2026-12-01: 3, else: 5}}")
    assert "personal" not in {code for _, code, _ in codes(ramp)}


def test_ratio_of_two_tables_may_exceed_one() -> None:
    effort = promise("e", "{ratio: {of: attempts, over: leads}}", "{at_least: 5}", by="sales")
    assert codes(effort) == []


def test_unused_terms_and_open_figures_are_told() -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace("{count: mql}", "{count: leads}")
    text += "individuals: {visible_to: parties}\n"
    notes = lint_agreement(parse_agreement(text), source=parse_source(text))
    told = {note.code: (note.level.value, note.line) for note in notes}
    assert told["term-unused"] == ("warning", 7)
    assert told["personal"] == ("info", 33)


LOADED = {
    "leads": LoadedTable(1000, frozenset({"assigned_at"}), frozenset({"created_at"})),
    "lead_stages": LoadedTable(500),
    "attempts": LoadedTable(2000),
    "deals": LoadedTable(0),
}


@pytest.mark.parametrize(
    ("measure", "objective", "more", "expected"),
    [
        ("{count: mql}", "{at_least: 5}", [], None),
        (
            "{count: tickets}",
            "{at_least: 5}",
            [],
            "No loaded table can answer `c`: tickets is empty or not loaded.",
        ),
        (
            "{ratio: {of: tickets, over: deals}}",
            "{at_least: 5}",
            [],
            "No loaded table can answer `c`: tickets, deals are empty or not loaded.",
        ),
        (
            "{response_time: {from: leads.assigned_at}}",
            "{within: 1 business day}",
            [],
            "`c` reads `leads.assigned_at`, which is empty in all 1,000 rows.",
        ),
        (
            "{count: {table: leads, where: {assigned_at: {known: true}}}}",
            "{at_least: 5}",
            [],
            "`c` reads `leads.assigned_at`, which is empty in all 1,000 rows.",
        ),
        ("{response_time: {}}", "{within: 1 business day}", [], None),
        (
            "{response_time: {}}",
            "{within: 4 hours}",
            [],
            "`c` is judged by the hour, and of `leads.created_at` only the day is known: "
            "it cannot be told.",
        ),
        (
            "{attempts: 48 hours}",
            "{at_least: 3}",
            [],
            "`c` is judged by the hour, and of `leads.created_at` only the day is known: "
            "it cannot be told.",
        ),
        (
            "{count: mql}",
            "{at_least: 5}",
            ["per: assigned_at"],
            None,
        ),
    ],
)
def test_evidence_must_be_able_to_answer(
    measure: str, objective: str, more: list[str], expected: str | None
) -> None:
    if more:
        with pytest.raises(InputError, match="is a time"):
            lint(promise("c", measure, objective, *more), tables=LOADED)
        return
    found = [n.sentence for n in lint(promise("c", measure, objective), tables=LOADED)]
    assert found == ([] if expected is None else [expected])


def test_gaps_between_versions_are_told(tmp_path: Path) -> None:
    for name, dates in (("a", "from: 2026-01-01, to: 2026-03-31"), ("b", "from: 2026-05-01")):
        text = HEAD.replace("from: 2026-01-01, to: 2026-12-31", dates) + QUOTA
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    (note,) = lint_agreements(read_agreements(tmp_path))
    assert (note.level, note.code) == (Level.WARNING, "version-gap")
    assert note.sentence == "No version of `a` holds from 1 April 2026 to 30 April 2026."


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(agreements())
def test_lint_has_a_sentence_for_whatever_can_be_read(agreement: Agreement) -> None:
    version = AgreementVersion(agreement, version_of(agreement))
    tables = {"leads": LoadedTable(3), "deals": LoadedTable(5, frozenset({"amount"}))}
    notes = lint_agreements(order_versions([version]), calendars=calendars, tables=tables, reps=2)
    assert all(note.sentence.endswith((".", "?")) for note in notes)
    assert list(notes) == sorted(notes, key=lambda n: ("error", "warning", "info").index(n.level))


def test_a_table_that_begins_after_the_agreement_is_told() -> None:
    count = promise("leads", "{count: leads}", "{at_least: 5}")

    def told(begins: date | None) -> list[tuple[str, int | None, str]]:
        notes = lint(count, tables={"leads": LoadedTable(9, begins=begins)})
        return [(n.level, n.line, n.sentence) for n in notes if n.code == "begins-later"]

    assert told(date(2026, 3, 1)) == [
        (
            "info",
            3,
            "The agreement holds from 1 January 2026, and the first row of leads is of March 2026: "
            "what came before counts as nothing.",
        )
    ]
    assert told(date(2026, 1, 1)) == told(None) == []


def test_target_of_a_first_month_that_is_cut_short_is_asked() -> None:
    ramp = "{at_least: {by: period, 2026-01: 20, 2025-12: 10, else: 50}}"
    head = HEAD.replace("from: 2026-01-01", "from: 2026-01-05")
    notes = lint(promise("leads", "{count: mql}", ramp), head=head)
    unasked = [str(note.sentence) for note in notes if note.code == "target-period"]
    assert [("2025-12" in said, "2026-01" in said) for said in unasked] == [(True, False)]
