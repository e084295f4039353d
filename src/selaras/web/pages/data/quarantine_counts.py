"""What waits in quarantine, counted; counted again only when a file of it has changed."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from selaras.evidence.loading import Quarantine

_kept: dict[Path, tuple[tuple[int, int], Counter[tuple[str, str, str]]]] = {}
_lock = threading.Lock()


def quarantine_counts(quarantine: Quarantine) -> Counter[tuple[str, str, str]]:
    """(mapping, table, reason) → how many rows."""
    total: Counter[tuple[str, str, str]] = Counter()
    for mapping in quarantine.mappings():
        total.update(_of(mapping, quarantine.path(mapping)))
    return total


def waiting_by_source(counts: Counter[tuple[str, str, str]]) -> dict[tuple[str, str], int]:
    """(mapping, table) → how many rows wait, whatever the reason."""
    waiting: dict[tuple[str, str], int] = {}
    for (mapping, table, _reason), count in counts.items():
        waiting[mapping, table] = waiting.get((mapping, table), 0) + count
    return waiting


def _of(mapping: str, path: Path) -> Counter[tuple[str, str, str]]:
    try:
        state = path.stat()
    except FileNotFoundError:
        return Counter()
    key = (state.st_mtime_ns, state.st_size)
    with _lock:
        found = _kept.get(path)
    if found is not None and found[0] == key:
        return found[1]
    rows = pq.read_table(path, columns=["table", "reason"])
    grouped = rows.group_by(["table", "reason"]).aggregate([([], "count_all")])
    counts = Counter(
        {
            (mapping, row["table"], row["reason"]): int(row["count_all"])
            for row in grouped.to_pylist()
        }
    )
    assert pc.sum(grouped["count_all"]).as_py() in (rows.num_rows, None)
    with _lock:
        _kept[path] = (key, counts)
    return counts
