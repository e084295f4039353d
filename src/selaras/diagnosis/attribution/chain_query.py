"""Paths of all leads as ordered channels, and the moves between channels, on the engine."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from selaras.diagnosis.attribution.paths_query import (
    Conversions,
    bucket_of,
    has_days,
    order_of,
    touches_before,
)
from selaras.diagnosis.attribution.question import Asked
from selaras.errors import EvidenceError
from selaras.evidence.working_time import micros
from selaras.ledger.items.lookup import look_up
from selaras.ledger.items.rows import instant_literal
from selaras.ledger.reading import Reading
from selaras.statistics.markov import Codes

_SINCE_US = 946_684_800_000_000
"""Times are packed with codes as microseconds since 2000, which leaves 12 bits for the code."""
CODES = 4_096
"""Most channels that are told apart."""


def channel_names(reading: Reading, conversions: Conversions) -> tuple[str, ...]:
    """Every channel with a touch, in ascending order: its place is its code.

    Raises EvidenceError for more than CODES of them: what is mapped to channel is no channel then.
    """
    touches = touches_before(reading, conversions.stop)
    found = reading.engine.to_arrow(touches.select("channel").distinct())
    names = tuple(sorted(found.column("channel").to_pylist()))
    if len(names) > CODES:
        raise EvidenceError(
            f"There are {len(names)} channels, more than the {CODES} that can be told apart. "
            "Map what groups them to `channel`, and keep the rest as campaign or asset."
        )
    return names


def path_touches(
    reading: Reading, asked: Asked, conversions: Conversions, *columns: str
) -> ir.Table:
    """Touches of every path, null paths kept, with `converted` and `value` of the path.

    A path ends at its conversion, or at the end of what is looked at. Leads that converted before
    the period are out; of those that did not convert, only those with a touch in the period count.
    """
    touches = touches_before(reading, conversions.stop, *columns)
    ends = conversions.ends.select("lead_id", "until", "converted", "value")
    rows = look_up(touches, ends, "lead_id")
    rows = rows.filter(
        rows.until.isnull() | ((rows.converted == 1) & (rows.happened_at <= rows.until))
    )
    if asked.start is not None:
        newest = rows.happened_at.max().over(ibis.window(group_by="lead_id"))
        rows = reading.engine.stage(rows.mutate(newest=newest), "recent")
        since = instant_literal(asked.start)
        rows = rows.filter((rows.converted == 1) | (rows.newest >= since))
    return rows


def paths(
    reading: Reading, asked: Asked, conversions: Conversions, channels: tuple[str, ...]
) -> ir.Table:
    """Every path, null paths kept, run and kept: `bucket`, `codes`, `converted` and `value`.

    `codes` are the channels' places in `channels`, in the order of the touches. See `path_touches`
    for which leads have a path.
    """
    if has_days(reading):
        rows = _paths_by_place(reading, asked, conversions, channels)
    else:
        rows = _paths_by_time(reading, asked, conversions, channels)
    base = _base(channels)
    return reading.engine.materialise(
        rows.select(
            bucket=bucket_of(rows.lead_id),
            codes=rows.packed.sort().map(lambda one: one % base),
            converted=rows.converted.fill_null(0),
            value=rows.value.fill_null(0),
        ),
        "paths",
    )


def _paths_by_time(
    reading: Reading, asked: Asked, conversions: Conversions, channels: tuple[str, ...]
) -> ir.Table:
    """Paths as numbers of time and code packed into one: to sort them is to sort numbers."""
    base = _base(channels)
    touches = _coded(reading, touches_before(reading, conversions.stop), channels)
    packed = (micros(touches.happened_at) - _SINCE_US) * base + touches.code
    grouped = touches.select("lead_id", packed=packed).group_by("lead_id")
    rows = reading.engine.stage(
        grouped.aggregate(packed=ibis._.packed.collect(), newest=ibis._.packed.max()), "grouped"
    )
    ends = conversions.ends.select("lead_id", "until", "converted", "value")
    rows = look_up(rows, ends, "lead_id")
    rows = rows.filter(rows.until.isnull() | (rows.converted == 1))
    if asked.start is not None:
        since = (int(asked.start.timestamp() * 1_000_000) - _SINCE_US) * base
        rows = rows.filter((rows.converted == 1) | (rows.newest >= since))
    bound = (micros(rows.until) - _SINCE_US) * base + (base - 1)
    rows = reading.engine.stage(rows.mutate(bound=bound.fill_null(0)), "bounded")
    # only a path that goes on after its conversion has to be cut
    goes_on = rows.until.notnull() & (rows.newest > rows.bound)
    kept = goes_on.ifelse(rows.packed.filter(lambda one: one <= rows.bound), rows.packed)
    rows = reading.engine.stage(rows.mutate(packed=kept), "cut")
    return rows.filter(rows.packed.length() > 0)


def _paths_by_place(
    reading: Reading, asked: Asked, conversions: Conversions, channels: tuple[str, ...]
) -> ir.Table:
    """Paths where touches of one day have no order but that of their ids."""
    rows = path_touches(reading, asked, conversions)
    ordered = ibis.window(group_by="lead_id", order_by=order_of(reading))
    rows = reading.engine.stage(rows.mutate(place=ibis.row_number().over(ordered)), "placed")
    rows = _coded(reading, rows, channels)
    packed = rows.place * _base(channels) + rows.code
    return (
        rows.select("lead_id", "converted", "value", packed=packed)
        .group_by("lead_id")
        .aggregate(
            packed=ibis._.packed.collect(),
            converted=ibis._.converted.max(),
            value=ibis._.value.max(),
        )
    )


def move_cells(reading: Reading, found: ir.Table, channels: tuple[str, ...]) -> ir.Table:
    """How often each channel followed which two, by `bucket` and `triple`: enough for chains of
    order 1 and 2.

    `found` are the `paths`; a triple packs the codes of the two touches before, one more than the
    code, 0 where the path had not begun, and the touch's own: see `triple_codes`.
    """
    size, codes = _size(channels), found.codes
    triples = codes.map(
        lambda code, place: (
            code
            + size * (place > 0).ifelse(codes[place - 1] + 1, 0)
            + size * size * (place > 1).ifelse(codes[place - 2] + 1, 0)
        )
    )
    rows = reading.engine.stage(found.select("bucket", triple=triples.unnest()), "moves")
    return rows.group_by("bucket", "triple").aggregate(moves=rows.count())


def end_cells(reading: Reading, found: ir.Table, channels: tuple[str, ...]) -> ir.Table:
    """How paths ended, by `bucket` and `triple` of their last touch, packed as in `move_cells`:
    `ended`, of them `converted`, and the `value` that those brought, in ten-thousandths."""
    size, codes = _size(channels), found.codes
    length = codes.length()
    before = (length > 1).ifelse(codes[length - 2] + 1, 0)
    rows = found.select("bucket", "converted", "value", triple=codes[length - 1] + size * before)
    rows = reading.engine.stage(rows, "ends")
    return rows.group_by("bucket", "triple").aggregate(
        ended=rows.count(), converted=rows.converted.sum(), value=rows.value.sum()
    )


def triple_codes(triple: Codes, channels: tuple[str, ...]) -> tuple[Codes, Codes, Codes]:
    """The codes two before, one before and of the touch itself; −1 where the path had not begun."""
    size = _size(channels)
    return triple // (size * size) - 1, triple // size % size - 1, triple % size


def _coded(reading: Reading, touches: ir.Table, channels: tuple[str, ...]) -> ir.Table:
    """Touches with the `code` of their channel."""
    named = reading.engine.register(
        "channels",
        pa.table(
            {
                "name": pa.array(channels, pa.string()),
                "code": pa.array(range(len(channels)), pa.int64()),
            }
        ),
    )
    return touches.inner_join(named, touches.channel == named.name)


def _base(channels: tuple[str, ...]) -> int:
    """The power of two that codes are packed by."""
    return 1 << max(1, len(channels) - 1).bit_length()


def _size(channels: tuple[str, ...]) -> int:
    return len(channels) + 1
