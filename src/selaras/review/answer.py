"""An answer that somebody kept: what it says, of which evidence, as of when."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """A finding, promise or decision record, frozen.

    Parameters
    ----------
    kind
        What it answers: `diagnosis`, `attribution`, `followup`, `verdict`, `capacity`, …
    body
        Plain values as the answer's own `as_json` gives them.
    snapshot
        The number of the evidence snapshot it was drawn from; None where it rests on none.
    as_of
        The instant it looks from, in UTC.
    versions
        What it followed: name of an agreement or method → its version.
    """

    kind: str
    body: Mapping[str, Any]
    snapshot: int | None
    as_of: datetime
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 over everything that was kept, hexadecimal; the same answer has the same one."""
        content = {
            "kind": self.kind,
            "body": self.body,
            "snapshot": self.snapshot,
            "as_of": self.as_of.astimezone(UTC).isoformat(),
            "versions": dict(self.versions),
        }
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()
