"""Credit for what coalitions brought, shared out among their members."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


def shared_credit(player: Codes, size: Codes, worth: Floats, players: int) -> Floats:
    """φ_c = Σ_{S∋c} R(S)/|S|: the Shapley value of the game that sums what coalitions brought.

    Parameters
    ----------
    player, size
        Each row is a player in coalitions of one size (1 or more).
    worth
        What those coalitions brought when exactly their members took part.
    players
        How many players there are; players are numbered from 0.

    Returns one number for each player. Over all players they sum to what all coalitions brought
    (Zhao, Mahboobi and Bagheri 2018; methods.md §5).
    """
    return np.asarray(
        np.bincount(player, weights=worth / size, minlength=players), dtype=np.float64
    )
