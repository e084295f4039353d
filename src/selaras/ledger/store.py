"""Verdicts kept: an append-only Delta table, written only where content differs (rule 9)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import write_deltalake
from filelock import FileLock

from selaras.ledger.form import to_json, verdict_form
from selaras.ledger.reasons import reason_for
from selaras.ledger.record_query import Matter, Recorded, Records
from selaras.ledger.verdict import METHOD_VERSION, Verdict

_JUDGED = (
    "status", "value", "target", "asked", "n", "kept", "broken", "open", "unknown", "exempt",
    "final",
)  # fmt: skip
"""What judges: where late evidence changes one of these, a final verdict is restated."""
_SHARES = ("value", "target", "asked")
"""Those of them that are shares where the unit is one; a target may be a length of time."""
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


class VerdictStore:
    """The verdicts of a workspace, in `<evidence>/_verdicts`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = FileLock(f"{folder}.lock")

    def restated(
        self, verdicts: Sequence[Verdict], as_of: datetime, snapshot: int
    ) -> tuple[Verdict, ...]:
        """The verdicts with what they restate, as `record` returns them, and nothing written."""
        final = Records(self._folder).final()
        return tuple(_restated(v, final, as_of, snapshot) for v in verdicts)

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
            records = Records(self._folder)
            final, told = records.final(), records.told(snapshot, as_of)
            restated = tuple(_restated(v, final, as_of, snapshot) for v in verdicts)
            fresh = [v for v in restated if _is_new(v, told.get((_matter(v), v.version)))]
            if fresh:
                ids = _own_ids(fresh, records)
                self._append(zip(ids, fresh, strict=True), as_of, snapshot)
        return restated

    def history(self, verdict: Verdict) -> tuple[Recorded, ...]:
        """What was recorded on the same matter, oldest first."""
        return Records(self._folder).of(_matter(verdict))

    def _append(
        self, verdicts: Iterable[tuple[str, Verdict]], as_of: datetime, snapshot: int
    ) -> None:
        rows = [_row(id_, verdict, as_of, snapshot) for id_, verdict in verdicts]
        write_deltalake(
            str(self._folder), pa.Table.from_pylist(rows, schema=_SCHEMA), mode="append"
        )


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
    verdict: Verdict, final: dict[Matter, list[Recorded]], as_of: datetime, snapshot: int
) -> Verdict:
    content = _content(verdict)
    earlier = [
        record
        for record in final.get(_matter(verdict), ())
        if record.snapshot < snapshot
        and record.as_of <= as_of
        # An edited agreement, calendar or method is not late evidence: its verdicts stand apart.
        and all(record.content[key] == content[key] for key in ("version", "calendar", "method"))
    ]
    before = next((r for r in reversed(earlier) if _changes(r, content)), None)
    if before is None:
        return verdict
    is_share = verdict.unit in ("share", "ratio")
    changes = [
        _change(key, before.content[key], content[key], in_percent=is_share and key in _SHARES)
        for key in _changes(before, content)
    ]
    says = reason_for("restated", changes="; ".join(changes))
    reason = f"{verdict.reason}; {says}" if verdict.reason else says
    return verdict.but(restates=before.id, reason=reason)


def _changes(record: Recorded, content: dict[str, Any]) -> list[str]:
    """What a verdict says otherwise than a record of the same matter."""
    return [key for key in _JUDGED if record.content[key] != content[key]]


def _change(key: str, before: Any, now: Any, *, in_percent: bool) -> str:
    """`value was 72.73%, is 75%`; with all digits where four would not tell them apart."""
    told = [_shown(value, in_percent=in_percent) for value in (before, now)]
    if told[0] == told[1]:
        told = [_shown(value, in_percent=False) for value in (before, now)]
    return f"{key} was {told[0]}, is {told[1]}"


def _shown(value: Any, *, in_percent: bool) -> str:
    if value is None:
        return "unknown"
    is_figure = in_percent and not isinstance(value, str)
    return f"{100 * value:.4g}%" if is_figure else str(value)


def _is_new(verdict: Verdict, told: Recorded | None) -> bool:
    """Whether it says something else than what was told of its version by then."""
    if told is None:
        return True
    return (told.content, told.restates) != (_content(verdict), verdict.restates)


def _own_ids(verdicts: Sequence[Verdict], records: Records) -> list[str]:
    """An id for each; what says again what an earlier record said has one of its own."""
    ids = [_id(verdict) for verdict in verdicts]
    while taken := records.taken(ids):
        ids = [_next_id(id_) if id_ in taken else id_ for id_ in ids]
    return ids


def _next_id(id_: str) -> str:
    return hashlib.sha256(id_.encode()).hexdigest()[:16]


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
