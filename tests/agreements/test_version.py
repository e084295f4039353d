"""What makes a version, and what does not."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from selaras.agreements import Agreement, export_agreement, parse_agreement, version_of
from selaras.agreements.source import parse_source
from selaras.agreements.yaml_text import write_yaml

from .strategies import agreements

EXAMPLE = (Path(__file__).parent / "marketing-sales.yaml").read_text(encoding="utf-8")


def version(*edits: tuple[str, str]) -> str:
    text = EXAMPLE
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    return parse_agreement(text).version


def test_version_of_the_example_stays() -> None:
    # A change of this digest means that every agreement that was signed gets another version:
    # that is a break, to be told in the changelog.
    assert version() == "d0081280e6b4a987055be72b9602addae99a24c642fd87a83be8a4c06b1f0796"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("agreement:", "# signed in Jakarta\nagreement:"),
        ("marketing-sales", "'marketing-sales'"),
        ("[marketing, sales]", "[sales, marketing]"),
        ("{from: 2026-01-01, to: 2026-12-31}", "{to: 2026-12-31, from: '2026-01-01'}"),
        ("{count: mql}", "{count: {term: mql, distinct: lead_id, at: happened_at}}"),
        ("{at_least: 50}", "{at_least: 50.0}"),
        ("for: 95%", "for: 0.95"),
        ("1 business day", "1  Business days"),
        ("{automated: false}", "{attempts.automated: [false]}"),
        ("{within: 30 days,", "{from: leads.created_at, within: 30 days,"),
        ("[contacted, won, disqualified]", "[won, disqualified, contacted]"),
        ("    per: rep", "    per: rep\n    calendar: jakarta-office"),
        ("review: {every: month}", "review: month\nindividuals: {visible_to: own_team}"),
    ],
)
def test_another_way_of_writing_it_is_the_same_version(old: str, new: str) -> None:
    assert version((old, new)) == version()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{at_least: 50}", "{at_least: 51}"),
        ("{at_least: 50}", "{at_most: 50}"),
        ("for: 95%", "for: 96%"),
        ("1 business day", "24 hours"),
        ("2026-12-31", "2027-12-31"),
        ("jakarta-office", "makassar-office"),
        ("more leads than a rep can work", "too many leads"),
        ("a lead that Marketing judges ready for Sales", "a good lead"),
        ("{stage: mql}", "{stage: sal}"),
        ("    per: rep", "    per: team"),
        ("    per: rep", "    per: rep\n    owner: ana"),
        ("review:", "title: Ours\nreview:"),
        ("above: 70", "at_least: 70"),
    ],
)
def test_another_promise_is_another_version(old: str, new: str) -> None:
    assert version((old, new)) != version()


def shuffled(data: Any, dice: random.Random) -> Any:
    """The same mappings with their keys in another order; lists stay as they are."""
    if isinstance(data, Mapping):
        keys = list(data)
        dice.shuffle(keys)
        return {key: shuffled(data[key], dice) for key in keys}
    if isinstance(data, list):
        return [shuffled(item, dice) for item in data]
    return data


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(agreements(), st.randoms(use_true_random=False))
def test_order_of_keys_makes_no_version(agreement: Agreement, dice: random.Random) -> None:
    data = parse_source(export_agreement(agreement)).data
    text = write_yaml(shuffled(data, dice), frozenset())
    assert parse_agreement(text).version == version_of(agreement)
