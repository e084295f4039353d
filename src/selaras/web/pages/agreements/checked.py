"""What stands beside the form: faults, doubts, what is promised by what stands there now."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy

from selaras.agreements.lint import Note
from selaras.agreements.promise_sentence import promise_sentence
from selaras.records.agreements.checking import Checked, check_text
from selaras.records.people.scope import Scope
from selaras.records.reader import reader_language
from selaras.web.naming import party_names
from selaras.web.pages.agreements.preview import preview_of
from selaras.web.pages.agreements.shown import sides
from selaras.workspace import Workspace


def check_context(text: str, workspace: Workspace, reach: Scope) -> dict[str, Any]:
    """The context of the panel for a text.

    A look back counts what the whole house has seen happen: it is for people of the house.
    """
    checked = check_text(text, workspace)
    return {
        "checked": checked,
        "notes": [
            ((_plainly(note) or note), checked.commitment_of(note)) for note in checked.notes
        ],
        "errors": len(checked.errors),
        "sides": _sides(checked),
        "bodies": bodies(checked),
        "preview": preview_of(checked.version, workspace)
        if checked.version is not None and reach.is_of_the_house
        else None,
    }


def _sides(checked: Checked) -> Any:
    return () if checked.version is None else sides(checked.version, party_names())


def bodies(checked: Checked) -> dict[str, str]:
    """Commitment → what is measured, in words; none while the text cannot be read."""
    if checked.version is None:
        return {}
    names = party_names()
    return {
        one.name: promise_sentence(one, reader_language(), names, excuses=False)
        for one in checked.version.agreement.commitments
    }


_PLAIN = (
    (re.compile(r"`objective` is missing"), gettext_lazy("Say what is asked.")),
    (re.compile(r"`measure` is missing"), gettext_lazy("Say what is counted or timed.")),
    (re.compile(r"`promis(or|ee)` is missing"), gettext_lazy("Say who promises it to whom.")),
    (re.compile(r"`every` is missing"), gettext_lazy("Say how often it is looked at.")),
    (re.compile(r"measure\.\w+(\.of|\.over)?\.(table|term)` is empty"),
     gettext_lazy("Choose what is counted.")),
    (re.compile(r"`within` is missing|objective\.within`"),
     gettext_lazy("Say within what time, such as 8 business hours.")),
    (re.compile(r"`effective` is missing|`from` is missing in `effective`"),
     gettext_lazy("Say from which day it holds.")),
    (re.compile(r"`commitments` (is missing|needs)"), gettext_lazy("Add a promise.")),
    (re.compile(r"`calendar` is missing"), gettext_lazy("Choose a calendar.")),
)  # fmt: skip


def _plainly(note: Note) -> Note | None:
    """What a form leaves empty, said as a form would; None for what only the note itself says."""
    for pattern, said in _PLAIN:
        if note.code == "shape" and pattern.search(note.sentence):
            return replace(note, sentence=str(said), mend=None)
    return None
