"""The three questions: worked example, and that nobody is named in hindsight."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from selaras.capacity.choices import THREE_QUESTIONS
from selaras.capacity.claims.credibility import credibility
from selaras.capacity.claims.judging import judge_claims
from selaras.capacity.claims.values import Claim
from selaras.capacity.finding import Estimate
from selaras.capacity.postmortem.oks import Ok, Oks, claiming, oks_of
from selaras.capacity.postmortem.questions import (
    Answer,
    Cause,
    Word,
    surely,
    was_it_misread,
    was_target_too_high,
    was_technical_over_confident,
)
from selaras.capacity.programmes.assessment import Assessment, Chances, Held, assess
from selaras.capacity.programmes.bearing import Backing
from selaras.capacity.programmes.bearing import Test as Showing
from selaras.capacity.programmes.forecast import Demand, DemandForecast, World, forecast_demand
from selaras.capacity.programmes.learning import learn

from ..programmes.worlds import LAUNCH, bearing, company

NOBODY = Word((), None)


def certain_forecast(mean: float, size: float) -> DemandForecast:
    """Demand whose parameters are known: NB(mean, size) at one site in one week."""
    level = np.array([[mean]])
    demand = Demand(np.ones(1), level[None], np.array([1 / size]), np.zeros((1, 1)))
    world = World(level, 0.0, 0.0, 1 / size, np.zeros(1))
    return DemandForecast(demand, (world,) * 5, 8, 200)


@pytest.fixture(scope="module")
def worked():
    """D 170, target 200, claimed 180, tested 120; NB(150, size 20) was expected."""
    programme = company(sites=1, weeks=1, target=200).programme
    return assess(programme, certain_forecast(150, 20), bearing(programme, 120, claimed=180))


def test_worked_example_of_the_target(worked):
    found = was_target_too_high(worked, 120, 180)
    assert round(worked.reaches_target.value, 4) == 0.0906
    assert found.answer is Answer.YES
    assert [(r.name, r.answer) for r in found.reasons] == [
        ("reaches_target", Answer.YES),
        ("above_tested", Answer.YES),
    ]


def held_against(*tested: float):
    """A target of 200 over two sites that are planned alike, against what each has tested."""
    programme = company(sites=2, weeks=1, target=200).programme
    planned = tuple(replace(plan, planned=(100.0,)) for plan in programme.sites)
    level = np.full((2, 1), 100.0)
    demand = Demand(np.ones(1), level[None], np.array([0.05]), np.zeros((1, 2)))
    world = World(level, 0.0, 0.0, 0.05, np.zeros(2))
    known = assess(
        replace(programme, sites=planned),
        DemandForecast(demand, (world,) * 5, 8, 200),
        bearing(programme, list(tested)),
    )
    found = was_target_too_high(known, sum(tested), None, by_site=np.array(tested))
    return found.reasons[1]


@pytest.mark.parametrize(
    ("tested", "lack", "answer"),
    [
        ((300.0, 40.0), 60.0, Answer.YES),
        ((60.0, 40.0), 100.0, Answer.YES),
        ((300.0, 99.0), 1.0, Answer.NO),
        ((150.0, 100.0), -50.0, Answer.NO),
    ],
)
def test_what_is_left_at_one_site_does_not_hide_what_lacks_at_another(tested, lack, answer):
    found = held_against(*tested)
    assert found.answer is answer
    assert found.figure == Estimate(lack)
    hidden = answer is Answer.YES and sum(tested) > 200
    assert ("It lacked 60 at site-1" in found.says.en) is hidden


def test_what_was_taken_beyond_tests_is_said_as_a_debt():
    says = held_against(-24.0, -6.0).says
    assert "capacity of 0, with 30 more in use or reserved than was tested." in says.en
    assert "30 lebih banyak terpakai" in says.id
    over = was_technical_over_confident(ok(), NOBODY, -24.0).reasons[-1]
    assert "180 was said to be free, where the valid test showed 0, with 24 more" in over.says.en
    assert over.figure == Estimate(204)


def test_worked_example_of_the_misreading(worked):
    found = was_it_misread(worked)
    assert round(worked.today.chances.tightest.value, 3) == 0.790
    assert found.answer is Answer.YES


def ok(tested: bool = True, quantity: float | None = 180, stated: float | None = None) -> Oks:
    given = Ok("technical", "campaign", quantity, stated, None, "ok", (0,), 1.0, tested)
    return Oks((given,), quantity)


def test_an_ok_without_a_dated_test_is_technicals():
    found = was_technical_over_confident(ok(tested=False), NOBODY, None)
    assert (found.cause, found.answer) == (Cause.TECHNICAL, Answer.YES)
    assert found.reasons[0].figure.value == 1


@pytest.mark.parametrize(
    ("standing", "answer"),
    [("untested", Answer.CANNOT_TELL), ("failed", Answer.YES), ("expired", Answer.YES)],
)
def test_a_newest_test_that_failed_or_expired_is_known_though_older_ones_are_not(standing, answer):
    programme = company(sites=1, weeks=1, target=200).programme
    plan = programme.sites[0]
    test = Showing(plan.site, plan.product, "r", 90.0, None, None, None, None, None, standing)
    there = replace(bearing(programme, 120, backing=Backing(standing)), tests=(test,))
    at = datetime.combine(LAUNCH, datetime.min.time(), UTC)
    for claims in ([], [Claim("c", "technical", at, plan.site, 180.0, None, 0.9, None, None)]):
        oks = oks_of(programme, claims, there, there, at, at)
        found = was_technical_over_confident(oks, NOBODY, None, tests_known=False)
        assert found.reasons[0].answer is answer
        assert was_technical_over_confident(oks, NOBODY, None).reasons[0].answer is Answer.YES


def test_a_claim_that_its_test_contradicts_is_technicals():
    assert was_technical_over_confident(ok(), NOBODY, 120).answer is Answer.YES
    assert was_technical_over_confident(ok(), NOBODY, 175).answer is Answer.NO


def test_no_ok_on_record_cannot_be_told():
    assert was_technical_over_confident(Oks((), None), NOBODY, None).answer is Answer.CANNOT_TELL


def _kept(kept: bool) -> str:
    return "kept" if kept else "missed"


def word_of(kept: int, n: int, stated: float = 0.9) -> Word:
    start = datetime(2025, 1, 1, tzinfo=UTC)
    claims = [
        Claim(
            f"c{k}", "technical", start, "job", 10, start + timedelta(days=9), stated,
            "kept" if k < kept else "missed", start + timedelta(days=9),
        )
        for k in range(n)
    ]  # fmt: skip
    found = credibility(judge_claims(claims, start + timedelta(days=400)))
    return Word(found.teams, found.prior)


@pytest.mark.parametrize(
    ("kept", "n", "stated", "answer"),
    [
        (10, 30, 0.9, Answer.YES),
        (26, 30, 0.9, Answer.NO),
        (1, 4, 0.9, Answer.NO),  # too few to hold anybody to
        (22, 30, None, Answer.NO),  # held to less where nothing was stated
        (10, 30, None, Answer.YES),
    ],
)
def test_a_word_kept_less_often_than_stated_is_technicals(kept, n, stated, answer):
    found = was_technical_over_confident(ok(stated=stated), word_of(kept, n), 180)
    assert found.answer is answer


def test_each_team_is_held_against_what_it_stated_itself():
    start = datetime(2025, 1, 1, tzinfo=UTC)
    due = start + timedelta(days=9)
    claims = [
        Claim(f"{team}{k}", team, start, "job", 10, due, sure, _kept(k < kept), due)
        for team, sure, kept in (("careful", 0.3, 9), ("bold", 0.95, 9))
        for k in range(30)
    ]
    found = credibility(judge_claims(claims, start + timedelta(days=400)))
    given = tuple(
        Ok(team, "campaign", 180, sure, None, team, (0,), 0.5, is_tested=True)
        for team, sure in (("careful", 0.3), ("bold", 0.95))
    )
    answer = was_technical_over_confident(Oks(given, 180), Word(found.teams, found.prior), 180)
    kept = {r.says.en.split()[0]: (r.answer, r.bound) for r in answer.reasons if r.name == "kept"}
    assert kept == {"careful": (Answer.NO, 0.3), "bold": (Answer.YES, 0.95)}


@pytest.mark.parametrize(("due_in", "claimed"), [(-1, 250.0), (1, 90.0), (None, 90.0)])
def test_a_claim_of_a_site_that_was_due_before_the_approval_is_no_ok(due_in, claimed):
    programme = company(sites=1, weeks=2).programme
    approved = datetime(2026, 2, 1, tzinfo=UTC)
    due = None if due_in is None else approved + timedelta(days=due_in)
    old = Claim("old", "technical", approved - timedelta(days=90), programme.sites[0].site, 90, due)
    launched = approved + timedelta(days=9)
    plant = bearing(programme, 120, claimed=250)
    found = oks_of(programme, [old], plant, plant, approved, launched)
    assert found.claimed == claimed


@pytest.fixture(scope="module")
def learnt():
    found = company(sites=1, programmes=5)
    model = learn(found.cells, found.past, LAUNCH, found.programme.spots)
    return found.programme, forecast_demand(found.programme, model)


def test_near_the_bound_it_cannot_be_told(learnt):
    programme, forecast = learnt
    answers = [
        was_it_misread(assess(programme, forecast, bearing(programme, free))).answer
        for free in (150, 190, 230, 260, 400)
    ]
    assert answers[0] is Answer.YES
    assert answers[-1] is Answer.NO
    assert Answer.CANNOT_TELL in answers
    order = [Answer.YES, Answer.CANNOT_TELL, Answer.NO]
    assert [order.index(a) for a in answers] == sorted(order.index(a) for a in answers)


def test_who_trusted_an_untested_claim_misread_nothing_unless_it_fell_short_even_so(learnt):
    programme, forecast = learnt
    untested = {"backing": Backing.UNTESTED}
    trusted = assess(programme, forecast, bearing(programme, 0, claimed=500, **untested))
    blind = assess(programme, forecast, bearing(programme, 0, claimed=100, **untested))
    assert was_it_misread(trusted).answer is Answer.NO
    assert was_it_misread(blind).answer is Answer.YES


def test_nothing_known_of_capacity_cannot_be_told(learnt):
    programme, forecast = learnt
    nothing = bearing(programme, 0, claimed=np.nan, backing=Backing.UNKNOWN)
    assert was_it_misread(assess(programme, forecast, nothing)).answer is Answer.CANNOT_TELL


def test_a_target_over_what_was_even_claimed_is_too_high(learnt):
    programme, forecast = learnt
    modest = replace(programme, target=100)
    untested = bearing(modest, 0, claimed=90, backing=Backing.UNTESTED)
    known = assess(modest, forecast, untested)
    assert was_target_too_high(known, None, 90).answer is Answer.YES
    assert was_target_too_high(known, None, 130).answer is Answer.NO
    assert was_target_too_high(known, None, None).answer is Answer.CANNOT_TELL


def test_a_target_within_the_slack_of_tests_is_not_above_them(learnt):
    programme, forecast = learnt
    modest = replace(programme, target=100)
    known = assess(modest, forecast, bearing(modest, 400))
    slack = 1 + THREE_QUESTIONS.above_tested
    assert was_target_too_high(known, 100 / slack + 0.01, 180).answer is Answer.NO
    assert was_target_too_high(known, 90, 180).answer is Answer.YES


def test_surely_needs_nearly_all_worlds():
    worlds = np.array([0.05] * 5 + [0.3] * 95)
    assert surely(worlds, 0.1, THREE_QUESTIONS, above=True) is Answer.YES
    assert surely(worlds, 0.1, THREE_QUESTIONS, above=False) is Answer.NO
    assert surely(worlds[:10], 0.1, THREE_QUESTIONS, above=True) is Answer.CANNOT_TELL


def test_claims_are_scaled_to_what_was_said_in_all():
    programme = company(sites=2).programme
    recorded = bearing(programme, [100, 300])
    scaled = claiming(recorded, 200, programme)
    assert scaled.claimed[:, -1].tolist() == [50, 150]
    unknown = replace(recorded, claimed=np.full_like(recorded.claimed, np.nan))
    spread = claiming(unknown, 200, programme).claimed[:, -1]
    assert spread.sum() == pytest.approx(200)
    assert claiming(recorded, None, programme) is recorded


def test_the_worst_of_many_sites_has_to_be_surer():
    """Nobody is named because one of many sites looks bad by chance."""
    worlds = np.array([0.05] * 10 + [0.3] * 90)
    found = {}
    for sites in (1, 9):
        programme = company(sites=sites).programme
        chances = Chances(
            np.full((sites, 6), 0.25), np.full(sites, 0.25), Estimate(0.25, 0.05, 0.3), 0.3, worlds
        )
        bears = bearing(programme, 100)
        forecast = certain_forecast(150, 20)
        known = Assessment(
            programme, bears, forecast, Held(chances, None, None), Held(chances, None, None),
            chances, chances, Estimate(1), Estimate(1), worlds,
        )  # fmt: skip
        found[sites] = was_it_misread(known).answer
    assert found == {1: Answer.YES, 9: Answer.CANNOT_TELL}
