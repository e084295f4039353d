"""Reasons and states of loading in the reader's language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selaras.evidence.loading import reasons

REASONS: dict[str, str | Promise] = {
    reasons.BROKEN_LINE: _("the line has more or fewer fields than the header"),
    reasons.NOT_JSON: _("the line is not one whole JSON object"),
    reasons.UNDECODABLE: _("it is not text in the file’s encoding"),
    reasons.MISSING: _("it is required, and there is nothing"),
    reasons.NOT_A_TIME: _("it is not a time as the mapping states"),
    reasons.NOT_A_DAY: _("it is not a day as the mapping states"),
    reasons.NOT_A_NUMBER: _("it is not a number"),
    reasons.NOT_A_FLAG: _("it is neither yes nor no; `map` says what it means"),
    reasons.NOT_A_WORD: _("it is not one of the column’s words"),
    reasons.TOO_LARGE: _("the number has more digits than can be kept"),
    reasons.OUT_OF_RANGE: _("the time lies before 1900 or after 2200"),
    reasons.EXPRESSION: _("the mapping’s expression fails on it"),
    reasons.REPEATED_KEY: _("rows with this key contradict each other"),
}
"""Reason → what it says of a value."""


def reason_words(reason: str) -> str | Promise:
    return REASONS.get(reason, reason)


REMARKS: dict[str, str | Promise] = {
    "export-not-stated": _(
        "Whether the file holds every row there is, is not stated: rows missing from it stay."
    ),
    "completeness-not-stated": _(
        "Up to when the file is complete is not stated: the newest time in it is taken."
    ),
}
"""Code of a remark on a mapping → what it says."""
