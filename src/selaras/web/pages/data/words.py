"""Reasons and states of loading in the reader's language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selaras.errors import said_in
from selaras.evidence.loading import reasons
from selaras.records.reader import reader_language


def reason_words(reason: str) -> str:
    """What a reason says of a value."""
    return said_in(reasons.SAYS.get(reason, reason), reader_language())


REMARKS: dict[str, str | Promise] = {
    "export-not-stated": _(
        "Whether the file holds every row there is, is not stated: rows missing from it stay."
    ),
    "completeness-not-stated": _(
        "Up to when the file is complete is not stated: the newest time in it is taken."
    ),
}
"""Code of a remark on a mapping → what it says."""
