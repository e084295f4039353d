"""Made-up paths at scale, put into an evidence store: leads, touches, deals."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from selaras.evidence import open_evidence
from selaras.evidence.staging import Staged
from selaras.evidence.stored_columns import contract, staged_schema

FIRST = datetime(2025, 1, 1, tzinfo=UTC)
LAST = datetime(2026, 1, 1, tzinfo=UTC)
CHANNELS = (
    *("affiliate", "brand_search", "direct", "display", "email", "event", "organic_search"),
    *("paid_search", "paid_social", "partner", "referral", "webinar"),
)
CHUNK = 250_000
_SEED = 20_260_102
_FORMAT = 2
_US = 1_000_000
_LIFT = np.linspace(-0.5, 0.6, len(CHANNELS))
"""What a touch of each channel adds to the log-odds of a conversion, so that models differ."""

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Market:
    """A store with so many paths, ten touches to each on average, over a year."""

    paths: int
    folder: Path

    @property
    def evidence(self) -> Path:
        return self.folder / "evidence"

    def files(self, table: str) -> list[str]:
        """The Parquet files that every program reads."""
        return list(open_evidence(self.evidence).snapshot().files(table))


def market_of(paths: int, data: Path) -> Market:
    """A market with so many paths; made where it is not there yet."""
    market = Market(paths, data / f"paths-{paths}-v{_FORMAT}")
    if (market.folder / "whole").exists():
        return market
    shutil.rmtree(market.folder, ignore_errors=True)
    staging = market.folder / "staged"
    staging.mkdir(parents=True)
    staged: dict[str, list[Path]] = {"leads": [], "touches": [], "deals": []}
    for number, first, count in _chunks(paths):
        for table, columns in _draw(first, count).items():
            staged[table].append(_write(staging, table, number, columns))
    evidence = replace(open_evidence(market.evidence), memory_limit="2GB")
    given = [
        Staged(table, "benchmark", tuple(parts), "changes", LAST) for table, parts in staged.items()
    ]
    evidence.commit(given, LAST)
    shutil.rmtree(staging)
    (market.folder / "whole").touch()
    return market


def _chunks(paths: int) -> Iterator[tuple[int, int, int]]:
    for number, first in enumerate(range(0, paths, CHUNK)):
        yield number, first, min(CHUNK, paths - first)


def _draw(first: int, count: int) -> dict[str, dict[str, pa.Array]]:
    """Leads `first`, `first + 1`, …: one to thirty touches each over some weeks, each touch's
    channel leaning to the one before, and a deal for about one in twelve, just after the last."""
    random = np.random.default_rng([_SEED, first, count])
    low, high = int(FIRST.timestamp()) * _US, int(LAST.timestamp()) * _US
    created = np.sort(random.integers(low, high - 70 * 86_400 * _US, count))
    many = np.minimum(1 + random.negative_binomial(3, 0.25, count), 30)
    of = np.repeat(np.arange(count), many)
    total = len(of)
    drawn = random.integers(0, len(CHANNELS), total)
    stays = random.random(total) < 0.3
    stays[np.cumsum(many) - many] = False
    # A touch that stays takes the channel of the last one that did not.
    channel = drawn[np.maximum.accumulate(np.where(stays, 0, np.arange(total)))]
    at = created[of] + (random.random(total) * 60 * 86_400 * _US).astype(np.int64)
    newest = np.maximum.reduceat(at, np.cumsum(many) - many)
    score = np.bincount(of, weights=_LIFT[channel], minlength=count)
    won = random.random(count) < 1 / (1 + np.exp(2.6 - score / np.sqrt(many)))
    amount = (np.round(random.lognormal(17, 0.6, count) / 50_000) * 50_000).astype(np.int64)
    leads = _ids("L", np.arange(first, first + count))
    chosen = np.flatnonzero(won)
    return {
        "leads": {
            "lead_id": leads,
            "created_at": _times(created),
            "sourced_by": _words(("marketing", "sales", "partner"), random.integers(0, 3, count)),
        },
        "touches": {
            "touch_id": _ids("T", np.arange(total) + first * 100),
            "lead_id": leads.take(pa.array(of)),
            "happened_at": _times(at),
            "channel": _words(CHANNELS, channel),
        },
        "deals": {
            "deal_id": _ids("D", chosen + first),
            "lead_id": leads.take(pa.array(chosen)),
            "created_at": _times(newest[chosen]),
            "closed_at": _times(newest[chosen] + 3600 * _US),
            "outcome": pa.repeat("won", len(chosen)),
            "amount": pa.array(amount[chosen].astype(np.float64)).cast(pa.decimal128(18, 4)),
            "currency": pa.repeat("IDR", len(chosen)),
        },
    }


def _ids(letter: str, numbers: Whole) -> pa.Array:
    digits = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), 8, "0")
    return pc.binary_join_element_wise(letter, digits, "")


def _times(micros: Whole) -> pa.Array:
    return pa.array(micros).cast(pa.timestamp("us", "UTC"))


def _words(words: tuple[str, ...], which: Whole) -> pa.Array:
    return pa.array(words).take(pa.array(which))


def _write(folder: Path, table: str, number: int, columns: dict[str, pa.Array]) -> Path:
    """A staged file: what is not given is null, or false for a flag of days."""
    rows = len(next(iter(columns.values())))
    schema = staged_schema(contract(table))
    given = columns | {
        "_source": pa.repeat("benchmark", rows),
        "_file": pa.repeat("drawn", rows),
        "_line": pa.array(np.arange(rows) + 2),
    }
    arrays = [
        given[field.name].cast(field.type)
        if field.name in given
        else pa.repeat(pa.scalar(False), rows)
        if field.name.endswith("_is_day")
        else pa.nulls(rows, field.type)
        for field in schema
    ]
    path = folder / f"{table}-{number:03d}.parquet"
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path)
    return path
