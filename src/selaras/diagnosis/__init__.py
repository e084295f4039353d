"""Why there is a gap, and whose story the data support.

Names are imported when they are first used: a command that follows attempts up should not wait
for what decomposes gaps.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from selaras.diagnosis.finding import Cause, Effect, Estimate, Finding, Span
    from selaras.diagnosis.reasoning import Agreed, diagnose

_HOMES = {
    "finding": ("Cause", "Effect", "Estimate", "Finding", "Span"),
    "reasoning": ("Agreed", "diagnose"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = ["Agreed", "Cause", "Effect", "Estimate", "Finding", "Span", "diagnose"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
