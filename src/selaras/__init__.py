"""Selaras keeps the promises teams make to each other and to their customers.

The public names below are stable. They are imported when they are first used, so that
`import selaras` is quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from selaras.agreements import read_agreements
    from selaras.evidence import open_evidence
    from selaras.ledger import evaluate

_PUBLIC = {
    "evaluate": "selaras.ledger",
    "open_evidence": "selaras.evidence",
    "read_agreements": "selaras.agreements",
}

__all__ = ["evaluate", "open_evidence", "read_agreements"]


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(importlib.import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'selaras' has no attribute {name!r}")
