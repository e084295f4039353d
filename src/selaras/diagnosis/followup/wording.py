"""Numbers inside sentences, as each language writes them."""

from __future__ import annotations

from selaras.diagnosis.followup.figures import Figure, Sentence
from selaras.errors.sentences import figures_in

_SCALES = ((1e12, "trillion", "triliun"), (1e9, "billion", "miliar"), (1e6, "million", "juta"))


def number(value: float, digits: int = 0) -> Sentence:
    """`1,234.5` and `1.234,5`; to so many decimals, and none where they are zeros."""
    text = f"{value:,.{digits}f}"
    if digits and "." in text:
        text = text.rstrip("0").rstrip(".")
    return Sentence(text, figures_in(text, "id"))


def amount(value: float, unit: str) -> Sentence:
    """`IDR 1.48 million` and `Rp 1,48 juta`; of contacts `12.3 contacts`, `12,3 kontak`."""
    if unit == "contacts":
        found = number(value, 1 if abs(value) >= 1 else 3)
        return Sentence(f"{found.en} contacts", f"{found.id} kontak")
    unit_id = "Rp" if unit == "IDR" else unit
    for scale, en, indonesian in _SCALES:
        if abs(value) >= scale:
            found = _figures(value / scale)
            return Sentence(f"{unit} {found.en} {en}", f"{unit_id} {found.id} {indonesian}")
    found = number(value, 0 if abs(value) >= 1000 else 2)
    return Sentence(f"{unit} {found.en}", f"{unit_id} {found.id}")


def share(value: float) -> Sentence:
    """`12.3%` and `12,3%`; whole percents from 10% on."""
    found = number(100 * value, 0 if abs(value) >= 0.1 else 1)
    return Sentence(f"{found.en}%", f"{found.id}%")


def span(low: Sentence, high: Sentence) -> Sentence:
    """`a to b`."""
    return Sentence(f"{low.en} to {high.en}", f"{low.id} hingga {high.id}")


def amount_span(of: Figure, unit: str) -> Sentence:
    """The ends of a figure's interval as amounts; empty without them."""
    if of.low is None or of.high is None:
        return Sentence("", "")
    return span(amount(of.low, unit), amount(of.high, unit))


def share_span(of: Figure) -> Sentence:
    """The ends of a figure's interval as shares; empty without them."""
    if of.low is None or of.high is None:
        return Sentence("", "")
    return span(share(of.low), share(of.high))


def _figures(value: float) -> Sentence:
    """Three figures."""
    size = abs(value)
    return number(value, 2 if size < 10 else 1 if size < 100 else 0)
