"""Source fairness on companies whose truth is known: quality or effort, and thin evidence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.diagnosis.followup.company import AGREEMENT, Truth, company

from selaras.diagnosis.source_fairness import (
    SourceFairness,
    source_fairness,
    source_fairness_form,
)
from selaras.diagnosis.source_fairness.answer import Lack, Verdict
from selaras.diagnosis.source_fairness.sentences import limits_of, sentence_of

# Both grades are called alike, so that only what is planted tells the sides apart.
FAIR = Truth(leads=3000, reps=10, hazards=(0.30, 0.20), goes_on=(0.9, 0.9))


def asked_of(truth: Truth, folder: Path, seed: int = 1) -> SourceFairness:
    return source_fairness(company(truth, seed).asked(folder, agreement=AGREEMENT))


def wins_at_five(truth: Truth, factor: float = 1.0) -> float:
    """Deals per lead at five attempts and the mix of grades, from the parameters."""
    shares = (truth.share_a, 1 - truth.share_a)
    parts = zip(shares, truth.hazards, truth.wins, strict=True)
    return factor * sum(share * (1 - (1 - h) ** 5) * w for share, h, w in parts)


def test_leads_that_are_worse_are_named(tmp_path: Path) -> None:
    truth = replace(FAIR, marketing_wins=0.4)
    answer = asked_of(truth, tmp_path)
    assert (answer.verdict, answer.lack) == (Verdict.MARKETING_LOWER, None)
    planted = wins_at_five(truth, 0.4) - wins_at_five(truth)
    for method in answer.methods:
        assert method.apart.low is not None
        assert method.apart.high is not None
        assert method.apart.low <= planted <= method.apart.high
    assert answer.e_value is not None
    assert answer.e_value_bound is not None
    assert answer.e_value > answer.e_value_bound > 1


def test_leads_that_are_worked_less_are_not_called_worse(tmp_path: Path) -> None:
    truth = replace(FAIR, marketing_goes_on=0.3)
    answer = asked_of(truth, tmp_path)
    assert answer.verdict is not Verdict.MARKETING_LOWER
    assert answer.crude is not None
    # As counted, marketing's leads bring clearly fewer deals; at equal effort they do not.
    assert answer.crude[0] < 0.8 * answer.crude[1]
    assert answer.methods[0].apart.low is not None
    assert answer.methods[0].apart.high is not None
    assert answer.methods[0].apart.low <= 0 <= answer.methods[0].apart.high


def test_where_sides_are_drawn_by_lot_both_methods_agree(tmp_path: Path) -> None:
    answer = asked_of(FAIR, tmp_path)
    standardised, weighted = answer.methods
    assert standardised.apart.value == pytest.approx(weighted.apart.value, abs=0.01)
    assert answer.overlap is not None
    assert answer.overlap.share == 1
    assert 0.45 < answer.overlap.least <= answer.overlap.most < 0.55


def test_a_difference_that_is_too_wide_says_how_many_leads_it_takes(tmp_path: Path) -> None:
    answer = asked_of(replace(FAIR, leads=500), tmp_path)
    assert (answer.verdict, answer.lack) == (Verdict.CANNOT_TELL, Lack.TOO_WIDE)
    assert answer.needed is not None
    assert answer.needed > answer.n["sales_in_time"]
    assert "would be enough" in sentence_of(answer).en


def test_no_promises_hold_everybody_to_what_was_made(tmp_path: Path) -> None:
    answer = source_fairness(company(FAIR, 1).asked(tmp_path))
    assert not answer.in_time
    assert answer.promised is None
    assert any("speed is as it was" in limit.en for limit in limits_of(answer))


def test_one_side_alone_cannot_be_compared(tmp_path: Path) -> None:
    answer = asked_of(Truth(leads=200, marketing=1.0), tmp_path)
    assert (answer.verdict, answer.lack) == (Verdict.CANNOT_TELL, Lack.ONE_SIDE)
    assert "nothing to compare" in sentence_of(answer).en


def test_sides_unknown_cannot_be_compared(tmp_path: Path) -> None:
    made = company(Truth(leads=200))
    for lead in made.rows["leads"]:
        del lead["sourced_by"]
    answer = source_fairness(made.asked(tmp_path, agreement=AGREEMENT))
    assert answer.lack is Lack.ONE_SIDE


def test_few_leads_and_few_deals_cannot_tell(tmp_path: Path) -> None:
    few = asked_of(Truth(leads=200, marketing=0.95), tmp_path / "few")
    assert few.lack is Lack.FEW_LEADS
    poor = asked_of(Truth(leads=400, hazards=(0.3, 0.3), wins=(0.03, 0.03)), tmp_path / "poor")
    assert poor.lack is Lack.FEW_WINS
    assert poor.verdict is Verdict.CANNOT_TELL


def test_three_reps_are_no_interval(tmp_path: Path) -> None:
    answer = asked_of(replace(FAIR, leads=900, reps=3), tmp_path)
    assert (answer.verdict, answer.lack) == (Verdict.CANNOT_TELL, Lack.FEW_REPS)


def test_leads_of_nobody_are_no_rep(tmp_path: Path) -> None:
    made = company(replace(FAIR, leads=900, reps=4), 1)
    for lead in made.rows["leads"]:
        if lead["owner"] == "rep-3":
            lead["owner"] = None
    answer = source_fairness(made.asked(tmp_path, agreement=AGREEMENT))
    assert (answer.lack, answer.n["reps"]) == (Lack.FEW_REPS, 3)
    assert {method.apart.low for method in answer.methods} == {None}


def test_sides_worked_by_different_reps_cannot_be_told_apart_from_them(tmp_path: Path) -> None:
    made = company(FAIR, 2)
    for i, lead in enumerate(made.rows["leads"]):
        lead["owner"] = f"rep-{i % 5 + (5 if lead['sourced_by'] == 'sales' else 0)}"
    answer = source_fairness(made.asked(tmp_path, agreement=AGREEMENT))
    assert (answer.verdict, answer.lack) == (Verdict.CANNOT_TELL, Lack.OTHER_REPS)


def test_sides_with_leads_of_different_grades_do_not_overlap(tmp_path: Path) -> None:
    made = company(FAIR, 2)
    for lead in made.rows["leads"]:
        lead["grade"] = "A" if lead["sourced_by"] == "sales" else "B"
    answer = source_fairness(made.asked(tmp_path, agreement=AGREEMENT))
    assert (answer.verdict, answer.lack) == (Verdict.CANNOT_TELL, Lack.NO_OVERLAP)


def test_a_missing_table_is_said(tmp_path: Path) -> None:
    made = company(Truth(leads=60))
    del made.rows["attempts"]
    answer = source_fairness(made.asked(tmp_path))
    assert answer.lack is Lack.NO_TABLES
    assert "attempts is not loaded" in sentence_of(answer).en


@pytest.mark.parametrize("leads", [0, 3, 60, 500])
def test_the_form_is_whole_whatever_there_is(tmp_path: Path, leads: int) -> None:
    made = company(Truth(leads=max(leads, 1)))
    if not leads:
        made.rows["leads"][0]["assigned_at"] = None
        made.rows["leads"][0]["created_at"] = "2025-01-01T00:00:00Z"
    form = source_fairness_form(source_fairness(made.asked(tmp_path, agreement=AGREEMENT)))
    assert form["verdict"] in {v.value for v in Verdict}
    assert form["sentence"]["en"]
    assert form["sentence"]["id"]
    assert (form["needed"] is None) == (form["verdict"] != "cannot_tell")
