"""Tags and filters of every page: statuses, verdicts' figures, names."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from selaras.agreements.values import Commitment
from selaras.ledger import Status, Verdict
from selaras.ledger.period import Period
from selaras.ledger.reasons import reason_in
from selaras.ledger.together import Together
from selaras.records.people.scope import PERSONAL
from selaras.records.reader import reader_language
from selaras.reports.ledger_table import WORDS
from selaras.reports.numbers import Amounts, chance_text, percent, plain
from selaras.reports.page import chart_swatch
from selaras.reports.promise import asked_of, promise_of, subject_word, title_of
from selaras.reports.trace_table import hours_text
from selaras.reports.verdict_figures import (
    asked_in,
    asked_of_all,
    each_in,
    figure,
    interval_in,
    period_in,
    value_in,
)
from selaras.web.kept import written

register = template.Library()

_JUDGEMENTS = {
    "kept": _("kept"),
    "broken": _("broken"),
    "open": _("open"),
    "unknown": _("not known"),
    "exempt": _("exempt"),
    "counted": _("counted"),
}
_ORDER = (
    Status.KEPT, Status.RUNNING, Status.AT_RISK, Status.MISSED, Status.EXCUSED, Status.CANNOT_TELL,
)  # fmt: skip


@register.filter
def status_word(status: str) -> str:
    """The word for a status, in the reader's language."""
    return WORDS[reader_language()][Status(status)]


@register.inclusion_tag("parts/status.html")
def status(which: str) -> dict[str, Any]:
    """A status as its mark and its word; never by colour alone."""
    return {"status": str(which), "marks": static("selaras/marks.svg")}


@register.inclusion_tag("parts/counts.html")
def counts(of: Mapping[Status, int]) -> dict[str, Any]:
    """How many stand how: a mark and a number each, only what there is."""
    found = [(status.value, of.get(status, 0)) for status in _ORDER if of.get(status, 0)]
    return {"counts": found, "marks": static("selaras/marks.svg")}


@register.inclusion_tag("parts/mark.html")
def mark(which: str) -> dict[str, Any]:
    """A status as its mark alone, with its word for those who do not see it."""
    return {"status": str(which), "marks": static("selaras/marks.svg")}


@register.simple_tag
def symbol(name: str) -> str:
    """Where a symbol of the house lies, to be used in an `svg`."""
    return f"{static('selaras/marks.svg')}#{name}"


@register.filter
def value(of: Verdict | Together) -> str:
    """The value in its unit; of several verdicts, their value together."""
    if isinstance(of, Verdict):
        return value_in(of, reader_language())
    return figure(of.value, of.first.unit, reader_language())


@register.filter
def brief(of: Together) -> str:
    """The value in as few figures as tell how it went: a share without decimals."""
    if of.value is not None and of.first.unit in ("share", "ratio"):
        return percent(float(of.value), reader_language())
    return figure(of.value, of.first.unit, reader_language())


@register.filter
def asked(of: Verdict | Together) -> str:
    if isinstance(of, Verdict):
        return asked_in(of, reader_language())
    return asked_of_all(of, reader_language())


@register.filter
def each(of: Verdict | Together) -> str:
    """What is asked of each item; empty where there are no items, or not all are asked the same."""
    if isinstance(of, Verdict):
        return each_in(of, reader_language())
    found = {each_in(one.verdict, reader_language()) for one in of.recorded}
    return found.pop() if len(found) == 1 else ""


@register.filter
def mean_of(of: Together) -> str:
    """`per rep`, where the value is the mean of one; empty where it is of all."""
    if not of.is_mean:
        return ""
    return f"per {per(of.first.subject_kind)}"


@register.filter
def at_first(commitment: Commitment, unit: str) -> str:
    """The value that a promise started from, in its unit."""
    return figure(commitment.baseline, unit, reader_language())


@register.filter
def interval(of: Verdict | Together) -> str:
    unit = of.unit if isinstance(of, Verdict) else of.first.unit
    return interval_in(of, unit, reader_language())


