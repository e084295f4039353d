"""A small run of the fairness benchmark: what must never go wrong, on companies drawn once."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.fairness.scoring import Share, score  # noqa: E402
from benchmarks.fairness.tables import by_effect, by_truth, one_trial  # noqa: E402
from benchmarks.fairness.trial import Trial, read_trial, try_company  # noqa: E402

pytestmark = pytest.mark.slow
LEADS = 3000


@pytest.fixture(scope="module")
def trials() -> list[Trial]:
    asked = (
        *(("none", seed) for seed in (1, 2, 3)),
        *(("overload", seed) for seed in (1, 2, 3)),
        *(("persistence", 4), ("quality", 5), ("skill", 5)),
    )
    return [try_company(truth, LEADS, seed) for truth, seed in asked]


def _of(trials: list[Trial], truth: str) -> list[Trial]:
    return [trial for trial in trials if trial.truth == truth]


def test_nobody_is_blamed_where_nothing_changed(trials: list[Trial]) -> None:
    assert [trial.named for trial in _of(trials, "none")] == [()] * 3


def test_sales_is_not_blamed_for_more_leads_than_it_can_work(trials: list[Trial]) -> None:
    for trial in _of(trials, "overload"):
        assert "sales" not in trial.named
        assert "marketing" not in trial.named
        load = next(one for one in trial.factors if one.name == "load")
        assert load.found < -0.1


def test_nobody_is_blamed_wrongly(trials: list[Trial]) -> None:
    assert [one_trial(trial) for trial in trials if trial.blamed_wrongly] == []


def test_effects_add_up_to_the_gap_that_was_found(trials: list[Trial]) -> None:
    for trial in trials:
        assert trial.gap is not None
        assert sum(one.found for one in trial.factors) == pytest.approx(trial.gap.found, abs=1e-6)
        assert sum(one.found for one in trial.teams) == pytest.approx(trial.gap.found, abs=1e-6)


def test_most_intervals_hold_the_truth(trials: list[Trial]) -> None:
    scores = score(trials)
    assert scores.errors == 0
    assert scores.factors.high > 0.9
    assert scores.factors.value > 0.8


def test_large_decidable_causes_are_named(trials: list[Trial]) -> None:
    scores = score(trials)
    assert scores.named.n == 3
    assert scores.named.k == scores.named.n


def test_trial_is_the_same_again_and_survives_json(trials: list[Trial]) -> None:
    first = trials[0]
    again = try_company(first.truth, LEADS, first.seed)
    assert {**again.as_json(), "seconds": 0} == {**first.as_json(), "seconds": 0}
    assert read_trial(first.as_json()) == first


def test_tables_have_a_line_for_each_truth(trials: list[Trial]) -> None:
    assert by_truth(trials).count("\n") == 1 + 5 + 2
    assert "| load | 3,000 |" in by_effect(trials, "overload")


def test_share_has_exact_bounds() -> None:
    # Clopper and Pearson: none of ten is at most 30.85%, the root of (1 - p)^10 = 0.025.
    assert Share(0, 10).high == pytest.approx(1 - 0.025**0.1)
    assert Share(10, 10).low == pytest.approx(0.025**0.1)
    assert str(Share(0, 0)) == "-"


def test_reps_who_call_good_leads_more_lose_less_by_calling_fewer() -> None:
    trial = try_company("confounded", 30_000, 41019)
    persistence = next(one for one in trial.factors if one.name == "persistence")

    assert trial.planted == ("persistence",)
    assert trial.named == ("sales",)
    assert persistence.found == pytest.approx(persistence.true, rel=0.05)
    assert persistence.covers
