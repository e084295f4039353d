"""What limits a promise: the first thing that would have to give for more to be promised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from selaras.capacity.availability import Ahead
from selaras.capacity.finding import Words, listed
from selaras.capacity.open_capacity import Open
from selaras.capacity.plant import Plant
from selaras.capacity.promise import Answer, Binding, Limit, Question
from selaras.capacity.quantities import amount, day_words
from selaras.capacity.resources import Place


def binding_of(
    plant: Plant, question: Question, ahead: Ahead, opens: Open, answer: Answer
) -> Binding:
    """What a promise would break on first, whether or not it is given."""
    start, level = ahead.at(question.by), question.service_level
    worst = ahead.binding_day(start)
    limit = _limit(question, ahead, opens, answer, start, worst)
    on = ahead.first + timedelta(days=worst if limit in _LATER else start)
    at = worst if limit in _LATER else start
    planned = float(ahead.planned[at])
    tested = float(ahead.tested[at]) - planned
    used = float(ahead.used(level)[at])
    reserved = float(ahead.reserved[at])
    names = _names(plant, ahead.place, opens, limit, question.by)
    figures = _figures(ahead.place.unit, tested, planned, used, reserved)
    says = _sentence(limit, ahead.place, figures, on, names)
    return Binding(limit, on, tested, planned, used, reserved, names, says)


def units_differ(places: Sequence[Place]) -> Binding:
    """The binding of a question that does not say which unit it is in."""
    names = tuple(place.unit or str(place.kind) for place in places)
    says = Words(
        f"Capacity there is in several units ({', '.join(names)}) that cannot be added up: say "
        "which unit is meant.",
        f"Kapasitas di sana memakai beberapa satuan ({', '.join(names)}) yang tidak dapat "
        "dijumlahkan: sebutkan satuan yang dimaksud.",
    )
    return Binding(Limit.UNITS_DIFFER, None, None, None, None, None, names, says)


_LATER = frozenset({Limit.RESERVED_LATER, Limit.RETIRES})


def _limit(
    question: Question, ahead: Ahead, opens: Open, answer: Answer, start: int, worst: int
) -> Limit:
    short = question.quantity - float(ahead.available(question.service_level)[start])
    if ahead.tested[start] <= 0:
        return _untested(opens, ahead, start)
    if answer is Answer.CANNOT_TELL:
        return Limit.NOT_READ
    if short > 0 and ahead.unsupported[start] >= short:
        return Limit.TEST_EXPIRES
    if worst > start and short > 0:
        if not ahead.sums and ahead.capacity[worst] < ahead.capacity[start]:
            return Limit.RETIRES
        if ahead.reserved[worst] > ahead.reserved[start]:
            return Limit.RESERVED_LATER
    used = float(ahead.used(question.service_level)[start])
    reserved = float(ahead.reserved[start])
    if max(reserved, used) < max(short, 0.0) or max(reserved, used) <= 0:
        return Limit.TESTED
    return Limit.RESERVED if reserved >= used else Limit.IN_USE


def _untested(opens: Open, ahead: Ahead, start: int) -> Limit:
    if opens.unread_resources:
        return Limit.NOT_READ
    if opens.untested_resources:
        return Limit.UNTESTED
    if opens.expired_resources or ahead.unsupported[start] > 0:
        return Limit.TEST_EXPIRES
    return Limit.FAILED if opens.failed_resources else Limit.NOTHING


def _names(plant: Plant, place: Place, opens: Open, limit: Limit, by: date) -> tuple[str, ...]:
    if limit is Limit.TEST_EXPIRES:
        return opens.expired_resources
    if limit is Limit.UNTESTED:
        return opens.untested_resources
    if limit is Limit.FAILED:
        return opens.failed_resources
    if limit is Limit.NOT_READ:
        return opens.unread_resources
    if limit is Limit.RETIRES:
        return tuple(
            resource.resource_id
            for resource in plant.resources_of(place)
            if resource.valid_to is not None and resource.valid_to >= by
        )
    return ()


def _figures(unit: str, tested: float, planned: float, used: float, reserved: float) -> Words:
    """What the answer was worked out from; what is planned is told apart from what was tested."""
    t, p, u, r = (amount(value, unit) for value in (tested, planned, used, reserved))
    there = Words(f"{t.en} tested", f"{t.id} teruji")
    if planned > 0:
        there = Words(f"{there.en}, {p.en} planned", f"{there.id}, {p.id} direncanakan")
    return Words(
        f"{there.en}, up to {u.en} in use, {r.en} reserved",
        f"{there.id}, terpakai hingga {u.id}, {r.id} direservasi",
    )


def _sentence(
    limit: Limit, place: Place, figures: Words, on: date, names: tuple[str, ...]
) -> Words:
    which = Words(listed(names, "en"), listed(names, "id"))
    day = day_words(on)
    said = {
        Limit.TESTED: Words(
            f"What was tested limits it: {figures.en} ({day.en}).",
            f"Dibatasi oleh yang teruji: {figures.id} ({day.id}).",
        ),
        Limit.IN_USE: Words(
            f"What is in use limits it: {figures.en} ({day.en}).",
            f"Dibatasi oleh pemakaian: {figures.id} ({day.id}).",
        ),
        Limit.RESERVED: Words(
            f"Reservations limit it: {figures.en} ({day.en}).",
            f"Dibatasi oleh reservasi: {figures.id} ({day.id}).",
        ),
        Limit.RESERVED_LATER: Words(
            f"It would take what was promised for later: {figures.en} ({day.en}).",
            f"Akan mengambil yang dijanjikan untuk nanti: {figures.id} ({day.id}).",
        ),
        Limit.RETIRES: Words(
            f"Capacity goes out of service ({which.en}): {figures.en} ({day.en}).",
            f"Ada kapasitas yang berhenti beroperasi ({which.id}): {figures.id} ({day.id}).",
        ),
        Limit.TEST_EXPIRES: Words(
            f"The test of {which.en or place.site} holds no longer on {day.en}: test it again.",
            f"Uji {which.id or place.site} tidak berlaku lagi pada {day.id}: uji ulang.",
        ),
        Limit.UNTESTED: Words(
            f"No test stands behind {which.en}: whatever is claimed of it is an unsupported claim.",
            f"Tidak ada uji untuk {which.id}: apa pun yang diklaim darinya tidak berdasar uji.",
        ),
        Limit.FAILED: Words(
            f"The newest test of {which.en} failed.", f"Uji terbaru {which.id} gagal."
        ),
        Limit.NOT_READ: Words(
            f"Nobody has read how much of {which.en} is in use.",
            f"Tidak ada pembacaan pemakaian {which.id}.",
        ),
        Limit.NOTHING: Words(
            f"Nothing at {place.site} is in service for {place.product} on {day.en}.",
            f"Tidak ada yang beroperasi di {place.site} untuk {place.product} pada {day.id}.",
        ),
    }
    return said[limit]
