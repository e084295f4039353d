"""Verdicts of one promise and period taken together."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from selaras.ledger import Status, Verdict
from selaras.ledger.items.subject import UNASSIGNED
from selaras.ledger.period import Period
from selaras.ledger.recorded import RecordedVerdict
from selaras.ledger.together import expected_misses, together
from selaras.statistics.intervals import poisson_exact, wilson

MAY = Period(
    date(2026, 5, 1), date(2026, 5, 31), date(2026, 5, 1), date(2026, 5, 31),
    ZoneInfo("Asia/Jakarta"),
)  # fmt: skip
NOW = datetime(2026, 5, 16, tzinfo=UTC)


def verdict(subject: str | None = None, **fields: object) -> Verdict:
    usual: dict[str, object] = {
        "agreement": "a", "version": "v", "standing": "signed", "commitment": "c",
        "promisor": "sales", "promisee": "marketing", "subject": subject,
        "subject_kind": None if subject is None else "rep", "period": MAY,
        "status": Status.RUNNING, "unit": "share", "target": "4 business hours",
        "asked": Fraction(9, 10), "value": None, "n": 0, "kept": 0, "broken": 0, "open": 0,
        "unknown": 0, "exempt": 0, "low": None, "high": None, "estimate": None,
        "probability_missed": None, "calendar_version": "k", "horizon": NOW, "final": False,
    }  # fmt: skip
    return Verdict(**(usual | fields))  # type: ignore[arg-type]


def recorded(*verdicts: Verdict) -> list[RecordedVerdict]:
    return [RecordedVerdict(str(n), one, 1, NOW, NOW) for n, one in enumerate(verdicts)]


def test_shares_add_up_by_their_items() -> None:
    whole = together(recorded(verdict("a", kept=9, broken=1, n=10), verdict("b", kept=1, n=1)))
    interval = wilson(10, 11)
    assert (whole.value, whole.n, whole.is_mean) == (Fraction(10, 11), 11, False)
    assert (whole.low, whole.high) == (interval.low, interval.high)


def test_counts_are_the_mean_of_a_subject_without_what_nobody_owns() -> None:
    whole = together(
        recorded(
            verdict("a", unit="leads", value=10, target=15),
            verdict("b", unit="leads", value=20, target=15),
            verdict(UNASSIGNED, unit="leads", value=90, target=15),
        )
    )
    exact = poisson_exact(30)
    assert (whole.value, whole.is_mean) == (15, True)
    assert (whole.low, whole.high) == (exact.low / 2, exact.high / 2)


def test_amounts_have_no_interval_and_a_missing_one_leaves_no_mean() -> None:
    one = verdict("a", unit="IDR", value=Decimal(100))
    assert together(recorded(one, verdict("b", unit="IDR", value=Decimal(300)))).value == 200
    assert together(recorded(one, verdict("b", unit="IDR", value=None))).value is None


def test_a_single_verdict_keeps_its_own_figures() -> None:
    only = verdict(unit="ratio", value=Fraction(3, 2), low=1.0, high=2.0, n=2)
    whole = together(recorded(only))
    assert (whole.value, whole.low, whole.high) == (Fraction(3, 2), 1.0, 2.0)


def test_counts_of_statuses_and_the_worst_of_them() -> None:
    whole = together(
        recorded(
            verdict("a", status=Status.KEPT),
            verdict("b", status=Status.EXCUSED),
            verdict("c", status=Status.AT_RISK),
        )
    )
    assert (whole.decided, whole.kept_count, whole.is_over) == (1, 1, False)
    assert whole.worst is Status.AT_RISK


def test_expected_misses_add_up_each_ones_chance() -> None:
    verdicts = [
        verdict("a", status=Status.MISSED),
        verdict("b", probability_missed=0.5),
        verdict("c", probability_missed=0.5),
        verdict("d", status=Status.KEPT),
    ]
    misses = expected_misses(verdicts)
    assert misses is not None
    assert (misses.expected, misses.low, misses.high, misses.of) == (2.0, 1, 3, 4)


@pytest.mark.parametrize(
    "verdicts",
    [
        [verdict("a", status=Status.KEPT)],
        [verdict("a", probability_missed=0.2), verdict("b", probability_missed=None)],
    ],
)
def test_expected_misses_are_not_told_where_a_chance_is_not_known(verdicts: list[Verdict]) -> None:
    assert expected_misses(verdicts) is None
