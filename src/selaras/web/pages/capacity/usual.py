"""What a form shows, and asks for, where an address leaves something out."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import QueryDict


def filled(asked: QueryDict | None, usual: Mapping[str, object]) -> QueryDict | None:
    """The address with what is usual where it says nothing; None where nothing is asked at all.

    A form then shows the figure that it is answered with, never a blank field.
    """
    if not asked:
        return None
    full = asked.copy()
    for name, value in usual.items():
        if not str(full.get(name, "")).strip():
            full[name] = spelled(value)
    return full


def spelled(value: object) -> str:
    """A usual figure as people write it: 95, and not 95.0."""
    return f"{value:g}" if isinstance(value, float) else str(value)
