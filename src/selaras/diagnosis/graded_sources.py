"""What the grades of its leads say of whether a source moved.

A grade is a noisy label of quality, and nobody but the source changes which leads come: what moved
a source mostly shows in its leads' grades as well, and a source whose grades stayed mostly stayed.
How far it moved is not read off the grades.
"""

from __future__ import annotations

import numpy as np

from selaras.diagnosis.cohorts import Floats
from selaras.diagnosis.strata import Strata

_EVEN = 0.03
"""Relative change of what a source's grades are worth that it can have without having moved."""


def odds_by_grades(strata: Strata, worth: Floats, silent: float) -> Floats:
    """Logarithms of how much likelier its grades are if a source moved, shape (sources,).

    Leads of a source that moved have moved by as much as grades tell leads of a group apart (one
    standard deviation). Grades that tell nothing apart say nothing, nor do those of a source that
    had no leads in one of the periods.

    Parameters
    ----------
    worth
        What a lead of each stratum brings in the base, in any unit, shape (C,).
    silent
        Chance that what moved a source does not show in its grades.
    """
    change, variance, spread = _changes(strata, worth)
    stayed = variance + _EVEN**2
    moved = stayed + spread
    ratio = 0.5 * (np.log(stayed / moved) + change**2 * (1 / stayed - 1 / moved))
    odds = np.logaddexp(np.log(silent), np.log1p(-silent) + ratio)
    return np.where(variance > 0, odds, 0.0)


def _changes(strata: Strata, worth: Floats) -> tuple[Floats, Floats, float]:
    """By source the relative change of worth a lead by its grades, and that change's variance.

    Both within groups, so that other regions or segments are no change of grades. The last is the
    relative variance of worth among the leads of a group.
    """
    group, many = strata.group, strata.groups
    leads = np.array([np.bincount(group, counts, many) for counts in strata.counts])
    means = np.array([np.bincount(group, counts * worth, many) for counts in strata.counts])
    both = leads.sum(axis=0)
    mean = means.sum(axis=0) / np.maximum(both, 1.0)
    apart = np.bincount(group, strata.counts.sum(axis=0) * (worth - mean[group]) ** 2, many)
    known = (leads > 0).all(axis=0)
    each = np.maximum(leads, 1.0)
    change = np.where(known, both * (means[1] / each[1] - means[0] / each[0]), 0.0)
    variance = np.where(known, both * apart * (1 / each).sum(axis=0), 0.0)
    source = np.zeros(many, np.int64)
    source[group] = strata.source
    in_both = np.where(known, both * mean, 0.0)
    total = np.maximum(np.bincount(source, in_both, len(strata.source_leads)), 1e-12)
    of_source = np.bincount(source, change, len(total)) / total
    spread = float(apart.sum() * both.sum()) / max(float((both * mean).sum()), 1e-12) ** 2
    return of_source, np.bincount(source, variance, len(total)) / total**2, spread
