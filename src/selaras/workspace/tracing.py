"""Traces of recorded verdicts, worked out once and kept beside the evidence.

`evidence/_traces/<key>.parquet` holds a row per item. They follow from what is recorded and can be
removed at any time; those that nobody asked for in a month are.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from selaras.agreements.values import Book
from selaras.evidence import open_evidence
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.ledger.recorded import RecordedVerdict
from selaras.ledger.retrace import retrace
from selaras.ledger.trace import Item
from selaras.workspace.folder import Workspace
from selaras.workspace.standing import StandingLedger

_TIME = pa.timestamp("us", "UTC")
_SCHEMA = pa.schema(
    [
        ("verdict", pa.string()),
        ("subject", pa.string()),
        ("item", pa.string()),
        ("judgement", pa.string()),
        ("start", _TIME),
        ("start_is_day", pa.bool_()),
        ("stop", _TIME),
        ("until", _TIME),
        ("due", _TIME),
        ("elapsed_seconds", pa.float64()),
        ("paused_seconds", pa.float64()),
        ("made", pa.int64()),
        ("amount", pa.decimal128(38, 6)),
        ("currency", pa.string()),
        ("side", pa.string()),
        ("source", pa.string()),
        ("file", pa.string()),
        ("line", pa.int64()),
    ]
)
_A_MONTH = 30 * 86_400.0
_ROWS = 5_000
"""Rows in a group of a file: a page reads one group or two."""
MOST_OPEN = 5_000
"""More open items than this are not listed: the first ones by what is due are."""


@dataclass(frozen=True, slots=True)
class TracedItem:
    """One item, and the id and the subject of the verdict that it stands behind."""

    verdict: str
    subject: str | None
    item: Item


@dataclass(frozen=True)
class KeptTrace:
    """Items that were traced, on disk."""

    path: Path

    def counts(self) -> dict[str, int]:
        """How many items there are of each judgement, in the order of the words."""
        with pq.ParquetFile(self.path) as file:
            found: dict[str, int] = {}
            for batch in file.iter_batches(columns=["judgement"]):
                for pair in pc.value_counts(batch.column("judgement")).to_pylist():
                    found[pair["values"]] = found.get(pair["values"], 0) + pair["counts"]
        return dict(sorted(found.items()))

    def items(
        self,
        *,
        judgement: str | None = None,
        verdicts: frozenset[str] | None = None,
        start: int = 0,
        most: int | None = None,
    ) -> list[TracedItem]:
        """Items from the `start`-th on, in their order: of one judgement, of some verdicts."""
        found: list[TracedItem] = []
        with pq.ParquetFile(self.path) as file:
            for batch in file.iter_batches(batch_size=_ROWS):
                rows = _chosen(batch, judgement, verdicts)
                skipped = min(start, rows.num_rows)
                start -= skipped
                rows = rows.slice(skipped, None if most is None else most - len(found))
                found += [_item(row) for row in _pylist(rows)]
                if most is not None and len(found) >= most:
                    break
        return found


def kept_trace(workspace: Workspace, key: str) -> KeptTrace | None:
    """What was traced under a key (a verdict's id, or that of `open_key`); None: not yet."""
    path = _path(workspace, key)
    if not path.exists():
        return None
    os.utime(path)
    return KeptTrace(path)


def keep_trace(workspace: Workspace, book: Book, one: RecordedVerdict) -> KeptTrace:
    """Trace a recorded verdict at the snapshot and the as-of it was told at.

    Raises EvidenceError where that is not possible any more.
    """
    (trace,) = _retraced(workspace, book, [one], one.snapshot, one)
    return _keep(workspace, one.id, [TracedItem(one.id, one.verdict.subject, i) for i in trace])


def open_key(ledger: StandingLedger, recorded: Sequence[RecordedVerdict]) -> str:
    """The key of what is open behind verdicts, which changes with any of them."""
    text = " ".join(sorted(one.id for one in recorded))
    return f"open-{hashlib.sha256(f'{ledger.snapshot} {text}'.encode()).hexdigest()[:24]}"


def keep_open(
    workspace: Workspace, ledger: StandingLedger, recorded: Sequence[RecordedVerdict]
) -> KeptTrace:
    """The open items behind verdicts of one commitment and period, as they are now.

    First what can still be saved: what falls due next comes first, what waits for the other side
    (a pause has no due date) last.
    """
    assert ledger.snapshot is not None
    newest = max(recorded, key=lambda one: one.age)
    key = open_key(ledger, recorded)
    traces = _retraced(workspace, ledger.book, recorded, ledger.snapshot, newest)
    items = [
        TracedItem(one.id, one.verdict.subject, item)
        for one, trace in zip(recorded, traces, strict=True)
        for item in trace
        if item.judgement == "open"
    ]
    items.sort(key=lambda t: (t.item.due is None, t.item.due or t.item.start, t.item.item))
    return _keep(workspace, key, items[:MOST_OPEN])


def _retraced(
    workspace: Workspace,
    book: Book,
    recorded: Sequence[RecordedVerdict],
    snapshot: int,
    told: RecordedVerdict,
) -> list[tuple[Item, ...]]:
    engine = DuckDBEngine(threads=1)  # pages are served beside it
    try:
        traces = retrace(
            book,
            open_evidence(workspace.evidence),
            [one.verdict for one in recorded],
            snapshot=snapshot,
            as_of=told.as_of,
            engine=engine,
            calendars=(workspace.calendars,),
        )
    finally:
        engine.close()
    return [trace.items for trace in traces]


def _keep(workspace: Workspace, key: str, items: Sequence[TracedItem]) -> KeptTrace:
    path = _path(workspace, key)
    path.parent.mkdir(parents=True, exist_ok=True)
    _remove_old(path.parent)
    rows = [
        {"verdict": one.verdict, "subject": one.subject}
        | {name: _stored(getattr(one.item, name), name) for name in Item.__slots__}
        for one in items
    ]
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    pq.write_table(pa.Table.from_pylist(rows, schema=_SCHEMA), draft, row_group_size=_ROWS)
    draft.replace(path)
    return KeptTrace(path)


def _stored(value: object, name: str) -> object:
    # Engines give whole microseconds as decimals, and a quotient of them stays one.
    return float(value) if name.endswith("_seconds") and isinstance(value, Decimal) else value


def _remove_old(folder: Path) -> None:
    oldest = time.time() - _A_MONTH
    for path in folder.glob("*.parquet"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _path(workspace: Workspace, key: str) -> Path:
    return workspace.evidence / "_traces" / f"{key}.parquet"


def _chosen(
    batch: pa.RecordBatch, judgement: str | None, verdicts: frozenset[str] | None
) -> pa.RecordBatch:
    if judgement is not None:
        batch = batch.filter(pc.equal(batch.column("judgement"), judgement))
    if verdicts is not None:
        batch = batch.filter(
            pc.is_in(batch.column("verdict"), pa.array(sorted(verdicts), pa.string()))
        )
    return batch


def _pylist(batch: pa.RecordBatch) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = batch.to_pylist()
    return rows


def _item(row: dict[str, Any]) -> TracedItem:
    verdict, subject = row.pop("verdict"), row.pop("subject")
    return TracedItem(verdict, subject, Item(**row))
