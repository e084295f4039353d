"""Combinations of what leads are like, and how many of each there were."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from selaras.diagnosis.cohorts import Cells, Codes, Floats


@dataclass(frozen=True, slots=True)
class Strata:
    """Combinations that occur: their codes (C,), their group, and how reps share them.

    `rep_shares` has shape (groups, reps): who works the leads of a group, over both periods.
    `recorded` is the revenue that was recorded in base and period, shape (2,). `counts_by_rep`
    (2, C, reps) and `recorded_by_rep` (2, reps) say what each rep had of either.
    """

    source: Codes
    grade: Codes
    region: Codes
    segment: Codes
    group: Codes
    groups: int
    counts: Floats
    others: Floats
    rep_shares: Floats
    source_leads: Floats
    rep_leads: Floats
    recorded: Floats
    counts_by_rep: Floats
    recorded_by_rep: Floats

    def without(self, reps: Codes) -> tuple[Floats, Floats]:
        """Counts (2, C) and recorded revenue (2,) leaving out what those reps worked."""
        return (
            self.counts - self.counts_by_rep[:, :, reps].sum(axis=2),
            self.recorded - self.recorded_by_rep[:, reps].sum(axis=1),
        )


def strata_of(cells: Cells, revenue: Floats) -> Strata:
    """Lay out the strata of cells; `revenue` is what each cell brought, shape (rows,)."""
    labels = cells.labels
    width = len(labels.region) * len(labels.segment)
    raw = (cells.source * width) + cells.region * len(labels.segment) + cells.segment
    names, group_of_row = np.unique(raw, return_inverse=True)
    passed = cells.rep >= 0
    stratum_key = group_of_row * len(labels.grade) + cells.grade
    keys, first, place = np.unique(stratum_key[passed], return_index=True, return_inverse=True)
    period, leads = cells.period, cells.leads
    counts = np.zeros((2, len(keys)))
    np.add.at(counts, (period[passed], place), leads[passed])
    others = np.zeros((2, len(names)))
    np.add.at(others, (period[~passed], group_of_row[~passed]), leads[~passed])
    # Who works the leads of a source in a region: segments apart would be too thin.
    pair = cells.source * len(labels.region) + cells.region
    pairs = np.zeros((len(labels.source) * len(labels.region), max(len(labels.rep), 1)))
    np.add.at(pairs, (pair[passed], cells.rep[passed]), leads[passed])
    shares = pairs / np.maximum(pairs.sum(axis=1, keepdims=True), 1e-12)
    first_row = np.flatnonzero(passed)[first]
    group_pair = np.zeros(len(names), np.int64)
    group_pair[group_of_row] = pair
    many = max(len(labels.rep), 1)
    counts_by_rep = np.zeros((2, len(keys), many))
    np.add.at(counts_by_rep, (period[passed], place, cells.rep[passed]), leads[passed])
    recorded_by_rep = np.zeros((2, many))
    np.add.at(recorded_by_rep, (period[passed], cells.rep[passed]), revenue[passed])
    return Strata(
        source=cells.source[first_row],
        grade=cells.grade[first_row],
        region=cells.region[first_row],
        segment=cells.segment[first_row],
        group=group_of_row[first_row],
        groups=len(names),
        counts=counts,
        others=others,
        rep_shares=shares[group_pair],
        source_leads=_sums(cells.source[passed], leads[passed], len(labels.source)),
        rep_leads=_sums(cells.rep[passed], leads[passed], many),
        recorded=_sums(period, revenue, 2),
        counts_by_rep=counts_by_rep,
        recorded_by_rep=recorded_by_rep,
    )


def _sums(of: Codes, values: Floats, many: int) -> Floats:
    return np.asarray(np.bincount(of, values, many), dtype=np.float64)
