"""Answering whether a quantity can be promised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from selaras.capacity.allowance import Allowance, allowance_of
from selaras.capacity.alternatives import alternatives
from selaras.capacity.availability import Ahead, look_ahead, whole
from selaras.capacity.binding import binding_of, units_differ
from selaras.capacity.choices import PROMISE
from selaras.capacity.finding import Words
from selaras.capacity.open_capacity import (
    Open,
    firm_expansions,
    open_capacity,
    with_expansions,
)
from selaras.capacity.plant import Plant
from selaras.capacity.problems import Problem
from selaras.capacity.promise import Answer, Evidence, Promise, Question, Reply
from selaras.capacity.promise_words import limits_of, sentence_of
from selaras.capacity.proof import Standing
from selaras.capacity.refusals import check_day, check_level, check_quantity, said_of
from selaras.capacity.resources import Expansion, Place
from selaras.capacity.supply import DAYS_A_WEEK, is_counted
from selaras.capacity.usage import in_use
from selaras.errors import InputError, said


def promise(plant: Plant, question: Question) -> Promise:
    """Answer a question from a plant.

    Raises InputError for a site, product or unit that is not known, a quantity that is not above
    0, a day that is past or too far, and a service level outside (0, 1).
    """
    check(plant, question)
    places = plant.place(question.site, question.product, question.unit)
    if len(places) > 1:
        return _undecided(plant, question, places)
    (place,) = places
    days = (question.by - plant.today).days + DAYS_A_WEEK * PROMISE.weeks_after
    ahead = look_ahead(plant, place, days)
    opens = open_capacity(plant, place, question.by)
    today = reply(plant, question, ahead, opens)
    planned = coming_expansions(plant, place)
    coming = firm_expansions(plant, planned, place, question.by)
    soft = tuple(one for one in planned if one not in coming)
    expanded = None
    if planned:
        opened = with_expansions(opens, plant, place, soft, question.by)
        expanded = reply(plant, question, look_ahead(plant, place, days, coming), opened)
    return Promise(
        question=question,
        place=place,
        today=today,
        expanded=expanded,
        alternatives=alternatives(plant, question, ahead, today, coming),
        evidence=evidence_of(plant, place),
        problems=problems_at(plant, (place,)),
        limits=limits_of(plant, place, ahead, opens, coming, soft),
        sentence=sentence_of(question, place, today, expanded),
        n=_counts(plant, place, ahead),
        as_of=plant.as_of,
        snapshot=plant.snapshot,
    )


def check(plant: Plant, question: Question) -> None:
    """Raise InputError for a question that nobody can answer."""
    check_quantity(question.quantity)
    check_level(question.service_level)
    check_day(question.by, plant.today)


def reply(plant: Plant, question: Question, ahead: Ahead, opens: Open) -> Reply:
    """The answer for one plant, today's or with expansions."""
    start, quantity, level = ahead.at(question.by), question.quantity, question.service_level
    available = ahead.available(level)
    fitting = ahead.fits(quantity, level).tolist()
    free = float(available[start])
    most = whole(max(free, 0.0), ahead, quantity)
    bound = _bound(free, ahead, opens, quantity, start)
    anything = opens.is_unstated and bool(ahead.tested[start] <= 0)
    answer = (
        Answer.CANNOT_TELL if anything else _answer(fitting, start, most, free, quantity, bound)
    )
    unknown = answer is Answer.CANNOT_TELL
    days = [n for n in range(len(fitting)) if fitting[n]]
    first = next((n for n in days if n >= start), days[0] if days else None)
    if fitting[start]:
        first = days[0]
    return Reply(
        answer=answer,
        probability_short=None if unknown else ahead.probability_short(start, quantity),
        earliest=None if unknown or first is None else ahead.first + timedelta(days=first),
        quantity_by_date=None if unknown else most,
        at_most=None if anything else bound,
        debt=ahead.debt(start),
        binding=binding_of(plant, question, ahead, opens, answer),
    )


def _answer(
    fitting: Sequence[bool],
    start: int,
    most: float,
    free: float,
    quantity: float,
    bound: float | None,
) -> Answer:
    if fitting[start]:
        return Answer.YES
    if bound is not None and quantity <= bound:
        return Answer.CANNOT_TELL
    if any(fitting[start:]):
        return Answer.LATER
    return Answer.LESS if most > 0 and free > 0 else Answer.NO


def _bound(free: float, ahead: Ahead, opens: Open, quantity: float, start: int) -> float | None:
    """What could be there at best, where evidence leaves it open; None where it does not.

    A claim without a test leaves it open only where no test holds at all: beside tested capacity
    it does not count.
    """
    more = opens.unread + (opens.untested if ahead.tested[start] <= 0 else 0.0)
    if more <= 0:
        return None
    return whole(max(free, 0.0) + more, ahead, quantity)


