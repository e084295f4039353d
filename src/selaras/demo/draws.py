"""Random numbers, one stream a purpose: planting a truth leaves all other draws as they were.

Leads that an extra volume brings come last and have streams of their own: the leads of the company
without it keep their draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.random import Generator, SeedSequence

from selaras.demo.company import Floats


@dataclass(frozen=True, slots=True)
class Draws:
    """Streams of one branch for `base` usual leads and `extra` more."""

    seed: int
    branch: int
    base: int = 0
    extra: int = 0

    def stream(self, name: str) -> Generator:
        """The generator of that purpose; the same name gives the same numbers again."""
        return np.random.default_rng(SeedSequence([self.seed, self.branch, crc32(name.encode())]))

    def uniform(self, name: str, columns: int | None = None) -> Floats:
        """Uniforms, a row a lead: shape (base + extra,) or (base + extra, columns)."""
        parts = [
            self.stream(key).random(n if columns is None else (n, columns))
            for key, n in self._parts(name)
        ]
        return np.concatenate(parts)

    def normal(self, name: str, columns: int | None = None) -> Floats:
        """Standard normals, a row a lead."""
        parts = [
            self.stream(key).standard_normal(n if columns is None else (n, columns))
            for key, n in self._parts(name)
        ]
        return np.concatenate(parts)

    def _parts(self, name: str) -> tuple[tuple[str, int], ...]:
        parts = ((name, self.base), (f"{name} of extra leads", self.extra))
        return parts if self.extra else parts[:1]
