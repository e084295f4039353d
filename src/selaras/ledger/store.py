"""Verdicts kept: an append-only Delta table, written only where content differs (rule 9)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable, write_deltalake
from filelock import FileLock

from selaras.calendars.clock import from_micros
from selaras.ledger.form import to_json, verdict_form
from selaras.ledger.reasons import reason_for
from selaras.ledger.verdict import METHOD_VERSION, Verdict

_JUDGED = (
    "status", "value", "target", "asked", "n", "kept", "broken", "open", "unknown", "exempt",
    "final",
)  # fmt: skip
"""What makes two verdicts on the same matter differ; the rest follows from it or describes."""
_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("agreement", pa.string()),
        ("commitment", pa.string()),
        ("subject", pa.string()),
        ("period_start", pa.string()),
        ("period_end", pa.string()),
        ("version", pa.string()),
        ("final", pa.bool_()),
        ("restates", pa.string()),
        ("as_of", pa.timestamp("us", "UTC")),
        ("snapshot", pa.int64()),
        ("content", pa.string()),
        ("form", pa.string()),
    ]
)
Matter = tuple[str, str, str, str, str | None]


@dataclass(frozen=True, slots=True)
class Recorded:
    """One verdict as it was written."""

    id: str
    content: dict[str, Any]
    final: bool
    as_of: datetime
    snapshot: int
    restates: str | None


class VerdictStore:
    """The verdicts of a workspace, in `<evidence>/_verdicts`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = FileLock(f"{folder}.lock")

    def restated(
        self, verdicts: Sequence[Verdict], as_of: datetime, snapshot: int
    ) -> tuple[Verdict, ...]:
        """The verdicts with what they restate, as `record` returns them, and nothing written."""
        known = self._read()
        return tuple(_restated(v, known, as_of, snapshot) for v in verdicts)

    def record(
        self, verdicts: Sequence[Verdict], as_of: datetime, snapshot: int
    ) -> tuple[Verdict, ...]:
        """Append what is new, and return the verdicts with what they restate.

        A verdict restates the newest final one on the same matter that says something else, of
        an earlier snapshot and an as-of that is not later: late evidence changed it. Evaluating
        the same again, or an older snapshot, returns the same as before and appends nothing that
        is there.
        """
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        with self._lock:
            known = self._read()
            restated = tuple(_restated(v, known, as_of, snapshot) for v in verdicts)
            fresh = [v for v in restated if _is_new(v, known.get(_matter(v), ()))]
            if fresh:
                self._append(fresh, as_of, snapshot)
        return restated

    def history(self, verdict: Verdict) -> tuple[Recorded, ...]:
        """What was recorded on the same matter, oldest first."""
        return tuple(self._read().get(_matter(verdict), ()))

    def _append(self, verdicts: Iterable[Verdict], as_of: datetime, snapshot: int) -> None:
        rows = [_row(verdict, as_of, snapshot) for verdict in verdicts]
        write_deltalake(
            str(self._folder), pa.Table.from_pylist(rows, schema=_SCHEMA), mode="append"
        )

    def _read(self) -> dict[Matter, list[Recorded]]:
        # Whoever is killed while the first verdicts are written leaves a log without an entry.
        if not DeltaTable.is_deltatable(str(self._folder)):
            return {}
        found: dict[Matter, list[Recorded]] = {}
        for row in self._rows():
            matter = (
                row["agreement"], row["commitment"], row["period_start"], row["period_end"],
                row["subject"],
            )  # fmt: skip
            found.setdefault(matter, []).append(
                Recorded(
                    id=row["id"],
                    content=json.loads(row["content"]),
                    final=row["final"],
                    as_of=row["as_of"],
                    snapshot=row["snapshot"],
                    restates=row["restates"],
                )
            )
        for records in found.values():
            records.sort(key=lambda r: (r.snapshot, r.as_of, r.id))
        return found

    def _rows(self) -> Iterator[dict[str, Any]]:
        """Every row recorded; in batches: whole tables look for pandas and import it."""
        columns = [name for name in _SCHEMA.names if name not in ("form", "version")]
        for uri in DeltaTable(str(self._folder)).file_uris():
            with pq.ParquetFile(self._folder / Path(uri).name) as file:
                for batch in file.iter_batches(columns=columns):
                    times = batch.column("as_of").cast(pa.int64()).to_pylist()
                    rows = batch.drop_columns(["as_of"]).to_pylist()
                    for row, at in zip(rows, times, strict=True):
                        yield row | {"as_of": from_micros(at)}


def _matter(verdict: Verdict) -> Matter:
    period = verdict.period
    return (
        verdict.agreement,
        verdict.commitment,
        period.start.isoformat(),
        period.end.isoformat(),
        verdict.subject,
    )


def _content(verdict: Verdict) -> dict[str, Any]:
    form = verdict_form(verdict)
    kept = {key: form[key] for key in _JUDGED}
    kept["version"], kept["method"] = verdict.version, METHOD_VERSION
    kept["calendar"] = verdict.calendar_version
    return kept


def _id(verdict: Verdict) -> str:
    text = to_json([list(_matter(verdict)), _content(verdict), verdict.restates])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _restated(
    verdict: Verdict, known: dict[Matter, list[Recorded]], as_of: datetime, snapshot: int
) -> Verdict:
    content = _content(verdict)
    earlier = [
        record
        for record in known.get(_matter(verdict), ())
        if record.final
        and record.snapshot < snapshot
        and record.as_of <= as_of
        # An edited agreement, calendar or method is not late evidence: its verdicts stand apart.
        and all(record.content[key] == content[key] for key in ("version", "calendar", "method"))
    ]
    before = next((r for r in reversed(earlier) if _changes(r, content)), None)
    if before is None:
        return verdict
    changes = [
        f"{key} was {_shown(before.content[key])}, is {_shown(content[key])}"
        for key in _changes(before, content)
    ]
    says = reason_for("restated", changes="; ".join(changes))
    reason = f"{verdict.reason}; {says}" if verdict.reason else says
    return verdict.but(restates=before.id, reason=reason)


def _changes(record: Recorded, content: dict[str, Any]) -> list[str]:
    """What a verdict says otherwise than a record of the same matter."""
    return [key for key in _JUDGED if record.content[key] != content[key]]


def _shown(value: Any) -> str:
    return "unknown" if value is None else str(value)


def _is_new(verdict: Verdict, records: Sequence[Recorded]) -> bool:
    identity = _id(verdict)
    return all(record.id != identity for record in records)


def _row(verdict: Verdict, as_of: datetime, snapshot: int) -> dict[str, Any]:
    matter = _matter(verdict)
    return {
        "id": _id(verdict),
        "agreement": matter[0],
        "commitment": matter[1],
        "period_start": matter[2],
        "period_end": matter[3],
        "subject": matter[4],
        "version": verdict.version,
        "final": verdict.final,
        "restates": verdict.restates,
        "as_of": as_of,
        "snapshot": snapshot,
        "content": to_json(_content(verdict)),
        "form": to_json(verdict_form(verdict)),
    }
