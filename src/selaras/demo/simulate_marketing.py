"""What Marketing did that leads met."""

from __future__ import annotations

import numpy as np

from selaras.demo.company import Touches
from selaras.demo.office import NEVER, Seconds
from selaras.demo.simulate_leads import Arrivals, pick
from selaras.demo.truths import Truths
from selaras.demo.world import CHANNELS

_MOST = 7
_COSTS = np.array([channel.cost for channel in CHANNELS])


def simulate_touches(truths: Truths, arrivals: Arrivals, webinar_at: Seconds) -> Touches:
    """One to seven touches a lead: the last as it comes in, by its channel; others in the weeks
    before, by any; and the webinar of those who came to it."""
    many = 1 + np.minimum(_poisson(arrivals), _MOST - 1)
    lead = np.repeat(np.arange(len(arrivals)), many)
    number = np.arange(len(lead)) - np.repeat(np.cumsum(many) - many, many)
    u = arrivals.uniform("touches", 2 * _MOST)
    before = -86400 * 9 * np.log1p(-0.999 * u[lead, number])
    at = arrivals.created_at[lead] - np.where(number == 0, 0, before).astype(np.int64)
    other = pick(u[lead, _MOST + number], tuple(channel.share for channel in CHANNELS))
    channel = np.where(number == 0, arrivals.channel[lead], other)
    asset = np.zeros(len(lead), dtype=np.int64)
    if truths.webinar is not None:
        came = np.flatnonzero(webinar_at != NEVER)
        by = [one.name for one in CHANNELS].index(truths.webinar.channel)
        lead = np.concatenate([lead, came])
        at = np.concatenate([at, webinar_at[came]])
        channel = np.concatenate([channel, np.full(len(came), by)])
        asset = np.concatenate([asset, np.ones(len(came), dtype=np.int64)])
    order = np.argsort(at, kind="stable")
    cost = _COSTS[channel] // 20
    return Touches(
        lead[order],
        at[order],
        channel[order],
        arrivals.campaign[lead[order]],
        asset[order],
        cost[order],
    )


def _poisson(arrivals: Arrivals) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Poisson numbers of mean 1.8 by inversion, so that one uniform a lead is enough."""
    edges = np.array([0.16530, 0.46284, 0.73062, 0.89129, 0.96359, 0.98962])
    return np.searchsorted(edges, arrivals.uniform("how many touches"), side="right")
