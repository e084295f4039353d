"""Work beside the pages of agreements."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from selaras.records.agreements.texts import read_text
from selaras.web.jobs import Run, job
from selaras.web.pages.agreements.preview import work_out
from selaras.web.place import workspace


@job("agreements.preview", title=_("Look back on the last three months"))
def preview(run: Run, *, text: str) -> dict[str, Any]:
    """Hold a text against the last three months; nothing is recorded of it."""
    run.tell(
        says={
            "en": "Holding every promise against the last three months.",
            "id": "Menghitung setiap janji atas tiga bulan terakhir.",
        }
    )
    return {"commitments": work_out(read_text(text), workspace())}
