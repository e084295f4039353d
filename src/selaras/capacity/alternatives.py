"""What could be promised instead, or what would make it a yes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import combinations

from selaras.capacity.alternative_words import (
    date_says,
    expansion_says,
    quantity_says,
    site_says,
    test_says,
)
from selaras.capacity.availability import Ahead, look_ahead, whole
from selaras.capacity.choices import PROMISE
from selaras.capacity.open_capacity import open_capacity
from selaras.capacity.plant import Plant
from selaras.capacity.promise import Alternative, Answer, Question, Reply, Way
from selaras.capacity.resources import Expansion
from selaras.capacity.screening import likely_places


def alternatives(
    plant: Plant,
    question: Question,
    ahead: Ahead,
    today: Reply,
    coming: Sequence[Expansion],
) -> tuple[Alternative, ...]:
    """Another date, quantity or site, the cheapest expansion, a test: none where it is a yes."""
    if today.answer is Answer.YES:
        return ()
    found: list[Alternative | None] = [
        _other_date(question, ahead, today),
        _other_quantity(question, ahead, today),
        *_other_sites(plant, question, ahead),
        _cheapest_expansion(plant, question, ahead, coming),
        _test(plant, question, ahead),
    ]
    return tuple(one for one in found if one is not None)


def _other_date(question: Question, ahead: Ahead, today: Reply) -> Alternative | None:
    if today.earliest is None:
        return None
    chance = ahead.probability_short(ahead.at(today.earliest), question.quantity)
    return Alternative(
        Way.DATE,
        question.site,
        question.quantity,
        today.earliest,
        chance,
        date_says(question, ahead.place, today.earliest),
    )


def _other_quantity(question: Question, ahead: Ahead, today: Reply) -> Alternative | None:
    most = today.quantity_by_date
    if most is None or most <= 0:
        return None
    chance = ahead.probability_short(ahead.at(question.by), most)
    says = quantity_says(question, ahead.place, most)
    return Alternative(Way.QUANTITY, question.site, most, question.by, chance, says)


def _other_sites(plant: Plant, question: Question, ahead: Ahead) -> list[Alternative]:
    """Other sites that can promise it by then, those with the most to spare first."""
    found = []
    days = len(ahead.weeks)
    for place in likely_places(plant, ahead.place, question, 2 * PROMISE.sites):
        there = look_ahead(plant, place, days)
        start = there.at(question.by)
        if not there.fits_on(start, question.quantity, question.service_level):
            continue
        free = whole(there.available_on(start, question.service_level), there, question.quantity)
        chance = there.probability_short(start, question.quantity)
        found.append(
            Alternative(
                Way.SITE,
                place.site,
                question.quantity,
                question.by,
                chance,
                site_says(question, place, free),
            )
        )
        if len(found) == PROMISE.sites:
            break
    return found


def _cheapest_expansion(
    plant: Plant, question: Question, ahead: Ahead, coming: Sequence[Expansion]
) -> Alternative | None:
    """The cheapest planned expansions that make it a yes: by that day, else as soon as they can."""
    # One that is ready later may help too: it frees what is held back for later reservations.
    chosen = _cheapest(plant, question, ahead, coming, question.by)
    by = question.by
    if chosen is None:
        everything = look_ahead(plant, ahead.place, len(ahead.weeks), coming)
        fitting = everything.fits(question.quantity, question.service_level)
        later = [n for n in range(everything.at(question.by), len(fitting)) if fitting[n]]
        if not later:
            return None
        by = ahead.first + timedelta(days=later[0])
        chosen = _cheapest(plant, question, ahead, coming, by)
    if not chosen:
        return None
    with_them = look_ahead(plant, ahead.place, len(ahead.weeks), chosen)
    cost, currency = cost_of(chosen)
    return Alternative(
        Way.EXPANSION,
        question.site,
        question.quantity,
        by,
        with_them.probability_short(with_them.at(by), question.quantity),
        expansion_says(question, ahead.place, chosen, by, cost, currency),
        resources=tuple(expansion.resource_id for expansion in chosen),
        ready_on=max(expansion.ready_on for expansion in chosen),
        adds=sum(expansion.adds for expansion in chosen),
        cost=cost,
        currency=currency,
    )


def _cheapest(
    plant: Plant, question: Question, ahead: Ahead, ready: Sequence[Expansion], by: date
) -> tuple[Expansion, ...] | None:
    """The cheapest set of expansions that makes it a yes by a day; None where none does.

    Costs in different currencies are not compared: a set of one currency that is stated throughout
    goes before others, and among those the smaller one.
    """
    if not ready:
        return None

    def enough(chosen: Sequence[Expansion]) -> bool:
        there = look_ahead(plant, ahead.place, len(ahead.weeks), chosen)
        return there.fits_on(there.at(by), question.quantity, question.service_level)

    if not enough(ready):
        return None
    if len(ready) > PROMISE.most_subsets:
        return _greedy(ready, enough)
    sets = [chosen for size in range(1, len(ready) + 1) for chosen in combinations(ready, size)]
    return next((chosen for chosen in sorted(sets, key=_price) if enough(chosen)), None)


def _greedy(
    ready: Sequence[Expansion], enough: Callable[[Sequence[Expansion]], bool]
) -> tuple[Expansion, ...]:
    """Take the cheapest for what they add until it is enough, then leave out what is not needed."""
    chosen: list[Expansion] = []
    for expansion in sorted(ready, key=lambda e: (e.cost is None, (e.cost or 0) / e.adds)):
        chosen.append(expansion)
        if enough(chosen):
            break
    for expansion in sorted(chosen, key=lambda e: -(e.cost or 0)):
        without = [one for one in chosen if one is not expansion]
        if without and enough(without):
            chosen = without
    return tuple(chosen)


def _price(chosen: Sequence[Expansion]) -> tuple[bool, str, float, int]:
    cost, currency = cost_of(chosen)
    return (cost is None, currency or "", cost or 0.0, len(chosen))


def cost_of(chosen: Sequence[Expansion]) -> tuple[float | None, str | None]:
    """What expansions cost together; None where one does not say, or currencies differ."""
    currencies = {expansion.currency for expansion in chosen}
    if len(currencies) != 1 or any(expansion.cost is None for expansion in chosen):
        return None, None
    return float(sum(expansion.cost or 0.0 for expansion in chosen)), currencies.pop()


def _test(plant: Plant, question: Question, ahead: Ahead) -> Alternative | None:
    """A test of what is only claimed, where a yes would follow if it showed what is claimed."""
    opens = open_capacity(plant, ahead.place, question.by)
    names = opens.untested_resources + opens.expired_resources
    if not names:
        return None
    there = look_ahead(plant.if_proven(ahead.place, names), ahead.place, len(ahead.weeks))
    start = there.at(question.by)
    if not there.fits_on(start, question.quantity, question.service_level):
        return None
    return Alternative(
        Way.TEST,
        question.site,
        question.quantity,
        question.by,
        there.probability_short(start, question.quantity),
        test_says(question, names, opens.claimed, ahead.place),
        resources=names,
        adds=opens.untested,
    )
