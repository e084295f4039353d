"""Work beside the glossary."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from selaras.web.jobs import Run, job
from selaras.web.pages.glossary.seeing_differently import work_out
from selaras.web.place import workspace


@job("glossary.words", title=_("Count how both sides use a word"))
def words(run: Run, *, stages: list[str]) -> dict[str, Any]:
    """Count how often the other side turns down what one side called by a word."""
    run.tell(
        says={
            "en": "Looking at what became of the leads.",
            "id": "Melihat kelanjutan prospek-prospek itu.",
        }
    )
    return {"words": work_out(workspace(), stages)}
