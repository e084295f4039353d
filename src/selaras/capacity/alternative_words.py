"""Alternatives to a promise, in a sentence each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from selaras.capacity.finding import Words, listed
from selaras.capacity.promise import Question
from selaras.capacity.quantities import amount, day_words
from selaras.capacity.resources import Expansion, Place


def date_says(question: Question, place: Place, day: date) -> Words:
    """The same quantity on another day."""
    quantity, when = amount(question.quantity, place.unit), day_words(day)
    return Words(f"{quantity.en} from {when.en} on.", f"{quantity.id} mulai {when.id}.")


def quantity_says(question: Question, place: Place, most: float) -> Words:
    """Less by the day asked for."""
    quantity, when = amount(most, place.unit), day_words(question.by)
    return Words(f"{quantity.en} by {when.en}.", f"{quantity.id} paling lambat {when.id}.")


def site_says(question: Question, place: Place, free: float) -> Words:
    """The same elsewhere."""
    quantity, spare = amount(question.quantity, place.unit), amount(free, place.unit)
    when = day_words(question.by)
    return Words(
        f"{quantity.en} at {place.site} by {when.en} (it could promise {spare.en}).",
        f"{quantity.id} di {place.site} paling lambat {when.id} (dapat menjanjikan {spare.id}).",
    )


def expansion_says(
    question: Question,
    place: Place,
    chosen: Sequence[Expansion],
    by: date,
    cost: float | None,
    currency: str | None,
) -> Words:
    """With expansions, once they are ready: planned, and not tested."""
    names = [f"{e.resource_id} ({e.ready_on})" for e in chosen]
    quantity, when = amount(question.quantity, place.unit), day_words(by)
    price = amount(cost, currency or "") if cost is not None else None
    en = f", for {price.en}" if price else ", at a cost that is not stated"
    indonesian = f", seharga {price.id}" if price else ", dengan biaya yang tidak disebutkan"
    return Words(
        f"{quantity.en} from {when.en} on with the expansion of {listed(names, 'en')}{en}; what is "
        "planned has not been tested.",
        f"{quantity.id} mulai {when.id} dengan perluasan {listed(names, 'id')}{indonesian}; yang "
        "direncanakan belum diuji.",
    )


def test_says(question: Question, names: Sequence[str], claimed: float, place: Place) -> Words:
    """With a test of what is only claimed."""
    quantity = amount(claimed, place.unit)
    when = day_words(question.by)
    return Words(
        f"Test {listed(names, 'en')} by {when.en}: it is a yes if the test shows the {quantity.en} "
        "that are claimed.",
        f"Uji {listed(names, 'id')} paling lambat {when.id}: jawabannya ya bila uji menunjukkan "
        f"{quantity.id} yang diklaim.",
    )
