"""What stands beside the form: faults, doubts, what is promised by what stands there now."""

from __future__ import annotations

from typing import Any

from selaras.agreements.promise_sentence import promise_sentence
from selaras.records.agreements.checking import Checked, check_text
from selaras.web.pages.agreements.preview import preview_of
from selaras.web.pages.agreements.shown import language, party_names, sides
from selaras.workspace import Workspace


def check_context(text: str, workspace: Workspace) -> dict[str, Any]:
    """The context of the panel for a text."""
    checked = check_text(text, workspace)
    return {
        "checked": checked,
        "notes": [(note, checked.commitment_of(note)) for note in checked.notes],
        "errors": len(checked.errors),
        "sides": _sides(checked),
        "bodies": bodies(checked),
        "preview": None if checked.version is None else preview_of(checked.version, workspace),
    }


def _sides(checked: Checked) -> Any:
    return () if checked.version is None else sides(checked.version, party_names())


def bodies(checked: Checked) -> dict[str, str]:
    """Commitment → what is measured, in words; none while the text cannot be read."""
    if checked.version is None:
        return {}
    names = party_names()
    return {
        one.name: promise_sentence(one, language(), names, excuses=False)
        for one in checked.version.agreement.commitments
    }
