"""Every model's credit from the engine's small tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa

from selaras.calendars.clock import to_micros
from selaras.diagnosis.attribution.answer import ModelCredit
from selaras.diagnosis.attribution.cells import (
    Chain,
    Steps,
    chain_of,
    draw_weights,
    whole_numbers,
)
from selaras.diagnosis.attribution.conversions_query import Conversions
from selaras.diagnosis.attribution.credit import all_credit
from selaras.diagnosis.attribution.packing_query import base_of, channel_names
from selaras.diagnosis.attribution.paths import (
    SINCE_US,
    Buckets,
    Paths,
    People,
    Touches,
    paths_of,
    shares_of,
)
from selaras.diagnosis.attribution.people_query import known_people, people_of
from selaras.diagnosis.attribution.question import MARKOV_ORDERS, RULES, Asked, Model
from selaras.diagnosis.attribution.rule_credit import CREDIT, Won, coalition_cells, rule_cells
from selaras.diagnosis.attribution.touches_query import numbered_leads, touches_of
from selaras.diagnosis.attribution.walking import Portion, Walked, count_moves, won_paths
from selaras.diagnosis.choices import ATTRIBUTION
from selaras.ledger.reading import Reading
from selaras.statistics.coalitions import shared_credit
from selaras.statistics.markov import Codes, Floats


def read(reading: Reading, expr: Any) -> pa.Table:
    """A small table of the engine, its sums as plain integers."""
    return whole_numbers(reading.engine.to_arrow(expr))


def walk(reading: Reading, asked: Asked, conversions: Conversions) -> Walked:
    """Count the moves of all paths, null paths included, and keep those that converted."""
    channels = channel_names(reading)
    leads, people, buckets = _people(reading, conversions)
    touches = touches_of(reading, conversions, channels, leads)
    known = known_people(reading, people, milestones=Model.W in asked.models)
    return count_moves(_paths(touches, asked, known, channels), known, buckets, channels)


def _won(reading: Reading, asked: Asked, conversions: Conversions) -> tuple[Won, tuple[str, ...]]:
    """The paths that converted alone: what all models but Markov's look at."""
    channels = channel_names(reading)
    leads, people, buckets = _people(reading, conversions)
    chosen = people.filter(people.converted == 1)
    touches = touches_of(reading, conversions, channels, leads, chosen)
    known = known_people(reading, chosen, milestones=Model.W in asked.models)
    return won_paths(_paths(touches, asked, known, channels), known, buckets), channels


def _people(reading: Reading, conversions: Conversions) -> tuple[Any, Any, Buckets]:
    """Leads by number where the store does not number them, those who converted, and buckets."""
    leads = numbered_leads(reading)
    people = people_of(reading, conversions, leads)
    if leads is None:
        return leads, people, Buckets()
    return leads, people, Buckets.of(read(reading, leads.select("number", "bucket")))


def _paths(
    touches: Iterable[pa.Table], asked: Asked, people: People, channels: tuple[str, ...]
) -> Iterator[Portion]:
    base = base_of(channels)
    start = None if asked.start is None else to_micros(asked.start) - SINCE_US
    for portion in touches:
        yield [partial(_paths_of, share, people, start) for share in shares_of(portion, base)]


def _paths_of(share: Callable[[], Touches], people: People, start_us: int | None) -> Paths:
    return paths_of(share(), people, start_us)


