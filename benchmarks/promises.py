"""The agreements that are held against the company: one promise, or ten over the same tables."""

from __future__ import annotations

from pathlib import Path

from selaras.agreements import read_agreement
from selaras.agreements.reading import order_versions
from selaras.agreements.values import Book

_HEAD = """
agreement: benchmark
parties: [marketing, sales]
effective: {{from: 2024-01-01{until}}}
calendar: jakarta-office
commitments:
"""
_PROMISE = """
  {name}:
    promisor: sales
    promisee: marketing
    measure: {measure}
    {per}
    every: {every}
    objective: {objective}
"""
_RESPONSE = (
    "{response_time: {from: leads.assigned_at, to: attempts.happened_at,"
    " where: {automated: false}}}"
)
_HOURS = "{within: 8 business hours, for: 90%}"

Promise = tuple[str, str, str | None, str, str]
"""Name, measure, per, every, objective."""


def _attempts(days: int) -> str:
    # The peers count attempts alone: what would end the duty by itself is left out of all.
    until = "until: [disqualified]"
    return f"{{attempts: {{within: {days} days, from: leads.assigned_at, {until}}}}}"


FIRST_RESPONSE: Promise = ("first-response", _RESPONSE, "rep", "month", _HOURS)
PERSISTENCE: Promise = (
    "persistence",
    _attempts(30),
    "rep",
    "month",
    "{at_least: 5, for: 90%}",
)
TEN: tuple[Promise, ...] = (
    FIRST_RESPONSE,
    ("whole-team", _RESPONSE, None, "month", _HOURS),
    ("by-region", _RESPONSE, "leads.region", "month", _HOURS),
    ("by-week", _RESPONSE, "rep", "week", _HOURS),
    ("half-a-day", _RESPONSE, "rep", "month", "{within: 4 business hours, for: 80%}"),
    ("next-day", _RESPONSE, "rep", "month", "{within: 1 business day, for: 80%}"),
    ("in-a-day", _RESPONSE, "rep", "month", "{within: 24 hours, for: 60%}"),
    PERSISTENCE,
    ("three-tries", _attempts(30), "rep", "month", "{at_least: 3, for: 90%}"),
    ("region-tries", _attempts(30), "leads.region", "month", "{at_least: 5, for: 90%}"),
)


def book_of(promises: tuple[Promise, ...], folder: Path, until: str | None = "2025-12-31") -> Book:
    """A book of one agreement with these promises; `until` None: in force without an end."""
    text = _HEAD.format(until=f", to: {until}" if until else "")
    for name, measure, per, every, objective in promises:
        text += _PROMISE.format(
            name=name,
            measure=measure,
            per=f"per: {per}" if per else "# for all",
            every=every,
            objective=objective,
        )
    path = folder / "benchmark.yaml"
    path.write_text(text, encoding="utf-8")
    return order_versions([read_agreement(path)])
