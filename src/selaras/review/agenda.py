"""The agenda of a joint review, drawn from every answer.

Wins come first and blame nowhere: a promise is told with its figures, its run and what is open,
and people are named only where the agreement lets both sides see them.
"""

from __future__ import annotations

from collections.abc import Iterator

from selaras.review.looking_ahead import planning_points, programme_points
from selaras.review.looking_back import action_points, feedback_points, target_point, win_points
from selaras.review.material import Material
from selaras.review.point import Point, Section
from selaras.review.promises import opportunity_points, promise_points


def draw_agenda(material: Material) -> tuple[Point, ...]:
    """The agenda, in the order in which it is gone through; no key stands in it twice."""
    order = list(Section)
    return tuple(sorted(_points(material), key=lambda point: order.index(point.section)))


def _points(material: Material) -> Iterator[Point]:
    target = target_point(material)
    if target is not None:
        yield target
    yield from win_points(material)
    yield from action_points(material)
    yield from feedback_points(material)
    yield from planning_points(material)
    yield from programme_points(material)
    yield from promise_points(material)
    yield from opportunity_points(material)
