"""What revenue would have been, had one side done otherwise: the model's answer (methods.md §3).

The same identity as the decomposition's, at other values of its factors; everything else stays as
it was in the period. It assumes that the rates stay what they are, so it is never a promise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from selaras.diagnosis.cohorts import IN_TIME, Floats
from selaras.diagnosis.decomposition import (
    STEP,
    Decomposition,
    other_leads,
    told_otherwise,
)
from selaras.diagnosis.finding import Estimate, Imagined, Supposed, Words, World
from selaras.diagnosis.identity import FACTORS, Drivers, revenue_of_coalitions
from selaras.statistics.jackknife import jackknife_covariance, pooled_degrees, t_interval

ChangesOf = Callable[[Drivers, Floats, Floats], Floats]
_ALL = (1 << len(FACTORS)) - 1
_MARKETING = ("quality", "mix")


def imagine(
    found: Decomposition,
    attempts: int,
    *,
    has_attempts: bool,
    has_waits: bool,
    sure: bool,
    of_plan: bool = False,
) -> tuple[Imagined, ...]:
    """Revenue had Sales kept the agreement, and had what Marketing brings stayed as it was.

    Parameters
    ----------
    attempts
        As many as Sales agreed to make on a lead that nobody reached.
    has_attempts, has_waits
        Whether the evidence tells of attempts, and of the time to the first one.
    sure
        Whether there are reps enough for intervals.
    of_plan
        Whether the base is a plan, in which there were no leads that anything could be like.
    """
    stayed = () if of_plan else _MARKETING
    worlds = (
        [("sales_kept_the_agreement", _kept_words(attempts, has_waits))] if has_attempts else []
    )
    worlds += [(f"{name}_as_in_the_base", _stayed_words(name)) for name in stayed]
    if not worlds:
        return ()

    def changes_of(drivers: Drivers, counts: Floats, others: Floats) -> Floats:
        game = revenue_of_coalitions(drivers, counts, others)
        found = [game[..., _ALL & ~(1 << FACTORS.index(name))] for name in stayed]
        if has_attempts:
            kept = revenue_of_coalitions(_keeping(drivers, attempts), counts, others)
            found.insert(0, kept[..., _ALL])
        return np.stack(found, axis=-1) - game[..., _ALL, None]

    drivers = found.drivers
    changes = changes_of(drivers, drivers.counts, drivers.others)
    actual = float(revenue_of_coalitions(drivers, drivers.counts, drivers.others)[_ALL])
    errors, degrees = _errors(found, changes_of) if sure else (changes * 0, changes * 0)
    imagined = []
    for k, (name, says) in enumerate(worlds):
        change = float(changes[k])
        low = high = None
        if sure:
            ends = t_interval(change, float(errors[k]), float(degrees[k]))
            low, high = ends.low, ends.high
        imagined.append(Imagined(name, says, actual + change, Estimate(change, low, high)))
    return tuple(imagined)


def suppose(found: Decomposition, worlds: Sequence[World], *, sure: bool) -> Supposed:
    """Revenue of each world, and its change against what was, with a 90% interval where `sure`."""
    efforts = sorted({(w.attempts or 0, w.in_time) for w in worlds})
    places = [efforts.index((w.attempts or 0, w.in_time)) for w in worlds]
    coalitions = [
        _ALL
        & ~(w.quality * (1 << FACTORS.index("quality")))
        & ~(w.mix * (1 << FACTORS.index("mix")))
        for w in worlds
    ]

    def changes_of(drivers: Drivers, counts: Floats, others: Floats) -> Floats:
        actual = revenue_of_coalitions(drivers, counts, others)[..., _ALL, None]
        games = [
            revenue_of_coalitions(_with_effort(drivers, attempts, in_time), counts, others)
            for attempts, in_time in efforts
        ]
        pairs = zip(places, coalitions, strict=True)
        supposed = [games[place][..., coalition] for place, coalition in pairs]
        return np.stack(supposed, axis=-1) - actual

    drivers = found.drivers
    changes = changes_of(drivers, drivers.counts, drivers.others)
    actual = float(revenue_of_coalitions(drivers, drivers.counts, drivers.others)[_ALL])
    errors, degrees = _errors(found, changes_of) if sure else (changes * 0, changes * 0)
    answers = []
    for k, change in enumerate(map(float, changes)):
        ends = t_interval(change, float(errors[k]), float(degrees[k])) if sure else None
        estimate = (
            Estimate(change, None, None) if ends is None else Estimate(change, ends.low, ends.high)
        )
        answers.append((actual + change, estimate))
    return tuple(answers)


def _with_effort(drivers: Drivers, attempts: int, in_time: float) -> Drivers:
    """The drivers with so many attempts (0: as they were) and fewer late answers."""
    if not attempts and not in_time:
        return drivers
    kept = _keeping(drivers, attempts)
    if in_time < 1:
        waits = kept.waits.copy()
        waits[1] = (1 - in_time) * drivers.waits[1] + in_time * kept.waits[1]
        loaded = (1 - in_time) * drivers.waits_loaded
        kept = replace(kept, waits=waits, waits_loaded=loaded)
    if attempts:
        return kept
    return replace(kept, goes_on=drivers.goes_on, goes_on_loaded=drivers.goes_on_loaded)


def _keeping(drivers: Drivers, attempts: int) -> Drivers:
    """The drivers had every lead been answered in time, and called so many times."""
    waits, goes_on = drivers.waits.copy(), drivers.goes_on.copy()
    if waits.shape[-1] > IN_TIME:
        in_time = waits[1, :, :IN_TIME].copy()
        share = in_time.sum(axis=-1, keepdims=True)
        # Those that are late would wait as those that are in time do.
        even = np.full_like(in_time, 1 / IN_TIME)
        waits[1] = 0.0
        waits[1, :, :IN_TIME] = np.where(share > 0, in_time / np.where(share > 0, share, 1), even)
    goes_on[1, :, :attempts] = 1.0
    return replace(
        drivers,
        waits=waits,
        goes_on=goes_on,
        waits_loaded=np.zeros_like(drivers.waits_loaded),
        goes_on_loaded=np.zeros_like(drivers.goes_on_loaded),
    )


def _errors(found: Decomposition, changes_of: ChangesOf) -> tuple[Floats, Floats]:
    """Standard errors of the changes, and their degrees of freedom."""
    drivers = found.drivers
    without = [changes_of(one, drivers.counts, drivers.others) for one in found.without]
    by_reps = np.diag(jackknife_covariance(np.array(without)))
    changes = changes_of(drivers, drivers.counts, drivers.others)
    apart = changes_of(drivers, *other_leads(drivers)) - changes
    otherwise = (apart**2).sum(axis=0)
    if found.movers is not None:
        slopes = [
            (changes_of(one, drivers.counts, drivers.others) - changes) / STEP
            for one in told_otherwise(drivers, found.movers)
        ]
        slope = np.array(slopes)
        otherwise = otherwise + np.diag(slope.T @ found.movers.covariance @ slope)
    for one in found.other_forms:
        otherwise = otherwise + (changes_of(one, drivers.counts, drivers.others) - changes) ** 2
    freedom = [
        pooled_degrees(np.array([a, b]), np.array([found.groups - 1, 1e6]))
        for a, b in zip(by_reps, otherwise, strict=True)
    ]
    return np.sqrt(by_reps + otherwise), np.array(freedom)


def _kept_words(attempts: int, has_waits: bool) -> Words:
    if not has_waits:
        return Words(
            f"Had Sales made {attempts} attempts on every lead it did not reach (a model's "
            "answer).",
            f"Seandainya Penjualan mencoba {attempts} kali untuk setiap prospek yang belum "
            "terhubung (jawaban model).",
        )
    return Words(
        f"Had Sales answered every lead in time and made {attempts} attempts on those it did not "
        "reach (a model's answer).",
        f"Seandainya Penjualan menjawab setiap prospek tepat waktu dan mencoba {attempts} kali "
        "bila belum terhubung (jawaban model).",
    )


def _stayed_words(name: str) -> Words:
    return {
        "mix": Words(
            "Had the mix of leads stayed as in the base (a model's answer).",
            "Seandainya bauran prospek tetap seperti periode dasar (jawaban model).",
        ),
        "quality": Words(
            "Had the quality of leads stayed as in the base (a model's answer).",
            "Seandainya mutu prospek tetap seperti periode dasar (jawaban model).",
        ),
    }[name]
