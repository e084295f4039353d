"""What an agreement would have said about the last three months, as far as that is known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from selaras.agreements import AgreementVersion, Book
from selaras.evidence import open_evidence
from selaras.ledger import Status, Verdict
from selaras.records.tasks.models import Task
from selaras.workspace import Workspace
from selaras.workspace.evaluation import evaluate_workspace

MONTHS = 3
"""Whole months that have ended, which a preview looks back on (*choice*)."""
_SHOWN = (Status.KEPT, Status.MISSED, Status.EXCUSED, Status.CANNOT_TELL)


@dataclass(frozen=True, slots=True)
class Preview:
    """The task that works it out, or has done so; None where nobody asked yet."""

    task: Task | None
    rows: tuple[dict[str, Any], ...]
    periods: int
    key: str

    @property
    def is_ready(self) -> bool:
        return self.task is not None and self.task.state == Task.State.DONE


def preview_of(version: AgreementVersion, workspace: Workspace) -> Preview | None:
    """What is known of a text's preview; None where there is no evidence to look at."""
    snapshot = newest_snapshot(workspace)
    if snapshot is None:
        return None
    key = f"preview-{version.version[:40]}-{snapshot}"
    task = Task.objects.filter(key=key).order_by("-id").first()
    result = (task.result or {}) if task is not None else {}
    return Preview(task, tuple(result.get("commitments", ())), MONTHS, key)


def newest_snapshot(workspace: Workspace) -> int | None:
    """The number of the newest snapshot, from its file's name."""
    folder = workspace.evidence / "_snapshots"
    numbers = [int(p.stem) for p in folder.glob("*.json") if p.stem.isdigit()]
    return max(numbers, default=None)


def span_of(today: date) -> tuple[date, date]:
    """The first day of the months that a preview looks at, and the last."""
    number = today.year * 12 + today.month - 1
    first = number - MONTHS
    end = date(today.year, today.month, 1)
    return date(first // 12, first % 12 + 1, 1), date.fromordinal(end.toordinal() - 1)


def work_out(version: AgreementVersion, workspace: Workspace) -> list[dict[str, Any]]:
    """Evaluate the text as if it had been in force: a row for each promise, with its counts."""
    assert not open_evidence(workspace.evidence).is_empty
    first, last = span_of(workspace.today())
    agreement = replace(version.agreement, effective_from=first, effective_to=None)
    past = replace(version, agreement=agreement)
    ledger = evaluate_workspace(workspace, workspace.now(), keep=False, book=Book((past,)))
    ended = [v for v in ledger.verdicts if first <= v.period.first and v.period.last <= last]
    return [
        _row(commitment.name, [v for v in ended if v.commitment == commitment.name])
        for commitment in version.agreement.commitments
    ]


def _row(name: str, verdicts: list[Verdict]) -> dict[str, Any]:
    counts = {status.value: sum(v.status is status for v in verdicts) for status in _SHOWN}
    held = counts["kept"] + counts["missed"]
    return {
        "name": name,
        "n": len(verdicts),
        **counts,
        "share": None if not held else round(100 * counts["kept"] / held),
        "items": sum(v.n for v in verdicts),
    }
