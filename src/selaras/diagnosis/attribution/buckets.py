"""Buckets of customers: what is drawn for an interval."""

from __future__ import annotations

from typing import Any

BUCKETS = 512
"""More than any bucket's number."""
_BITS = 31
_LOW = (1 << _BITS) - 1
_BUCKET_BITS = 6
_FACTORS = (1_103_515_245, 69_069)
"""Of linear congruential generators, by which neighbouring numbers come to lie far apart."""


def spread(number: Any) -> Any:
    """One of 64 buckets for a lead's number, an array's or an engine's column.

    Buckets hold customers at random: leads that came one after the other lie in different ones.
    Only what every engine and numpy do alike is used, and nothing that could overflow 64 bits.
    """
    first, second = _FACTORS
    mixed = ((number & _LOW) * first) & _LOW
    mixed = ((mixed >> 12) + mixed * second) & _LOW
    return mixed >> (_BITS - _BUCKET_BITS)
