"""What a second factor's codes are made from, sealed where it was kept as plain text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from selaras.records.sealing import seal, unseal

_SEALED = "gAAAA"
"""How a sealed text begins. No plain one does: secrets are in capitals, seeds hexadecimal."""
Data = dict[str, Any]


def sealed_factor(data: Data) -> Data:
    """The data of an authenticator with its secrets sealed; what is sealed already stays."""
    return _with(data, lambda text: text if text.startswith(_SEALED) else seal(text))


def unsealed_factor(data: Data) -> Data:
    """The same as plain text. Raises InputError where the house's secret has changed since."""
    return _with(data, lambda text: unseal(text) if text.startswith(_SEALED) else text)


def _with(data: Data, change: Callable[[str], str]) -> Data:
    changed = dict(data)
    for name in ("secret", "seed"):
        if isinstance(changed.get(name), str):
            changed[name] = change(changed[name])
    codes = changed.get("migrated_codes")
    if isinstance(codes, list):
        changed["migrated_codes"] = [change(str(code)) for code in codes]
    return changed
