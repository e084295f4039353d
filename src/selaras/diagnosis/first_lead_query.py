"""Since when leads are on record."""

from __future__ import annotations

from datetime import datetime

from selaras.diagnosis.source_query import Source


def first_lead_at(source: Source) -> datetime | None:
    """When the first lead was created; None without any."""
    if not source.has("leads"):
        return None
    leads = source.table("leads")
    rows = source.engine.to_arrow(leads.aggregate(first=leads.created_at.min()))
    first: datetime | None = rows["first"][0].as_py()
    return first
