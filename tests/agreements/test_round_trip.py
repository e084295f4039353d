"""YAML out and in again is the same promise, whatever the promise is."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings

from selaras.agreements import Agreement, parse_agreement, read_agreement, version_of
from selaras.agreements.version import canonical_form
from selaras.agreements.writing import export_agreement

from .strategies import agreements

EXAMPLE = Path(__file__).parent / "marketing-sales.yaml"


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(agreements())
def test_export_reads_back_to_the_same_version(agreement: Agreement) -> None:
    back = parse_agreement(export_agreement(agreement))
    assert canonical_form(back.agreement) == canonical_form(agreement)
    assert back.version == version_of(agreement)


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(agreements())
def test_export_of_what_was_read_is_stable(agreement: Agreement) -> None:
    text = export_agreement(parse_agreement(export_agreement(agreement)))
    assert export_agreement(parse_agreement(text)) == text


def test_long_texts_are_written_in_no_time() -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace("more leads than a rep can work", "a" * 1999)
    long = parse_agreement(text.replace("a" * 1999, "a" * 1999 + "'"))
    assert parse_agreement(export_agreement(long)).agreement == long.agreement


def test_export_of_the_example_keeps_its_values() -> None:
    example = read_agreement(EXAMPLE)
    assert parse_agreement(export_agreement(example)).agreement == example.agreement
