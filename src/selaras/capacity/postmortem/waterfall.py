"""From what could be served to what was wanted, step by step: who put how much to it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from selaras.capacity.finding import Estimate

TERMS = {
    ("demand", "target"): "demand_over_target",
    ("target", "claimed"): "target_over_claimed",
    ("claimed", "tested"): "claimed_over_tested",
    ("tested", "actual"): "tested_over_actual",
    ("target", "tested"): "target_over_tested",
    ("claimed", "actual"): "claimed_over_actual",
    ("target", "actual"): "target_over_actual",
}
"""The name of each step, by the two figures between which it lies."""


@dataclass(frozen=True, slots=True)
class Term:
    """One step: `upper` − `lower`. `merged` are the figures that are missing in between."""

    name: str
    upper: str
    lower: str
    value: Estimate
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Links:
    """The figures of a programme; None where a link is missing.

    `demand` and `actual` may have intervals, the others are as they were written down.
    """

    demand: Estimate | None
    target: float
    claimed: float | None
    tested: float | None
    actual: Estimate | None


@dataclass(frozen=True, slots=True)
class Waterfall:
    """demand − actual = Σ terms; None where one of the two is not known."""

    links: Links
    terms: tuple[Term, ...]
    gap: Estimate | None


def waterfall(links: Links) -> Waterfall:
    """The telescoping sum (methods.md §6).

    D − C = (D − target) + (target − claimed) + (claimed − tested) + (tested − C); a missing link
    merges the two terms beside it. D 170, target 200, claimed 180, tested 120, actual 110:
    60 = −30 + 20 + 60 + 10.
    """
    chain: list[tuple[str, Estimate | None]] = [
        ("demand", links.demand),
        ("target", Estimate(links.target)),
        ("claimed", None if links.claimed is None else Estimate(links.claimed)),
        ("tested", None if links.tested is None else Estimate(links.tested)),
        ("actual", links.actual),
    ]
    known = [(name, value) for name, value in chain if value is not None]
    names = [name for name, _ in chain]
    terms = []
    for (upper, high), (lower, low) in pairwise(known):
        between = names[names.index(upper) + 1 : names.index(lower)]
        terms.append(Term(_name(upper, lower), upper, lower, _minus(high, low), tuple(between)))
    gap = None
    if links.demand is not None and links.actual is not None:
        gap = _minus(links.demand, links.actual)
    return Waterfall(links, tuple(terms), gap)


def _name(upper: str, lower: str) -> str:
    return TERMS.get((upper, lower), f"{upper}_over_{lower}")


def _minus(high: Estimate, low: Estimate) -> Estimate:
    """The difference; its ends are as far apart as those of both."""
    value = high.value - low.value
    if high.low is None and low.low is None:
        return Estimate(value)
    return Estimate(
        value,
        _end(high, lower=True) - _end(low, lower=False),
        _end(high, lower=False) - _end(low, lower=True),
    )


def _end(figure: Estimate, *, lower: bool) -> float:
    end = figure.low if lower else figure.high
    return figure.value if end is None else end