def credit_models(
    reading: Reading,
    asked: Asked,
    conversions: Conversions,
    walked: Walked | None = None,
    *,
    revenue: bool,
) -> tuple[ModelCredit, ...]:
    """Every model that was asked for, with its intervals; none where nobody converted.

    `walked` is what `walk` gave, where it was asked already: only Markov's models need it.
    """
    chosen = [model for model in RULES if model in asked.models]
    orders = sorted({MARKOV_ORDERS[model] for model in asked.models if model in MARKOV_ORDERS})
    if orders and walked is None:
        walked = walk(reading, asked, conversions)
    if walked is None:
        won, channels = _won(reading, asked, conversions)
    else:
        won, channels = walked.won, walked.channels
    tables = []
    if chosen:
        rules = _named(rule_cells(won, chosen, len(channels)), channels)
        tables.append(rules)
    if Model.SHAPLEY in asked.models:
        coalitions = _named(coalition_cells(won, len(channels)), channels)
        tables.append(coalitions)
    if walked is not None:
        tables.append(walked.ends)
    world = _World.of(tables, _channels(tables) if walked is None else walked.met)
    if not world.channels:
        return ()
    parts = conversions.amounts.per_unit
    credit: dict[Model, tuple[Floats, Floats | None]] = {}
    for model in chosen:
        worth = world.grid(rules, f"v_{model.name}", parts) if revenue else None
        credit[model] = world.grid(rules, f"c_{model.name}", CREDIT), worth
    if Model.SHAPLEY in asked.models:
        worth = world.shared(coalitions, "value") / parts if revenue else None
        credit[Model.SHAPLEY] = world.shared(coalitions, "conversions"), worth
    chains = {}
    if walked is not None:
        chains = {
            order: _chain(world, walked, order, parts if revenue else None) for order in orders
        }
    weights = draw_weights(len(world.buckets), ATTRIBUTION.draws, ATTRIBUTION.seed)
    return all_credit(asked.models, world.channels, credit, chains, weights)


def _named(cells: pa.Table, channels: tuple[str, ...]) -> pa.Table:
    """Cells with the `channel` that their code stands for."""
    return cells.append_column("channel", pa.array(channels, pa.string()).take(cells["code"]))


def _channels(tables: Iterable[pa.Table]) -> tuple[str, ...]:
    return tuple(sorted({name for table in tables for name in table["channel"].to_pylist()}))


def _chain(world: _World, walked: Walked, order: int, parts: int | None) -> Chain:
    """The chain of an order; with revenue where it is told in what parts that is counted."""
    moves = world.steps(walked, walked.moves, [_floats(walked.moves, "moves")])
    told = [_floats(walked.ends, "ended"), _floats(walked.ends, "converted")]
    told += [] if parts is None else [_floats(walked.ends, "value") / parts]
    ends = world.steps(walked, walked.ends, told)
    return chain_of(moves, ends, order, len(world.buckets), len(world.channels))


@dataclass(frozen=True, slots=True)
class _World:
    """Buckets of customers and channels, each by number, in ascending order."""

    buckets: Codes
    channels: tuple[str, ...]

    @classmethod
    def of(cls, tables: Sequence[pa.Table], channels: tuple[str, ...]) -> _World:
        return cls(np.unique(np.concatenate([_codes(t, "bucket") for t in tables])), channels)

    def bucket_codes(self, table: pa.Table) -> Codes:
        return np.searchsorted(self.buckets, _codes(table, "bucket"))

    def channel_codes(self, table: pa.Table) -> Codes:
        place = {name: i for i, name in enumerate(self.channels)}
        return np.array([place[name] for name in table["channel"].to_pylist()], np.int64)

    def grid(self, table: pa.Table, column: str, scale: float) -> Floats:
        """(buckets, channels) of a column, divided by `scale`."""
        cells = np.zeros((len(self.buckets), len(self.channels)))
        at = (self.bucket_codes(table), self.channel_codes(table))
        np.add.at(cells, at, _floats(table, column) / scale)
        return cells

    def shared(self, coalitions: pa.Table, column: str) -> Floats:
        """(buckets, channels) of Shapley credit: in each bucket a channel is its own player."""
        channels = len(self.channels)
        player = self.bucket_codes(coalitions) * channels + self.channel_codes(coalitions)
        worth, players = _floats(coalitions, column), len(self.buckets) * channels
        credit = shared_credit(player, _codes(coalitions, "size"), worth, players)
        return credit.reshape(len(self.buckets), channels)

    def steps(self, walked: Walked, table: pa.Table, amounts: Sequence[Floats]) -> Steps:
        """The rows of a table of triples, with what is counted of them."""
        place = {name: i for i, name in enumerate(self.channels)}
        # the last place is that of −1: before the path began
        numbered = np.array([*(place.get(name, -1) for name in walked.channels), -1], np.int64)
        before, last, channel = (numbered[code] for code in walked.codes(table))
        bucket = self.bucket_codes(table)
        return Steps(bucket, before, last, channel, np.stack(list(amounts), axis=-1))


def _floats(table: pa.Table, column: str) -> Floats:
    return np.asarray(table.column(column).to_numpy(), dtype=np.float64)


def _codes(table: pa.Table, column: str) -> Codes:
    return np.asarray(table.column(column).to_numpy(), dtype=np.int64)
