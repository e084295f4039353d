"""What stands out, on verdicts made by hand."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from selaras.demo.sentences import sentence
from selaras.demo.standouts import Below, Changed, HardPeriod, Share, find_standouts
from selaras.ledger import Status, Verdict
from selaras.ledger.period import Period

_ZONE = ZoneInfo("Asia/Jakarta")


def _period(month: int) -> Period:
    first = date(2026, month, 1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return Period(first, last, first, last, _ZONE)


def _verdict(subject: str, month: int, kept: int, n: int, status: Status | None = None) -> Verdict:
    asked = Fraction(3, 4)
    own = Status.KEPT if Fraction(kept, n) >= asked else Status.MISSED
    status = status or own
    return Verdict(
        agreement="marketing-sales",
        version="0" * 64,
        standing="draft",
        commitment="persistence",
        promisor="sales",
        promisee="marketing",
        subject=subject,
        subject_kind="rep",
        period=_period(month),
        status=status,
        unit="share",
        target=5,
        asked=asked,
        value=Fraction(kept, n),
        n=n,
        kept=kept,
        broken=n - kept,
        open=0,
        unknown=0,
        exempt=0,
        low=None,
        high=None,
        estimate=None,
        probability_missed=None,
        calendar_version="",
        horizon=None,
        final=True,
        reason="excused: too many leads" if status is Status.EXCUSED else None,
    )


def _months(subject: str, *kept: int, n: int = 20) -> list[Verdict]:
    return [_verdict(subject, month, k, n) for month, k in enumerate(kept, start=1)]


def test_subject_far_below_what_is_asked_and_the_others_stands_out() -> None:
    verdicts = _months("ani", 18, 17, 19) + _months("budi", 1, 2, 0) + _months("citra", 17, 18, 18)
    assert find_standouts(verdicts) == (
        Below("persistence", "rep", "budi", Share(3, 60), Share(107, 120), 0.75, 3),
    )


def test_nobody_stands_out_where_all_keep_it() -> None:
    verdicts = _months("ani", 18, 17, 19) + _months("budi", 16, 17, 18)
    assert find_standouts(verdicts) == ()


def test_small_numbers_are_not_spoken_of() -> None:
    verdicts = _months("ani", 18, 17, 19) + _months("budi", 0, n=5)
    assert find_standouts(verdicts) == ()


def test_all_below_alike_is_nobodys_own_failure() -> None:
    verdicts = _months("ani", 8, 9, 8) + _months("budi", 9, 8, 8)
    assert find_standouts(verdicts) == ()


def test_change_is_dated_by_its_first_period() -> None:
    social = _months("paid_social", 18, 18, 19, 10, 9, 11)
    verdicts = social + _months("paid_search", 18, 17, 18, 18, 19, 18)
    assert find_standouts(verdicts) == (
        Changed("persistence", "rep", "paid_social", "2026-04", Share(55, 60), Share(30, 60)),
    )


_REGIONS = {"ani": "Jakarta", "budi": "Jakarta", "citra": "Makassar", "dewi": "Makassar"}


def test_region_is_named_where_all_its_reps_are_low() -> None:
    verdicts = [
        *_months("ani", 19, 19, 18),
        *_months("budi", 18, 19, 18),
        *_months("citra", 13, 12, 12),
        *_months("dewi", 12, 13, 12),
    ]
    assert find_standouts(verdicts, _REGIONS) == (
        Below("persistence", "region", "Makassar", Share(74, 120), Share(111, 120), 0.75, 3),
    )


def test_one_low_rep_is_not_his_region() -> None:
    verdicts = [
        *_months("ani", 19, 19, 18),
        *_months("budi", 18, 19, 18),
        *_months("citra", 2, 1, 2),
        *_months("dewi", 18, 19, 18),
    ]
    assert find_standouts(verdicts, _REGIONS) == (
        Below("persistence", "rep", "citra", Share(5, 60), Share(166, 180), 0.75, 3),
    )


def test_month_of_excuses_is_told_as_one() -> None:
    verdicts = [_verdict(rep, 4, 9, 20, Status.EXCUSED) for rep in ("ani", "budi", "citra")]
    verdicts += _months("dewi", 18, 18, 18, 18)
    assert find_standouts(verdicts) == (
        HardPeriod("persistence", "2026-04", 3, 4, "too many leads"),
    )


def test_sentences_carry_n_and_interval_and_names() -> None:
    one = Below("persistence", "rep", "p-1", Share(3, 60), Share(107, 120), 0.75, 3)
    assert sentence(one, {"p-1": "budi"}) == (
        "budi (rep): persistence kept on 3 of 60 (5%, 2–12%) over 3 closed periods, where 75% is "
        "asked; the others 89% (n = 120)."
    ).replace("2–12%", "2%–12%")
    assert sentence(one, {}, "id").startswith("p-1 (rep): persistence ditepati pada 3 dari 60")
