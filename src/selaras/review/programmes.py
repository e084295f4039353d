"""Programmes of the evidence, as an agenda takes them."""

from __future__ import annotations

from datetime import datetime

import pyarrow.parquet as pq

from selaras.contracts import DELETED_AT
from selaras.evidence.snapshot import Snapshot
from selaras.review.material import Programme

_COLUMNS = ["programme_id", "name", "starts", "ends", "approved_at", DELETED_AT]
MOST = 1000
"""Programmes are few; more than that is another kind of table."""


def read_programmes(snapshot: Snapshot, as_of: datetime) -> tuple[Programme, ...]:
    """The programmes of a snapshot that were not deleted; an approval counts once it was given."""
    if "programmes" not in snapshot.tables or not 0 < snapshot.rows("programmes") <= MOST:
        return ()
    found = []
    for path in snapshot.files("programmes"):
        with pq.ParquetFile(path) as file:
            columns = [name for name in _COLUMNS if name in file.schema_arrow.names]
            found += file.read(columns=columns).to_pylist()
    return tuple(
        Programme(
            id=row["programme_id"],
            name=row.get("name") or row["programme_id"],
            starts=row.get("starts"),
            ends=row.get("ends"),
            approved=row.get("approved_at") is not None and row["approved_at"] <= as_of,
        )
        for row in found
        if row.get(DELETED_AT) is None
    )
