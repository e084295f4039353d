"""What a review plans: the next period's promises, an agreement that ends, programmes to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from selaras.agreements.values import NumberObjective, Varies, WithinObjective
from selaras.review.material import Material, Programme
from selaras.review.point import Point, Section
from selaras.review.promises import answer_point, objective_text
from selaras.review.words import Words, day_words, shown_name

ENDS_WITHIN_DAYS = 60
"""An agreement that ends so soon is put on the agenda (a choice)."""
PROGRAMMES_WITHIN_DAYS = 90
"""Programmes that begin so soon are (a choice)."""


def planning_points(material: Material) -> Iterator[Point]:
    """What is promised from here on, and whether the agreement goes on."""
    agreement = material.version.agreement
    ends = material.version.in_force_to or agreement.effective_to
    goes_on = material.goes_on_from
    if goes_on is not None:
        day = day_words(goes_on)
        yield Point(
            Section.PLANNING,
            f"next/{goes_on.isoformat()}",
            Words(f"The next version is signed and holds from {day.en}: is everybody ready?",
                  f"Versi berikutnya sudah ditandatangani dan berlaku mulai {day.id}: "
                  "apakah semua siap?"),
            (),
            {"from": goes_on.isoformat()},
        )  # fmt: skip
    elif ends is not None and material.today <= ends <= material.today + timedelta(
        ENDS_WITHIN_DAYS
    ):
        day = day_words(ends)
        yield Point(
            Section.PLANNING,
            f"ends/{ends.isoformat()}",
            Words(f"The agreement ends on {day.en}: renew it, change it, or let it end?",
                  f"Kesepakatan berakhir pada {day.id}: diperpanjang, diubah, atau diakhiri?"),
            (),
            {"ends": ends.isoformat()},
        )  # fmt: skip
    yield Point(
        Section.PLANNING,
        "promises",
        Words("What we promise each other from here on", "Yang kita janjikan selanjutnya"),
        tuple(
            Words(*(
                f"{material.party(c.promisor)} → {material.party(c.promisee)}: "
                f"{c.says or f'{shown_name(c.name)}, {objective_text(c, one)}'}"
                for one in ("en", "id")
            ))
            for c in agreement.commitments
        ),
        {"commitments": [c.name for c in agreement.commitments]},
    )  # fmt: skip
    for commitment in agreement.commitments:
        keys = _coming_keys(commitment.objective, material.today)
        if keys:
            yield Point(
                Section.PLANNING,
                f"changes/{commitment.name}/{keys[0]}",
                Words(f"{shown_name(commitment.name)} asks for something else from {keys[0]} on",
                      f"{shown_name(commitment.name)} meminta hal lain mulai {keys[0]}"),
                (Words(objective_text(commitment, "en"), objective_text(commitment, "id")),),
                {"commitment": commitment.name},
            )  # fmt: skip


def _coming_keys(objective: Any, today: date) -> list[str]:
    """Names of periods in the three months to come that have a target of their own."""
    if isinstance(objective, WithinObjective):
        schedule: Any = objective.within
    elif isinstance(objective, NumberObjective):
        schedule = objective.target
    else:
        return []
    if schedule.varies is not Varies.PERIOD:
        return []
    coming = set()
    month = today.year * 12 + today.month - 1
    for number in range(month + 1, month + 4):
        year, index = divmod(number, 12)
        coming.add(f"{year}-{index + 1:02d}")
        if index % 3 == 0:
            coming.add(f"{year}-Q{index // 3 + 1}")
    return sorted(key for key, _ in schedule.cases if key in coming)


def programme_points(material: Material) -> Iterator[Point]:
    """Programmes that run or begin soon, and whether somebody approved them."""
    until = material.today + timedelta(PROGRAMMES_WITHIN_DAYS)
    for one in sorted(material.programmes, key=lambda p: (p.starts or date.max, p.id)):
        over = one.ends is not None and one.ends < material.today
        if over or one.starts is None or one.starts > until:
            continue
        title = _programme_title(one, material.today)
        facts = {"programme": one.id, "approved": one.approved}
        yield Point(Section.PROGRAMMES, f"programme/{one.id}", title, _approval(one), facts)
    for answer in material.answers:
        if answer.kind in ("capacity", "programme"):
            yield answer_point(Section.PROGRAMMES, answer.id, answer.title, answer.kind)


def _programme_title(one: Programme, today: date) -> Words:
    assert one.starts is not None
    day = day_words(one.starts)
    if one.starts <= today:
        return Words(
            f"{one.name} has been running since {day.en}", f"{one.name} berjalan sejak {day.id}"
        )
    return Words(f"{one.name} begins on {day.en}", f"{one.name} dimulai pada {day.id}")


def _approval(one: Programme) -> tuple[Words, ...]:
    if one.approved:
        return (Words("Approved.", "Sudah disetujui."),)
    return (
        Words(
            "Nobody has approved it: is there tested capacity for what it will sell?",
            "Belum disetujui: apakah ada kapasitas teruji untuk yang akan dijual?",
        ),
    )
