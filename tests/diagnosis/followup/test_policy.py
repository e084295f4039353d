"""The answer on follow-ups against companies whose hazards are known, and against thin evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from tests.diagnosis.followup.company import START, Company, Truth, company

from selaras.diagnosis.followup import By, Terms, follow_up, follow_up_form
from selaras.diagnosis.followup.policy import FollowUp, Lack, kind_asked
from selaras.diagnosis.followup.sentences import limits_of, sentence_of
from selaras.errors import EvidenceError, InputError
from selaras.ledger.form import to_json
from selaras.statistics.hazards import best_number, contact_by, net_value

TRUTH = Truth()
STATED = Terms(value=Decimal(500_000), cost=Decimal(30_000))


@pytest.fixture(scope="module")
def confounded(tmp_path_factory: pytest.TempPathFactory) -> FollowUp:
    """Example D of methods.md §3, drawn: reps call the good leads more."""
    return follow_up(company(TRUTH).asked(tmp_path_factory.mktemp("company")), STATED)


def test_hazards_by_grade_hold_the_truth_where_the_naive_ones_do_not(
    confounded: FollowUp,
) -> None:
    fifth = confounded.curves[0].rows[4].contact_by
    truth = 0.4 * (1 - 0.8**5) + 0.6 * (1 - 0.94**5)
    assert fifth.low is not None
    assert fifth.high is not None
    assert fifth.low <= truth <= fifth.high
    assert confounded.weighted is not None
    by_weights = abs(
        confounded.weighted.by_weights - confounded.curves[0].rows[-1].contact_by.value
    )
    naive = abs(confounded.weighted.unweighted - confounded.curves[0].rows[-1].contact_by.value)
    assert by_weights < naive / 2


def test_best_numbers_are_those_of_the_truth(confounded: FollowUp) -> None:
    by_name = {curve.name: curve for curve in confounded.curves}
    # A contact is worth 500,000 and h is .20: each attempt brings 100,000. Of B .06: 30,000.
    assert by_name["A"].best.is_edge
    best = by_name["B"].best
    assert best.low is not None
    assert best.low <= best_number(net_value([0.06] * 8, 500_000, 30_001)) + 1


def test_counts_are_those_of_the_rows(confounded: FollowUp) -> None:
    rows = company(TRUTH).rows
    assert confounded.n["leads"] == len(rows["leads"])
    assert confounded.n["attempts"] == len(rows["attempts"])
    assert confounded.n["contacts"] == len(rows["deals"])
    first = confounded.curves[0].rows[0]
    assert first.attempted == len(rows["leads"])


def test_the_reading_by_final_number_is_shown_and_refused(confounded: FollowUp) -> None:
    assert confounded.final_numbers[0].share_reached != pytest.approx(
        confounded.final_numbers[0].chance, abs=0.05
    )
    assert "Not read by the final number" in limits_of(confounded)[0].en
    with pytest.raises(InputError, match="outcome of the calling"):
        kind_asked("final-attempts")


def test_scarce_attempts_go_to_the_leads_that_answer(tmp_path: Path) -> None:
    asked = company(TRUTH).asked(tmp_path)
    answer = follow_up(asked, Terms(value=Decimal(1000), attempts=2500))
    assert answer.scarce is not None
    by_kind = dict(zip(answer.scarce.kinds, answer.scarce.shares, strict=True))
    assert by_kind["A"].attempts > by_kind["B"].attempts
    spent = sum(share.expected for share in answer.scarce.shares)
    assert spent == pytest.approx(2500)
    assert answer.scarce.price.value == pytest.approx(answer.cost)
    assert answer.scarce.contacts_gained is None


def test_spreading_the_attempts_made_brings_no_less_than_today(tmp_path: Path) -> None:
    answer = follow_up(company(TRUTH).asked(tmp_path))
    assert answer.scarce is not None
    assert answer.scarce.value_gained is not None
    assert answer.scarce.value_gained.value is not None
    assert answer.scarce.value_gained.value >= -1e-6
    assert answer.scarce.attempts == answer.n["attempts"]


def test_value_is_read_off_won_deals(tmp_path: Path) -> None:
    answer = follow_up(company(TRUTH).asked(tmp_path))
    assert answer.worth.amount == TRUTH.amount
    by_name = {curve.name: curve for curve in answer.curves}
    for name, wins in (("A", 0.5), ("B", 0.3)):
        value = by_name[name].value
        assert value.low is not None
        assert value.high is not None
        assert value.low <= wins * TRUTH.amount <= value.high


def test_more_value_never_lowers_the_best_number(tmp_path: Path) -> None:
    asked = company(Truth(leads=600)).asked(tmp_path)
    cost = Decimal(30_000)
    numbers = [
        follow_up(asked, Terms(Decimal(value), cost)).curves[0].best.number
        for value in (50_000, 200_000, 500_000, 5_000_000)
    ]
    assert numbers == sorted(numbers, key=lambda n: n or 0)


def test_by_source_tells_sources_apart(tmp_path: Path) -> None:
    answer = follow_up(company(Truth(leads=600)).asked(tmp_path), by=By.SOURCE)
    assert [curve.name for curve in answer.curves] == ["all", "outbound", "web"]


def test_the_json_is_the_same_bytes_for_the_same_evidence(tmp_path: Path) -> None:
    made = company(Truth(leads=300))
    one = to_json(follow_up_form(follow_up(made.asked(tmp_path / "one"))))
    other = to_json(follow_up_form(follow_up(made.asked(tmp_path / "other"))))
    assert one == other


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_sentence_is_there_in_both_languages(confounded: FollowUp, language: str) -> None:
    for sentence in (sentence_of(confounded), *limits_of(confounded)):
        assert len(sentence.in_language(language)) > 20


# ------------------------------------------------------------------ thin and bad evidence


def test_no_leads_in_the_period_is_said(tmp_path: Path) -> None:
    made = company(Truth(leads=40))
    for lead in made.rows["leads"]:
        lead["assigned_at"] = lead["created_at"] = "2025-01-01T00:00:00Z"
    answer = follow_up(made.asked(tmp_path), STATED)
    assert answer.lack is Lack.NO_LEADS
    assert "No lead was given to anybody" in sentence_of(answer).en


def test_few_leads_cannot_tell(tmp_path: Path) -> None:
    answer = follow_up(company(Truth(leads=12)).asked(tmp_path), STATED)
    assert answer.lack is Lack.FEW_LEADS
    assert answer.curves == ()
    assert follow_up_form(answer)["status"] == "cannot_tell"


def test_one_rep_cannot_tell_but_shows_the_counts(tmp_path: Path) -> None:
    answer = follow_up(company(Truth(leads=300, reps=1)).asked(tmp_path), STATED)
    assert answer.lack is Lack.FEW_REPS
    assert answer.curves[0].rows[0].attempted == 300
    assert answer.curves[0].best.low is None


def test_no_deals_leaves_a_cost_without_its_counterpart(tmp_path: Path) -> None:
    made = company(Truth(leads=400))
    del made.rows["deals"]
    answer = follow_up(made.asked(tmp_path / "cost"), Terms(cost=Decimal(30_000)))
    assert answer.lack is Lack.NO_VALUE
    assert "deals is not loaded" in sentence_of(answer).en


def test_no_deals_still_spreads_attempts_for_contacts(tmp_path: Path) -> None:
    made = company(Truth(leads=400))
    del made.rows["deals"]
    answer = follow_up(made.asked(tmp_path))
    assert (answer.lack, answer.unit) == (None, "contacts")


def test_one_deal_says_nothing_of_value(tmp_path: Path) -> None:
    made = company(Truth(leads=400))
    for deal in made.rows["deals"][1:]:
        deal["outcome"] = "lost"
    made.rows["deals"][0]["outcome"] = "won"
    answer = follow_up(made.asked(tmp_path), Terms(cost=Decimal(30_000)))
    assert answer.lack is Lack.NO_VALUE
    assert "from 1 won deals; it takes 10" in sentence_of(answer).en


@pytest.mark.parametrize(
    ("amount", "currency", "says"),
    [
        (None, "IDR", "have no amount"),
        ("-5", "IDR", "have an amount of 0 or less"),
        ("5", None, "have no currency"),
        ("5", "USD", "are in USD without a rate"),
    ],
)
def test_amounts_that_cannot_be_used_are_named(
    tmp_path: Path, amount: str | None, currency: str | None, says: str
) -> None:
    made = company(Truth(leads=400))
    for deal in made.rows["deals"][::2]:
        deal["amount"], deal["currency"] = amount, currency
    answer = follow_up(made.asked(tmp_path), Terms(cost=Decimal(30_000)))
    assert answer.lack is Lack.NO_VALUE
    assert says in sentence_of(answer).en


def test_mixed_currencies_are_converted_by_rates(tmp_path: Path) -> None:
    made = company(Truth(leads=400))
    for deal in made.rows["deals"][::2]:
        deal["amount"], deal["currency"] = "62.5", "USD"
    made.rows["rates"] = [{"currency": "USD", "day": "2025-12-01", "rate": "16000"}]
    answer = follow_up(made.asked(tmp_path))
    assert answer.worth.amount == TRUTH.amount


def test_a_deal_has_the_rate_of_the_day_of_the_place(tmp_path: Path) -> None:
    """Closed at one in the night of UTC, which is the day before in New York."""
    made = company(Truth(leads=400))
    for deal in made.rows["deals"]:
        deal["currency"], deal["closed_at"] = "USD", datetime(2026, 5, 10, 1, tzinfo=UTC)
    made.rows["rates"] = [
        {"currency": "USD", "day": "2025-12-01", "rate": "3"},
        {"currency": "USD", "day": "2026-05-10", "rate": "4"},
    ]
    asked = made.asked(tmp_path)
    found = [
        follow_up(replace(asked, zone=ZoneInfo(zone))).worth.amount
        for zone in ("America/New_York", "Asia/Jakarta")
    ]
    assert found == [3 * TRUTH.amount, 4 * TRUTH.amount]


def test_what_was_won_before_a_lead_was_given_is_not_won_of_the_contact(tmp_path: Path) -> None:
    made = company(Truth(leads=600))
    lost = next(deal for deal in made.rows["deals"] if deal["outcome"] == "lost")
    before = follow_up(made.asked(tmp_path / "before"))
    earlier = {"deal_id": "E", "closed_at": START - timedelta(days=9), "outcome": "won"}
    made.rows["deals"].append(lost | earlier | {"amount": "99000000"})
    after = follow_up(made.asked(tmp_path / "after"))
    assert (after.n, after.worth) == (before.n, before.worth)


def test_leads_of_nobody_are_no_rep(tmp_path: Path) -> None:
    made = company(Truth(leads=600, reps=4))
    for lead in made.rows["leads"]:
        if lead["owner"] == "rep-3":
            lead["owner"] = None
    answer = follow_up(made.asked(tmp_path))
    assert (answer.lack, answer.n["reps"]) == (Lack.FEW_REPS, 3)
    assert {curve.best.number for curve in answer.curves} == {None}
    assert answer.curves[0].rows[0].chance.low is None
    assert answer.timing is not None
    assert all(band.share.low is None for band in answer.timing.hours)


def test_a_missing_amount_among_many_is_left_out_and_counted(tmp_path: Path) -> None:
    made = company(Truth(leads=600))
    won = next(deal for deal in made.rows["deals"] if deal["outcome"] == "won")
    won["amount"] = None
    answer = follow_up(made.asked(tmp_path))
    assert answer.worth.amount == TRUTH.amount
    assert any("1 won deals have no amount" in limit.en for limit in limits_of(answer))


def test_without_attempts_there_is_no_answer(tmp_path: Path) -> None:
    made = company(Truth(leads=50))
    del made.rows["attempts"]
    with pytest.raises(EvidenceError, match="attempts is not loaded"):
        follow_up(made.asked(tmp_path))


def test_contacts_are_read_off_stages_where_attempts_have_no_outcome(tmp_path: Path) -> None:
    made = company(Truth(leads=400))
    contacts = len(made.rows["deals"])
    for attempt in made.rows["attempts"]:
        attempt["outcome"] = None
    answer = follow_up(made.asked(tmp_path), STATED)
    assert answer.n["contacts"] == contacts


def test_machines_and_calls_after_the_contact_are_not_attempts(tmp_path: Path) -> None:
    made = company(Truth(leads=100))
    many = len(made.rows["attempts"])
    for deal in made.rows["deals"]:
        made.rows["attempts"].append(
            {"attempt_id": f"late-{deal['lead_id']}", "lead_id": deal["lead_id"],
             "happened_at": deal["closed_at"], "outcome": "contacted", "automated": False}
        )  # fmt: skip
    for lead in made.rows["leads"]:
        made.rows["attempts"].append(
            {"attempt_id": f"bot-{lead['lead_id']}", "lead_id": lead["lead_id"],
             "happened_at": lead["assigned_at"], "automated": True}
        )  # fmt: skip
    assert follow_up(made.asked(tmp_path), STATED).n["attempts"] == many


def test_attempts_known_to_the_day_count_on_the_day_of_the_start(tmp_path: Path) -> None:
    made = company(Truth(leads=200, most=1))
    for attempt in made.rows["attempts"]:
        attempt["happened_at"] = attempt["happened_at"].date().isoformat()
    answer = follow_up(made.asked(tmp_path), STATED)
    assert answer.n["attempts"] == 200
    assert answer.timing is None


def test_rare_sources_are_put_together(tmp_path: Path) -> None:
    made = company(Truth(leads=300))
    for i, lead in enumerate(made.rows["leads"]):
        lead["source"] = f"source-{i % 100 if i % 2 else 0:02}"
    answer = follow_up(made.asked(tmp_path), STATED, By.SOURCE)
    names = [curve.name for curve in answer.curves]
    assert len(names) == 1 + 20
    assert names[1] == "source-00"
    assert names[-1] == "…"
    assert sum(curve.leads for curve in answer.curves[1:]) == 300


def test_leads_without_a_grade_are_a_kind_of_their_own(tmp_path: Path) -> None:
    made = company(Truth(leads=300))
    for lead in made.rows["leads"][::3]:
        lead["grade"] = None
    answer = follow_up(made.asked(tmp_path), STATED)
    assert [curve.name for curve in answer.curves] == ["all", "", "A", "B"]
    assert "unknown " in sentence_of(answer).en


@pytest.mark.parametrize(
    "terms",
    [
        {"value": Decimal(0)},
        {"value": Decimal(-1)},
        {"cost": Decimal(-1)},
        {"attempts": 0},
        {"cost": Decimal(1), "attempts": 5},
    ],
)
def test_terms_that_make_no_sense_are_refused(terms: dict[str, object]) -> None:
    with pytest.raises(InputError):
        Terms(**terms)  # type: ignore[arg-type]


def test_a_curve_is_never_read_beyond_its_evidence(tmp_path: Path) -> None:
    answer = follow_up(company(Truth(leads=200)).asked(tmp_path), STATED)
    rows = answer.curves[0].rows
    assert rows[-1].attempted >= 30
    assert contact_by([row.chance.value or 0 for row in rows]).size == len(rows)
    assert np.all(np.diff([row.contact_by.value for row in rows]) >= 0)


def test_an_empty_company_is_refused_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="not loaded"):
        follow_up(Company({"people": [{"person_id": "p"}]}).asked(tmp_path))
