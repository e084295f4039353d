"""How good teams' words are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from selaras.capacity.claims.claims_query import claims_of_rows
from selaras.capacity.claims.credibility import Leaning, credibility
from selaras.capacity.claims.judging import Actual, judge_claims, read_outcome
from selaras.capacity.claims.sentences import leaning_words, sentence_of
from selaras.capacity.claims.values import Claim, Standing

START = datetime(2026, 1, 5, tzinfo=UTC)
AS_OF = START + timedelta(days=300)
KEPT_OF = {
    "a": (18, 20),
    "b": (9, 12),
    "c": (3, 8),
    "d": (30, 40),
    "e": (1, 5),
    "f": (6, 6),
    "g": (14, 25),
}


def claim(number: int, team: str = "technical", **more) -> Claim:
    given = {
        "quantity": 100.0,
        "due_at": START + timedelta(days=30),
        "outcome": "kept",
        "judged_at": START + timedelta(days=31),
    }
    return Claim(f"c{number}", team, START + timedelta(days=1), "job", **(given | more))


def test_worked_example_of_kept_oks():
    claims = [
        claim(n, team, outcome="kept" if n < kept else "missed")
        for team, (kept, of) in KEPT_OF.items()
        for n in range(of)
    ]
    found = credibility(judge_claims(claims, AS_OF))
    assert found.prior is not None
    assert round(found.prior.a, 3) == 4.125
    assert round(found.prior.b, 3) == 2.044
    assert round(found.team("f").rate.value, 3) == 0.832
    assert round(found.team("e").rate.value, 3) == 0.459


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        ({"quantity": None}, ("quantity",)),
        ({"due_at": None}, ("deadline",)),
        ({"quantity": None, "due_at": None}, ("quantity", "deadline")),
    ],
)
def test_a_claim_without_quantity_or_deadline_is_unscorable(more, missing):
    (found,) = judge_claims([claim(1, **more)], AS_OF)
    assert found.standing is Standing.UNSCORABLE
    assert found.missing == missing
    assert credibility([found]).teams[0].n == 0


@pytest.mark.parametrize(
    ("text", "quantity", "expected"),
    [
        ("kept", 100, (True, None)),
        ("Not  met", 100, (False, None)),
        ("ditepati", 100, (True, None)),
        ("gagal", 100, (False, None)),
        ("100", 100, (True, 100)),
        ("99.5", 100, (False, 99.5)),
        ("1", 100, (True, None)),
        ("0", 100, (False, None)),
        ("0", 1, (False, 0)),
        ("perhaps", 100, (None, None)),
        (None, 100, (None, None)),
    ],
)
def test_outcomes_are_read_as_people_write_them(text, quantity, expected):
    assert read_outcome(text, quantity) == expected


def test_a_claim_is_pending_until_it_is_due_and_unjudged_after():
    open_ = claim(1, outcome=None, judged_at=None)
    due = open_.due_at
    assert due is not None
    standings = [
        judge_claims([open_], at)[0].standing for at in (due - timedelta(1), due + timedelta(1))
    ]
    assert standings == [Standing.PENDING, Standing.UNJUDGED]


def test_evidence_judges_where_nobody_did():
    open_ = claim(1, outcome=None, judged_at=None)
    (found,) = judge_claims([open_], AS_OF, {"c1": Actual(80, "test")})
    assert (found.standing, found.actual, found.source) == (Standing.BROKEN, 80, "test")


def test_an_outcome_that_came_later_is_not_known_yet():
    (found,) = judge_claims([claim(1)], START + timedelta(days=20))
    assert found.standing is Standing.PENDING


def test_an_outcome_without_a_day_is_not_known_before_it_is_due():
    undated = claim(1, judged_at=None)
    due = undated.due_at
    assert due is not None
    standings = [
        judge_claims([undated], at)[0].standing for at in (due - timedelta(1), due + timedelta(1))
    ]
    assert standings == [Standing.PENDING, Standing.KEPT]


@pytest.mark.parametrize("quantity", [0.0, -10.0])
def test_a_claim_of_nothing_cannot_be_scored(quantity):
    (found,) = judge_claims([claim(1, quantity=quantity)], AS_OF)
    assert (found.standing, found.missing) == (Standing.UNSCORABLE, ("quantity",))


@pytest.mark.parametrize(
    ("outcome", "came", "actual"),
    [("kept", 120, 120), ("missed", 80, 80), ("missed", 120, None), ("kept", 80, None)],
)
def test_a_quantity_that_contradicts_the_word_is_not_what_came(outcome, came, actual):
    (found,) = judge_claims([claim(1, outcome=outcome)], AS_OF, {"c1": Actual(came, "demand")})
    assert (found.kept, found.actual) == (outcome == "kept", actual)


def test_who_broke_most_claims_does_not_hold_back():
    broken = [claim(k, "technical", outcome="missed", probability=0.3) for k in range(9)]
    kept = [claim(9 + k, "technical", outcome="300", probability=0.3) for k in range(3)]
    (team,) = credibility(judge_claims([*broken, *kept], AS_OF)).teams
    assert team.leaning is Leaning.TRUE_TO_WORD


def test_a_forecast_that_is_about_right_is_not_called_kept():
    claims = [*by_ratio("sales", 1.0), *by_ratio("technical", 1.05, probability=0.9)]
    found = credibility(judge_claims(claims, AS_OF))
    assert {team.team: leaning_words(team).en for team in found.teams} == {
        "sales": "about right",
        "technical": "true to its word",
    }


def by_ratio(team: str, ratio: float, n: int = 20, **more) -> list[Claim]:
    random = np.random.default_rng(3)
    return [
        claim(k, team, outcome=f"{100 * ratio * random.uniform(0.97, 1.03):.1f}", **more)
        for k in range(n)
    ]


def test_teams_lean_by_what_came_of_what_they_said():
    claims = [
        *by_ratio("technical", 0.6),
        *by_ratio("sales", 1.4),
        *by_ratio("network", 1.06, probability=0.9),
        *by_ratio("field", 0.7, n=3),
    ]
    found = credibility(judge_claims(claims, AS_OF))
    leanings = {team.team: team.leaning for team in found.teams}
    assert leanings == {
        "technical": Leaning.OVER_CONFIDENT,
        "sales": Leaning.HOLDS_BACK,
        "network": Leaning.TRUE_TO_WORD,
        "field": Leaning.CANNOT_TELL,
    }
    sales = found.team("sales")
    assert sales.ratio.low < 1.4 < sales.ratio.high
    assert "technical (0 of 20 kept, 0%) said more than came." in sentence_of(found).en
    assert "menyatakan lebih dari yang terjadi" in sentence_of(found).id


def test_a_forecast_is_a_middle_and_not_a_promise():
    half = [claim(k, "sales", outcome="104" if k % 2 else "97") for k in range(30)]
    found = credibility(judge_claims(half, AS_OF))
    assert found.team("sales").leaning is Leaning.TRUE_TO_WORD


def test_a_team_that_keeps_what_it_states_is_not_over_confident():
    random = np.random.default_rng(8)
    wrong = 0
    for _ in range(200):
        claims = [
            claim(k, probability=0.8, outcome="kept" if random.random() < 0.8 else "missed")
            for k in range(30)
        ]
        team = credibility(judge_claims(claims, AS_OF)).teams[0]
        wrong += team.leaning is Leaning.OVER_CONFIDENT
    assert wrong <= 18


def test_no_claims_are_an_answer():
    found = credibility(())
    assert found.teams == ()
    assert found.brier is None
    assert sentence_of(found).en == "No claim can be scored yet."


def test_an_outcome_that_nobody_understands_is_told():
    """An outcome in words of another language is not an outcome that is still open."""
    claims = [claim(n, outcome=word) for n, word in enumerate(("ja", "nei", "ja", " ", "kept"))]
    found = credibility(judge_claims(claims, AS_OF))
    assert [one.is_misread for one in found.judged] == [True, True, True, False, False]
    words = sentence_of(found)
    assert "The outcome of 3 claims is not understood (“ja” and “nei”)" in words.en
    assert "3 klaim tidak dipahami" in words.id
    assert "not understood" not in sentence_of(credibility(judge_claims(claims[3:], AS_OF))).en


def test_claims_speak_of_days_where_the_company_is():
    """What is due on the 27th in Jakarta is due on the 26th by UTC."""
    zone = ZoneInfo("Asia/Jakarta")
    midnight = datetime(2026, 4, 26, 17, tzinfo=UTC)
    row = {
        "claim_id": "c1", "team": "sales", "stated_at": START, "subject": "job", "quantity": 40.0,
        "due_at": midnight, "probability": None, "outcome": None, "judged_at": None,
    }  # fmt: skip
    (read,) = claims_of_rows([row], zone)
    assert read.due_at == midnight
    assert read.due_at.date() == date(2026, 4, 27)
