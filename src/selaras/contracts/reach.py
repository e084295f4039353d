"""The years that evidence may be of: what lies beyond them was written by mistake."""

from __future__ import annotations

FIRST_YEAR, LAST_YEAR = 1900, 2200
