"""Verdicts derived by hand from the rules; golden_case.py says how a case is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from selaras.contracts import TABLES
from selaras.ledger import Ledger, Status, Verdict

from .golden_case import Case, evaluate_case, read_cases

CASES = read_cases()
PLACE = ("commitment", "subject", "period", "end")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_golden_case(case: Case, tmp_path: Path) -> None:
    ledger = evaluate_case(case, tmp_path)
    differing = [
        problem
        for expected in case.written["verdicts"]
        for problem in _compare(case, expected, _find(ledger, expected))
    ]
    differing += _uncalled_for(case, ledger)
    differing += _trace_differs(case, ledger)
    assert not differing, f"{case.written['says'].strip()}\n" + "\n".join(differing)


@pytest.mark.parametrize("plain", [{"leads", "tickets"}, set(TABLES)], ids=["mixed", "plain"])
@pytest.mark.parametrize("case", CASES[::8], ids=lambda case: case.id)
def test_ids_without_numbers_are_judged_alike(case: Case, plain: set[str], tmp_path: Path) -> None:
    ledger = evaluate_case(case, tmp_path, plain=frozenset(plain))
    problems = [
        problem
        for expected in case.written["verdicts"]
        for problem in _compare(case, expected, _find(ledger, expected))
    ]
    assert not problems + _trace_differs(case, ledger)


def test_cases_have_names_of_their_own() -> None:
    names = [case.written["case"] for case in CASES]
    assert len(names) == len(set(names))


def test_every_rule_and_status_has_cases() -> None:
    rules = {case.written["rule"] for case in CASES}
    statuses = {v.get("status") for case in CASES for v in case.written["verdicts"]} - {None}
    assert rules == set(range(1, 12))
    assert statuses == {status.value for status in Status}


def _find(ledger: Ledger, place: Mapping[str, Any]) -> Verdict:
    found = _matching(ledger, place)
    there = [(v.commitment, v.subject, v.period.first.isoformat()) for v in ledger.verdicts]
    assert len(found) == 1, f"{len(found)} verdicts on {place}; there are {there}"
    return found[0]


def _matching(ledger: Ledger, place: Mapping[str, Any]) -> list[Verdict]:
    return [
        verdict
        for verdict in ledger.verdicts
        if place.get("commitment", verdict.commitment) == verdict.commitment
        and place.get("subject", verdict.subject) == verdict.subject
        and place["period"] == verdict.period.first
    ]


def _compare(case: Case, expected: Mapping[str, Any], verdict: Verdict) -> list[str]:
    problems = []
    for name, wanted in expected.items():
        if name == "end":
            got: Any = verdict.period.end
            same = got == case.instant(wanted)
        elif name in PLACE:
            continue
        else:
            got = getattr(verdict, name)
            same = _same(case, name, wanted, got)
        if not same:
            place = {key: str(expected[key]) for key in PLACE if key in expected}
            problems.append(f"{place}: {name} should be {wanted}, is {got} ({verdict.reason})")
    return problems


def _same(case: Case, name: str, wanted: Any, got: Any) -> bool:
    if wanted is None or got is None:
        return wanted is got
    if name == "reason":
        same = wanted == "not empty" or str(wanted) in str(got)
    elif name == "horizon":
        same = got == case.instant(wanted)
    elif isinstance(wanted, list):
        same = wanted[0] <= got <= wanted[1]
    elif isinstance(got, bool):
        same = wanted is got
    elif isinstance(got, int | Decimal | Fraction):
        same = Fraction(str(wanted)) == Fraction(got)
    elif isinstance(got, float):
        same = got == pytest.approx(float(Fraction(str(wanted))))
    else:
        same = wanted == got
    return bool(same)


def _uncalled_for(case: Case, ledger: Ledger) -> list[str]:
    """Verdicts of a named commitment and period on subjects that the case does not name."""
    expected = case.written["verdicts"]
    asked = {id(verdict) for place in expected for verdict in _matching(ledger, place)}
    periods = {(p.get("commitment"), p["period"]) for p in expected if "subject" in p}
    extra = [
        verdict
        for commitment, period in sorted(periods, key=str)
        for verdict in _matching(
            ledger, {"period": period} | ({"commitment": commitment} if commitment else {})
        )
        if id(verdict) not in asked and (verdict.n or case.written.get("only"))
    ]
    extra += [v for place in case.written.get("absent", ()) for v in _matching(ledger, place)]
    return [f"uncalled for: {v.commitment} {v.subject} {v.period.first} {v.status}" for v in extra]


def _trace_differs(case: Case, ledger: Ledger) -> list[str]:
    problems = []
    for expected in case.written.get("trace", ()):
        trace = ledger.trace(_find(ledger, expected))
        judgements = {item.item: item.judgement for item in trace.items}
        got = judgements.get(expected["item"])
        if got != expected["judgement"]:
            problems.append(f"{expected['item']} should be {expected['judgement']}, is {got}")
    return problems


def test_times_of_a_case_are_local() -> None:
    case = Case("", {"case": "", "zone": "Asia/Jakarta"})
    assert case.instant("2026-02-02 09:00").isoformat() == "2026-02-02T09:00:00+07:00"
    assert case.instant(datetime(2026, 2, 2, 9)) == case.instant("2026-02-02 09:00")
    assert case.end_of(date(2026, 2, 28)) == case.instant("2026-03-01 00:00")
