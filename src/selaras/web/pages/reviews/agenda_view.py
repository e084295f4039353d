"""An agenda as a page shows it: its parts, numbered points, and what belongs to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selaras.records.reviews.models import AgendaItem, Decision
from selaras.review.point import Section

SECTIONS: dict[str, tuple[str | Promise, str | Promise]] = {
    Section.TARGET: (_("Our shared target"), ""),
    Section.WINS: (_("What went well"), ""),
    Section.ACTIONS: (_("What we said we would do"), ""),
    Section.PLANNING: (_("Planning"), ""),
    Section.PROGRAMMES: (_("Programmes"), ""),
    Section.PROMISES: (
        _("Promises broken and at risk"),
        _("What happened, and what would have to be otherwise on both sides?"),
    ),
    Section.OPPORTUNITIES: (_("Opportunities"), ""),
    Section.OTHER: (_("Also"), ""),
}
"""Part of a review → its heading, and the question it puts."""


@dataclass
class ShownPoint:
    """One point: its number, and the decisions taken on it."""

    number: int
    item: AgendaItem
    decisions: list[Decision] = field(default_factory=list)


@dataclass
class ShownSection:
    """Points of one part that follow each other."""

    name: str
    heading: str | Promise
    question: str | Promise
    points: list[ShownPoint] = field(default_factory=list)


def shown_agenda(
    items: Sequence[AgendaItem], decisions: Sequence[Decision]
) -> tuple[list[ShownSection], list[AgendaItem]]:
    """The agenda in parts, in the order that people gave it, and the points that were taken off."""
    sections: list[ShownSection] = []
    by_item: dict[int, list[Decision]] = {}
    for decision in decisions:
        by_item.setdefault(decision.item_id or 0, []).append(decision)
    number = 0
    for item in items:
        if item.left_out:
            continue
        number += 1
        if not sections or sections[-1].name != item.section:
            sections.append(ShownSection(item.section, *SECTIONS[item.section]))
        sections[-1].points.append(ShownPoint(number, item, by_item.get(item.pk, [])))
    return sections, [item for item in items if item.left_out]
