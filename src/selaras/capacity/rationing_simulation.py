"""Policies tried out on simulated weeks of requests: what each would serve, and whom."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from selaras.capacity.choices import RATIONING
from selaras.capacity.finding import Estimate, Json, Words, percent_words
from selaras.capacity.rationing import POLICY_IN_FORCE, SAYS, Policy, Request, ration
from selaras.errors import InputError, said


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


@dataclass(frozen=True, slots=True)
class Tried:
    """Every policy on the same weeks: `capacity` is free in each, `asked` is wanted on average."""

    trials: tuple[Trial, ...]
    capacity: float
    asked: float
    weeks: int
    seed: int

    @property
    def sentence(self) -> Words:
        """Whom each policy leaves with the least."""
        if all(trial.share >= 1 - _NEARLY for trial in self.trials):
            return Words(
                "There is enough for all: the policies do not differ.",
                "Cukup untuk semua: kebijakan-kebijakannya tidak berbeda.",
            )
        by = {trial.policy: percent_words(trial.least) for trial in self.trials}
        first, priority, fair = (by[policy] for policy in Policy)
        return Words(
            f"First come leaves the least served holder with {first.en} of what it asks for, "
            f"priority with {priority.en}, fair shares with {fair.en}.",
            f"Pemegang yang paling sedikit dilayani mendapat {first.id} dari permintaannya bila "
            f"siapa cepat, {priority.id} bila menurut prioritas, {fair.id} bila dibagi rata.",
        )


_NEARLY = 1e-9


def try_policies(
    holders: Sequence[Holder],
    capacity: float,
    *,
    weeks: int = RATIONING.draws,
    seed: int = RATIONING.seed,
) -> Tried:
    """Try every policy, and say what was tried. Raises InputError as `simulate_rationing` does."""
    trials = simulate_rationing(holders, capacity, weeks=weeks, seed=seed)
    return Tried(trials, capacity, math.fsum(one.mean for one in holders), weeks, seed)


def simulate_rationing(
    holders: Sequence[Holder],
    capacity: float,
    *,
    weeks: int = RATIONING.draws,
    seed: int = RATIONING.seed,
    whole: bool = True,
) -> tuple[Trial, ...]:
    """Try every policy on the same weeks of requests, each of which finds `capacity` free.

    Requests of a week come in random order. Raises InputError without holders, for a name that
    comes twice, for means below 0, for a capacity below 0, and for more requests than are tried.
    """
    if not holders or any(holder.mean < 0 or holder.size <= 0 for holder in holders):
        raise InputError(
            said(
                "A simulation needs holders that ask for something.",
                "Simulasi memerlukan pemegang yang meminta sesuatu.",
            )
        )
    names = [holder.name for holder in holders]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError(
            said("{name} is named twice.", "{name} disebut dua kali.", name=twice),
            mend=said("Name each holder once.", "Sebutkan tiap pemegang sekali."),
        )
    if not (math.isfinite(capacity) and capacity >= 0):
        raise InputError(
            said("The capacity is {n}.", "Kapasitasnya {n}.", n=f"{capacity:g}"),
            mend=said("Write 0 or more.", "Tulis 0 atau lebih."),
        )
    requests = weeks * math.fsum(holder.mean / holder.size for holder in holders)
    if requests > RATIONING.most_requests:
        raise InputError(
            said(
                "{n} requests are too many to try one by one.",
                "{n} permintaan terlalu banyak untuk dicoba satu per satu.",
                n=f"{requests:.3g}",
            ),
            mend=said(
                "Try fewer weeks, or write all quantities in a larger unit.",
                "Coba lebih sedikit minggu, atau tulis semua jumlah dalam satuan lebih besar.",
            ),
        )
    drawn = _weeks(holders, weeks, np.random.default_rng(seed))
    return tuple(_trial(policy, holders, drawn, capacity, whole=whole) for policy in Policy)


def read_holder(text: str) -> Holder:
    """`NAME:MEAN[:PRIORITY]`. InputError for anything else."""
    name, *rest = (part.strip() for part in text.split(":"))
    try:
        mean = float(rest[0])
        priority = int(rest[1]) if len(rest) > 1 else 0
    except (IndexError, ValueError):
        mean, priority = -1.0, 0
    if not name or len(rest) > 2 or not (math.isfinite(mean) and mean >= 0):
        raise InputError(
            said(
                "The holder '{text}' cannot be read.", "Pemegang '{text}' tidak terbaca.", text=text
            ),
            mend=said(
                "Write NAME:MEAN or NAME:MEAN:PRIORITY.",
                "Tulis NAMA:RATA-RATA atau NAMA:RATA-RATA:PRIORITAS.",
            ),
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


def trials_form(tried: Tried) -> Json:
    """The JSON of a simulation."""
    return {
        "capacity": tried.capacity,
        "weeks": tried.weeks,
        "seed": tried.seed,
        "in_force": POLICY_IN_FORCE.value,
        "sentence": tried.sentence.as_json(),
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
            for trial in tried.trials
        ],
    }
