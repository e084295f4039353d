from datetime import UTC, date, datetime

import pytest

from selaras.reports.numbers import Amounts, Shares, day_text, days_text, percent, plain, signed


@pytest.mark.parametrize(
    ("value", "digits", "en", "id_"),
    [
        (1234.5, 1, "1,234.5", "1.234,5"),
        (-0.04, 1, "0.0", "0,0"),
        (-1234567.0, 0, "−1,234,567", "−1.234.567"),
        (float("nan"), 1, "—", "—"),
    ],
)
def test_plain_writes_each_language(value, digits, en, id_):
    assert (plain(value, "en", digits), plain(value, "id", digits)) == (en, id_)


def test_signed_has_a_sign_unless_it_shows_zero():
    assert [signed(v, "en", 1) for v in (2.0, -2.0, 0.0, 0.01)] == ["+2.0", "−2.0", "0.0", "0.0"]


def test_percent_of_a_share():
    assert (percent(0.1234, "en", 1), percent(0.1234, "id", 1)) == ("12.3%", "12,3%")


@pytest.mark.parametrize(
    ("value", "en", "id_"),
    [
        (1.2e9, "IDR 1.20 bn", "Rp 1,20 miliar"),
        (-366.94e6, "−IDR 366.9 m", "−Rp 366,9 juta"),
        (30_000.0, "IDR 30,000", "Rp 30.000"),
        (2.5e12, "IDR 2.50 trn", "Rp 2,50 triliun"),
    ],
)
def test_amounts_scale_money_to_its_size(value, en, id_):
    written = [Amounts.over([value], "IDR", language).full(value) for language in ("en", "id")]
    assert written == [en, id_]


def test_amounts_share_one_scale_so_that_a_column_can_be_compared():
    amounts = Amounts.over([2e9, 3e6], "IDR", "en")
    assert (amounts.text(2e9), amounts.text(3e6), amounts.head) == ("2.00", "0.00", "IDR bn")


def test_amounts_of_things_are_never_scaled():
    amounts = Amounts.over([2_000_000.0], "deals", "id")
    assert amounts.full(2_000_000.0) == "2.000.000 deal"


def test_amounts_span_says_both_ends():
    amounts = Amounts.over([5e6], "IDR", "id")
    assert amounts.span(-5e6, 2.5e6, signs=True) == "−5,00 hingga +2,50"
    assert amounts.span(None, None) == ""


def test_shares_write_differences_with_their_sign():
    assert Shares("en", 1).span(-0.05, 0.1, signs=True) == "−5.0% to +10.0%"


def test_day_text_names_months_in_the_language():
    assert [day_text(date(2026, 5, 17), language) for language in ("en", "id")] == [
        "17 May 2026",
        "17 Mei 2026",
    ]
    assert day_text(datetime(2026, 5, 17, 9, 5, tzinfo=UTC), "id") == "17 Mei 2026, 09.05 UTC"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 1, 1), date(2026, 3, 31), "Jan–Mar 2026"),
        (date(2025, 12, 1), date(2026, 1, 31), "Dec 2025–Jan 2026"),
        (date(2026, 2, 1), date(2026, 2, 28), "Feb 2026"),
        (date(2026, 2, 1), date(2026, 3, 15), "1 Feb – 15 Mar 2026"),
        (date(2026, 3, 15), date(2026, 3, 15), "15 Mar 2026"),
    ],
)
def test_days_text_is_short_for_whole_months(first, last, text):
    assert days_text(first, last, "en") == text
