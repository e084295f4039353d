"""The JSON Schema accepts what the reader accepts, and an editor sees the commonest mistakes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

from selaras.agreements import Agreement, export_agreement
from selaras.agreements.document import AgreementDocument, json_schema
from selaras.agreements.source import parse_source, read_source

from .strategies import agreements

EXAMPLE = Path(__file__).parent / "marketing-sales.yaml"
VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def as_json(data: Any) -> Any:
    """What an editor hands to a JSON Schema: dates are texts there."""
    if isinstance(data, Mapping):
        return {key: as_json(value) for key, value in data.items()}
    if isinstance(data, list):
        return [as_json(value) for value in data]
    if isinstance(data, date):
        return data.isoformat()
    return float(data) if isinstance(data, Decimal) else data


def test_schema_is_a_valid_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    json.dumps(json_schema())


def test_schema_accepts_the_example() -> None:
    VALIDATOR.validate(as_json(read_source(EXAMPLE).data))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("calendar: jakarta-office", "calender: jakarta-office"),
        ("within: 1 business day", "within: 1 fortnight"),
        ("{at_least: 50}", "{at_least: many}"),
        ("{at_least: 50}", "{at_leats: 50}"),
        ("[marketing, sales]", "[marketing]"),
        ("review: {every: month}", "review: {every: moth}"),
        ("from: 2026-01-01", "form: 2026-01-01"),
    ],
)
def test_schema_refuses_a_mistake(old: str, new: str) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert old in text
    data = as_json(parse_source(text.replace(old, new, 1)).data)
    assert not VALIDATOR.is_valid(data)


def test_every_form_has_a_description_for_the_reference() -> None:
    schema = json_schema()
    undescribed = [name for name, form in schema["$defs"].items() if "description" not in form]
    assert undescribed == []
    assert schema["description"] == AgreementDocument.__doc__


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(agreements())
def test_schema_accepts_whatever_can_be_exported(agreement: Agreement) -> None:
    VALIDATOR.validate(as_json(parse_source(export_agreement(agreement)).data))
