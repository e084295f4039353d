"""What is refused, in which line, in what words, and with what mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from selaras.agreements import export_agreement, parse_agreement, read_agreement
from selaras.agreements.lint import lint_file
from selaras.agreements.reading import check_agreement
from selaras.agreements.source import parse_source
from selaras.errors import InputError

EXAMPLE = (Path(__file__).parent / "marketing-sales.yaml").read_text(encoding="utf-8")


def fault(*edits: tuple[str, str]) -> str:
    """The sentence that the edited example is refused with."""
    text = EXAMPLE
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    with pytest.raises(InputError) as caught:
        parse_agreement(text, "a.yaml")
    return caught.value.sentence


COUNT = "{count: mql}"
LEAST = "{at_least: 50}"
RESPONSE = (
    "{response_time: {from: leads.assigned_at, to: attempts.happened_at, "
    "where: {automated: false}}}"
)
WITHIN = "{within: 1 business day, for: 95%}"
ATTEMPTS = "{attempts: {within: 30 days, until: [contacted, won, disqualified]}}"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "calendar: jakarta-office",
            "calender: jakarta-office",
            "a.yaml:1: `calendar` is missing. Write `calendar: …`. "
            "(1 more fault; `selaras lint` lists all.)",
        ),
        (
            "    per: rep",
            "    pre: rep",
            "a.yaml:13: `commitments.leads-per-rep.pre` is not known here. Did you mean `per`?",
        ),
        (
            "every: month\n    objective: {at_least: 50}",
            "every: fortnight\n    objective: {at_least: 50}",
            "a.yaml:14: `fortnight` is not a period. "
            "Write day, week, month, quarter, year or `rolling 30 days`.",
        ),
        (
            COUNT,
            "{count: mqll}",
            "a.yaml:12: `mqll` is neither a term of this agreement nor an evidence table. "
            "Did you mean `mql`?",
        ),
        (
            "table: lead_stages",
            "table: lead_stage",
            "a.yaml:7: There is no evidence table `lead_stage`. Did you mean `lead_stages`?",
        ),
        (
            "where: {stage: mql}",
            "where: {stag: mql}",
            "a.yaml:7: There is no column `stag` in lead_stages or leads. Did you mean `stage`?",
        ),
        (
            "where: {stage: mql}",
            "where: {stage: mqll}",
            "a.yaml:7: `mqll` is not a word of lead_stages.stage. Did you mean `mql`?",
        ),
        (
            LEAST,
            "{within: 3 days}",
            "a.yaml:15: `within` does not bound a count. Write `at_least` or `at_most`.",
        ),
        (
            WITHIN,
            "{at_least: 3}",
            "a.yaml:22: `at_least` does not bound a response time. "
            "Write `within: 8 business hours`, with `for: 95%` for a share of the items.",
        ),
        (
            "within: 1 business day",
            "within: 1 fortnight",
            "a.yaml:22: `commitments.first-response.objective.within`: '1 fortnight' is not a "
            "duration. Write a whole number above 0 and a unit, as in `30 minutes`, `24 hours`, "
            "`30 days`, `90 business minutes`, `8 business hours`, `1 business day`.",
        ),
        (
            LEAST,
            "{at_least: 50, for: 95%}",
            "a.yaml:15: `for` asks a share of items, and a count is one number. "
            "Leave it out, or measure response_time, resolution_time or attempts.",
        ),
        (
            LEAST,
            "{at_least: 50, at_most: 60}",
            "a.yaml:15: An objective is exactly one bound; here stands `at_least` and `at_most`. "
            "Write one of at_least, at_most, within, growth.",
        ),
        (
            LEAST,
            "{at_least: 49.5}",
            "a.yaml:15: `49.5` cannot be reached: a count is a whole number.",
        ),
        (
            LEAST,
            "{at_least: 95%}",
            "a.yaml:15: `95%` is a share, and a count is not. Write a plain number.",
        ),
        (LEAST, "{at_least: -1}", "a.yaml:15: A count is never below zero."),
        (
            LEAST,
            "{at_least: 50 leads}",
            "a.yaml:15: `commitments.leads-per-rep.objective.at_least`: '50 leads' is not a number "
            "such as 50, 0.2 or 20%.",
        ),
        (
            "for: 95%",
            "for: 95",
            "a.yaml:22: `for: 95` is not a share. Write more than 0% and at most 100%: `95%`.",
        ),
        (
            "promisor: marketing",
            "promisor: marketeers",
            "a.yaml:10: `marketeers` is not a party of this agreement. Did you mean `marketing`?",
        ),
        (
            "promisee: sales",
            "promisee: marketing",
            "a.yaml:11: `marketing` cannot promise to itself. Name another party.",
        ),
        (
            "commitment: leads-per-rep",
            "commitment: leads-per-reps",
            "a.yaml:31: There is no commitment `leads-per-reps` in this agreement. "
            "Did you mean `leads-per-rep`?",
        ),
        (
            "above: 70",
            "above: 70, below: 3",
            "a.yaml:31: An excuse has exactly one condition. "
            "Write one of above, below, at_least, at_most, status.",
        ),
        (
            "per: rep",
            "per: reps",
            "a.yaml:13: `reps` is neither rep, team, company, party nor a column of lead_stages, "
            "leads, people. Did you mean `rep`?",
        ),
        (
            "per: rep",
            "per: created_at",
            "a.yaml:13: `leads.created_at` is a time; `every` says the periods. "
            "Name another column.",
        ),
        (
            COUNT,
            "{count: mql, ratio: {of: mql, over: leads}}",
            "a.yaml:12: A measure is exactly one thing; here stands `count` and `ratio`. "
            "Write one of count, amount, ratio, response_time, resolution_time, attempts.",
        ),
        (
            COUNT,
            "{amount: deals.amount}",
            "a.yaml:9: An amount of money names its currency. Write `currency: IDR`, or another.",
        ),
        (
            COUNT,
            "{amount: deals.owner}",
            "a.yaml:12: `deals.owner` is not a number that can be added up. "
            "Numbers of deals are: amount, delivered_amount.",
        ),
        (
            COUNT,
            "{count: plans}",
            "a.yaml:12: Rows of plans have no time at which they happened, so that no period can "
            "be told for them. Count one of leads, assignments, lead_stages, touches, attempts, "
            "deals, capacity_tests, utilisation, claims, tickets, ticket_events, contacts.",
        ),
        (
            COUNT,
            "{count: {table: deals, where: {outcome: won, delivered_amount: 5}}}",
            "a.yaml:12: Values that are set at `closed_at` and `delivered_at` are used together. "
            "Say which one counts: `at: …`.",
        ),
        (
            COUNT,
            "{count: {table: leads, at: owner}}",
            "a.yaml:12: `leads.owner` is not a time. "
            "Times of leads are: `created_at`, `assigned_at`.",
        ),
        (
            COUNT,
            "{count: {table: leads, where: {created_at: 2026-01-01}}}",
            "a.yaml:12: `leads.created_at` is a time, which can only be known or not. "
            "Write `{known: true}`; periods and `at` say when.",
        ),
        (
            COUNT,
            "{count: {table: leads, where: {source: {above: 5}}}}",
            "a.yaml:12: `leads.source` has no order: more and less mean nothing for words. "
            "Write the values themselves, as in `[a, b]`.",
        ),
        (
            COUNT,
            "{count: {table: leads, where: {value: much}}}",
            "a.yaml:12: `leads.value` is a number: 'much' is not a number such as 50, 0.2 or 20%.",
        ),
        (
            COUNT,
            "{count: {table: attempts, where: {automated: maybe}}}",
            "a.yaml:12: `attempts.automated` is true or false, not 'maybe'.",
        ),
        (
            COUNT,
            "{count: {table: leads, where: {source: []}}}",
            "a.yaml:12: The list is empty: nothing could ever satisfy it.",
        ),
        (
            COUNT,
            "{count: {table: leads, where: {tickets.customer: x}}}",
            "a.yaml:12: `tickets.customer` cannot be reached from here. Use a column of leads.",
        ),
        (
            "from: leads.assigned_at",
            "from: created_at",
            "a.yaml:19: `created_at` is a time of several tables. "
            "Write one of `leads.created_at`, `deals.created_at`.",
        ),
        (
            "from: leads.assigned_at",
            "from: tickets.opened_at",
            "a.yaml:19: tickets and attempts share neither lead_id nor ticket_id, so that no "
            "answer can be found for an item. "
            "Take `from` and `to` from tables of leads, or of tickets.",
        ),
        (
            RESPONSE,
            "{response_time: {from: leads.created_at, to: leads.created_at}}",
            "a.yaml:19: `from` and `to` are one column, and every row of leads would answer "
            "itself. Name another time in `to`.",
        ),
        (
            RESPONSE,
            "{response_time: {from: lead_stages.happened_at, to: lead_stages.happened_at}}",
            "a.yaml:19: `from` and `to` are one column, and `where` does not say which rows "
            "answer. Say with `where` which rows answer, and with the commitment's `of` which "
            "wait.",
        ),
        (
            RESPONSE,
            "{response_time: {from: lead_stages.happened_at, to: lead_stages.happened_at, "
            "where: {stage: sal}}}",
            "a.yaml:16: `from` and `to` are one column, and `of` does not say which rows of "
            "lead_stages wait. Limit them by a column of theirs, such as "
            "`of: {status: waiting_customer}`.",
        ),
        (
            "[contacted, won, disqualified]",
            "[contacted, one]",
            "a.yaml:26: `one` is not a stage of a lead. Did you mean `won`?",
        ),
        (
            RESPONSE,
            "{resolution_time: {from: leads.created_at, to: attempts.happened_at}}",
            "a.yaml:19: `leads.created_at` and `attempts.happened_at` do not stand in one row. "
            "Use `response_time` for times of two tables.",
        ),
        (
            RESPONSE,
            "{resolution_time: {from: deals.closed_at, to: deals.created_at}}",
            "a.yaml:19: `deals.created_at` is when an item begins: nothing is done by it. "
            "Name in `to` when it is done.",
        ),
        (
            RESPONSE,
            "{resolution_time: {from: deals.closed_at, to: deals.closed_at}}",
            "a.yaml:19: `deals.closed_at` is when an item begins: nothing is done by it. "
            "Name in `to` when it is done.",
        ),
        (
            RESPONSE,
            "{resolution_time: {from: deals.created_at, to: deals.closed_at, pauses: true}}",
            "a.yaml:19: Nothing pauses items of deals: pauses are read from ticket_events. "
            "Leave `pauses` out.",
        ),
        (
            "{at_least: 5, for: 90%}",
            "{within: 30 days}",
            "a.yaml:29: `within` does not bound a number of attempts. "
            "Put the window in the measure, `attempts: {within: 30 days}`, and `at_least`.",
        ),
        (
            "{at_least: 5, for: 90%}",
            "{at_most: 5, for: 90%}",
            "a.yaml:29: `at_most` does not bound a number of attempts. Write `at_least`.",
        ),
        (
            LEAST,
            "{at_least: {by: period, 2026-13: 5}}",
            "a.yaml:15: `2026-13` is not a period. "
            "Write 2026, 2026-Q1, 2026-02, 2026-W07 or 2026-02-14.",
        ),
        (
            LEAST,
            "{at_least: {by: moon, a: 5}}",
            "a.yaml:15: `commitments.leads-per-rep.objective.at_least.by` cannot be `moon`. "
            "Known are `period`, `subject`, `tenure`.",
        ),
        (
            LEAST,
            "{at_least: {by: tenure, first: 5}}",
            "a.yaml:15: `first` is not a number of periods. Write 1, 2, …",
        ),
        (
            "to: 2026-12-31",
            "to: 2025-12-31",
            "a.yaml:3: It ends on 31 December 2025, before it begins on 1 January 2026. "
            "Turn the two dates round.",
        ),
        (
            "to: 2026-12-31",
            "to: 2026-02-30",
            "a.yaml:3: 2026-02-30 is not a day of the calendar. Write a date such as 2026-02-28.",
        ),
        (
            "to: 2026-12-31",
            "to: soon",
            "a.yaml:3: `effective.to`: must be a date such as 2026-01-31.",
        ),
        (
            "[marketing, sales]",
            "[marketing]",
            "a.yaml:2: `parties` needs 2 or more entries. ",
        ),
        (
            "[marketing, sales]",
            "[marketing, sales, sales]",
            "a.yaml:2: `sales` is named twice.",
        ),
        (
            "  mql: {table",
            "  deals: {table",
            "a.yaml:7: `deals` is an evidence table, so that no term can have this name. "
            "Give the term another name. (1 more fault; `selaras lint` lists all.)",
        ),
        (
            "review: {every: month}",
            "review: {every: moth}",
            "a.yaml:5: `review.every` cannot be `moth`. Did you mean `month`?",
        ),
        (
            "review: {every: month}",
            "owner: 5",
            "a.yaml:5: `owner` is not known here. "
            "Known are `agreement`, `title`, `parties`, `effective`, `calendar`, `review`, "
            "`individuals`, `terms`, `commitments`.",
        ),
        (
            "    per: rep",
            "    per: rep\n    owner: 5",
            "a.yaml:14: `commitments.leads-per-rep.owner` must be text; put numbers, dates and "
            "true/false in quotes.",
        ),
        (
            "    per: rep",
            "    per: rep\n    per: team",
            "a.yaml:14: `per` stands here twice, first in line 13. Keep one of the two.",
        ),
        (
            "    per: rep",
            "\tper: rep",
            "a.yaml:13: This is not YAML: found character '\\t' that cannot start any token. "
            "Indent with spaces, never with tabs.",
        ),
        (
            "calendar: jakarta-office",
            "calendar: &c jakarta-office",
            "a.yaml:4: &c is an anchor; agreements are written out in full. "
            "Write the text itself instead of & and *.",
        ),
    ],
)
def test_fault_is_named_with_line_and_mend(old: str, new: str, sentence: str) -> None:
    found = fault((old, new))
    if sentence.endswith(" "):
        assert found.startswith(sentence.strip())
    else:
        assert found == sentence


def test_all_faults_of_a_file_are_found_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    edits = [
        (COUNT, "{count: mqll}"),
        ("promisee: marketing", "promisee: legal"),
        ("commitment: leads-per-rep", "commitment: nothing-like-it"),
    ]
    text = EXAMPLE
    for old, new in edits:
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    version, notes = lint_file(path)
    assert version is None
    assert [(note.line, note.sentence) for note in notes] == [
        (12, "`mqll` is neither a term of this agreement nor an evidence table."),
        (18, "`legal` is not a party of this agreement."),
        (31, "There is no commitment `nothing-like-it` in this agreement."),
    ]
    with pytest.raises(InputError, match=r"2 more faults; `selaras lint` lists all"):
        read_agreement(path)


def test_what_follows_from_a_wrong_term_is_not_told_twice() -> None:
    source = parse_source(EXAMPLE.replace("{stage: mql}", "{stage: mqll}"))
    _, faults = check_agreement(source)
    assert [fault.problem for fault in faults] == ["`mqll` is not a word of lead_stages.stage."]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing",
        "just words",
        "- a\n- b",
        "[" * 5000,
        "{a: " * 2000,
        "a: &a [x]\nb: [*a, *a]",
        "a: *b",
        "a: !!python/object/apply:os.system [ls]",
        "--- a\n--- b",
        "a: 1e999999999",
        f"a: {'9' * 5000}",
        "? [a, b]\n: c",
        "a: \x00",
        "%YAML 3.0\n---\na: b",
    ],
)
def test_what_is_no_plain_yaml_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_agreement(text)


def test_unreadable_files_are_refused(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("agreement: café".encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8"):
        read_agreement(latin)
    large = tmp_path / "large.yaml"
    large.write_bytes(b"# " + b"x" * 1_000_001)
    with pytest.raises(InputError, match="larger than"):
        read_agreement(large)
    with pytest.raises(InputError, match="cannot be read"):
        read_agreement(tmp_path / "nowhere.yaml")


KEYS = (
    *("by", "else", "where", "from", "to", "of", "over", "within", "until", "pauses", "not"),
    *("above", "known", "term", "table", "at", "when", "commitment", "status", "count", "amount"),
    *("ratio", "attempts", "response_time", "resolution_time", "at_least", "growth", "for"),
    *("distinct", "2026", "members", "stage", "outcome"),
)
JUNK = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.dates().map(str),
        st.text(max_size=12),
        st.sampled_from(["mql", "leads", "deals.amount", "30 days", "95%", "rep", "period", "won"]),
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


def is_refused(text: str) -> bool:
    """Whether reading ends in an InputError with a sentence; anything else escapes."""
    try:
        parse_agreement(text)
    except InputError as error:
        return bool(error.sentence)
    return False


def to_yaml(value: object) -> str:
    """Junk as flow YAML; texts go out both bare and quoted, so that some of it is not YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {to_yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(to_yaml(item) for item in value) + "]"
    if value is None:
        return "null"
    return str(value)


PARTS = [
    "mql, says: x",
    "{table: lead_stages, where: {stage: mql}, says: a lead that Marketing judges ready for Sales}",
    "[marketing, sales]",
    "{from: 2026-01-01, to: 2026-12-31}",
    "{every: month}",
    "jakarta-office",
    COUNT,
    LEAST,
    RESPONSE,
    WITHIN,
    ATTEMPTS,
    "{at_least: 5, for: 90%}",
    "{commitment: leads-per-rep, above: 70}",
    "{automated: false}",
    "[contacted, won, disqualified]",
    "1 business day",
    "rep",
    "month",
    "50",
]


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(PARTS), JUNK)
def test_any_part_replaced_by_junk_is_read_or_refused(part: str, junk: object) -> None:
    text = EXAMPLE.replace(part, to_yaml(junk), 1)
    if is_refused(text):
        return
    version, faults = check_agreement(parse_source(text, "a.yaml"))
    assert version is not None
    assert faults == ()
    assert version.version == parse_agreement(export_agreement(version)).version


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PARTS), JUNK), min_size=2, max_size=5))
def test_every_fault_has_a_sentence_and_a_line(edits: list[tuple[str, object]]) -> None:
    text = EXAMPLE
    for part, junk in edits:
        text = text.replace(part, to_yaml(junk), 1)
    try:
        source = parse_source(text, "a.yaml")
    except InputError:
        return  # not YAML at all: the test before has seen to it
    version, faults = check_agreement(source)
    assert (version is None) == bool(faults)
    assert all(fault.problem.strip() and fault.line for fault in faults)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(EXAMPLE)), st.text(max_size=5), st.integers(0, 10))
def test_any_text_pushed_into_the_example_is_read_or_refused(at: int, text: str, cut: int) -> None:
    edited = EXAMPLE[:at] + text + EXAMPLE[at + cut :]
    if not is_refused(edited):
        assert len(parse_agreement(edited).version) == 64
