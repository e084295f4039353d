"""What was said OK to for a programme, by whom, and whether a dated test stood behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from selaras.capacity.claims.actuals import spots_named
from selaras.capacity.claims.teams import is_selling
from selaras.capacity.claims.values import Claim
from selaras.capacity.programmes.bearing import Backing, Bearing
from selaras.capacity.programmes.values import Floats, Programme


@dataclass(frozen=True, slots=True)
class Ok:
    """One OK: a claim of capacity for a programme, or what the plant's record claims for a site.

    `sites` are the programme's sites that it speaks of, `weight` the part of the plan there.
    `is_tested` says whether every one of them had a valid, dated test before the launch, and
    `is_refuted` that the newest test on record of a resource there had failed or expired by then,
    which no older test could change.
    """

    team: str | None
    subject: str
    quantity: float | None
    probability: float | None
    stated_at: datetime | None
    claim_id: str | None
    sites: tuple[int, ...]
    weight: float
    is_tested: bool
    is_refuted: bool = False


@dataclass(frozen=True, slots=True)
class Oks:
    """Everything that was said OK to for a programme.

    `claimed` is the quantity that was said to be free for it in all; None where an OK was given
    without a quantity, or nothing was said.
    """

    given: tuple[Ok, ...]
    claimed: float | None

    @property
    def untested_share(self) -> float | None:
        """Share of what was said OK to without a dated test before the launch; None without OKs."""
        return self._share([ok for ok in self.given if not ok.is_tested])

    @property
    def refuted_share(self) -> float | None:
        """Share of it whose newest test had failed or expired; None without OKs."""
        refuted = [ok for ok in self.given if ok.is_refuted and not ok.is_tested]
        return self._share(refuted)

    def _share(self, chosen: Sequence[Ok]) -> float | None:
        total = sum(ok.weight for ok in self.given)
        return sum(ok.weight for ok in chosen) / total if total > 0 else None

    def stated_by(self, team: str) -> float | None:
        """Mean probability that a team stated with its OKs; None where it stated none."""
        given = [ok.probability for ok in self.given if ok.team == team]
        found = [probability for probability in given if probability is not None]
        return sum(found) / len(found) if found else None

    @property
    def teams(self) -> tuple[str, ...]:
        return tuple(sorted({ok.team for ok in self.given if ok.team is not None}))


def oks_of(
    programme: Programme,
    claims: Sequence[Claim],
    at_approval: Bearing,
    at_launch: Bearing,
    approved_at: datetime,
    launched_at: datetime,
) -> Oks:
    """The OKs for a programme, of the claims that were stated before its launch.

    A claim belongs to it whose subject is the programme, one of its sites (`site` or
    `site/product`), or a resource there; one of a site or resource that was due before the approval
    spoke of another time. What was claimed is what had been said by the approval,
    the newest of each subject: for the programme as a whole before its sites, and these before
    resources. Without any, what the plant's record claims for the sites.
    """
    spoken = [
        (claim, sites, rank)
        for claim in sorted(claims, key=lambda c: (c.stated_at, c.claim_id))
        if not is_selling(claim.team) and claim.stated_at <= launched_at
        for sites, rank in [_subject(programme, at_approval, claim.subject)]
        if sites and (rank == 0 or claim.due_at is None or claim.due_at >= approved_at)
    ]
    newest = {
        (rank, claim.subject.casefold(), claim.team): (claim, sites, rank)
        for claim, sites, rank in spoken
    }
    tested = np.array([b in (Backing.TESTED, Backing.UNREAD) for b in at_launch.backing])
    weights = _weights(programme)
    given = tuple(
        Ok(
            claim.team,
            claim.subject,
            claim.quantity,
            claim.probability,
            claim.stated_at,
            claim.claim_id,
            sites,
            float(weights[list(sites)].sum()),
            _is_tested(at_launch, claim.subject, tested, sites, rank),
            _is_refuted(programme, at_launch, claim.subject, sites, rank),
        )
        for claim, sites, rank in newest.values()
    )
    if not given:
        return _by_record(programme, at_approval, at_launch, tested, weights)
    by_then = [entry for entry in newest.values() if entry[0].stated_at <= approved_at]
    return Oks(given, _claimed(programme, by_then or list(newest.values()), at_approval))


def _subject(programme: Programme, bearing: Bearing, subject: str) -> tuple[tuple[int, ...], int]:
    """The sites a subject speaks of, and its rank: 0 the programme, 1 a site, 2 a resource."""
    word = " ".join(subject.casefold().split())
    if word in (programme.programme_id.casefold(), " ".join(programme.name.casefold().split())):
        return tuple(range(len(programme.sites))), 0
    named = set(spots_named(word, programme.spots))
    sites = tuple(n for n, spot in enumerate(programme.spots) if spot in named)
    if sites:
        return sites, 1
    owners = {
        (test.site, test.product) for test in bearing.tests if test.resource_id.casefold() == word
    }
    found = tuple(n for n, plan in enumerate(programme.sites) if plan.spot in owners)
    return found, 2


def _is_tested(
    at_launch: Bearing,
    subject: str,
    tested: NDArray[np.bool_],
    sites: tuple[int, ...],
    rank: int,
) -> bool:
    if rank == 2:
        word = " ".join(subject.casefold().split())
        return any(
            test.standing == Backing.TESTED.value
            for test in at_launch.tests
            if test.resource_id.casefold() == word
        )
    return bool(tested[list(sites)].all())


def _is_refuted(
    programme: Programme, at_launch: Bearing, subject: str, sites: tuple[int, ...], rank: int
) -> bool:
    """Whether the newest test of a resource that an OK speaks of had failed or expired."""
    word = " ".join(subject.casefold().split())
    spots = {programme.spots[n] for n in sites}
    return any(
        test.standing in (Backing.FAILED.value, Backing.EXPIRED.value)
        for test in at_launch.tests
        if (
            test.resource_id.casefold() == word if rank == 2 else (test.site, test.product) in spots
        )
    )


def _weights(programme: Programme) -> Floats:
    planned = programme.planned.sum(axis=1)
    even = np.full(planned.size, 1 / planned.size)
    return np.asarray(planned / planned.sum() if planned.sum() > 0 else even)


def _by_record(
    programme: Programme,
    bearing: Bearing,
    at_launch: Bearing,
    tested: NDArray[np.bool_],
    weights: Floats,
) -> Oks:
    """Without a word on record, what the plant's record claims stands for it."""
    free = free_in_all(bearing.claimed, bearing)
    given = tuple(
        Ok(
            None,
            plan.site,
            float(free[n]),
            None,
            None,
            None,
            (n,),
            float(weights[n]),
            bool(tested[n]),
            _is_refuted(programme, at_launch, plan.site, (n,), 1),
        )
        for n, plan in enumerate(programme.sites)
        if np.isfinite(free[n])
    )
    return Oks(given, float(free.sum()) if np.isfinite(free).all() and free.size else None)


