"""What stands beside the form: faults, doubts, what is promised by what stands there now."""

from __future__ import annotations

from typing import Any

from selaras.records.agreements.checking import Checked, check_text
from selaras.web.pages.agreements.preview import preview_of
from selaras.web.pages.agreements.shown import party_names, sides
from selaras.workspace import Workspace


def check_context(text: str, workspace: Workspace) -> dict[str, Any]:
    """The context of the panel for a text."""
    checked = check_text(text, workspace)
    return {
        "checked": checked,
        "notes": [(note, checked.commitment_of(note)) for note in checked.notes],
        "errors": len(checked.errors),
        "sides": _sides(checked),
        "preview": None if checked.version is None else preview_of(checked.version, workspace),
    }


def _sides(checked: Checked) -> Any:
    return () if checked.version is None else sides(checked.version, party_names())
