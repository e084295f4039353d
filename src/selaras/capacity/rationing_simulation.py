"""Policies tried out on simulated weeks of requests: what each would serve, and whom."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from selaras.capacity.choices import RATIONING
from selaras.capacity.finding import Estimate, Json
from selaras.capacity.rationing import SAYS, Policy, Request, ration
from selaras.errors import InputError


@dataclass(frozen=True, slots=True)
class Holder:
    """Who asks: `mean` units a week on average, in requests of `size`, with a priority.

    Weekly quantities follow a negative binomial; `spread` is its size (larger: steadier).
    """

    name: str
    mean: float
    size: float = 1.0
    priority: int = 0
    spread: float = 10.0


@dataclass(frozen=True, slots=True)
class Served:
    """What one holder gets under a policy: the share of what it asks for, with a 90% interval over
    simulated weeks, and how often it gets all."""

    holder: str
    share: Estimate
    all_served: float


@dataclass(frozen=True, slots=True)
class Trial:
    """One policy: by holder, the share of all that is served, and the least-served holder's."""

    policy: Policy
    holders: tuple[Served, ...]
    share: float
    least: float


def simulate_rationing(
    holders: Sequence[Holder],
    capacity: float,
    *,
    weeks: int = RATIONING.draws,
    seed: int = RATIONING.seed,
    whole: bool = True,
) -> tuple[Trial, ...]:
    """Try every policy on the same weeks of requests, each of which finds `capacity` free.

    Requests of a week come in random order. Raises InputError without holders, for means below 0
    and for a capacity below 0.
    """
    if not holders or any(holder.mean < 0 or holder.size <= 0 for holder in holders):
        raise InputError("A simulation needs holders that ask for something.")
    if capacity < 0:
        raise InputError(f"The capacity is {capacity:g}.", mend="Write 0 or more.")
    drawn = _weeks(holders, weeks, np.random.default_rng(seed))
    return tuple(_trial(policy, holders, drawn, capacity, whole=whole) for policy in Policy)


def read_holder(text: str) -> Holder:
    """`NAME:MEAN[:PRIORITY]`, as on a command line. InputError for anything else."""
    name, *rest = text.split(":")
    try:
        mean = float(rest[0])
        priority = int(rest[1]) if len(rest) > 1 else 0
    except (IndexError, ValueError):
        mean, priority = -1.0, 0
    if not name or len(rest) > 2 or not (math.isfinite(mean) and mean >= 0):
        raise InputError(
            f"--holder {text!r} cannot be read.", mend="Write NAME:MEAN or NAME:MEAN:PRIORITY."
        )
    return Holder(name, mean, priority=priority)


def _weeks(
    holders: Sequence[Holder], weeks: int, random: np.random.Generator
) -> list[list[Request]]:
    counts = np.array(
        [
            random.negative_binomial(
                holder.spread, holder.spread / (holder.spread + holder.mean / holder.size), weeks
            )
            for holder in holders
        ]
    )
    found = []
    for week in range(weeks):
        requests = [
            Request(holder.name, holder.size, holder.priority)
            for n, holder in enumerate(holders)
            for _ in range(int(counts[n, week]))
        ]
        order = random.permutation(len(requests))
        found.append([requests[n] for n in order])
    return found


def _trial(
    policy: Policy,
    holders: Sequence[Holder],
    weeks: Sequence[Sequence[Request]],
    capacity: float,
    *,
    whole: bool,
) -> Trial:
    names = [holder.name for holder in holders]
    at = {name: n for n, name in enumerate(names)}
    asked, given = np.zeros((2, len(names), len(weeks)))
    for week, requests in enumerate(weeks):
        granted = ration(policy, capacity, requests, whole=whole)
        for request, quantity in zip(requests, granted, strict=True):
            asked[at[request.holder], week] += request.quantity
            given[at[request.holder], week] += quantity
    served = tuple(_served(names[n], asked[n], given[n]) for n in range(len(names)))
    return Trial(
        policy=policy,
        holders=served,
        share=_over(float(given.sum()), float(asked.sum())),
        least=min(one.share.value for one in served),
    )


def _served(name: str, asked: np.ndarray, given: np.ndarray) -> Served:
    some = asked > 0
    shares = given[some] / asked[some]
    low, high = np.quantile(shares, [0.05, 0.95]) if shares.size else (1.0, 1.0)
    share = Estimate(_over(float(given.sum()), float(asked.sum())), float(low), float(high))
    return Served(name, share, float(np.mean(shares >= 1 - 1e-9)) if shares.size else 1.0)


def _over(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 1.0


def trials_form(trials: Sequence[Trial], capacity: float, weeks: int, seed: int) -> Json:
    """The JSON of a simulation."""
    return {
        "capacity": capacity,
        "weeks": weeks,
        "seed": seed,
        "policies": [
            {
                "policy": trial.policy.value,
                "says": SAYS[trial.policy].as_json(),
                "share_served": round(trial.share, 9),
                "least_served": round(trial.least, 9),
                "holders": [
                    {
                        "holder": one.holder,
                        "share_served": one.share.as_json(),
                        "weeks_all_served": round(one.all_served, 9),
                    }
                    for one in trial.holders
                ],
            }
            for trial in trials
        ],
    }
