"""What broken promises of speed and persistence cost in deals, from counts alone.

Both are associations: nobody drew lots for who is answered late or given up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selaras.diagnosis.choices import FOLLOW_UP
from selaras.diagnosis.followup.hazard_model import hazard_table, win_rates
from selaras.diagnosis.followup.paths import Paths
from selaras.statistics.shrinkage import beta_prior

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class SpeedCounts:
    """By whether the first answer was in time (kept, broken) and grade: leads, attempted and
    reached at k, matured contacts and those won, aged leads and those won."""

    leads: Floats
    matured: Floats
    wins: Floats
    aged: Floats
    aged_wins: Floats
    attempted: Floats
    contacts: Floats

    def packed(self) -> Floats:
        edges = [self.leads, self.matured, self.wins, self.aged, self.aged_wins]
        return np.concatenate([np.stack(edges, axis=-1), self.attempted, self.contacts], axis=-1)


def speed_counts(paths: Paths) -> Floats:
    """Packed counts by rep; rows kept and broken, then grades."""
    words, most = ("rep", "speed", "grade"), FOLLOW_UP.most_attempts
    mature = paths.leads * paths.mature * paths.reached
    packed = SpeedCounts(
        leads=paths.tally(words, paths.leads),
        matured=paths.tally(words, mature),
        wins=paths.tally(words, mature * (paths.won == 1)),
        aged=paths.tally(words, paths.leads * paths.aged),
        aged_wins=paths.tally(words, paths.leads * paths.aged * paths.won_aged),
        attempted=paths.attempted(words, most),
        contacts=paths.contacts(words, most),
    ).packed()
    at = {word: i for i, word in enumerate(paths.words["speed"])}
    empty = np.zeros_like(packed[:, 0])
    return np.stack([packed[:, at[w]] if w in at else empty for w in ("kept", "broken")], axis=1)


def unpacked_speed(packed: Floats) -> SpeedCounts:
    """The counts that `SpeedCounts.packed` put together."""
    depth = (packed.shape[-1] - 5) // 2
    return SpeedCounts(
        leads=packed[..., 0],
        matured=packed[..., 1],
        wins=packed[..., 2],
        aged=packed[..., 3],
        aged_wins=packed[..., 4],
        attempted=packed[..., 5 : 5 + depth],
        contacts=packed[..., 5 + depth :],
    )


def lost_by_delay(found: SpeedCounts, attempts: int) -> tuple[float, float]:
    """Deals lost to late first answers: by hazards at equal attempts, and as they were worked.

    By hazards: what the late leads would have come to at `attempts` attempts with the chances of
    those answered in time, less the same with their own. As worked: the difference in deals per
    lead, grade by grade, among leads old enough, times the late leads of the grade.
    """
    grades = found.leads.shape[1]
    flat = (2 * grades, -1)
    hazards = hazard_table(
        found.attempted[..., :attempts].reshape(flat), found.contacts[..., :attempts].reshape(flat)
    ).reshape(2, grades, attempts)
    rates = np.nan_to_num(win_rates(found.matured.ravel(), found.wins.ravel()).reshape(2, grades))
    per_lead = (1 - np.prod(1 - hazards, axis=-1)) * rates
    late = found.leads[1]
    by_hazards = float((late * (per_lead[0] - per_lead[1])).sum())
    kept, broken = (_rates(found.aged_wins[s], found.aged[s]) for s in range(2))
    return by_hazards, float((late * (kept - broken)).sum())


def persistence_counts(paths: Paths, attempts: int) -> Floats:
    """Leads given up too early, by rep, grade and attempts made, 0 … attempts − 1."""
    given_up = paths.where("persistence", "broken") & (paths.reached == 0)
    words = ("rep", "grade")
    return np.stack(
        [paths.tally(words, paths.leads * given_up * (paths.made == k)) for k in range(attempts)],
        axis=-1,
    )


def lost_by_giving_up(given_up: Floats, hazards: Floats, rates: Floats) -> float:
    """Deals that the missing attempts would have brought.

    `given_up` by grade and attempts made, `hazards` by grade for attempts 1 … K (K columns in
    both), `rates` the share won of those reached.
    """
    contacts = 0.0
    for made in range(given_up.shape[1]):
        missing = 1 - np.prod(1 - hazards[:, made:], axis=1)
        contacts = contacts + (given_up[:, made] * missing * np.nan_to_num(rates)).sum()
    return float(contacts)


def _rates(wins: Floats, n: Floats) -> Floats:
    prior = beta_prior(wins.tolist(), n.tolist())
    if prior is None:
        return np.zeros(n.shape)
    return np.array([prior.after(k, m).mean for k, m in zip(wins, n, strict=True)])
