"""The worked examples of methods.md §5, from evidence to credit, to the stated digits."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnosis.attribution.walks import (
    Walk,
    answer_of,
    credit_by,
    letters,
    six_paths,
)
from selaras.diagnosis.attribution.answer import Attribution
from selaras.diagnosis.attribution.question import Model

TIMES = 3


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> Attribution:
    return answer_of(tmp_path_factory.mktemp("six"), six_paths(TIMES))


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (Model.FIRST, {"A": 5, "B": 0, "C": 1}),
        (Model.LAST, {"A": 3, "B": 1, "C": 2}),
        (Model.LINEAR, {"A": 3.1, "B": 1.4, "C": 1.5}),
        (Model.SHAPLEY, {"A": 3, "B": 1.5, "C": 1.5}),
    ],
)
def test_six_paths_have_the_stated_credit(six: Attribution, model: Model, expected):
    credit = {name: value / TIMES for name, value in credit_by(six, model).items()}
    assert credit == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (Model.MARKOV_1, {"A": "0.7685", "B": "0.3485", "C": "0.5185"}),
        (Model.MARKOV_2, {"A": "0.8333", "B": "0.5000", "C": "0.5000"}),
    ],
)
def test_six_paths_have_the_stated_removal_effects(six: Attribution, model: Model, expected):
    effects = credit_by(six, model, "removal")
    assert {name: f"{effect:.4f}" for name, effect in effects.items()} == expected


def test_three_paths_share_a_fifth_and_two_fifths(tmp_path: Path):
    walks = [letters("ABC", won=True), letters("A", won=False), letters("BC", won=False)]
    answer = answer_of(tmp_path, walks * 12)
    shares = credit_by(answer, Model.MARKOV_1, "share")
    assert shares == pytest.approx({"A": 0.2, "B": 0.4, "C": 0.4}, abs=1e-12)
    removal = credit_by(answer, Model.MARKOV_1, "removal")
    assert removal == pytest.approx({"A": 0.5, "B": 1, "C": 1}, abs=1e-12)
    assert answer.n.conversions / answer.n.paths == pytest.approx(1 / 3)


def test_time_decay_halves_every_seven_days(tmp_path: Path):
    walk = Walk([("A", 0.0), ("B", 7.0), ("C", 13.0), ("D", 14.0)], won=14.0)
    answer = answer_of(tmp_path, [walk] * 10)
    shares = credit_by(answer, Model.DECAY, "share")
    stated = {"A": "0.0941", "B": "0.1883", "C": "0.3410", "D": "0.3765"}
    assert {name: f"{share:.4f}" for name, share in shares.items()} == stated


def test_u_gives_forty_twenty_forty(tmp_path: Path):
    walks = [letters("ABCD", won=True)] * 10 + [letters("EF", won=True)] * 4
    walks += [letters("G", won=True)] * 3
    credit = credit_by(answer_of(tmp_path, walks), Model.U)
    expected = {"A": 4, "B": 1, "C": 1, "D": 4, "E": 2, "F": 2, "G": 3}
    assert credit == pytest.approx(expected, abs=1e-8)


def test_w_gives_thirty_to_each_milestone_and_ten_to_the_rest(tmp_path: Path):
    touches = [("A", 0.0), ("B", 1.0), ("C", 2.0), ("D", 3.0), ("E", 4.0)]
    walk = Walk(touches, won=6.0, created=1.5, opened=3.5)
    credit = credit_by(answer_of(tmp_path, [walk] * 10), Model.W)
    assert credit == pytest.approx({"A": 3, "B": 3, "C": 0.5, "D": 3, "E": 0.5}, abs=1e-8)
