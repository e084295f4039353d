"""From when to when leads are on record."""

from __future__ import annotations

from datetime import datetime

from selaras.diagnosis.source_query import Source


def lead_span(source: Source) -> tuple[datetime, datetime] | None:
    """When the first and the last lead were created; None without any."""
    if not source.has("leads"):
        return None
    leads = source.table("leads")
    told = leads.aggregate(first=leads.created_at.min(), last=leads.created_at.max())
    ((first, last),) = (row.values() for row in source.engine.to_arrow(told).to_pylist())
    return None if first is None else (first, last)
