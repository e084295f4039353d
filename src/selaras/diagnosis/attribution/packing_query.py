"""Touches as whole numbers: when, and which channel, in one."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from selaras.diagnosis.attribution.paths_query import channel_of, channels_as_stated
from selaras.errors import EvidenceError
from selaras.ledger.reading import Reading

CODES = 4_096
"""Most channels that are told apart: what the packed time of a touch leaves room for."""
_LISTED = 64
"""Up to so many channels are looked up in a list, which an engine does once for each word that a
file's dictionary holds; more of them are joined."""


def channel_names(reading: Reading) -> tuple[str, ...]:
    """Every channel with a touch, in ascending order: its place is its code.

    Raises EvidenceError for more than CODES of them: what is mapped to channel is no channel then.
    """
    names = {channel_of(stated) for stated in channels_as_stated(reading)}
    if len(names) > CODES:
        raise EvidenceError(
            f"There are {len(names)} channels, more than the {CODES} that can be told apart. "
            "Map what groups them to `channel`, and keep the rest as campaign or asset."
        )
    return tuple(sorted(names))


def coded(reading: Reading, touches: ir.Table, channels: tuple[str, ...]) -> ir.Table:
    """Touches with the `code` of their channel."""
    if 0 < len(channels) <= _LISTED:
        listed = ibis.array(list(channels))
        return touches.mutate(code=listed.index(touches.channel))
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


def base_of(channels: tuple[str, ...]) -> int:
    """The power of two that codes are packed by."""
    return 1 << max(1, len(channels) - 1).bit_length()
