"""Erlang-A and its neighbours: worked examples, and what always holds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from selaras.statistics.erlang import erlang_a, erlang_b, erlang_c, mean_over

ARRIVALS = st.floats(0.01, 80)
RATES = st.floats(0.05, 20)
SERVERS = st.integers(0, 60)


def test_worked_example_of_a_desk_where_callers_hang_up() -> None:
    queue = erlang_a(48, 1, 0.5, 50)
    assert round(queue.p_abandon, 4) == 0.0309
    assert round(queue.mean_wait * 60, 2) == 3.71


def test_worked_example_of_a_desk_where_everybody_waits() -> None:
    assert round(erlang_c(48, 1, 50).mean_wait * 60, 2) == 20.83


def test_worked_example_of_patience_as_long_as_service() -> None:
    assert round(erlang_a(2, 1, 1, 2).p_wait, 4) == 0.5940


@given(ARRIVALS, RATES, SERVERS)
def test_patience_as_long_as_service_is_poisson(lam: float, mu: float, n: int) -> None:
    queue = erlang_a(lam, mu, mu, n)
    assert queue.p_wait == pytest.approx(poisson.sf(n - 1, lam / mu), abs=1e-9)


@given(ARRIVALS, RATES, RATES, SERVERS)
def test_chances_lie_in_bounds_and_calls_balance(
    lam: float, mu: float, theta: float, n: int
) -> None:
    """What comes is served or hangs up: λ = μ · busy + λ · P(abandon)."""
    queue = erlang_a(lam, mu, theta, n)
    assert 0 <= queue.p_abandon <= queue.p_wait + 1e-9 <= 1 + 1e-9
    assert queue.mean_wait >= 0
    assert mu * queue.in_service + lam * queue.p_abandon == pytest.approx(lam, rel=1e-9)
    assert queue.p_abandon == pytest.approx(theta * queue.mean_wait, rel=1e-9, abs=1e-12)


@given(ARRIVALS, RATES, RATES, SERVERS)
def test_more_servers_never_raise_abandonment(lam: float, mu: float, theta: float, n: int) -> None:
    few, many = erlang_a(lam, mu, theta, n), erlang_a(lam, mu, theta, n + 1)
    assert many.p_abandon <= few.p_abandon + 1e-12
    assert many.mean_wait <= few.mean_wait + 1e-12
    assert many.p_wait <= few.p_wait + 1e-12


@given(ARRIVALS, RATES, RATES, SERVERS, st.floats(1, 5))
def test_more_calls_never_lower_abandonment(
    lam: float, mu: float, theta: float, n: int, more: float
) -> None:
    few, many = erlang_a(lam, mu, theta, n), erlang_a(lam * more, mu, theta, n)
    assert many.p_abandon >= few.p_abandon - 1e-9


@given(ARRIVALS, RATES, SERVERS)
def test_callers_without_patience_are_a_loss_system(lam: float, mu: float, n: int) -> None:
    lost = erlang_b(lam / mu, n)
    nearly = erlang_a(lam, mu, 1e12 * (lam + mu), n)
    assert nearly.p_abandon == pytest.approx(lost, abs=1e-8)
    never = erlang_a(lam, mu, math.inf, n)
    assert (never.p_abandon, never.p_wait, never.mean_wait) == (lost, lost, 0.0)


@given(st.floats(0.05, 0.9), RATES, st.integers(1, 40))
def test_callers_of_endless_patience_are_erlang_c(load: float, mu: float, n: int) -> None:
    lam = load * n * mu
    everybody = erlang_c(lam, mu, n)
    nearly = erlang_a(lam, mu, 1e-9 * mu, n)
    assert nearly.p_wait == pytest.approx(everybody.p_wait, rel=1e-5)
    assert nearly.mean_wait == pytest.approx(everybody.mean_wait, rel=1e-5)
    assert erlang_a(lam, mu, 0.0, n) == everybody


@given(st.floats(0.01, 60), st.integers(0, 60))
def test_erlang_b_is_the_last_state_of_a_cut_off_poisson(load: float, n: int) -> None:
    states = poisson.pmf(np.arange(n + 1), load)
    assert erlang_b(load, n) == pytest.approx(states[-1] / states.sum(), rel=1e-6)


@given(ARRIVALS, RATES, RATES, st.floats(0, 40))
def test_servers_on_average_lie_between_their_neighbours(
    lam: float, mu: float, theta: float, servers: float
) -> None:
    few, many = (erlang_a(lam, mu, theta, math.floor(servers) + more) for more in (0, 1))
    found = mean_over(lam, mu, theta, servers)
    assert many.p_abandon - 1e-12 <= found.p_abandon <= few.p_abandon + 1e-12
    assert mean_over(lam, mu, theta, math.floor(servers)) == few


def test_a_desk_without_calls_or_without_servers() -> None:
    assert erlang_a(0, 1, 1, 3).p_abandon == 0
    assert erlang_a(0, 1, 0.5, 0).mean_wait == 2
    nobody = erlang_a(5, 1, 0.5, 0)
    assert nobody.p_abandon == pytest.approx(1)
    assert nobody.mean_wait == pytest.approx(2)


@pytest.mark.parametrize(
    ("arrivals", "service", "patience", "servers"),
    [(-1, 1, 1, 1), (1, 0, 1, 1), (1, 1, -1, 1), (1, 1, math.nan, 1), (1, 1, 1, -1)],
)
def test_rates_out_of_bounds_are_refused(
    arrivals: float, service: float, patience: float, servers: int
) -> None:
    with pytest.raises(ValueError, match="0"):
        erlang_a(arrivals, service, patience, servers)


def test_a_queue_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="no end"):
        erlang_c(50, 1, 50)
    with pytest.raises(ValueError, match="no end"):
        erlang_a(51, 1, 0, 50)
    with pytest.raises(ValueError, match="0 or more"):
        mean_over(1, 1, 1, math.nan)