@register.filter
def period(of: Verdict | Together | Period) -> str:
    """A period, or that of a verdict, in words."""
    return period_in(of if isinstance(of, Period) else of.period, reader_language())


@register.filter
def period_short(of: Verdict | Together | Period) -> str:
    """A period in as few letters as tell it from its neighbours: `May`, `Q2`."""
    whole = of if isinstance(of, Period) else of.period
    text = period_in(whole, reader_language())
    head, _space, year = text.rpartition(" ")
    return head if head and year == str(whole.first.year) else text


@register.filter
def words(text: str) -> list[str]:
    """A text of words as a list of them."""
    return text.split()


@register.filter
def upto(most: int) -> range:
    """Whole numbers from 0 to the one given."""
    return range(most + 1)


@register.filter
def is_person(kind: str | None) -> bool:
    """Whether what a promise is counted per is a person."""
    return kind in PERSONAL


@register.filter
def reason(verdict: Verdict) -> str:
    """Why, in the reader's language; empty where there is nothing to say."""
    return "" if verdict.reason is None else reason_in(reader_language(), verdict.reason)


@register.filter
def chance(probability: float | None) -> str:
    """The chance of what is not decided, in whole percent; nothing for None."""
    return "" if probability is None else chance_text(probability, reader_language())


@register.filter
def number(count: float) -> str:
    """A whole number with its thousands apart."""
    return plain(count, reader_language())


@register.filter
def title(name: str) -> str:
    """A name such as `first-response` as one reads it."""
    return title_of(name)


@register.filter
def promise(commitment: Commitment) -> str:
    """The promise as a sentence."""
    return promise_of(commitment, reader_language())


@register.filter
def asks(commitment: Commitment) -> str:
    """What the promise asks, per whom, how often."""
    return asked_of(commitment, reader_language())


@register.filter
def per(kind: str | None) -> str:
    """What a promise is counted per, in a word."""
    return subject_word(kind, reader_language())


@register.filter
def named(names: Mapping[str, str], key: str | None) -> str:
    """The name of a party or a subject: `{{ parties|named:slug }}`."""
    return names[key]  # type: ignore[index]


@register.simple_tag
def estimate(verdict: Verdict) -> str:
    """What to expect at the period's end, in the value's unit."""
    return figure(verdict.estimate, verdict.unit, reader_language())


@register.simple_tag
def money(amount: Decimal | None, currency: str | None) -> str:
    """An amount in full, with its currency."""
    if amount is None:
        return ""
    figures = Amounts(reader_language(), currency or "", 1.0, 0 if amount == int(amount) else 2)
    return figures.full(float(amount))


@register.filter
def hours(seconds: float | None) -> str:
    """`26:05` for 26 hours and 5 minutes; empty for None."""
    return "" if seconds is None else hours_text(seconds)


@register.filter
def judged(judgement: str) -> str:
    """The word for how an item is judged."""
    return str(_JUDGEMENTS.get(judgement, judgement))


@register.filter
def side_word(side: str | None) -> str:
    """On which side of a ratio an item counts."""
    return {"of": gettext("counted"), "over": gettext("out of")}.get(side or "", "")


@register.simple_tag
def swatch(look: str) -> SafeString:
    """A chart's key entry, drawn as the chart draws it."""
    return mark_safe(chart_swatch(look))  # noqa: S308  (the house's own drawing)


class _Kept(template.Node):
    """A part of a page that is written once under its key."""

    def __init__(self, key: FilterExpression, body: NodeList) -> None:
        self._key, self._body = key, body

    def render(self, context: Context) -> SafeString:
        return written(self._key.resolve(context), lambda: self._body.render(context))


@register.tag
def kept(parser: Parser, token: Token) -> _Kept:
    """`{% kept key %}…{% endkept %}`: what stands between is written once for the key.

    The key says all that it hangs on; what is written must be the same for everybody who has it.
    """
    _tag, key = token.split_contents()
    body = parser.parse(("endkept",))
    parser.delete_first_token()
    return _Kept(parser.compile_filter(key), body)
