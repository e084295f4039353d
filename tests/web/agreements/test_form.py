"""The form says what the YAML says: every part of the format, out and in again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from tests.agreements.strategies import agreements

from selaras.agreements import Agreement, export_agreement, parse_agreement, version_of
from selaras.agreements.source import parse_source
from selaras.web.pages.agreements.form.fields import (
    AgreementFields,
    CommitmentFields,
    ConditionFields,
    RowsFields,
    done,
    read_fields,
)
from selaras.web.pages.agreements.form.reading import fields_of
from selaras.web.pages.agreements.form.text import fields_of_text, text_of_fields
from selaras.web.pages.agreements.form.typed import typed_number
from selaras.web.pages.agreements.form.writing import data_of, write_text

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted(
    path
    for folder in ("examples", "src/selaras/demo/templates", "tests/agreements")
    for path in (ROOT / folder).rglob("*.yaml")
    if path.parent.name == "agreements"
)


def sent(form: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """What a browser sends of a filled form."""
    for name in form.__slots__:
        value = getattr(form, name)
        if isinstance(value, str):
            yield f"{prefix}{name}", value
        elif isinstance(value, tuple):
            for n, one in enumerate(value):
                if isinstance(one, str):
                    yield f"{prefix}{name}-{n}", one
                else:
                    yield from sent(one, f"{prefix}{name}-{n}-")
        else:
            yield from sent(value, f"{prefix}{name}-")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_survives_the_form(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    form = fields_of_text(text)
    assert form is not None
    again = write_text(read_fields(AgreementFields, dict(sent(form))))
    assert parse_agreement(again).version == parse_agreement(text).version


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(agreements())
def test_any_agreement_survives_the_form(agreement: Agreement) -> None:
    """Or is refused by it, so that nothing is lost: then there is the text."""
    text = export_agreement(agreement)
    form = fields_of_text(text)
    if form is None:
        again = parse_agreement(text)
    else:
        again = parse_agreement(write_text(read_fields(AgreementFields, dict(sent(form)))))
    assert again.version == version_of(agreement)


def test_a_text_that_promises_the_same_keeps_its_comments() -> None:
    text = EXAMPLES[0].read_text(encoding="utf-8")
    form = fields_of_text(text)
    assert form is not None
    assert text_of_fields(form, text) == text


def test_a_text_with_an_unknown_key_is_not_shown_as_a_form() -> None:
    text = EXAMPLES[0].read_text(encoding="utf-8")
    assert fields_of_text(text + "surprise: 1\n") is None
    assert fields_of_text("agreement: [") is None


def test_what_is_not_finished_is_shown_as_a_form() -> None:
    form = fields_of_text("agreement: a\nparties: [x, y]\ncommitments:\n  one: {promisor: x}\n")
    assert form is not None
    assert form.commitments == (CommitmentFields(name="one", promisor="x", every=""),)


def test_every_field_of_the_format_has_a_place() -> None:
    """A field of the schema that the form does not write would be lost on saving."""
    schema_fields = {
        "commitment": {
            "promisor", "promisee", "measure", "every", "objective", "per", "of", "excused",
            "calendar", "currency", "prorate", "owner", "baseline", "deadline", "part_of", "says",
        }
    }  # fmt: skip
    from selaras.agreements.document import AgreementDocument, CommitmentForm

    full = CommitmentFields(
        name="c", says="s", promisor="a", promisee="b", kind="amount",
        rows=RowsFields("table:deals"), column="amount", per="rep", every="month",
        target="5", currency="IDR", calendar="k", prorate="days", owner="o", baseline="1",
        deadline="2026-01-01", part_of="d", of=(ConditionFields("region", "is", "x"),),
        excused=fields_of(
            {"commitments": {"c": {"excused": {"when": {"commitment": "d", "above": 3}}}}}
        ).commitments[0].excused,
    )  # fmt: skip
    data = data_of(AgreementFields(commitments=(full,)))["commitments"]["c"]
    assert set(data) == schema_fields["commitment"]
    assert {f.alias or n for n, f in CommitmentForm.model_fields.items()} == set(data)
    whole = data_of(
        AgreementFields(
            agreement="a", title="t", parties=("a", "b"), first="2026-01-01", last="2026-02-01",
            calendar="k", review="month", individuals="heads",
            terms=fields_of({"terms": {"m": {"table": "leads"}}}).terms, commitments=(full,),
        )
    )  # fmt: skip
    assert {f.alias or n for n, f in AgreementDocument.model_fields.items()} == set(whole)


def test_a_promise_is_added_and_removed() -> None:
    posted = {"commitments-0-name": "one", "commitments-1-name": "two"}
    more = read_fields(AgreementFields, done(posted, "add:commitments"))
    assert [c.name for c in more.commitments] == ["one", "two", ""]
    less = read_fields(AgreementFields, done(posted, "remove:commitments-0"))
    assert [c.name for c in less.commitments] == ["two"]


def test_a_condition_is_added_within_a_promise() -> None:
    posted = {"commitments-0-name": "one"}
    form = read_fields(AgreementFields, done(posted, "add:commitments-0-rows-where"))
    assert form.commitments[0].rows.where == (ConditionFields(),)


def test_two_promises_of_one_name_are_both_kept() -> None:
    twice = (CommitmentFields(name="one"), CommitmentFields(name="one"))
    assert list(data_of(AgreementFields(commitments=twice))["commitments"]) == ["one", "one (2)"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("4,400,000,000", "4400000000"), ("4.400.000.000", "4400000000"), ("75 %", "75%"),
     ("1.250", "1.250"), ("0.75", "0.75"), ("a lot", "a lot")],
)  # fmt: skip
def test_numbers_are_read_as_people_type_them(typed: str, meant: str) -> None:
    assert str(typed_number(typed)) == meant


def test_hostile_texts_stay_texts() -> None:
    nasty = '<script>alert(1)</script>: {a: *b} # "'
    form = AgreementFields(agreement="a", title=nasty, parties=("x", "y"))
    assert parse_source(write_text(form)).data["title"] == nasty