def coming_expansions(plant: Plant, place: Place) -> tuple[Expansion, ...]:
    """Expansions that are still to come, the first ready first."""
    counted = [
        expansion
        for expansion in plant.expansions_of(place)
        if is_counted(expansion, plant.tests.get(expansion.resource_id, ()), plant.today)
    ]
    return tuple(sorted(counted, key=lambda e: (e.ready_on, e.resource_id)))


def evidence_of(plant: Plant, place: Place) -> tuple[Evidence, ...]:
    """What stands behind each resource of a place."""
    found = []
    for resource in plant.resources_of(place):
        proof, usage = plant.proof(resource), plant.usage.get(resource.resource_id)
        test = proof.test
        found.append(
            Evidence(
                resource_id=resource.resource_id,
                standing=proof.standing,
                claimed=resource.claimed,
                capacity=test.capacity
                if test and proof.standing is not Standing.UNTESTED
                else None,
                tested_at=test.tested_at if test else None,
                tested_on=test.tested_on if test else None,
                method=test.method if test else None,
                tester=test.tester if test else None,
                proof=test.evidence if test else None,
                expires_on=test.expires_on if test else None,
                in_use=usage.level if usage else None,
                read_at=usage.newest if usage else None,
            )
        )
    return tuple(found)


def problems_at(plant: Plant, places: Sequence[Place]) -> tuple[Problem, ...]:
    """Faults in the data of some places, and of their resources."""
    subjects = {f"{place.site}, {place.product}" for place in places}
    subjects |= {r.resource_id for place in places for r in plant.resources_of(place)}
    return tuple(problem for problem in plant.problems if problem.subject in subjects)


def _counts(plant: Plant, place: Place, ahead: Ahead) -> dict[str, int]:
    use, resources = ahead.use, plant.resources_of(place)
    if not use.readings:
        # No capacity counts there that they could be held against; they are shown all the same.
        read = [plant.usage[r.resource_id] for r in resources if r.resource_id in plant.usage]
        use = in_use(read, [None] * len(read))
    return {
        "resources": len(resources),
        "tests": sum(len(plant.tests.get(r.resource_id, ())) for r in resources),
        "readings": use.readings,
        "weeks_read": use.weeks if use.readings else 0,
        "weeks_of_demand": ahead.use.wanted_weeks,
        "reservations": len(plant.bookings.of(place)[0]),
    }


def _undecided(plant: Plant, question: Question, places: Sequence[Place]) -> Promise:
    """Capacity in several units: nothing can be added up, and no unit was named."""
    binding = units_differ(places)
    nothing = Reply(Answer.CANNOT_TELL, None, None, None, None, 0.0, binding)
    return Promise(
        question=question,
        place=None,
        today=nothing,
        expanded=None,
        alternatives=(),
        evidence=tuple(found for place in places for found in evidence_of(plant, place)),
        problems=problems_at(plant, places),
        limits=(),
        sentence=sentence_of(question, None, nothing, None),
        n={"resources": sum(len(plant.resources_of(place)) for place in places)},
        as_of=plant.as_of,
        snapshot=plant.snapshot,
    )


def reservable(plant: Plant, question: Question) -> Allowance:
    """What may be reserved at the place of a question, whatever has been taken there.

    Raises InputError as `promise` does, and where the evidence cannot bear any reservation: no
    test holds, nobody reads the use, or the units are several.
    """
    check(plant, question)
    places = plant.place(question.site, question.product, question.unit)
    if len(places) > 1:
        raise InputError(said_of(units_differ(places).says))
    (place,) = places
    days = (question.by - plant.today).days + DAYS_A_WEEK * PROMISE.weeks_after
    ahead = look_ahead(plant, place, days)
    start = ahead.at(question.by)
    if ahead.tested[start] <= 0:
        opens = open_capacity(plant, place, question.by)
        binding = binding_of(plant, question, ahead, opens, Answer.CANNOT_TELL)
        nothing = Words(
            "Nothing can be reserved there.", "Tidak ada yang dapat direservasi di sana."
        )
        raise InputError(said_of(nothing + binding.says))
    return allowance_of(ahead, question.service_level, plant.snapshot)


def by_day(text: str, *, option: str = "--by") -> date:
    """A day as people write it on a command line. InputError, naming the option, for no day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(
            said(
                "{option} {text!r} is not a day.",
                "{option} {text!r} bukan tanggal.",
                option=option,
                text=text,
            ),
            mend=said("Write it as 2026-06-30.", "Tulis seperti 2026-06-30."),
        ) from None
