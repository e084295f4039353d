from __future__ import annotations

from tests.records.loads.conftest import own_place

__all__ = ["own_place"]
