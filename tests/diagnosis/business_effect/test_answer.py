"""What broken promises cost, on companies whose truth is known, and on thin evidence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.diagnosis.followup.company import AGREEMENT, Company, Truth, company

from selaras.diagnosis.business_effect import business_effect, business_effect_form
from selaras.diagnosis.business_effect.answer import BusinessEffect, Lack, PromiseEffect
from selaras.diagnosis.business_effect.sentences import limits_of, sentence_of

LATE = Truth(leads=3000, reps=10, hazards=(0.35, 0.25), goes_on=(0.8, 0.8), late=0.4, slow=0.4)


def asked_of(made: Company, folder: Path) -> BusinessEffect:
    return business_effect(made.asked(folder, agreement=AGREEMENT))


def promise(answer: BusinessEffect, kind: str) -> PromiseEffect:
    return next(effect for effect in answer.promises if effect.kind == kind)


def test_late_answers_cost_what_was_planted(tmp_path: Path) -> None:
    made = company(LATE, 5)
    answer = asked_of(made, tmp_path)
    effect = promise(answer, "speed")
    late = {a["lead_id"] for a in made.rows["attempts"] if a["attempt_id"].endswith("-0")}
    assert effect.of == len(late)
    per_lead = [
        sum(
            share * w * ((1 - slow * h) ** 0 - (1 - slow * h) ** 5)
            for share, h, w in zip((0.4, 0.6), LATE.hazards, LATE.wins, strict=True)
        )
        for slow in (1.0, LATE.slow)
    ]
    planted = effect.broken * (per_lead[0] - per_lead[1])
    assert effect.deals is not None
    assert effect.deals.low is not None
    assert effect.deals.high is not None
    assert 0 < effect.deals.low <= planted <= effect.deals.high
    assert effect.revenue is not None
    assert effect.revenue.value == pytest.approx((effect.deals.value or 0) * LATE.amount)
    assert effect.deals_as_worked is not None
    assert effect.deals_as_worked.is_above_zero


def test_speed_that_changes_nothing_costs_nothing_for_sure(tmp_path: Path) -> None:
    answer = asked_of(company(replace(LATE, slow=1.0), 6), tmp_path)
    deals = promise(answer, "speed").deals
    assert deals is not None
    assert not deals.is_above_zero
    assert not deals.is_below_zero


def test_leads_given_up_cost_the_contacts_that_were_missed(tmp_path: Path) -> None:
    truth = Truth(leads=2000, reps=8, hazards=(0.3, 0.3), goes_on=(0.5, 0.5), wins=(0.4, 0.4))
    made = company(truth, 7)
    effect = promise(asked_of(made, tmp_path), "persistence")
    tried: dict[str, int] = {}
    reached = {d["lead_id"] for d in made.rows["deals"]}
    for attempt in made.rows["attempts"]:
        tried[attempt["lead_id"]] = tried.get(attempt["lead_id"], 0) + 1
    given_up = [n for lead, n in tried.items() if lead not in reached and n < 5]
    assert effect.broken == len(given_up)
    planted = sum(0.4 * (1 - 0.7 ** (5 - n)) for n in given_up)
    assert effect.deals is not None
    assert effect.deals.low is not None
    assert effect.deals.high is not None
    assert effect.deals.low <= planted <= effect.deals.high


def test_leads_that_did_not_come_count_by_month_and_rep(tmp_path: Path) -> None:
    made = company(Truth(leads=600, reps=8), 8)
    effect = promise(asked_of(made, tmp_path), "volume")
    counts: dict[tuple[str, int], int] = {}
    for lead in made.rows["leads"]:
        key = lead["owner"], lead["created_at"].month
        counts[key] = counts.get(key, 0) + 1
    missing = sum(
        max(0, 30 - counts.get((f"rep-{r}", month), 0)) for r in range(8) for month in (1, 2, 3)
    )
    assert (effect.promisor, effect.broken, effect.of) == ("marketing", missing, 8 * 3 * 30)


def test_promises_of_both_teams_are_there(tmp_path: Path) -> None:
    answer = asked_of(company(LATE, 5), tmp_path)
    assert {effect.promisor for effect in answer.promises} == {"marketing", "sales"}
    assert [e.kind for e in answer.promises if e.deals] == [
        e.kind
        for e in sorted(
            (e for e in answer.promises if e.deals), key=lambda e: -(e.deals.value or 0)
        )
    ]


def test_nothing_broken_costs_nothing(tmp_path: Path) -> None:
    truth = Truth(leads=400, goes_on=(1.0, 1.0), hazards=(0.4, 0.4))
    answer = asked_of(company(truth, 9), tmp_path)
    effect = promise(answer, "speed")
    assert (effect.broken, effect.lack) == (0, Lack.NOTHING_BROKEN)


def test_without_promises_it_says_so(tmp_path: Path) -> None:
    answer = business_effect(company(Truth(leads=100)).asked(tmp_path))
    assert answer.lack is Lack.NO_PROMISE
    assert "No agreement promises" in sentence_of(answer).en


def test_without_attempts_it_says_so(tmp_path: Path) -> None:
    made = company(Truth(leads=50))
    del made.rows["attempts"]
    answer = asked_of(made, tmp_path)
    assert answer.lack is Lack.NO_TABLES
    assert "attempts is not loaded" in sentence_of(answer).en


def test_without_deals_deals_cannot_be_told(tmp_path: Path) -> None:
    made = company(LATE, 5)
    del made.rows["deals"]
    answer = asked_of(made, tmp_path)
    effect = promise(answer, "persistence")
    assert (effect.deals, effect.revenue, effect.lack) == (None, None, Lack.FEW_EVENTS)


def test_without_amounts_there_are_deals_and_no_revenue(tmp_path: Path) -> None:
    made = company(LATE, 5)
    for deal in made.rows["deals"]:
        deal["amount"] = None
    effect = promise(asked_of(made, tmp_path), "speed")
    assert effect.deals is not None
    assert effect.revenue is None


def test_three_reps_are_no_interval(tmp_path: Path) -> None:
    answer = asked_of(company(replace(LATE, leads=900, reps=3), 5), tmp_path)
    assert promise(answer, "speed").lack is Lack.FEW_REPS


# ------------------------------------------------------------------ costs by source


def with_spend(made: Company, *rows: dict[str, object]) -> Company:
    made.rows["spend"] = list(rows)
    return made


WEB = {"channel": "web", "period_start": "2026-01-01", "period_end": "2026-03-31",
       "amount": "9000000", "currency": "IDR"}  # fmt: skip


def test_cost_per_lead_and_deal_of_a_source(tmp_path: Path) -> None:
    made = with_spend(company(Truth(leads=600), 3), WEB)
    leads = [x["lead_id"] for x in made.rows["leads"] if x["source"] == "web"]
    deals = [d for d in made.rows["deals"] if d["lead_id"] in leads and d["outcome"] == "won"]
    answer = asked_of(made, tmp_path)
    by_source = {cost.source: cost for cost in answer.sources}
    assert by_source["web"].leads == len(leads)
    assert by_source["web"].per_lead == pytest.approx(9_000_000 / len(leads))
    per_deal = by_source["web"].per_deal
    assert per_deal is not None
    assert per_deal.value == pytest.approx(9_000_000 / len(deals))
    assert per_deal.low is not None
    assert per_deal.high is not None
    assert per_deal.low < (per_deal.value or 0) < per_deal.high
    assert (by_source["outbound"].spent, by_source["outbound"].per_lead) == (None, None)


def test_spend_that_reaches_beyond_the_period_counts_by_its_days(tmp_path: Path) -> None:
    longer = {**WEB, "period_start": "2025-12-02"}  # 30 days of 120 lie before
    answer = asked_of(with_spend(company(Truth(leads=60), 3), longer), tmp_path)
    (web,) = [cost for cost in answer.sources if cost.source == "web"]
    assert web.spent == pytest.approx(9_000_000 * 90 / 120)


def test_spend_in_another_currency_is_converted_or_counted(tmp_path: Path) -> None:
    dollars = {**WEB, "amount": "100", "currency": "USD"}
    without = asked_of(with_spend(company(Truth(leads=60), 3), dollars), tmp_path / "without")
    assert without.unusable_spend == 1
    assert [cost.spent for cost in without.sources] == [None, None]
    assert any("1 rows of spend" in limit.en for limit in limits_of(without))
    made = with_spend(company(Truth(leads=60), 3), dollars)
    made.rows["rates"] = [{"currency": "USD", "day": "2025-12-01", "rate": "16000"}]
    rated = asked_of(made, tmp_path / "with")
    assert {cost.source: cost.spent for cost in rated.sources}["web"] == pytest.approx(1_600_000)


def test_few_deals_give_a_span_and_no_value(tmp_path: Path) -> None:
    made = with_spend(company(Truth(leads=60), 3), WEB)
    (web,) = [c for c in asked_of(made, tmp_path).sources if c.source == "web"]
    assert 0 < web.deals < 10
    assert web.per_deal is not None
    assert web.per_deal.value is None
    assert web.per_deal.low is not None


def test_deals_that_are_not_loaded_are_not_none(tmp_path: Path) -> None:
    made = with_spend(company(Truth(leads=60), 3), WEB)
    del made.rows["deals"]
    answer = asked_of(made, tmp_path)
    assert {cost.deals for cost in answer.sources} == {None}
    (web,) = [cost for cost in answer.sources if cost.source == "web"]
    assert (web.per_lead is None, web.per_deal) == (False, None)


def test_without_spend_costs_cannot_be_told(tmp_path: Path) -> None:
    answer = asked_of(company(Truth(leads=60)), tmp_path)
    assert answer.spend_lack is Lack.NO_TABLES
    assert any("spend is not loaded" in limit.en for limit in limits_of(answer))


@pytest.mark.parametrize("leads", [1, 20, 300])
def test_the_form_is_whole_whatever_there_is(tmp_path: Path, leads: int) -> None:
    form = business_effect_form(asked_of(company(Truth(leads=leads)), tmp_path))
    assert form["sentence"]["en"]
    assert form["sentence"]["id"]
    assert (form["needed"] is None) == (form["status"] == "ok")
