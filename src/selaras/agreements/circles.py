"""Commitments that lead back to themselves: by their excuses, or by what they are part of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from selaras.agreements.values import Agreement, Commitment

Ways = Callable[[Commitment], Iterable[str]]
"""The names of the commitments that one leads to."""


def excused_by(commitment: Commitment) -> list[str]:
    """What a commitment's excuses read."""
    return [excuse.when.commitment for excuse in commitment.excused]


def part_of(commitment: Commitment) -> list[str]:
    """The goal that a commitment adds up to, if any."""
    return [] if commitment.part_of is None else [commitment.part_of]


def circles(agreement: Agreement, ways: Ways) -> Iterator[list[str]]:
    """The names on each way from a commitment back to itself; the same names only once."""
    by_name = {one.name: one for one in agreement.commitments}
    following = {name: list(ways(one)) for name, one in by_name.items()}
    told: set[frozenset[str]] = set()
    for name in by_name:
        circle = _circle(name, following)
        if circle is not None and frozenset(circle) not in told:
            told.add(frozenset(circle))
            yield circle


def said_circle(circle: list[str]) -> str:
    """`a` → `b` → `a`."""
    return " → ".join(f"`{step}`" for step in [*circle, circle[0]])


def _circle(start: str, following: dict[str, list[str]]) -> list[str] | None:
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for step in following[way[-1]]:
            if step == start:
                return way
            if step in following and step not in seen:
                seen.add(step)
                ways.append([*way, step])
    return None
