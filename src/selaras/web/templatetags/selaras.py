"""Tags and filters of every page: statuses, verdicts' figures, party names."""

from __future__ import annotations

from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.translation import get_language

from selaras.ledger import Status, Verdict
from selaras.ledger.reasons import reason_in
from selaras.reports.ledger_table import WORDS, asked_text, interval_text, period_name, value_text

register = template.Library()


def _language() -> str:
    return "id" if (get_language() or "en").startswith("id") else "en"


@register.filter
def status_word(status: str) -> str:
    """The word for a status, in the reader's language."""
    return WORDS[_language()][Status(status)]


@register.inclusion_tag("parts/status.html")
def status(which: str) -> dict[str, Any]:
    """A status as its mark and its word; never by colour alone."""
    return {"status": str(which), "marks": static("selaras/marks.svg")}


@register.filter
def value(verdict: Verdict) -> str:
    return value_text(verdict)


@register.filter
def asked(verdict: Verdict) -> str:
    return asked_text(verdict)


@register.filter
def interval(verdict: Verdict) -> str:
    return interval_text(verdict)


@register.filter
def period(verdict: Verdict) -> str:
    return period_name(verdict)


@register.filter
def reason(verdict: Verdict) -> str:
    """Why, in the reader's language; empty where there is nothing to say."""
    return "" if verdict.reason is None else reason_in(_language(), verdict.reason)
