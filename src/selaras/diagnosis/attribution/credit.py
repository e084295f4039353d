"""Credit with its intervals from the engine's cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from selaras.diagnosis.attribution.answer import ChannelCredit, Estimate, ModelCredit
from selaras.diagnosis.attribution.cells import Chain
from selaras.diagnosis.attribution.question import MARKOV_ORDERS, Model
from selaras.statistics.intervals import LEVEL
from selaras.statistics.markov import Floats, credits, effects_of, with_and_without

_ENDS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Figures by channel, and the same figures of each draw of customers, (draws, channels)."""

    value: Floats
    draws: Floats

    def estimates(self) -> list[Estimate]:
        """Of every channel; of all at once where every draw told every figure."""
        if not self.draws.size or not np.isfinite(self.draws).all():
            return [self.estimate(at) for at in range(len(self.value))]
        low, high = np.quantile(self.draws, _ENDS, axis=0)
        figures = zip(self.value, low, high, strict=True)
        return [Estimate(*(float(figure) for figure in of_one)) for of_one in figures]

    def estimate(self, at: int) -> Estimate:
        drawn = self.draws[:, at]
        drawn = drawn[np.isfinite(drawn)]
        if not len(drawn):
            return Estimate(float(self.value[at]))
        low, high = np.quantile(drawn, _ENDS)
        return Estimate(float(self.value[at]), float(low), float(high))


def rule_credit(cells: Floats, weights: Floats) -> Drawn:
    """Credit by channel, from (buckets, channels) and (draws, buckets)."""
    return Drawn(cells.sum(axis=0), weights @ cells)


@dataclass(frozen=True, slots=True)
class MarkovCredit:
    """Removal effects and credit of one chain; `revenue` where its rewards hold it."""

    removal: Drawn
    conversions: Drawn
    revenue: Drawn | None


def markov_credit(chain: Chain, channels: int, weights: Floats) -> MarkovCredit:
    """Exact removal effects and the credit in proportion to them, with draws of customers.

    A draw moves what a walk is worth, with and without each channel, by the sum of what the drawn
    buckets add to first order; effects and credit are then worked out from these as they are from
    the whole.
    """
    whole, without = with_and_without(chain.moves, chain.group, channels)
    effects = effects_of(whole.value, np.stack([one.value for one in without], axis=-1))
    apart = weights - 1
    drawn_whole = whole.value + apart @ chain.influence(whole)
    drawn_without = np.stack([one.value + apart @ chain.influence(one) for one in without], axis=-1)
    drawn = np.clip(effects_of(drawn_whole, drawn_without), 0, 1)
    value = credits(effects, chain.moves.reward.sum(axis=0))
    shares = credits(drawn, chain.totals(weights))
    revenue = Drawn(value[1], shares[:, 1]) if len(value) > 1 else None
    return MarkovCredit(
        removal=Drawn(effects[0], drawn[:, 0]),
        conversions=Drawn(value[0], shares[:, 0]),
        revenue=revenue,
    )


def model_credit(
    model: Model,
    names: tuple[str, ...],
    conversions: Drawn,
    revenue: Drawn | None,
    removal: Drawn | None = None,
) -> ModelCredit:
    """A model's channels with their intervals, the greatest credit first."""
    counts, shares = conversions.estimates(), _share(conversions).estimates()
    worth = None if revenue is None else revenue.estimates()
    effects = None if removal is None else removal.estimates()
    order = sorted(range(len(names)), key=lambda i: (-conversions.value[i], names[i]))
    leader = order[0]
    best = conversions.draws.argmax(axis=1)
    return ModelCredit(
        model=model,
        channels=tuple(
            ChannelCredit(
                channel=names[i],
                conversions=counts[i],
                share=shares[i],
                revenue=None if worth is None else worth[i],
                removal=None if effects is None else effects[i],
            )
            for i in order
        ),
        leader=names[leader],
        leader_chance=float((best == leader).mean()),
    )


def all_credit(
    models: tuple[Model, ...],
    names: tuple[str, ...],
    rules: Mapping[Model, tuple[Floats, Floats | None]],
    chains: Mapping[int, Chain],
    weights: Floats,
) -> tuple[ModelCredit, ...]:
    """Every model that was asked for, in their order.

    `rules` has (buckets, channels) of conversions and of revenue for each rule, `chains` the chain
    of each order.
    """
    found = []
    for model in models:
        if model in MARKOV_ORDERS:
            markov = markov_credit(chains[MARKOV_ORDERS[model]], len(names), weights)
            found.append(
                model_credit(model, names, markov.conversions, markov.revenue, markov.removal)
            )
        else:
            cells, worth = rules[model]
            revenue = None if worth is None else rule_credit(worth, weights)
            found.append(model_credit(model, names, rule_credit(cells, weights), revenue))
    return tuple(found)


def _share(drawn: Drawn) -> Drawn:
    with np.errstate(divide="ignore", invalid="ignore"):
        return Drawn(
            drawn.value / drawn.value.sum(),
            drawn.draws / drawn.draws.sum(axis=1, keepdims=True),
        )
