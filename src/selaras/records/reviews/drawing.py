"""An agenda drawn from the ledger into rows, and drawn anew without losing what people did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from selaras.records.reviews.material import gather_material
from selaras.records.reviews.models import AgendaItem, Meeting
from selaras.review.agenda import draw_agenda
from selaras.review.point import Point, Section
from selaras.workspace.standing import StandingLedger

STEP = 10
"""Positions are this far apart."""


def draw(meeting: Meeting, ledger: StandingLedger, at: datetime | None = None) -> None:
    """Bring a meeting's agenda up to date with the ledger.

    Points that are there keep their place and stay off where somebody took them off; those that
    no longer apply go; what people put there stays. New ones come at the end of their section.
    """
    points = {point.key: point for point in draw_agenda(gather_material(meeting, ledger, at))}
    there = {item.key: item for item in meeting.items.all()}
    gone = [item.pk for item in there.values() if item.drawn and item.key not in points]
    AgendaItem.objects.filter(pk__in=gone).delete()
    ordered = [item for item in there.values() if item.pk not in gone]
    for key, point in points.items():
        if key in there:
            _fill(there[key], point)
        else:
            fresh = _fill(AgendaItem(meeting=meeting, key=key), point)
            ordered.insert(place_in(ordered, fresh.section), fresh)
    put_in_order(ordered)


def _fill(item: AgendaItem, point: Point) -> AgendaItem:
    item.section = point.section.value
    item.title = point.title.as_json()
    item.lines = [line.as_json() for line in point.lines]
    item.body = dict(point.facts)
    item.answer_id = point.facts.get("answer")
    return item


_ORDER = [section.value for section in Section]


def put_in_order(ordered: Sequence[AgendaItem]) -> None:
    """Save points in this order."""
    for number, item in enumerate(ordered, start=1):
        item.position = number * STEP
        item.save()


def place_in(ordered: Sequence[AgendaItem], section: str) -> int:
    """After the last point whose section does not come later."""
    rank = _ORDER.index(section)
    place = 0
    for number, item in enumerate(ordered, start=1):
        if _ORDER.index(item.section) <= rank:
            place = number
    return place
