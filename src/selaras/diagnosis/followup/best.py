"""Curves with their intervals, and the best number of attempts with its own."""

from __future__ import annotations

from math import inf

import numpy as np
from numpy.typing import NDArray

from selaras.diagnosis.choices import FOLLOW_UP
from selaras.diagnosis.followup.curve import ALL, Attempt, Best, Curve
from selaras.diagnosis.followup.figures import Figure, figure
from selaras.diagnosis.followup.hazard_model import Worked
from selaras.diagnosis.followup.model import Modelled, Places, Setting
from selaras.statistics.hazards import best_number
from selaras.statistics.leave_out import Spreading

Floats = NDArray[np.float64]


def curves_of(
    kinds: tuple[str, ...],
    worked: Worked,
    modelled: Modelled,
    spreading: Spreading | None,
    setting: Setting,
) -> tuple[Curve, ...]:
    """The curve of all kinds together, then of each kind in order."""
    places = Places(len(kinds), setting.depth)
    draws = None if spreading is None else spreading.draws(FOLLOW_UP.draws)

    def told(value: float, at: int, least: float = -inf, most: float = inf) -> Figure:
        interval = None if spreading is None else spreading.interval(at)
        return figure(float(value), interval, least=least, most=most)

    def share(value: float, at: int) -> Figure:
        return told(value, at, 0.0, 1.0)

    together = _rows(
        worked.leads.sum(),
        worked.attempted.sum(axis=0)[: setting.depth],
        worked.contacts.sum(axis=0)[: setting.depth],
        modelled.all_attempts,
        (
            [share(v, places.all_chance(k)) for k, v in enumerate(modelled.all_chance)],
            [share(v, places.all_reached(k)) for k, v in enumerate(modelled.all_reached)],
            [told(v, places.all_worth(k), 0.0) for k, v in enumerate(modelled.all_worth)],
            [told(v, places.all_net(k)) for k, v in enumerate(modelled.all_net)],
        ),
    )
    nets = [places.all_net(k) for k in range(setting.depth)]
    mix = worked.leads / worked.leads.sum()
    value = Figure(float(mix @ modelled.value))
    win_rate = float(worked.wins.sum() / worked.matured.sum()) if worked.matured.sum() else None
    curves = [_curve(ALL, worked, slice(None), value, win_rate, together,
                     best_of(modelled.all_net, draws, nets))]  # fmt: skip
    for g, name in enumerate(kinds):
        deep = setting.kinds[g]
        rows = _rows(
            worked.leads[g],
            worked.attempted[g, :deep],
            worked.contacts[g, :deep],
            modelled.attempts[g],
            (
                [share(modelled.hazards[g, k], places.chance(g, k)) for k in range(deep)],
                [share(modelled.reached[g, k], places.reached(g, k)) for k in range(deep)],
                [
                    told(modelled.value[g] * modelled.hazards[g, k], places.worth(g, k), 0.0)
                    for k in range(deep)
                ],
                [told(modelled.net[g, k], places.net(g, k)) for k in range(deep)],
            ),
        )
        thin = worked.leads[g] < FOLLOW_UP.least_leads
        best = Best(None) if thin else best_of(
            modelled.net[g, :deep], draws, [places.net(g, k) for k in range(deep)]
        )  # fmt: skip
        rate = modelled.win_rates[g]
        curves.append(
            _curve(
                name,
                worked,
                slice(g, g + 1),
                told(modelled.value[g], places.value(g)),
                None if np.isnan(rate) else float(rate),
                rows,
                best,
            )
        )
    return tuple(curves)


def best_of(net: Floats, draws: Floats | None, places: list[int]) -> Best:
    """The number with the highest net value; its interval from draws of the whole curve."""
    number = best_number(net)
    if draws is None:
        return Best(number, is_edge=number == net.size)
    curves = np.concatenate([np.zeros((len(draws), 1)), draws[:, places]], axis=1)
    numbers = np.sort(np.argmax(curves, axis=1))
    low, high = numbers[int(0.05 * numbers.size)], numbers[int(0.95 * numbers.size)]
    share = np.bincount(numbers, minlength=net.size + 1) / numbers.size
    return Best(
        number,
        min(int(low), number),
        max(int(high), number),
        tuple(float(p) for p in share),
        is_edge=number == net.size,
    )


def _curve(
    name: str,
    worked: Worked,
    kinds: slice,
    value: Figure,
    win_rate: float | None,
    rows: tuple[Attempt, ...],
    best: Best,
) -> Curve:
    leads = float(worked.leads[kinds].sum())
    return Curve(
        name=name,
        leads=int(leads),
        value=value,
        win_rate=win_rate,
        attempts_now=float(worked.attempted[kinds].sum()) / leads if leads else 0.0,
        contact_now=float(worked.contacts[kinds].sum()) / leads if leads else 0.0,
        rows=rows,
        best=best,
    )


def _rows(
    leads: float,
    attempted: Floats,
    contacts: Floats,
    expected: Floats,
    told: tuple[list[Figure], list[Figure], list[Figure], list[Figure]],
) -> tuple[Attempt, ...]:
    """Rows from counts, attempts expected, and chance, reached, worth and net by attempt."""
    chance, reached, worth, net = told
    waiting = np.concatenate([[leads], attempted[:-1] - contacts[:-1]])
    return tuple(
        Attempt(
            number=k + 1,
            attempted=int(attempted[k]),
            contacts=int(contacts[k]),
            hazard=float(contacts[k] / attempted[k]) if attempted[k] else None,
            chance=chance[k],
            made=float(attempted[k] / waiting[k]) if waiting[k] else None,
            contact_by=reached[k],
            attempts=float(expected[k]),
            worth=worth[k],
            net=net[k],
        )
        for k in range(attempted.size)
    )
