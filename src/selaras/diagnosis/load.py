"""Load: what part of speed and persistence moves with leads per rep and working day.

The logit of a share goes by rep, by period, and by what load goes beyond a knee, over the weeks of
reps (a logistic regression); what the loads of the period move shares by, against those of the
base, is load's part of the change. Attempts are compared with attempts of the same number: where
reps give up early, fewer late ones come up, and a share of all attempts together would hide it.
Knees are tried from none to a high one, on load and on its logarithm, as it is and against what the
rep usually gets. Each counts by how well it fits, and what they disagree on is told as an error:
which form holds beyond the loads that were seen is not in the data. Load is not believed to make
people quicker: a slope above 0 counts as 0.

Where people work off a queue, no week shows what its own leads did: what is left waits for the next
one. Reps who answer and call as much a working day as before, of more leads, do less for each. How
much of a fall that alone could be is worked out from what they did a day. Whether they had all they
could do is not in the data: half of it counts as load's, and the other half as unsure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from selaras.diagnosis.load_regression import RepWeeks, fit_load

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
_KNEES = (0.0, 0.2, 0.35, 0.5, 0.65, 0.8)
_LEAST_ROWS = 8
_LEAST_SHARE = 1e-3
"""Forms that are believed less are left out."""


@dataclass(frozen=True, slots=True)
class Weeks:
    """What reps got and did by week; all of shape (rows,).

    `load` is leads per working day. `answered` is a count; `within` are answers within each class
    of wait or a shorter one, shape (classes, rows); `risks` are leads that nobody had reached
    before an attempt, `made` those of them on which it was made, both of shape (attempts, rows).
    `reps` is how many reps there are.
    """

    period: Codes
    rep: Codes
    load: Floats
    leads: Floats
    answered: Floats
    within: Floats
    risks: Floats
    made: Floats
    reps: int


@dataclass(frozen=True, slots=True)
class LoadParts:
    """How load moved the logits of shares from base to period: at most 0 where load rose.

    `within` is of the shares that were answered within each class of wait, shape (classes,);
    `persistence` of the shares of attempts that were made, shape (attempts,), from the first one.
    Errors are standard deviations over the forms that load may be felt in, and nothing else.
    `rise` is that of the logarithm of leads per rep and working day, and `queued_within` and
    `queued_persistence` are what load would have made of both beyond that if reps had all they
    could do: at most 0, and 0 where load fell.
    """

    within: Floats
    persistence: Floats
    within_errors: Floats
    persistence_errors: Floats
    rise: float
    queued_within: Floats
    queued_persistence: Floats

    def in_another_form(self) -> tuple[LoadParts, LoadParts]:
        """With the part of the waits, and then that of persistence, off by its error."""
        return (
            replace(self, within=self.within + self.within_errors),
            replace(self, persistence=self.persistence + self.persistence_errors),
        )

    def as_queue(self) -> LoadParts | None:
        """With all that load may have made if reps had all they could do; None where it is that."""
        if not (self.queued_within.any() or self.queued_persistence.any()):
            return None
        return replace(
            self,
            within=self.within + self.queued_within,
            persistence=self.persistence + self.queued_persistence,
        )


def load_parts(weeks: Weeks, without: Sequence[Codes]) -> list[LoadParts]:
    """Both parts from all reps, and then without each of those groups of reps."""
    within = [_parts(weeks, row[None, :], weeks.answered[None, :], without) for row in weeks.within]
    # Whether a lead is called at all is another matter than whether it is called again.
    further = [
        _parts(weeks, weeks.made[numbers], weeks.risks[numbers], without)
        for numbers in (slice(0, 1), slice(1, None))
        if len(weeks.made[numbers])
    ]
    queue = _queue_of(weeks)
    return [
        _halfway(
            LoadParts(
                within=np.concatenate([part.means[n] for part in within]),
                persistence=np.concatenate([part.means[n] for part in further]),
                within_errors=np.concatenate([part.errors for part in within]),
                persistence_errors=np.concatenate([part.errors for part in further]),
                rise=queue.rise,
                queued_within=queue.within,
                queued_persistence=queue.persistence,
            )
        )
        for n in range(len(without) + 1)
    ]


def _halfway(parts: LoadParts) -> LoadParts:
    """Half of what a queue would have made beyond the weeks' own say; `queued_*` come as a whole.

    Either is as likely (*choice*).
    """
    within = _beyond(parts.queued_within, parts.within) / 2
    persistence = _beyond(parts.queued_persistence, parts.persistence) / 2
    return replace(
        parts,
        within=parts.within + within,
        persistence=parts.persistence + persistence,
        queued_within=within,
        queued_persistence=persistence,
    )


def _beyond(queued: Floats, told: Floats) -> Floats:
    return np.where(queued < 0, np.minimum(queued - told, 0.0), 0.0)


@dataclass(frozen=True, slots=True)
class _Queue:
    """The rise of load, and what it makes of waits and persistence where there is a queue."""

    rise: float
    within: Floats
    persistence: Floats


def _queue_of(weeks: Weeks) -> _Queue:
    """So much of a fall is load's as leaves reps with no fewer answers in time, and no fewer
    attempts, a working day than before."""
    later = weeks.period == 1
    sides = (~later, later)
    if not (later.any() and sides[0].any()):
        return _Queue(0.0, np.zeros(len(weeks.within)), np.zeros(len(weeks.made)))
    days = weeks.leads / weeks.load
    before, after = (np.log(weeks.leads[side].sum() / days[side].sum()) for side in sides)
    rise = float(after - before)
    within = [_share(weeks.within[:, side], weeks.answered[side]) for side in sides]
    made = [_share(weeks.made[:, side], weeks.risks[:, side]) for side in sides]
    calls = [weeks.made[:, side].sum() / max(weeks.risks[0, side].sum(), 1.0) for side in sides]
    fewer = np.log(np.maximum(calls, _LEAST_SHARE))
    return _Queue(
        rise,
        _of_load(rise, np.log(within[1] / within[0])) * _fall(within),
        _of_load(rise, fewer[1] - fewer[0]) * _fall(made),
    )


def _share(events: Floats, chances: Floats) -> Floats:
    return np.asarray((events.sum(axis=-1) + 0.5) / (chances.sum(axis=-1) + 1.0))


def _fall(shares: Sequence[Floats]) -> Floats:
    """By how much the logits of shares fell, at most 0."""
    before, after = (logit(share) for share in shares)
    return np.asarray(np.minimum(after - before, 0.0))


def _of_load(rise: float, change: Floats) -> Floats:
    """The share of a fall (of logarithms) that a rise of load makes by itself, 0 to 1."""
    fall = np.maximum(-np.asarray(change), 1e-9)
    return np.asarray(np.clip(rise / fall, 0.0, 1.0))


@dataclass(frozen=True, slots=True)
class _Part:
    """Changes of logits that load made, from all reps and without each group; their errors.

    Shapes (1 + groups, kinds) and (kinds,).
    """

    means: Floats
    errors: Floats


def _parts(weeks: Weeks, events: Floats, chances: Floats, without: Sequence[Codes]) -> _Part:
    """The part of load in events out of chances, both of shape (kinds, rows)."""
    rows = chances.sum(axis=0) > 0
    later = weeks.period[rows] == 1
    if rows.sum() < _LEAST_ROWS or later.all() or not later.any():
        return _Part(np.zeros((len(without) + 1, len(events))), np.zeros(len(events)))
    rep = weeks.rep[rows]
    over = np.array(
        [
            np.maximum(load - knee, 0.0)
            for load in _forms(weeks.load[rows], weeks.leads[rows], rep, weeks.reps)
            for knee in np.unique(np.quantile(load, _KNEES))
        ]
    )
    fit = fit_load(RepWeeks(over, events[:, rows], chances[:, rows], rep, later, weeks.reps))
    freedom = max(int((chances > 0).sum()) - len(np.unique(rep)) - 2 * len(chances), 1)
    shares = _shares_of_forms(fit.left, freedom, int(rows.sum()) / len(np.unique(rep)))
    believed = shares > _LEAST_SHARE
    shares = shares[believed] / shares[believed].sum()
    changes = fit.changes(np.zeros(0, np.int64), believed)
    # Leaving reps out is one step away from the fit to all of them.
    means = [shares @ changes, *(shares @ fit.changes(group, believed) for group in without)]
    return _Part(np.array(means), np.sqrt(shares @ (changes - means[0]) ** 2))


def _forms(load: Floats, leads: Floats, rep: Codes, reps: int) -> tuple[Floats, ...]:
    """Load as it may be felt: as it is, against the rep's own usual load, and their logarithms."""
    usual = np.bincount(rep, leads * load, reps) / np.maximum(np.bincount(rep, leads, reps), 1e-9)
    against = load / usual[rep]
    return load / load.mean(), against, np.log(load), np.log(against)


def _shares_of_forms(left: Floats, freedom: int, weeks_a_rep: float) -> Floats:
    """How far each form is believed, by the likelihood of what it leaves unexplained.

    The weeks of a rep are one witness to the form in which load is felt, and every form is a rough
    one: many leads must not make the least bad of them certain. Where even that one leaves more
    than counts scatter by, all count for less.
    """
    scatter = max(float(left.min()) / freedom, 1.0) * weeks_a_rep
    shares = np.exp(-(left - left.min()) / (2 * scatter))
    return np.asarray(shares / shares.sum())
