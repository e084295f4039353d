"""What a diagnosis was asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from selaras.diagnosis.finding import Span


@dataclass(frozen=True, slots=True)
class Asked:
    """The question: two cohorts, or one and a plan, as of an instant. `unit` is a currency."""

    base: Span | None
    period: Span
    as_of: datetime
    snapshot: str | None
    unit: str
    plan: str | None = None
