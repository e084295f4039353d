"""Figures of verdicts as each language writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from tests.ledger.test_together import recorded, verdict

from selaras.ledger.items.subject import UNASSIGNED
from selaras.ledger.period import Period
from selaras.ledger.together import Together, together
from selaras.reports.ledger_table import asked_text, interval_text, value_text
from selaras.reports.numbers import chance_text
from selaras.reports.verdict_figures import (
    asked_in,
    asked_of_all,
    each_in,
    figure,
    interval_in,
    mean_asked,
    period_in,
    value_in,
)


@pytest.mark.parametrize(
    ("value", "unit", "en", "id_"),
    [
        (Fraction(10, 11), "share", "90.9%", "90,9%"),
        (1234, "leads", "1,234", "1.234"),
        (Fraction(77, 9), "leads", "8.56", "8,56"),
        (Decimal(4_400_000_000), "IDR", "IDR 4.40 bn", "Rp 4,40 miliar"),
        (None, "share", "—", "—"),
    ],
)
def test_figures_follow_the_language(value: Decimal, unit: str, en: str, id_: str) -> None:
    assert (figure(value, unit, "en"), figure(value, unit, "id")) == (en, id_)


def test_a_value_just_short_of_what_was_asked_shows_it() -> None:
    assert value_in(verdict(value=Fraction(89_996, 100_000)), "en") == "89.996%"


def test_what_is_asked_of_the_whole_and_of_each_item() -> None:
    one, count = verdict(), verdict(unit="leads", target=15)
    assert (asked_in(one, "id"), each_in(one, "id")) == ("90%", "4 jam kerja")
    assert (asked_in(count, "en"), each_in(count, "en")) == ("15", "")


def test_a_ceiling_is_told_from_a_floor() -> None:
    most = verdict(unit="leads", target=1500, asked=None, direction="at_most")
    least = verdict(unit="leads", target=1500, asked=None, direction="at_least")
    assert (asked_in(most, "en"), asked_in(least, "en")) == ("≤ 1,500", "1,500")
    assert asked_in(most, "id") == "≤ 1.500"
    assert (asked_text(most), asked_text(least)) == ("≤ 1,500", "1,500")


def counted(**targets: int | Decimal | None) -> Together:
    """A count for each subject, with what is asked of it."""
    verdicts = (
        verdict(name, unit="leads", value=12, target=target, asked=None)
        for name, target in targets.items()
    )
    return together(recorded(*verdicts))


def test_what_is_asked_of_several_is_told_from_the_least_to_the_most() -> None:
    clinics = counted(ibirapuera=10, moema=Decimal(24), mooca=None, **{UNASSIGNED: 99})
    assert asked_of_all(clinics, "en") == "10 – 24"
    assert mean_asked(clinics) == 17
    same = counted(ibirapuera=1500, moema=1500)
    assert (asked_of_all(same, "id"), mean_asked(same)) == ("1.500", 1500)
    ceilings = [verdict(s, unit="leads", target=t, asked=None, direction="at_most")
                for s, t in (("a", 5), ("b", 7))]  # fmt: skip
    assert asked_of_all(together(recorded(*ceilings)), "en") == "≤ 5 – 7"


def test_a_ratio_of_all_is_held_against_nothing_where_each_is_asked_another() -> None:
    of = [verdict(s, unit="ratio", target=t, asked=None, kept=5, n=10)
          for s, t in (("a", Fraction(1, 2)), ("b", Fraction(3, 4)))]  # fmt: skip
    assert asked_of_all(together(recorded(*of)), "en") == "50.0% – 75.0%"
    assert mean_asked(together(recorded(*of))) is None
    assert mean_asked(together(recorded(of[0], of[0]))) == Fraction(1, 2)


def test_intervals_name_their_unit_once() -> None:
    assert interval_in(verdict(low=0.85, high=0.96), "share", "en") == "85% – 96%"
    assert interval_in(verdict(low=1e9, high=None), "IDR", "id") == "1,00 – ∞ Rp miliar"
    assert interval_in(verdict(), "share", "en") == ""


@pytest.mark.parametrize(
    ("first", "last", "en", "id_"),
    [
        (date(2026, 5, 1), date(2026, 5, 31), "May 2026", "Mei 2026"),
        (date(2026, 4, 1), date(2026, 6, 30), "Q2 2026", "Triwulan 2 2026"),
        (date(2026, 1, 1), date(2026, 12, 31), "2026", "2026"),
        (date(2026, 2, 9), date(2026, 2, 15), "week 7, 2026", "minggu 7, 2026"),
        (date(2026, 2, 9), date(2026, 2, 9), "9 Feb 2026", "9 Feb 2026"),
        (date(2026, 2, 9), date(2026, 3, 1), "9 Feb – 1 Mar 2026", "9 Feb – 1 Mar 2026"),
    ],
)
def test_periods_are_named_as_people_name_them(first: date, last: date, en: str, id_: str) -> None:
    period = Period(first, last, first, last, ZoneInfo("Asia/Jakarta"))
    assert (period_in(period, "en"), period_in(period, "id")) == (en, id_)


def test_the_terminal_follows_the_language() -> None:
    share = verdict(value=Fraction(941, 1000), low=0.9, high=0.96)
    amount = verdict(unit="IDR", target=4_400_000_000, asked=None, value=Decimal("1234.5"))
    assert (value_text(share, "id"), asked_text(share, "id")) == ("94,1%", "4 jam kerja ×90%")
    assert (value_text(share), asked_text(share)) == ("94.1%", "4 business hours ×90%")
    assert (value_text(amount, "id"), asked_text(amount, "id")) == ("1.234,50", "4.400.000.000")
    assert interval_text(verdict(unit="leads", low=1200.0, high=None), "id") == "1.200–∞"


def test_no_chance_is_shown_as_sure_that_is_not() -> None:
    shown = [chance_text(p, "en") for p in (0.0, 0.004, 0.25, 0.996, 1.0)]
    assert shown == ["<1%", "<1%", "25%", ">99%", ">99%"]
