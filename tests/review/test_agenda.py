"""An agenda, drawn from every answer."""

from __future__ import annotations

from datetime import date

from tests.review.verdicts import TODAY, material, promise, told, version

from selaras.agreements.values import VisibleTo
from selaras.review.agenda import draw_agenda
from selaras.review.material import (
    Kept,
    Material,
    OldAction,
    Programme,
    Question,
    SharedTarget,
    Win,
)
from selaras.review.point import Point, Section
from selaras.review.words import same


def of(found: Material, section: Section) -> list[Point]:
    return [point for point in draw_agenda(found) if point.section is section]


def test_agenda_goes_from_wins_to_promises_and_names_each_point_once() -> None:
    found = material(
        version(promise("a"), promise("b")),
        told("a", 4, "missed", "kept", "kept"),
        told("b", 5, "at_risk", "running", "running"),
        wins=(Win(1, TODAY, same("It went well")),),
        actions=(OldAction(1, "Call them", "Rahmat", TODAY),),
        target=SharedTarget("a", "Lunch"),
    )
    points = draw_agenda(found)
    sections = list(Section)
    ranks = [sections.index(point.section) for point in points]
    assert ranks == sorted(ranks)
    assert len({point.key for point in points}) == len(points)
    assert {point.section for point in points} >= {
        Section.TARGET, Section.WINS, Section.ACTIONS, Section.PLANNING, Section.PROMISES,
    }  # fmt: skip


def test_agenda_tells_a_broken_promise_with_its_run_and_what_is_at_risk() -> None:
    found = material(
        version(promise("first-response", says="A person answers within half a day.")),
        told("first-response", 5, "at_risk", "running", "running"),
        told("first-response", 4, "missed", "missed", "kept"),
        told("first-response", 3, "missed", "kept", "kept"),
    )
    (point,) = of(found, Section.PROMISES)
    assert point.title.en == "First response: missed for 2 of 3 in April 2026"
    assert point.title.id == "First response: tidak ditepati untuk 2 dari 3 pada April 2026"
    assert [line.en for line in point.lines] == [
        "Sales → Marketing: A person answers within half a day.",
        "It was missed for some, at least, 2 periods in a row.",
        "At risk for 1 of 3 in May 2026.",
    ]
    assert point.facts["statuses"] == {"kept": 1, "missed": 2}


def test_agenda_names_people_only_where_both_sides_may_know_them() -> None:
    missed = told("a", 4, "missed", "kept", "kept")
    hidden = of(material(version(promise("a")), missed), Section.PROMISES)
    shown = of(
        material(version(promise("a"), individuals=VisibleTo.PARTIES), missed), Section.PROMISES
    )
    assert not any("r1" in line.en for point in hidden for line in point.lines)
    assert any(line.en == "Which: r1." for point in shown for line in point.lines)


def test_agenda_says_nothing_of_two_people_who_are_their_teams_to_know() -> None:
    missed = told("a", 4, "missed", "kept")
    assert of(material(version(promise("a")), missed), Section.PROMISES) == []
    sources = told("a", 4, "missed", "kept", per="leads.source")
    assert (
        len(of(material(version(promise("a", per="leads.source")), sources), Section.PROMISES)) == 1
    )


def test_agenda_opens_the_celebration_only_when_the_target_is_met() -> None:
    shared = SharedTarget("a", "Lunch for both teams")
    met = of(material(version(promise("a")), told("a", 4, "kept"), target=shared), Section.TARGET)
    missed = of(
        material(version(promise("a")), told("a", 4, "missed"), target=shared), Section.TARGET
    )
    assert [line.en for line in met[0].lines] == ["We celebrate: Lunch for both teams"]
    assert "Lunch" not in " ".join(line.en for line in missed[0].lines)


def test_agenda_puts_a_promise_that_is_kept_again_among_the_wins() -> None:
    found = material(
        version(promise("a")),
        told("a", 4, "kept", "kept", "kept"),
        told("a", 3, "missed", "kept", "kept"),
    )
    (point,) = of(found, Section.WINS)
    assert point.title.en == "A is kept again in April 2026, after March 2026 was missed"


def test_agenda_looks_at_open_actions_first_and_says_how_late_they_are() -> None:
    actions = (
        OldAction(1, "Was done", "Maya", date(2026, 4, 1), "done", date(2026, 4, 2)),
        OldAction(2, "Is late", "Rahmat", date(2026, 5, 12)),
    )
    late, done = of(material(version(promise("a")), actions=actions), Section.ACTIONS)
    assert late.lines[0].en == "Rahmat, due 12 May 2026: 4 days late"
    assert late.lines[0].id == "Rahmat, tenggat 12 Mei 2026: terlambat 4 hari"
    assert done.lines[0].en == "Maya: done"


def test_agenda_asks_about_an_agreement_that_ends_soon() -> None:
    soon = of(material(version(promise("a"), ends=date(2026, 6, 30))), Section.PLANNING)
    later = of(material(version(promise("a"), ends=date(2026, 9, 30))), Section.PLANNING)
    assert [point.key for point in soon] == ["ends/2026-06-30", "promises"]
    assert [point.key for point in later] == ["promises"]


def test_agenda_does_not_ask_to_renew_what_was_renewed() -> None:
    soon = material(version(promise("a"), ends=date(2026, 6, 30)), goes_on_from=date(2026, 7, 1))
    first, _ = of(soon, Section.PLANNING)
    assert first.key == "next/2026-07-01"
    assert first.title.en == (
        "The next version is signed and holds from 1 July 2026: is everybody ready?"
    )


def test_agenda_has_programmes_that_run_or_begin_soon() -> None:
    programmes = (
        Programme("p1", "Over", date(2026, 1, 1), date(2026, 4, 30), True),
        Programme("p2", "Runs", date(2026, 4, 1), None, True),
        Programme("p3", "Begins", date(2026, 6, 8), None, False),
        Programme("p4", "Far off", date(2026, 12, 1), None, False),
    )
    found = of(material(version(promise("a")), programmes=programmes), Section.PROGRAMMES)
    assert [(point.key, point.facts["approved"]) for point in found] == [
        ("programme/p2", True),
        ("programme/p3", False),
    ]


def test_agenda_puts_kept_answers_where_they_belong() -> None:
    answers = tuple(
        Kept(number, kind, same(kind), TODAY)
        for number, kind in enumerate(("diagnosis", "attribution", "capacity"), start=1)
    )
    points = draw_agenda(material(version(promise("a")), answers=answers))
    sections = {point.key: point.section for point in points}
    assert sections["answer/1"] is Section.PROMISES
    assert sections["answer/2"] is Section.OPPORTUNITIES
    assert sections["answer/3"] is Section.PROGRAMMES


def test_agenda_asks_for_more_after_three_kept_periods() -> None:
    kept = [told("a", month, "kept", "kept", "kept") for month in (2, 3, 4)]
    (point,) = of(material(version(promise("a")), *kept), Section.OPPORTUNITIES)
    assert point.title.en == "A has been kept 3 periods in a row"


def test_agenda_shows_feedback_that_waits() -> None:
    waits = (Question(7, "lead L-1", "sales", "marketing", date(2026, 5, 15), True),)
    (point,) = of(material(version(promise("a")), feedback=waits), Section.ACTIONS)
    assert point.title.en == "Marketing owes Sales an answer on lead L-1"
    assert point.facts == {"feedback": 7, "overdue": True}
