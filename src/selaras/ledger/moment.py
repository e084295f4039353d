"""What the engine answered for one snapshot and one as-of: small tables, kept as JSON texts."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Rows = list[dict[str, Any]]
MOST_ROWS = 20_000
"""A larger answer takes longer to read back than an engine takes to find it again."""


class Moment:
    """Answers of the engine at one snapshot and as-of, by key.

    The same question to the same evidence at the same instant has the same answer, so that it
    need not be asked again. `known` are texts from before, `fresh` those that came to be.
    """

    def __init__(self, known: dict[str, str] | None = None) -> None:
        self._known = known or {}
        self.fresh: dict[str, str] = {}

    def rows(self, key: tuple[object, ...], ask: Callable[[], Rows]) -> Rows:
        """The rows known under the key, else those that `ask` finds."""
        known: Rows | None = self.recall(key)
        if known is None:
            known = ask()
            if len(known) <= MOST_ROWS:
                self.keep(key, known)
        return known

    def recall(self, key: tuple[object, ...]) -> Any:
        """What was kept under the key; None where nothing was."""
        name = json.dumps(key)
        text = self.fresh.get(name) or self._known.get(name)
        return None if text is None else json.loads(text, object_hook=_value)

    def keep(self, key: tuple[object, ...], body: object) -> None:
        """Keep what is made of lists, dicts, texts, numbers, dates and times."""
        self.fresh[json.dumps(key)] = json.dumps(body, default=_form)

    def settle(self) -> None:
        """Take what is fresh as known: it is written down."""
        self._known |= self.fresh
        self.fresh.clear()


def _form(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"$at": value.isoformat()}
    if isinstance(value, date):
        return {"$on": value.isoformat()}
    if isinstance(value, Decimal):
        return {"$number": str(value)}
    raise TypeError(f"{type(value).__name__} cannot be kept")


_READ: dict[str, Callable[[str], object]] = {
    "$at": datetime.fromisoformat,
    "$on": date.fromisoformat,
    "$number": Decimal,
}


def _value(form: dict[str, Any]) -> object:
    if len(form) == 1:
        ((kind, text),) = form.items()
        if kind in _READ:
            return _READ[kind](text)
    return form
