"""Capacity laid out over time: resources by days or weeks, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from selaras.capacity.choices import HEADROOM
from selaras.capacity.proof import is_usable, proof_on
from selaras.capacity.resources import CapacityTest, Expansion, Kind, Resource

Floats = NDArray[np.float64]
Ordinals = NDArray[np.int64]
DAYS_A_WEEK = 7
_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Supply:
    """Capacity by resource and bucket, shape (resources, buckets).

    Of stock the least of the bucket's days, of hours what can be worked in the bucket.

    Parameters
    ----------
    claimed
        What is said to be there; NaN where nothing is said.
    shown
        What the newest test showed, whether or not it still holds: no test takes back what is
        there by growing old.
    tested
        What a test proves in that bucket.
    """

    claimed: Floats
    shown: Floats
    tested: Floats


def days_from(first: date, count: int) -> Ordinals:
    """Edges of so many days."""
    return np.arange(count + 1, dtype=np.int64) + first.toordinal()


def weeks_from(first: date, count: int) -> Ordinals:
    """Edges of so many weeks; the first may begin on any day, the others on Mondays."""
    monday = first - timedelta(days=first.weekday())
    edges = monday.toordinal() + DAYS_A_WEEK * np.arange(count + 1, dtype=np.int64)
    edges[0] = first.toordinal()
    return edges


def supply(
    resources: Sequence[Resource],
    tests: Mapping[str, Sequence[CapacityTest]],
    edges: Ordinals,
    known_on: date,
) -> Supply:
    """Lay resources out over buckets between `edges`, as far as was known on a day.

    Tests that were made after `known_on` are not looked at.
    """
    hours = np.array([r.kind is Kind.HOURS for r in resources], dtype=bool)
    service = [_service(resource) for resource in resources]
    there = _share(service, edges, hours)
    claimed = np.array([np.nan if r.claimed is None else r.claimed for r in resources])
    proven = [proof_on(tests.get(r.resource_id, ()), known_on) for r in resources]
    shown = np.array([proof.shown for proof in proven])
    held = [
        _overlap(span, _holding(proof.test)) if proof.shown else (_LAST, _LAST)
        for span, proof in zip(service, proven, strict=True)
    ]
    return Supply(
        claimed=claimed[:, None] * there,
        shown=shown[:, None] * there,
        tested=shown[:, None] * _share(held, edges, hours),
    )


def planned(
    expansions: Sequence[Expansion],
    resources: Mapping[str, Resource],
    tests: Mapping[str, Sequence[CapacityTest]],
    edges: Ordinals,
    known_on: date,
) -> Floats:
    """What each expansion adds by bucket, shape (expansions, buckets).

    Nothing where it was called off, where its resource is not known, or where a test that was made
    once it was ready has shown it already.
    """
    counted = [is_counted(e, tests.get(e.resource_id, ()), known_on) for e in expansions]
    spans, hours = [], []
    for expansion, counts in zip(expansions, counted, strict=True):
        resource = resources.get(expansion.resource_id)
        span = (max(expansion.ready_on.toordinal(), known_on.toordinal()), _LAST)
        spans.append(_overlap(span, _service(resource)) if counts and resource else (_LAST, _LAST))
        hours.append(resource is not None and resource.kind is Kind.HOURS)
    adds = np.array([expansion.adds for expansion in expansions])
    return np.asarray(adds[:, None] * _share(spans, edges, np.array(hours, dtype=bool)))


def is_counted(expansion: Expansion, tests: Sequence[CapacityTest], known_on: date) -> bool:
    """Whether an expansion is still to come on top of what was tested."""
    if (expansion.state or "").strip().lower() in HEADROOM.called_off or expansion.adds <= 0:
        return False
    return not any(
        expansion.ready_on <= test.tested_on <= known_on and is_usable(test) for test in tests
    )


def _service(resource: Resource) -> tuple[int, int]:
    """First day in service, and the first after it."""
    first = _FIRST if resource.valid_from is None else resource.valid_from.toordinal()
    return first, _LAST if resource.valid_to is None else resource.valid_to.toordinal() + 1


def _holding(test: CapacityTest | None) -> tuple[int, int]:
    if test is None or test.expires_on is None:
        return _FIRST, _LAST
    return _FIRST, test.expires_on.toordinal()


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    return max(a[0], b[0]), min(a[1], b[1])


def _share(spans: Sequence[tuple[int, int]], edges: Ordinals, hours: NDArray[np.bool_]) -> Floats:
    """How much of a bucket's capacity a span gives, shape (spans, buckets).

    Stock: 1 where the span covers every day of the bucket, else 0. Hours: days covered over the
    seven of a week.
    """
    ends = np.array(spans, dtype=np.int64).reshape(-1, 2)
    first, after = ends[:, :1], ends[:, 1:]
    covers = (first <= edges[:-1]) & (after >= edges[1:])
    days = np.minimum(after, edges[1:]) - np.maximum(first, edges[:-1])
    worked = np.maximum(days, 0) / DAYS_A_WEEK
    return np.where(hours[:, None], worked, covers.astype(np.float64))
