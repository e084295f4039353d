"""A value with its interval, as charts draw it."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value and its 90% interval in the value's unit; None where there is no such end.

    Raises ValueError for a value or an end that is no finite number: it cannot be drawn, and what
    is not known is None or is left out.
    """

    value: float
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        if not all(math.isfinite(end) for end in self.ends):
            raise ValueError(f"an estimate is made of finite numbers, not {self}")

    @property
    def ends(self) -> tuple[float, ...]:
        """The value and whichever ends are known."""
        return tuple(v for v in (self.value, self.low, self.high) if v is not None)

    @property
    def is_clear(self) -> bool:
        """Whether the interval is known and leaves zero out."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)
