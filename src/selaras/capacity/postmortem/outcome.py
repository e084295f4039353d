"""What came of a programme: what was wanted, what was served, and what could be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from selaras.capacity.finding import Estimate
from selaras.capacity.postmortem.hidden import Hidden, hidden_demand
from selaras.capacity.programmes.bearing import Bearing
from selaras.capacity.programmes.cells import Codes, DemandCells, Flags, day_number
from selaras.capacity.programmes.forecast import DemandForecast
from selaras.capacity.programmes.values import Floats, Programme
from selaras.statistics.intervals import LEVEL


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What happened in the programme's weeks.

    Parameters
    ----------
    demand
        What was wanted, with an interval where sold-out weeks cut it off; None without any row.
    served
        What was delivered, NaN where that is not known.
    capacity
        What could be served in all; None where nothing says. `capacity_from` says where from:
        `sold_out` (served until nothing was left), `test` (a later test), `served` (at least so
        much: it never sold out), `known` (the test before the approval, never contradicted).
    sold_out
        Sites that sold out.
    rows, cut
        Rows of demand behind it, and how many of them were cut off by capacity.
    demand_by_site, served_by_site, capacity_by_site
        The same by the programme's sites; NaN where not known.
    asked_in_vain
        What is on record as asked for and not served.
    """

    demand: Estimate | None
    served: float
    capacity: float | None
    capacity_from: str
    sold_out: tuple[str, ...]
    rows: int
    cut: int
    demand_by_site: Floats
    served_by_site: Floats
    capacity_by_site: Floats
    asked_in_vain: float = 0.0

    @property
    def lost(self) -> float | None:
        """What was wanted and not served, over sites; None where either is not known."""
        short = self.demand_by_site - self.served_by_site
        return float(np.nansum(np.maximum(short, 0.0))) if self.rows else None


def outcome_of(
    programme: Programme,
    cells: DemandCells,
    forecast: DemandForecast,
    after: Bearing,
) -> Outcome:
    """What happened, from the demand table and from what the plant was later known to bear.

    `forecast` is used to fill in what sold-out weeks hid, `after` is the plant as it is known now.
    """
    rows, at = _rows(programme, cells)
    n = len(programme.sites)
    if not rows.wanted.size:
        nothing = np.full(n, np.nan)
        capacity = _tested_total(after)
        source = "test" if capacity is not None else "unknown"
        return Outcome(
            None, float("nan"), capacity, source, (), 0, 0, nothing, nothing, _by_site(after)
        )
    hidden = hidden_demand(programme, rows, at, forecast) if np.any(rows.cut) else None
    wanted = rows.wanted if hidden is None else hidden.wanted
    demand_by_site = np.bincount(at, wanted, n).astype(np.float64)
    served_by_site = np.bincount(at, np.nan_to_num(rows.served), n).astype(np.float64)
    served_by_site[np.bincount(at, np.isnan(rows.served), n) > 0] = np.nan
    demand = _wanted_in_all(rows, hidden)
    sold_out = np.bincount(at, rows.sold_out, n) > 0
    capacity_by_site, source = _capacity(rows, at, served_by_site, sold_out, after)
    known = not np.isnan(capacity_by_site).any()
    return Outcome(
        demand,
        float(served_by_site.sum()),
        float(capacity_by_site.sum()) if known else None,
        source if known else "unknown",
        tuple(p.site for p, out in zip(programme.sites, sold_out, strict=True) if out),
        int(rows.wanted.size),
        int(rows.cut.sum()),
        demand_by_site,
        served_by_site,
        capacity_by_site,
        float(np.nansum(np.maximum(rows.wanted - rows.served, 0.0))),
    )


def _wanted_in_all(rows: DemandCells, hidden: Hidden | None) -> Estimate:
    recorded = float(rows.wanted.sum())
    if hidden is None:
        return Estimate(recorded)
    found = hidden.beyond.interval(LEVEL)
    return Estimate(recorded + hidden.beyond.mean, recorded + found.low, recorded + found.high)


def _rows(programme: Programme, cells: DemandCells) -> tuple[DemandCells, Codes]:
    """The rows of the programme's sites and days, and the site that each belongs to."""
    codes = cells.spots_at(programme.spots)
    place = np.full(len(cells.spots) + 1, -1)
    place[codes[codes >= 0]] = np.flatnonzero(codes >= 0)
    first, after = day_number(programme.first), day_number(programme.last) + 1
    middle = cells.first + cells.days / 2
    inside = (middle >= first) & (middle < after) & (place[cells.spot] >= 0)
    rows = cells.where(inside)
    return rows, place[rows.spot]


def _capacity(
    rows: DemandCells,
    at: Codes,
    served: Floats,
    sold_out: Flags,
    after: Bearing,
) -> tuple[Floats, str]:
    """What could be served at each site, and where that is known from."""
    known = _by_site(after)
    n = served.size
    found, sources = np.full(n, np.nan), []
    for site in range(n):
        mine = at == site
        if sold_out[site] and after.is_stock[site] and np.isfinite(served[site]):
            found[site], source = served[site], "sold_out"
        elif sold_out[site] and np.isfinite(served[site]):
            found[site], source = _hours(rows.where(mine)), "sold_out"
        elif np.isfinite(known[site]):
            # What was served was there, whatever a test says.
            least = served[site] if np.isfinite(served[site]) else known[site]
            found[site], source = max(known[site], least), "test"
        else:
            found[site], source = served[site], "served"
        sources.append(source)
    return found, sources[0] if len(set(sources)) == 1 else "several"


def _hours(rows: DemandCells) -> float:
    """Of hours: what sold-out periods served is what could be, and the others had as much."""
    rate = rows.served[rows.sold_out].sum() / rows.days[rows.sold_out].sum()
    return float(np.where(rows.sold_out, rows.served, np.fmax(rows.served, rate * rows.days)).sum())


def _by_site(bearing: Bearing) -> Floats:
    """What the newest tests show to be free at each site: of stock in the end, of hours summed."""
    lasting = bearing.by_newest.lasting
    return np.where(bearing.is_stock, lasting[:, -1], lasting.sum(axis=1))


def _tested_total(bearing: Bearing) -> float | None:
    found = _by_site(bearing)
    return None if np.isnan(found).any() else float(found.sum())
