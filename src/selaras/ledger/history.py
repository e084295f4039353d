"""Periods of other versions that a promise is learnt from, where these made the same one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime

from selaras.agreements.values import AgreementVersion, Commitment
from selaras.ledger.period import Period, governing

HISTORY_PERIODS = 3
"""Closed periods that a survival curve or a prior is learnt from (rule 6)."""


def laid_out(
    version: AgreementVersion,
    commitment: Commitment,
    versions: Sequence[AgreementVersion],
    periods: Sequence[Period],
) -> tuple[tuple[Period, ...], tuple[int, ...]]:
    """The periods to look at for one version's commitment, and which of them it is held against.

    Parameters
    ----------
    versions
        All versions of its agreement.
    periods
        Those of the whole agreement, cut as the commitment cuts them, in order.

    Returns
    -------
    tuple
        The version's own periods and, where another version made the same promise, the newest
        that were over before each of them; and the indexes of its own.
    """
    holding = [governing(versions, period.first) for period in periods]
    own = {i for i, holder in enumerate(holding) if holder is version}
    same = {id(one) for one in versions if _promises_the_same(one, version, commitment)}
    alike = [i for i, holder in enumerate(holding) if id(holder) in same]
    then = [periods[i] for i in alike]
    chosen = set(own)
    for index in own:
        chosen.update(alike[place] for place in newest_over(then, periods[index].start))
    ordered = sorted(chosen)
    judged = tuple(place for place, i in enumerate(ordered) if i in own)
    return tuple(periods[i] for i in ordered), judged


def newest_over(periods: Sequence[Period], by: datetime) -> tuple[int, ...]:
    """The newest of some periods in order that are over by an instant, three at most, by index.

    None reaches into the next. Rolling windows overlap: the three that end on three days running
    hold nearly the same, and who learns from them takes what happened once for three times.
    """
    chosen: list[int] = []
    while len(chosen) < HISTORY_PERIODS:
        place = bisect_right(periods, by, key=lambda period: period.end) - 1
        if place < 0:
            break
        chosen.insert(0, place)
        by = periods[place].start
    return tuple(chosen)


def _promises_the_same(
    other: AgreementVersion, version: AgreementVersion, commitment: Commitment
) -> bool:
    """Whether another version holds the same party to the same thing; how much of it may differ."""
    if set(other.agreement.parties) != set(version.agreement.parties):
        return False
    return any(
        (one.name, one.promisor, one.measure, one.of)
        == (commitment.name, commitment.promisor, commitment.measure, commitment.of)
        for one in other.agreement.commitments
    )
