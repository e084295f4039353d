"""Small wins: what is named, how sure it is said to be, and what is kept quiet."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnosis.attribution.walks import Walk, answer_of
from selaras.diagnosis.attribution.answer import Attribution


def leads(n: int, won: int, *, asset: str | None = None, since: float = 0.0, **more) -> list[Walk]:
    """`n` leads that met one thing, `won` of which converted a day later."""
    touch = [("event" if asset else "search", since + 1.0)]
    return [
        Walk(touch, since + 2.0 if i < won else None, created=since, assets=[asset], **more)
        for i in range(n)
    ]


def named(answer: Attribution) -> set[tuple[str | None, str]]:
    return {(win.asset, win.sure) for win in answer.wins}


def test_a_webinar_that_brought_most_of_its_deals_is_likely(tmp_path: Path):
    answer = answer_of(tmp_path, leads(100, 40, asset="webinar") + leads(400, 30))
    assert named(answer) == {("webinar", "likely")}
    (made,) = {win.compared.made.value for win in answer.wins if win.compared.made}
    assert made == pytest.approx(1 - (30 / 400) / (40 / 100))
    assert answer.wins[0].sentence["en"].startswith("L000")
    assert (
        "webinar (event); of leads that met it 40/100 did, of others 30/400"
        in (answer.wins[0].sentence["en"])
    )


def test_a_webinar_that_helped_some_is_possible(tmp_path: Path):
    answer = answer_of(tmp_path, leads(150, 45, asset="webinar") + leads(400, 60))
    assert named(answer) == {("webinar", "possible")}


def test_what_makes_no_difference_is_no_win(tmp_path: Path):
    answer = answer_of(tmp_path, leads(100, 20, asset="webinar") + leads(400, 80))
    assert answer.wins == ()


def test_a_thing_that_few_met_cannot_be_told(tmp_path: Path):
    answer = answer_of(tmp_path, leads(12, 9, asset="dinner") + leads(400, 40))
    assert {win.sure for win in answer.wins} == {"cannot_tell"}
    win = next(win for win in answer.wins if win.asset == "dinner")
    assert (win.compared.ratio, win.compared.made) == (None, None)


def test_older_leads_had_more_time_and_that_is_no_merit_of_what_they_met(tmp_path: Path):
    # In January four in ten convert whatever they met; in May nobody has had the time.
    january = leads(120, 48, asset="webinar") + leads(120, 48)
    answer = answer_of(tmp_path, january + leads(500, 5, since=140.0))
    assert answer.wins == ()


def test_better_leads_are_no_merit_of_what_they_met(tmp_path: Path):
    good = leads(120, 60, asset="webinar", grade="A") + leads(60, 30, grade="A")
    poor = leads(20, 1, asset="webinar", grade="C") + leads(400, 20, grade="C")
    assert answer_of(tmp_path, good + poor).wins == ()


def test_the_newest_come_first_and_no_more_than_ten(tmp_path: Path):
    walks = [walk for day in range(30) for walk in leads(5, 3, asset="webinar", since=day / 2)]
    answer = answer_of(tmp_path, walks + leads(300, 20))
    times = [win.converted_at for win in answer.wins]
    assert len(times) == 10
    assert times == sorted(times, reverse=True)
