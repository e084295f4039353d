"""The history of a promise, drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from tests.ledger.test_together import MAY, recorded, verdict

from selaras.agreements import read_agreements
from selaras.agreements.values import Commitment
from selaras.ledger import Status
from selaras.ledger.together import Together, together
from selaras.reports.charts.history import MOST, history_picture


def _commitment(folder: Path) -> Commitment:
    (folder / "a.yaml").write_text(
        """
agreement: a
parties: [marketing, sales]
effective: {from: 2025-01-01, to: 2026-12-31}
calendar: jakarta-office
commitments:
  c: {promisor: sales, promisee: marketing, measure: {count: leads}, every: month,
      objective: {at_most: 2}}
"""
    )
    return read_agreements(folder).versions[0].agreement.commitments[0]


def _period(number: int, **fields: object) -> Together:
    first = date(2026 - number // 12, 12 - number % 12, 1)
    period = replace(MAY, first=first, last=first.replace(day=28))
    return together(recorded(verdict(period=period, **fields)))


def test_history_draws_values_intervals_and_what_was_asked(tmp_path: Path) -> None:
    kept = {"value": Fraction(9, 10), "low": 0.8, "high": 0.95, "kept": 9, "broken": 1, "n": 10}
    periods = [_period(n, status=Status.KEPT, **kept) for n in range(3)]
    picture = history_picture(periods, _commitment(tmp_path), "en")
    assert picture is not None
    assert "style=" not in picture.wide + picture.narrow
    assert 'role="img"' in picture.wide
    assert len(picture.table.rows) == 3
    assert [cell.text for cell in picture.table.rows[0].cells[1:5]] == [
        "kept", "90%", "80% to 95%", "90%",
    ]  # fmt: skip
    assert [key.swatch for key in picture.key] == ["line", "upright", "cost"]


def test_history_marks_what_still_runs(tmp_path: Path) -> None:
    runs = _period(0, value=Fraction(1, 2), kept=1, broken=1, n=2)
    picture = history_picture([runs], _commitment(tmp_path), "id")
    assert picture is not None
    assert picture.key[-1].text == "masih berjalan"


def test_history_without_a_value_is_no_picture(tmp_path: Path) -> None:
    assert history_picture([_period(0)], _commitment(tmp_path), "en") is None


def test_history_draws_the_newest_periods_only(tmp_path: Path) -> None:
    periods = [_period(n, value=Fraction(1, 2), kept=1, broken=1, n=2) for n in range(MOST + 3)]
    picture = history_picture(periods, _commitment(tmp_path), "en")
    assert picture is not None
    assert len(picture.table.rows) == MOST
