"""Holding agreements against evidence, and telling people what changed."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from selaras.ledger.recorded import store_version
from selaras.records.alerts.changes import note_changes
from selaras.records.alerts.models import Change
from selaras.records.audit.actor import Actor
from selaras.records.loads.plan import note_evaluation
from selaras.web.book import book
from selaras.web.jobs.registry import Run, enqueue, job
from selaras.web.place import workspace
from selaras.workspace.evaluation import evaluate_workspace, verdicts_folder
from selaras.workspace.standing import standing_ledger


@job("evaluate", title=_("Evaluation"))
def evaluate(run: Run) -> dict[str, Any]:
    """Hold what is agreed against the newest evidence, as of now; verdicts are kept, and told."""
    place, agreed = workspace(), book()
    if not agreed.versions:
        return {"verdicts": {}}
    run.tell(says={"en": "Agreements are held against evidence.",
                   "id": "Kesepakatan sedang dibandingkan dengan bukti."})  # fmt: skip
    began = timezone.now()
    ledger = evaluate_workspace(place, place.now(), book=agreed)
    counts = Counter(verdict.status.value for verdict in ledger.verdicts)
    facts = {"snapshot": ledger.snapshot.number, "as_of": ledger.as_of.isoformat()}
    note_evaluation(
        Actor(run.person, "job"),
        as_of=ledger.as_of,
        snapshot=ledger.snapshot.number,
        statuses=counts,
        began_at=began,
    )
    tell_changes()
    return {"verdicts": dict(sorted(counts.items())), **facts}


def tell_changes() -> list[Change]:
    """Tell people of what changed on record since one last looked, and look for small wins."""
    place, agreed = workspace(), book()
    standing = standing_ledger(place, agreed)
    if standing.as_of is None:
        return []
    changes = note_changes(standing.recorded, standing.versions, as_of=standing.as_of)
    if changes:
        enqueue("deliver", key="deliver")
    enqueue("wins", key="wins")
    _looked[place.root] = _mark()
    return changes


_looked: dict[Any, tuple[int, tuple[str, ...]]] = {}
"""Workspace → what this process looked at last, so that a tick costs nothing between changes."""


def _mark() -> tuple[int, tuple[str, ...]]:
    versions = tuple(version.version for version in book().versions)
    return store_version(verdicts_folder(workspace())), versions


def tell_if_changed() -> None:
    """Tell changes that came from elsewhere: from the command line, or from another process."""
    if _looked.get(workspace().root) != _mark():
        tell_changes()
