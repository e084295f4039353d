"""A desk of calls small enough to be worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from selaras.capacity import desk
from selaras.capacity.desk import desk_of, patience_rate, service_rate
from selaras.capacity.desk_staffing import Calls, agents_busy, agents_present
from selaras.errors import EvidenceError
from selaras.statistics.erlang import mean_over

HOUR = 3600.0
JAKARTA = ZoneInfo("Asia/Jakarta")


def _calls(*rows: tuple[float, float, float | None, int]) -> Calls:
    """Rows of asked, waited and worked in minutes, and the agent; worked None: hung up."""
    asked, waited, worked, agent = zip(*rows, strict=True)
    length = np.array([math.nan if each is None else each for each in worked])
    return Calls(
        asked=np.array(asked) * 60.0,
        waited=np.array(waited) * 60.0,
        worked=length * 60.0,
        hung_up=np.isnan(length),
        agent=np.array(agent),
    )


def test_patience_counts_every_wait_and_only_those_who_hung_up() -> None:
    calls = _calls((0, 0, 10, 0), (1, 9, 5, 0), (2, 3, None, -1), (20, 0, 5, 1))
    patience, service = patience_rate(calls), service_rate(calls)
    assert patience.value == pytest.approx(1 / (12 / 60))
    assert service.value == pytest.approx(3 / (20 / 60))
    assert (patience.count, service.count) == (1, 3)
    assert patience.low < patience.value < patience.high


def test_an_agent_is_present_between_calls_but_not_over_a_break() -> None:
    calls = _calls((0, 0, 10, 0), (30, 0, 10, 0), (80, 0, 30, 0), (50, 0, 20, 1), (5, 1, 4, -1))
    present = agents_present(calls, np.array([0, 1, 2]))
    # The first agent: 0–40 and 80–110; the second: 50–70. Nobody knows who answered the last.
    assert present.tolist() == pytest.approx([50 / 60, 40 / 60, 0])


def test_agents_busy_are_those_on_a_call_while_somebody_waits() -> None:
    calls = _calls((0, 0, 20, 0), (5, 0, 10, 1), (10, 10, 5, 0), (130, 0, 5, 0))
    busy = agents_busy(calls, np.array([0, 2]), np.array([9.0, 7.0]))
    # Somebody waits from 10 to 20: two are on a call up to 15, one from then on.
    assert busy.tolist() == pytest.approx([1.5, 7.0])


def test_waiting_in_an_hour_that_is_not_asked_for_counts_nowhere() -> None:
    calls = _calls((70, 0, 30, 0), (80, 20, 5, 0))
    assert agents_busy(calls, np.array([0, 2]), np.array([1.0, 2.0])).tolist() == [1.0, 2.0]


def test_an_hour_of_the_day_is_local_and_adds_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "LEAST_CALLS", 3)
    calls = _calls(
        (0, 0, 20, 0), (5, 1, None, -1), (10, 10, 10, 0), (1445, 0, 15, 0), (65, 0, 5, 0)
    )
    found = desk_of(calls, JAKARTA)
    assert [(h.hour, h.calls, h.hung_up) for h in found.hours] == [(7, 4, 1), (8, 1, 0)]
    seven, eight = found.hours
    assert (seven.abandonment, seven.fill_rate) == (0.25, 0.75)
    assert seven.wait_seconds == pytest.approx(11 * 60 / 4)
    assert (eight.present, eight.busy) == (None, None)
    # The one agent was there 0–30 of the first day's hour, and 0–15 of it on the second.
    assert seven.present is not None
    rates = found.service.value, found.patience.value
    first, second = mean_over(3, *rates, 0.5), mean_over(1, *rates, 0.25)
    assert seven.present.agents == pytest.approx(0.375)
    whole = (3 * first.p_abandon + second.p_abandon) / 4
    assert seven.present.abandonment == pytest.approx(whole)
    wait = (3 * first.mean_wait + second.mean_wait) / 4
    assert seven.present.wait_seconds == pytest.approx(wait * HOUR)
    errors = found.present_errors
    assert errors is not None
    assert errors.by_hour == pytest.approx(abs(whole - 0.25))
    assert errors.hours == 1


def test_rates_that_nobody_can_tell_are_refused() -> None:
    answered = _calls((0, 0, 10, 0), (10, 1, 5, 0))
    with pytest.raises(EvidenceError, match="hung up"):
        desk_of(answered, JAKARTA)
    lost = replace(answered, hung_up=np.array([True, True]), worked=np.array([math.nan] * 2))
    with pytest.raises(EvidenceError, match="answered"):
        desk_of(lost, JAKARTA)
