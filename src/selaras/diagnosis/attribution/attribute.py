"""From the evidence to what marketing brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from selaras.diagnosis.attribution.answer import (
    Attribution,
    Contribution,
    Estimate,
    ModelCredit,
    Numbers,
    Says,
    SmallWin,
)
from selaras.diagnosis.attribution.cells import (
    Chain,
    Steps,
    chain_of,
    draw_weights,
    whole_numbers,
)
from selaras.diagnosis.attribution.chain_query import (
    channel_names,
    end_cells,
    move_cells,
    paths,
    triple_codes,
)
from selaras.diagnosis.attribution.credit import Drawn, all_credit
from selaras.diagnosis.attribution.credit_query import CREDIT, coalition_cells, rule_cells
from selaras.diagnosis.attribution.limits import Facts, limits_of, revenue_is_known
from selaras.diagnosis.attribution.paths_query import (
    PER_UNIT,
    Amounts,
    Conversions,
    conversions_of,
    horizon_of,
)
from selaras.diagnosis.attribution.question import MARKOV_ORDERS, RULES, WON, Asked, Model
from selaras.diagnosis.attribution.small_wins import compare, small_wins
from selaras.diagnosis.attribution.sourced_query import sourced_cells
from selaras.diagnosis.attribution.wins_query import (
    all_cells,
    compared_cells,
    met_things,
    newest_conversions,
)
from selaras.diagnosis.attribution.words import (
    disagreeing_sentence,
    few_sentence,
    leading_sentence,
    one_channel_sentence,
    too_close_sentence,
)
from selaras.diagnosis.choices import ATTRIBUTION
from selaras.errors import EvidenceError
from selaras.ledger.reading import Reading
from selaras.statistics.coalitions import shared_credit
from selaras.statistics.markov import Codes, Floats

_CANDIDATES = 200
"""Newest conversions among which small wins are looked for."""


def attribute(reading: Reading, asked: Asked, currency: str) -> Attribution:
    """Answer a question to the touches; amounts are stated in `currency`.

    Raises EvidenceError where touches, or what says who converted, were never loaded. Too few
    conversions, one channel or amounts that do not add up are part of the answer.
    """
    _check(reading, asked)
    stop = horizon_of(reading, asked)
    conversions = conversions_of(reading, asked, stop, currency)
    walked = _walked(reading, asked, conversions)
    sourced = _read(reading, sourced_cells(reading, conversions)).to_pylist()
    world = _World.of(walked, sourced)
    converted = sum(row["conversions"] for row in sourced)
    touched = sum(row["conversions"] for row in sourced if row["touched"])
    has_revenue = asked.conversion == WON and revenue_is_known(conversions.amounts)
    models: tuple[ModelCredit, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    enough = touched >= ATTRIBUTION.least_conversions
    if enough:
        weights = draw_weights(len(world.buckets), ATTRIBUTION.draws, ATTRIBUTION.seed)
        models = _models(reading, asked, conversions, world, walked, weights, revenue=has_revenue)
        contributions = _contributions(sourced, world, weights, revenue=has_revenue)
    verdict = _verdict(models, touched, len(world.channels), asked)
    ended = int(_floats(walked.ends, "ended").sum())
    numbers = Numbers(
        paths=ended,
        null_paths=ended - touched,
        touches=int(_floats(walked.moves, "moves").sum()),
        conversions=converted,
        conversions_touched=touched,
        deals=sum(row["deals"] for row in sourced),
        buckets=len(world.buckets),
        draws=ATTRIBUTION.draws if enough else 0,
    )
    total = sum(row["value"] for row in sourced) / PER_UNIT
    return Attribution(
        asked=asked,
        snapshot=reading.snapshot.id,
        horizon=stop,
        currency=currency,
        verdict=verdict.word,
        leader=verdict.leader,
        reason=verdict.reason,
        sentence=verdict.sentence,
        needed=verdict.needed,
        n=numbers,
        revenue_total=total if has_revenue else None,
        models=models,
        contributions=contributions,
        wins=_wins(reading, asked, conversions, currency) if touched else (),
        limits=limits_of(_facts(asked, conversions.amounts, stop, numbers, sourced)),
    )


def _read(reading: Reading, expr: Any) -> pa.Table:
    return whole_numbers(reading.engine.to_arrow(expr))


def _check(reading: Reading, asked: Asked) -> None:
    needed = ("touches", "deals" if asked.conversion == WON else "lead_stages")
    for table in needed:
        if not reading.has(table):
            raise EvidenceError(
                f"Attribution needs the table {table}, which was never loaded. "
                f"Map an export to it and run `selaras load`."
            )


@dataclass(frozen=True, slots=True)
class _Walked:
    """What the engine counted of all paths: see `move_cells` and `end_cells`."""

    channels: tuple[str, ...]
    moves: pa.Table
    ends: pa.Table


def _walked(reading: Reading, asked: Asked, conversions: Conversions) -> _Walked:
    channels = channel_names(reading, conversions)
    found = paths(reading, asked, conversions, channels)
    moves = _read(reading, move_cells(reading, found, channels))
    ends = _read(reading, end_cells(reading, found, channels))
    return _Walked(channels, moves, ends)


@dataclass(frozen=True, slots=True)
class _World:
    """Buckets of customers and channels, each by number; channels that no path met are left out."""

    buckets: Mapping[int, int]
    channels: tuple[str, ...]
    numbered: Codes

    @classmethod
    def of(cls, walked: _Walked, sourced: Sequence[Mapping[str, Any]]) -> _World:
        buckets = set(walked.ends.column("bucket").to_pylist())
        buckets |= {row["bucket"] for row in sourced}
        codes = _codes(walked.moves, "triple")
        met = np.unique(triple_codes(codes, walked.channels)[2])
        numbered = np.full(len(walked.channels) + 1, -1, np.int64)
        numbered[met] = np.arange(len(met))
        return cls(
            {name: i for i, name in enumerate(sorted(buckets))},
            tuple(walked.channels[code] for code in met),
            numbered,
        )

    def bucket_codes(self, table: pa.Table) -> Codes:
        known = np.array(list(self.buckets), np.int64)
        return np.searchsorted(known, _codes(table, "bucket"))

    def channel_codes(self, table: pa.Table) -> Codes:
        place = {name: i for i, name in enumerate(self.channels)}
        return np.array([place[name] for name in table.column("channel").to_pylist()], np.int64)

    def steps(self, walked: _Walked, table: pa.Table, amounts: Sequence[Floats]) -> Steps:
        """The rows of a table of triples, with what is counted of them."""
        before, last, channel = (
            self.numbered[code] for code in triple_codes(_codes(table, "triple"), walked.channels)
        )
        bucket = self.bucket_codes(table)
        return Steps(bucket, before, last, channel, np.stack(list(amounts), axis=-1))

    def grid(self, table: pa.Table, column: str, scale: float) -> Floats:
        """(buckets, channels) of a column, divided by `scale`."""
        cells = np.zeros((len(self.buckets), len(self.channels)))
        at = (self.bucket_codes(table), self.channel_codes(table))
        np.add.at(cells, at, _floats(table, column) / scale)
        return cells


def _floats(table: pa.Table, column: str) -> Floats:
    return np.asarray(table.column(column).to_numpy(), dtype=np.float64)


def _codes(table: pa.Table, column: str) -> Codes:
    return np.asarray(table.column(column).to_numpy(), dtype=np.int64)


def _models(
    reading: Reading,
    asked: Asked,
    conversions: Conversions,
    world: _World,
    walked: _Walked,
    weights: Floats,
    *,
    revenue: bool,
) -> tuple[ModelCredit, ...]:
    rules: dict[Model, tuple[Floats, Floats | None]] = {}
    chosen = [model for model in RULES if model in asked.models]
    if chosen:
        cells = _read(reading, rule_cells(reading, conversions, chosen))
        for model in chosen:
            worth = world.grid(cells, f"v_{model.name}", PER_UNIT) if revenue else None
            rules[model] = world.grid(cells, f"c_{model.name}", CREDIT), worth
    if Model.SHAPLEY in asked.models:
        cells = _read(reading, coalition_cells(reading, conversions))
        worth = _coalition_grid(world, cells, "value") / PER_UNIT if revenue else None
        rules[Model.SHAPLEY] = _coalition_grid(world, cells, "conversions"), worth
    orders = {MARKOV_ORDERS[model] for model in asked.models if model in MARKOV_ORDERS}
    chains = _chains(world, walked, orders, revenue=revenue)
    return all_credit(asked.models, world.channels, rules, chains, weights)


def _coalition_grid(world: _World, cells: pa.Table, column: str) -> Floats:
    """(buckets, channels) of Shapley credit: a coalition in one bucket is a player of its own."""
    channels = len(world.channels)
    player = world.bucket_codes(cells) * channels + world.channel_codes(cells)
    size = np.asarray(cells.column("size").to_numpy(), dtype=np.int64)
    players = len(world.buckets) * channels
    credit = shared_credit(player, size, _floats(cells, column), players)
    return credit.reshape(len(world.buckets), channels)


def _chains(world: _World, walked: _Walked, orders: set[int], *, revenue: bool) -> dict[int, Chain]:
    moves = world.steps(walked, walked.moves, [_floats(walked.moves, "moves")])
    told = [_floats(walked.ends, "ended"), _floats(walked.ends, "converted")]
    told += [_floats(walked.ends, "value") / PER_UNIT] if revenue else []
    ends = world.steps(walked, walked.ends, told)
    sizes = len(world.buckets), len(world.channels)
    return {order: chain_of(moves, ends, order, *sizes) for order in sorted(orders)}


def _contributions(
    sourced: Sequence[Mapping[str, Any]], world: _World, weights: Floats, *, revenue: bool
) -> tuple[Contribution, ...]:
    """What Marketing sourced (by `leads.sourced_by`) and influenced (a touch before)."""
    kinds = {
        "sourced": lambda row: row["sourced_by"] == "marketing",
        "influenced": lambda row: bool(row["touched"]),
    }
    if all(row["sourced_by"] is None for row in sourced):
        del kinds["sourced"]
    whole = _column(sourced, world, "conversions", lambda _row: True)
    found = []
    for kind, belongs in kinds.items():
        part = _column(sourced, world, "conversions", belongs)
        worth = _column(sourced, world, "value", belongs) / PER_UNIT
        share = Drawn(
            np.array([part.sum() / whole.sum()]),
            ((weights @ part) / np.maximum(weights @ whole, 1e-9))[:, None],
        )
        found.append(
            Contribution(
                kind=kind,
                conversions=_one(part, weights),
                share=share.estimate(0),
                revenue=_one(worth, weights) if revenue else None,
            )
        )
    return tuple(found)


def _column(rows: Sequence[Mapping[str, Any]], world: _World, name: str, belongs: Any) -> Floats:
    """What the rows that belong amount to, by bucket."""
    cells = np.zeros(len(world.buckets))
    for row in rows:
        if belongs(row):
            cells[world.buckets[row["bucket"]]] += row[name]
    return cells


def _one(cells: Floats, weights: Floats) -> Estimate:
    return Drawn(np.array([cells.sum()]), (weights @ cells)[:, None]).estimate(0)


@dataclass(frozen=True, slots=True)
class _Verdict:
    word: str
    leader: str | None
    reason: str | None
    sentence: Says
    needed: int | None = None


def _verdict(
    models: tuple[ModelCredit, ...], touched: int, channels: int, asked: Asked
) -> _Verdict:
    """One channel leads where all models that were asked say so, in nearly all draws."""
    if not models:
        needed = ATTRIBUTION.least_conversions - touched
        reason = "no_conversions" if touched == 0 else "too_few_conversions"
        sentence = few_sentence(touched, needed, asked.conversion)
        return _Verdict("cannot_tell", None, reason, sentence, needed)
    if channels == 1:
        sentence = one_channel_sentence(models[0].leader, touched, asked.conversion)
        return _Verdict("cannot_tell", None, "one_channel", sentence)
    sure = [model for model in models if model.leader_chance >= ATTRIBUTION.leads_at]
    if len({model.leader for model in sure}) > 1:
        return _Verdict("cannot_tell", None, "models_disagree", disagreeing_sentence(sure))
    if len(sure) < len(models):
        return _Verdict("cannot_tell", None, "too_close", too_close_sentence(_ahead(models)))
    sentence = leading_sentence(models, touched, asked.conversion)
    return _Verdict("leads", models[0].leader, None, sentence)


def _ahead(models: Sequence[ModelCredit]) -> list[str]:
    """Channels that lead under some model, and the runner-up where it is the same one in all."""
    leaders = sorted({model.leader for model in models})
    return leaders if len(leaders) > 1 else [leaders[0], models[0].channels[1].channel]


def _wins(
    reading: Reading, asked: Asked, conversions: Conversions, currency: str
) -> tuple[SmallWin, ...]:
    met = met_things(reading, asked, conversions)
    cells = _read(reading, compared_cells(reading, met)).to_pylist()
    everyone = _read(reading, all_cells(reading, met)).to_pylist()
    newest = newest_conversions(met, conversions, _CANDIDATES)
    rows = _read(reading, newest).to_pylist()
    return small_wins(rows, compare(cells, everyone), currency=currency, per_unit=PER_UNIT)


def _facts(
    asked: Asked,
    amounts: Amounts,
    stop: datetime,
    numbers: Numbers,
    sourced: Sequence[Mapping[str, Any]],
) -> Facts:
    return Facts(
        asked=asked,
        amounts=amounts,
        stop=stop,
        numbers=numbers,
        unsourced=sum(row["conversions"] for row in sourced if row["sourced_by"] is None),
    )
