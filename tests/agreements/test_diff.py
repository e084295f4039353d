"""What changed, in sentences."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings

from selaras.agreements import Agreement, diff_versions, parse_agreement, version_of

from .strategies import agreements

EXAMPLE = (Path(__file__).parent / "marketing-sales.yaml").read_text(encoding="utf-8")


def sentences(*edits: tuple[str, str], language: str = "en") -> list[str]:
    text = EXAMPLE
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    changes = diff_versions(parse_agreement(EXAMPLE), parse_agreement(text))
    return [change.sentence(language) for change in changes]  # type: ignore[arg-type]


def test_diff_of_a_version_with_itself_is_empty() -> None:
    assert sentences() == []


def test_diff_says_a_target_and_a_share() -> None:
    edit = ("within: 1 business day, for: 95%", "within: 4 business hours, for: 90%")
    assert sentences(edit) == [
        "first-response: the target goes from 1 business day to 4 business hours",
        "first-response: the share asked goes from 95% to 90%",
    ]
    assert sentences(edit, language="id") == [
        "first-response: target berubah dari 1 hari kerja menjadi 4 jam kerja",
        "first-response: bagian yang diminta berubah dari 95% menjadi 90%",
    ]


def test_diff_says_dates_parties_calendar_and_title() -> None:
    assert sentences(
        ("2026-12-31", "2027-06-30"),
        ("[marketing, sales]", "[marketing, sales, technical]"),
        ("calendar: jakarta-office", "calendar: makassar-office\ntitle: Leads"),
    ) == [
        "technical becomes a party",
        "The title is now Leads",
        "The last day goes from 31 December 2026 to 30 June 2027",
        "The calendar goes from jakarta-office to makassar-office",
    ]


def test_diff_says_that_an_end_was_removed() -> None:
    assert sentences((", to: 2026-12-31", "")) == ["The last day is gone (it was 31 December 2026)"]


def test_diff_tells_a_renamed_term_and_nothing_else() -> None:
    assert sentences(("mql: {table", "good-lead: {table"), ("count: mql", "count: good-lead")) == [
        "Term mql is now called good-lead"
    ]


def test_diff_tells_a_renamed_commitment_and_not_what_speaks_of_it() -> None:
    assert sentences(("leads-per-rep", "lead-quota")) == ["leads-per-rep is now called lead-quota"]


def test_diff_says_what_a_term_means_now_but_once() -> None:
    assert sentences(("where: {stage: mql}", "where: {stage: [mql, sal]}")) == [
        "term mql: the meaning goes from table: lead_stages, where: {stage: mql} "
        "to table: lead_stages, where: {stage: [mql, sal]}"
    ]


def test_diff_says_added_and_removed_commitments() -> None:
    added = (
        "commitments:\n",
        "commitments:\n  wins:\n    promisor: sales\n    promisee: marketing\n"
        "    measure: {count: {table: deals, where: {outcome: won}}}\n"
        "    every: quarter\n    objective: {at_least: 9}\n",
    )
    assert sentences(added) == ["wins is new: sales promises marketing at least 9 every quarter"]
    assert sentences(added, language="id") == [
        "wins baru: sales berjanji kepada marketing sedikitnya 9 setiap triwulan"
    ]
    new = parse_agreement(EXAMPLE)
    old = parse_agreement(EXAMPLE.replace(*added))
    assert [change.sentence() for change in diff_versions(old, new)] == [
        "wins is gone: sales promises marketing at least 9 every quarter"
    ]


def test_diff_writes_numbers_as_the_language_does() -> None:
    edits = (("{at_least: 50}", "{at_least: 120_000}"), ("for: 95%", "for: 92.5%"))
    assert sentences(*edits) == [
        "leads-per-rep: the target goes from 50 to 120,000",
        "first-response: the share asked goes from 95% to 92.5%",
    ]
    assert sentences(*edits, language="id") == [
        "leads-per-rep: target berubah dari 50 menjadi 120.000",
        "first-response: bagian yang diminta berubah dari 95% menjadi 92,5%",
    ]


def test_diff_says_a_bound_that_turned_round() -> None:
    assert sentences(("{at_least: 50}", "{at_most: 60}")) == [
        "leads-per-rep: the objective goes from at least 50 to at most 60"
    ]


def test_diff_says_a_ramp() -> None:
    ramp = "{at_least: {by: period, 2026-Q1: 30, 2026-02: 35, else: 50}}"
    assert sentences(("{at_least: 50}", ramp)) == [
        "leads-per-rep: the target goes from 50 to 35 in 2026-02, 30 in 2026-Q1, else 50"
    ]


def test_diff_says_the_measure_as_its_yaml_has_it() -> None:
    assert sentences(("{count: mql}", "{count: leads}")) == [
        "leads-per-rep: the measure goes from count: mql to count: leads"
    ]


def test_diff_says_excuses() -> None:
    assert sentences(("above: 70", "above: 80")) == [
        "persistence: the excuse goes from when leads-per-rep above 70 (more leads than a rep can "
        "work) to when leads-per-rep above 80 (more leads than a rep can work)"
    ]


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(agreements(), agreements())
def test_diff_is_empty_exactly_where_versions_are_equal(one: Agreement, other: Agreement) -> None:
    assert diff_versions(one, one) == ()
    changes = diff_versions(one, other)
    assert bool(changes) == (version_of(one) != version_of(other))
    for change in changes:
        assert change.sentence("en")
        assert change.sentence("id")
