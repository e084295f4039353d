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
from selaras.ledger.recorded import files_of
from selaras.ledger.verdict import METHOD_VERSION, Verdict

_JUDGED = (
    "status", "value", "target", "asked", "n", "kept", "broken", "open", "unknown", "exempt",
    "final",
)  # fmt: skip
"""What judges: where late evidence changes one of these, a final verdict is restated."""
_TOLD = ("low", "high", "estimate", "probability_missed")
"""What describes, and moves from day to day with no more evidence than before."""
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
    """One verdict as it was written, at `recorded_at` by the clock of the machine that did."""

    id: str
    content: dict[str, Any]
    final: bool
    as_of: datetime
    snapshot: int
    restates: str | None
    recorded_at: datetime

    @property
    def age(self) -> tuple[int, datetime, datetime, str]:
        """Of two records on one matter, the one that stands is the greater in this."""
        return self.snapshot, self.as_of, self.recorded_at, self.id


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
        is there. What says again what was said earlier, but not last, is appended: it stands.
        """
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        with self._lock:
            known = self._read()
            restated = tuple(_restated(v, known, as_of, snapshot) for v in verdicts)
            fresh = [
                (_free_id(v, records), v)
                for v in restated
                if _is_new(v, records := known.get(_matter(v), ()), as_of, snapshot)
            ]
            if fresh:
                self._append(fresh, as_of, snapshot)
        return restated

    def history(self, verdict: Verdict) -> tuple[Recorded, ...]:
        """What was recorded on the same matter, oldest first."""
        return tuple(self._read().get(_matter(verdict), ()))

    def _append(
        self, verdicts: Iterable[tuple[str, Verdict]], as_of: datetime, snapshot: int
    ) -> None:
        rows = [_row(id_, verdict, as_of, snapshot) for id_, verdict in verdicts]
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
                    recorded_at=row["recorded_at"],
                )
            )
        for records in found.values():
            records.sort(key=lambda record: record.age)
        return found

    def _rows(self) -> Iterator[dict[str, Any]]:
        """Every row recorded; in batches: whole tables look for pandas and import it."""
        columns = [name for name in _SCHEMA.names if name not in ("form", "version")]
        for name, recorded_at in files_of(self._folder):
            with pq.ParquetFile(self._folder / name) as file:
                for batch in file.iter_batches(columns=columns):
                    times = batch.column("as_of").cast(pa.int64()).to_pylist()
                    rows = batch.drop_columns(["as_of"]).to_pylist()
                    for row, at in zip(rows, times, strict=True):
                        yield row | {"as_of": from_micros(at), "recorded_at": recorded_at}


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
    kept["told"] = _told(verdict)
    return kept


def _told(verdict: Verdict) -> dict[str, Any]:
    """What is shown beside the figures that judge, no finer than it is shown.

    How far the evidence is complete moves each day, under verdicts that it says nothing new of.
    """
    is_share = verdict.unit in ("share", "ratio")
    told: dict[str, Any] = {
        key: _as_shown(getattr(verdict, key), is_share or key == "probability_missed")
        for key in _TOLD
    }
    told["standing"] = verdict.standing
    told["reason"] = None if verdict.reason is None else verdict.reason.split(":", 1)[0]
    return told


def _as_shown(figure: float | None, is_share: bool) -> float | None:
    """Whole percents, and three digits of other numbers."""
    if figure is None:
        return None
    return round(figure, 2) if is_share else float(f"{figure:.3g}")


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


def _is_new(verdict: Verdict, records: Sequence[Recorded], as_of: datetime, snapshot: int) -> bool:
    """Whether it says something else than the record of its version that stands by then."""
    content = _content(verdict)
    own = [record for record in records if record.content["version"] == content["version"]]
    by_then = [record for record in own if (record.snapshot, record.as_of) <= (snapshot, as_of)]
    # What was told of a later time only is told of this one too.
    held_against = by_then[-1:] or own
    return all(
        (record.content, record.restates) != (content, verdict.restates) for record in held_against
    )


def _free_id(verdict: Verdict, records: Sequence[Recorded]) -> str:
    """An id of its own for what says again what an earlier record said."""
    taken, identity = {record.id for record in records}, _id(verdict)
    while identity in taken:
        identity = hashlib.sha256(identity.encode()).hexdigest()[:16]
    return identity


def _row(id_: str, verdict: Verdict, as_of: datetime, snapshot: int) -> dict[str, Any]:
    matter = _matter(verdict)
    return {
        "id": id_,
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
