"""Amounts in sentences, as people write them."""

from __future__ import annotations

import pytest

from selaras.diagnosis.finding import Cause, Effect, Estimate
from selaras.diagnosis.sentences import amount_words, needed_of
from selaras.diagnosis.verdict_rule import Case


@pytest.mark.parametrize(
    ("value", "english", "indonesian"),
    [
        (4.8e15, "IDR 4,800 trillion", "Rp 4.800 triliun"),
        (999_900_000, "IDR 1,000 million", "Rp 1.000 juta"),
        (-1_234_000, "IDR 1.23 million", "Rp 1,23 juta"),
        (20_000_000, "IDR 20 million", "Rp 20 juta"),
        (12_345, "IDR 12,345", "Rp 12.345"),
        (0.5, "IDR 0.5", "Rp 0,5"),
        (0.000001, "IDR 0", "Rp 0"),
    ],
)
def test_amounts_are_short_and_written_out(value: float, english: str, indonesian: str) -> None:
    words = amount_words(value, "IDR")
    assert (words.en, words.id) == (english, indonesian)


def close(likely: float) -> Case:
    """A sure gap, two teams that surely harmed, and how likely the worst is the worst."""
    return Case(
        gap=Estimate(-100.0, -120.0, -80.0),
        base=400.0,
        teams=(
            Effect("marketing", "marketing", -60.0, -90.0, -30.0),
            Effect("sales", "sales", -40.0, -70.0, -10.0),
        ),
        worse_than_next={"marketing": likely},
        harmful={"marketing": 0.99, "sales": 0.97},
        leads=(1000, 1000),
        won=(100, 100),
    )


@pytest.mark.parametrize(("likely", "leads"), [(0.8, 2400), (0.7, 6000), (0.9, 1100)])
def test_leads_that_are_needed_tell_the_worst_team_from_the_next(likely: float, leads: int) -> None:
    needed = needed_of(Cause.CANNOT_TELL, close(likely), {"reps": 8}, 4)
    assert needed is not None
    assert needed.leads == leads


def test_teams_that_are_alike_are_not_told_apart_by_more_leads() -> None:
    needed = needed_of(Cause.CANNOT_TELL, close(0.5), {"reps": 8}, 4)
    assert needed is not None
    assert needed.leads is None
    assert "too close to tell" in needed.says.en