def _claimed(
    programme: Programme, entries: list[tuple[Claim, tuple[int, ...], int]], bearing: Bearing
) -> float | None:
    for rank in (0, 1, 2):
        said = [(claim, sites) for claim, sites, r in entries if r == rank]
        if not said:
            continue
        if any(claim.quantity is None for claim, _ in said):
            return None
        quantities = [claim.quantity or 0.0 for claim, _ in said]
        if rank == 0:
            # Several teams may have spoken: no more than the least of them was agreed to.
            return min(quantities)
        total = sum(quantities)
        covered = {n for _, sites in said for n in sites}
        if rank == 2:
            total -= float(sum(bearing.in_use[n] + bearing.reserved[n, -1] for n in covered))
        rest = [n for n in range(len(programme.sites)) if n not in covered]
        others = free_in_all(bearing.claimed, bearing)[rest]
        return float(total + others.sum()) if np.isfinite(others).all() else None
    return None


def free_in_all(free: Floats, bearing: Bearing) -> Floats:
    """What is free over the whole programme, by site: of stock in the end, of hours summed."""
    stock = np.minimum.accumulate(free[:, ::-1], axis=1)[:, ::-1][:, -1]
    return np.asarray(np.where(bearing.is_stock, stock, free.sum(axis=1)))


def claiming(bearing: Bearing, claimed: float | None, programme: Programme) -> Bearing:
    """The bearing with its claims scaled to what was said to be free for the programme in all.

    Where the record claims nothing for a site, what was said is spread by the plan.
    """
    if claimed is None:
        return bearing
    weights = programme.planned.sum(axis=1)
    weights = (
        weights / weights.sum() if weights.sum() > 0 else np.full(weights.size, 1 / weights.size)
    )
    free = np.where(np.isnan(bearing.claimed), 0.0, np.maximum(bearing.claimed, 0.0))
    end = np.where(bearing.is_stock, free[:, -1], free.sum(axis=1))
    if np.isnan(bearing.claimed).any() or not end.sum() > 0:
        shares = programme.shares_of_week / programme.shares_of_week.sum()
        by_week = np.where(bearing.is_stock[:, None], 1.0, shares[None, :])
        return replace(bearing, claimed=claimed * weights[:, None] * by_week)
    return replace(bearing, claimed=bearing.claimed * (claimed / end.sum()))
