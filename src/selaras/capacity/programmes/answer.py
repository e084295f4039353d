"""The answer before a programme starts: sites, where it breaks first, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from selaras.capacity.availability import ROUNDING
from selaras.capacity.finding import Words
from selaras.capacity.known import Evidence
from selaras.capacity.programmes.assessment import Assessment, Verdict
from selaras.capacity.programmes.bearing import Backing
from selaras.capacity.programmes.sentences import debt_words, limits_of, sentence_of
from selaras.capacity.programmes.shortfall import Supply
from selaras.capacity.programmes.values import Floats, Programme


@dataclass(frozen=True, slots=True)
class SiteAnswer:
    """One site of a programme; None where its capacity is not proven.

    Parameters
    ----------
    free, claimed
        What is tested and free for the programme in all, and what is said to be; 0 where more is
        taken than that.
    debt
        What is foreseen to be in use and reserved beyond what is tested; 0 without.
    probability_short
        P(it runs short in any week), with planned expansions counted.
    breaks_on
        First day of the first week in which it runs short with more than the tolerance.
    safe
        What of the plan is borne with the tolerance.
    """

    site: str
    product: str
    kind: str
    unit: str
    backing: Backing
    planned: float
    expected: float
    free: float | None
    debt: float
    claimed: float | None
    probability_short: float | None
    breaks_on: date | None
    late: float | None
    lost: float | None
    safe: float | None


@dataclass(frozen=True, slots=True, eq=False)
class ProgrammeAnswer:
    """Whether a programme can be borne. `breaks` are its sites in the order in which they break."""

    assessment: Assessment
    sites: tuple[SiteAnswer, ...]
    breaks: tuple[SiteAnswer, ...]
    sentence: Words
    limits: tuple[Words, ...]
    snapshot: str | None
    as_of: datetime

    @property
    def programme(self) -> Programme:
        return self.assessment.programme

    @property
    def verdict(self) -> Verdict:
        return self.assessment.verdict


def programme_answer(programme: Programme, evidence: Evidence) -> ProgrammeAnswer:
    """Hold a programme against the evidence. EvidenceError where nothing says what it may sell."""
    assessment = evidence.assess(programme)
    totals = _Totals.of(assessment)
    starts = programme.starts
    sites = tuple(_site(assessment, totals, starts, n) for n in range(len(programme.sites)))
    breaking = [site for site in sites if site.breaks_on is not None]
    breaks = sorted(
        breaking, key=lambda s: (s.breaks_on or date.max, -(s.probability_short or 0), s.site)
    )
    return ProgrammeAnswer(
        assessment,
        sites,
        tuple(breaks),
        sentence_of(assessment, [site.site for site in breaks])
        + debt_words([(site.site, site.debt, site.unit) for site in sites if site.debt > 0]),
        limits_of(assessment, evidence),
        evidence.snapshot,
        evidence.at,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Totals:
    """Figures of whole sites, worked out for all of them at once."""

    expected: Floats
    free: Floats
    claimed: Floats
    late: Floats
    lost: Floats

    @classmethod
    def of(cls, found: Assessment) -> _Totals:
        bearing, served = found.bearing, found.with_expansions.service
        return cls(
            found.forecast.expected.expected.sum(axis=1),
            _in_all(Supply(bearing.proven, bearing.is_stock)),
            _in_all(bearing.by_claims),
            served.late.sum(axis=1),
            served.lost.sum(axis=1),
        )


def _site(assessment: Assessment, totals: _Totals, starts: Sequence[date], n: int) -> SiteAnswer:
    programme, bearing = assessment.programme, assessment.bearing
    plan, held = programme.sites[n], assessment.with_expansions
    stock = bool(bearing.is_stock[n])
    over = np.flatnonzero(held.chances.by_week[n] > programme.tolerance)
    scale = float(held.safe[n])
    return SiteAnswer(
        plan.site,
        plan.product,
        "stock" if stock else "hours",
        bearing.units[n],
        bearing.backing[n],
        plan.total,
        float(totals.expected[n]),
        _known(np.maximum(totals.free[n], 0.0)),
        _debt(float(totals.free[n]), float(bearing.in_use[n])),
        _known(np.maximum(totals.claimed[n], 0.0)),
        _known(held.chances.by_site[n]),
        starts[int(over[0])] if over.size else None,
        _known(totals.late[n]),
        _known(totals.lost[n]),
        None if np.isnan(scale) else plan.total * min(scale, 1.0),
    )


def _in_all(supply: Supply) -> Floats:
    """What is free over the whole programme by site: of stock in the end, of hours summed."""
    lasting = supply.lasting
    return np.asarray(np.where(supply.is_stock, lasting[:, -1], lasting.sum(axis=1)))


def _debt(free: float, in_use: float) -> float:
    """What lacks for what is taken already; rounding is none."""
    return -free if free < -ROUNDING * max(in_use, 1.0) else 0.0


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
