"""Touches as whole numbers: when, and which channel, in one."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from selaras.diagnosis.attribution.paths_query import (
    UNKNOWN,
    channel_of,
    channels_as_stated,
)
from selaras.errors import EvidenceError, said
from selaras.ledger.reading import Reading

CODES = 4_096
"""Most channels that are told apart: what the packed time of a touch leaves room for."""
LISTED = 64
"""Up to so many channels are looked up in a list, which an engine does once for each word that a
file's dictionary holds; more of them are joined."""


def channel_names(reading: Reading) -> tuple[str, ...]:
    """Every channel with a touch, in ascending order: its place is its code.

    Raises EvidenceError for more than CODES of them: what is mapped to channel is no channel then.
    """
    names = {channel_of(stated) for stated in channels_as_stated(reading)}
    if len(names) > CODES:
        raise EvidenceError(
            said(
                "There are {many} channels, more than the {most} that can be told apart. "
                "Map what groups them to `channel`, and keep the rest as campaign or asset.",
                "Ada {many} saluran, lebih dari {most} yang dapat dibedakan. Petakan "
                "pengelompokannya ke `channel`, dan simpan sisanya sebagai campaign atau asset.",
                many=len(names),
                most=CODES,
            )
        )
    return tuple(sorted(names))


def coded(touches: ir.Table, channels: tuple[str, ...], registered: ir.Table | None) -> ir.Table:
    """Touches with the `code` of their channel: its place in the list, or as it is registered."""
    if registered is None:
        # some channel, so that there is a list even where nobody was touched
        listed = ibis.array(list(channels) or [UNKNOWN])
        return touches.mutate(code=listed.index(touches.channel))
    return touches.inner_join(registered, touches.channel == registered.name)


def registered_channels(reading: Reading, channels: tuple[str, ...]) -> ir.Table:
    """Many channels as a table: `name` and `code`."""
    names, codes = pa.array(channels, pa.string()), pa.array(range(len(channels)), pa.int64())
    return reading.engine.register("channels", pa.table({"name": names, "code": codes}))


def base_of(channels: tuple[str, ...]) -> int:
    """The power of two that codes are packed by."""
    return 1 << max(1, len(channels) - 1).bit_length()
