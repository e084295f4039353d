"""Which sources and which reps moved, as against all of them alike.

A fit tells how sources moved against each other, and reps against each other, but not from where:
only sums are known. What moved is told from the shifts of all rates together, in logarithms of
revenue a lead, by the belief that most sources and reps did not (`statistics.shared_shifts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from selaras.diagnosis.cohorts import Floats
from selaras.diagnosis.rates import Shift
from selaras.statistics.shared_shifts import Side, shared_shifts


@dataclass(frozen=True, slots=True)
class Movers:
    """Shifts that are a source's or a rep's own, as logarithms.

    Parameters
    ----------
    of_source, of_rep
        By rate, shapes (sources,) and (reps,).
    covariance
        How unsure their means over leads are, in logarithms of revenue a lead: of what is put
        down to sources and to reps rather than to neither. Shape (2, 2).
    persistence_of_source
        By how much the logarithm of what is not given up moves where a source's revenue a lead
        moves by one: reps call the leads of a source that became better more.
    worth_of_persistence
        What a shift of one in that logarithm is worth, in logarithms of revenue a lead.
    """

    of_source: Mapping[str, Floats]
    of_rep: Mapping[str, Floats]
    covariance: Floats
    persistence_of_source: float = 0.0
    worth_of_persistence: float = 0.0


def find_movers(
    shifts: Mapping[str, Shift],
    worth: Mapping[str, float],
    source_leads: Floats,
    rep_leads: Floats,
    source_odds: Floats | None = None,
) -> Movers:
    """Tell who moved; who had no leads did not.

    Parameters
    ----------
    shifts
        Of each rate, by the fit to all rows.
    worth
        By how many percent revenue a lead rises where that rate rises by one.
    source_leads, rep_leads
        Shapes (sources,) and (reps,).
    source_odds
        What else speaks for a source having moved (`graded_sources`), as logarithms of odds.
    """
    # How many attempts reps make is theirs; that they make fewer on one source's leads is not.
    of_reps = {name: one for name, one in shifts.items() if name != "persistence"}
    of_source = {name: one.of_source for name, one in shifts.items()}
    of_rep = {name: one.of_rep for name, one in of_reps.items()}
    source = _Family(
        of_source, {n: s.source_errors for n, s in shifts.items()}, worth, source_leads
    )
    rep = _Family(of_rep, {n: s.rep_errors for n, s in of_reps.items()}, worth, rep_leads)
    common = sum(worth[name] * one.common for name, one in of_reps.items())
    found = shared_shifts(common, source.side(source_odds), rep.side())
    return Movers(
        source.apart(found.rows),
        rep.apart(found.columns),
        found.covariance,
        source.proportion(found.rows).get("persistence", 0.0),
        worth.get("persistence", 0.0),
    )


class _Family:
    """The sources, or the reps: their shifts of all rates together, and back again."""

    def __init__(
        self,
        values: Mapping[str, Floats],
        errors: Mapping[str, Floats],
        worth: Mapping[str, float],
        leads: Floats,
    ) -> None:
        self._chosen = leads > 0
        self._weights = leads[self._chosen] / leads[self._chosen].sum()
        self._worth = worth
        self._parts = {name: worth[name] * one[self._chosen] for name, one in values.items()}
        variance = sum((worth[name] * one[self._chosen]) ** 2 for name, one in errors.items())
        self._errors = np.sqrt(np.maximum(variance, 1e-8))

    def side(self, odds: Floats | None = None) -> Side:
        told = None if odds is None else odds[self._chosen]
        return Side(np.asarray(sum(self._parts.values())), self._errors, self._weights, told)

    def apart(self, own: Floats) -> dict[str, Floats]:
        """By rate: what is a source's own moved its rates in the proportion of all of them."""
        found = {}
        for name, proportion in self.proportion(own).items():
            found[name] = np.zeros(len(self._chosen))
            found[name][self._chosen] = own * proportion
        return found

    def proportion(self, own: Floats) -> dict[str, float]:
        """Shifts of each rate for a shift of one in revenue a lead.

        The proportion is that in which the rates of the movers moved; without movers it is even.
        """
        centred = own - self._weights @ own
        pull = {name: float((self._weights * centred) @ part) for name, part in self._parts.items()}
        even = float(self._weights @ self._errors**2) / len(own)
        shares = {name: max(value, 0.0) + even for name, value in pull.items()}
        total = sum(shares.values())
        return {
            name: share / total / max(self._worth[name], 0.05) for name, share in shares.items()
        }
