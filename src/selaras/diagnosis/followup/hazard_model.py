"""Hazards by kind of lead and attempt, drawn towards what kind and attempt say together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selaras.statistics.logistic import fit_logistic
from selaras.statistics.shrinkage import beta_prior, shrunken

Floats = NDArray[np.float64]
_RIDGE = 0.1
"""Keeps the chances of a kind or attempt without a single contact off 0 (*choice*)."""


@dataclass(frozen=True, slots=True, eq=False)
class Worked:
    """Counts of leads by kind (rows): how many, attempted and reached at attempt k (columns),
    and of those reached long enough ago, how many a deal was won with."""

    leads: Floats
    attempted: Floats
    contacts: Floats
    matured: Floats
    wins: Floats

    def packed(self) -> Floats:
        """All counts in one array with the kinds on the first axis, so that they can be summed."""
        edges = np.stack([self.leads, self.matured, self.wins], axis=-1)
        return np.concatenate([edges, self.attempted, self.contacts], axis=-1)


def unpacked(packed: Floats) -> Worked:
    """The counts that `Worked.packed` put together."""
    depth = (packed.shape[-1] - 3) // 2
    return Worked(
        leads=packed[..., 0],
        attempted=packed[..., 3 : 3 + depth],
        contacts=packed[..., 3 + depth :],
        matured=packed[..., 1],
        wins=packed[..., 2],
    )


def hazard_table(attempted: Floats, contacts: Floats) -> Floats:
    """P(contact at attempt k | not reached before), one row a kind of lead.

    Beta-binomial shrinkage by kind (methods.md §4): each cell is drawn towards the mean that its
    kind and its attempt number have together (additive on the log-odds), by a precision common
    to all cells. Towards the mean of all kinds at that attempt would be wrong: those who are
    still attempted late are mostly the good ones.
    """
    return shrunken(contacts, attempted, _additive(attempted, contacts))


def win_rates(matured: Floats, wins: Floats) -> Floats:
    """P(deal won | reached), one a kind of lead, drawn towards all kinds' rate; NaN without any."""
    prior = beta_prior(wins.tolist(), matured.tolist())
    if prior is None:
        return np.full(matured.shape, np.nan)
    return np.array([prior.after(k, n).mean for k, n in zip(wins, matured, strict=True)])


def _additive(attempted: Floats, contacts: Floats) -> Floats:
    kinds, depth = attempted.shape
    kind, attempt = (i.ravel() for i in np.indices((kinds, depth)))
    design = np.concatenate(
        [
            np.ones((kind.size, 1)),
            (kind[:, None] == np.arange(1, kinds)).astype(np.float64),
            (attempt[:, None] == np.arange(1, depth)).astype(np.float64),
        ],
        axis=1,
    )
    if attempted.sum() <= 0:
        return np.full(attempted.shape, 0.5)
    fit = fit_logistic(design, contacts.ravel(), attempted.ravel(), ridge=_RIDGE)
    # Without any contact at all the log-odds run off: a share cannot be 0 or 1 here.
    return np.clip(fit.predict(design).reshape(kinds, depth), 1e-6, 1 - 1e-6)
