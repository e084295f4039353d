"""The standing of capacity: headroom with what is wrong said of each place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from selaras.capacity.choices import HEADROOM
from selaras.capacity.finding import Words, listed, percent_words
from selaras.capacity.headroom import Headroom, headroom
from selaras.capacity.plant import Plant
from selaras.capacity.problems import Problem
from selaras.capacity.promise import Evidence
from selaras.capacity.promising import evidence_of, problems_at
from selaras.capacity.proof import Standing
from selaras.capacity.quantities import amount, day_words
from selaras.capacity.refusals import check_level, check_limit
from selaras.capacity.resources import Place
from selaras.errors.sentences import counted


@dataclass(frozen=True, slots=True)
class PlaceStatus:
    """One place: its row in the headroom, what stands behind it, and what is to be said of it.

    `sold` is in use and reserved over tested, today; None where it is not known. `debt` is the
    most that is taken beyond what is tested in any week looked at. `flags` are words for machines:
    untested, expired, failed, expires, unread, over_limit, debt, units.
    """

    place: Place
    row: int
    standing: dict[str, int]
    evidence: tuple[Evidence, ...]
    sold: float | None
    debt: float
    flags: tuple[str, ...]
    says: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """Headroom of the places asked for. `limit` is the most that may be sold over tested."""

    headroom: Headroom
    places: tuple[PlaceStatus, ...]
    limit: float
    problems: tuple[Problem, ...]
    sentence: Words
    n: dict[str, int]
    as_of: datetime
    snapshot: str | None


def status_of(
    plant: Plant,
    *,
    site: str | None = None,
    product: str | None = None,
    weeks: int = HEADROOM.weeks,
    service_level: float = HEADROOM.service_level,
    limit: float = HEADROOM.oversubscription,
) -> Status:
    """Headroom over so many weeks, of all places or of those of a site and product.

    Raises InputError for a site or product that is not known, with near matches, and for a level
    or limit that is none.
    """
    check_level(service_level)
    check_limit(limit)
    chosen = plant.chosen(site, product)
    head = headroom(plant, weeks, service_level, chosen)
    places = tuple(_place_status(plant, head, n, limit) for n in range(len(chosen)))
    everything = site is None and product is None
    return Status(
        headroom=head,
        places=places,
        limit=limit,
        problems=plant.problems if everything else problems_at(plant, chosen),
        sentence=_sentence(places, weeks),
        n={
            "places": len(places),
            "resources": sum(len(plant.resources_of(place)) for place in chosen),
            "tests": sum(
                len(plant.tests.get(r.resource_id, ()))
                for place in chosen
                for r in plant.resources_of(place)
            ),
            "readings": sum(
                plant.usage[r.resource_id].readings
                for place in chosen
                for r in plant.resources_of(place)
                if r.resource_id in plant.usage
            ),
            "reservations": sum(len(plant.bookings.of(place)[0]) for place in chosen),
        },
        as_of=plant.as_of,
        snapshot=plant.snapshot,
    )


def _place_status(plant: Plant, head: Headroom, row: int, limit: float) -> PlaceStatus:
    place = head.places[row]
    evidence = evidence_of(plant, place)
    counted = Counter(str(one.standing) for one in evidence)
    sold = float(head.sold[row, 0])
    debts = head.debt[row]
    known = debts[~np.isnan(debts)]
    debt = float(known.max()) if known.size else 0.0
    flags, says = [], []
    for flag, words in _found(plant, head, row, evidence, debt, limit):
        flags.append(flag)
        says.append(words)
    return PlaceStatus(
        place=place,
        row=row,
        standing=dict(sorted(counted.items())),
        evidence=evidence,
        sold=None if np.isnan(sold) else sold,
        debt=debt,
        flags=tuple(flags),
        says=tuple(says),
    )


def _found(
    plant: Plant,
    head: Headroom,
    row: int,
    evidence: tuple[Evidence, ...],
    debt: float,
    limit: float,
) -> list[tuple[str, Words]]:
    """What is to be said of a place, the gravest first."""
    place, found = head.places[row], []
    if debt > 0:
        owed = amount(debt, place.unit)
        found.append(
            (
                "debt",
                Words(
                    f"{owed.en} more are in use or reserved than tests support.",
                    f"Yang terpakai atau direservasi melebihi yang teruji sebesar {owed.id}.",
                ),
            )
        )
    beyond = _beyond(head, row, limit)
    if beyond is not None:
        found.append(("over_limit", beyond))
    for standing, words in _UNSUPPORTED.items():
        names = [one.resource_id for one in evidence if one.standing is standing]
        if names:
            said = Words(
                words.en.format(names=listed(names, "en")),
                words.id.format(names=listed(names, "id")),
            )
            found.append((str(standing), said))
    last = head.weeks[-1]
    ending = [
        one.resource_id
        for one in evidence
        if one.standing is Standing.TESTED and one.expires_on is not None and one.expires_on <= last
    ]
    if ending:
        found.append(
            (
                "expires",
                Words(
                    f"The test of {listed(ending, 'en')} expires within these weeks.",
                    f"Uji {listed(ending, 'id')} kedaluwarsa dalam minggu-minggu ini.",
                ),
            )
        )
    unread = [
        r.resource_id
        for r in plant.resources_of(place)
        if not plant.is_read(r) and plant.proof(r).capacity > 0
    ]
    if unread:
        found.append(
            (
                "unread",
                Words(
                    f"Nobody has read lately how much of {listed(unread, 'en')} is in use: it "
                    "counts as not free.",
                    f"Pemakaian {listed(unread, 'id')} belakangan tidak dibaca: dihitung tidak "
                    "tersedia.",
                ),
            )
        )
    return found


def _beyond(head: Headroom, row: int, limit: float) -> Words | None:
    """That more is sold than may be, today or, by what is reserved, from some week on."""
    sold = head.sold[row]
    weeks = np.flatnonzero(sold > limit)
    if not weeks.size:
        return None
    first = int(weeks[0])
    over = percent_words(float(sold[first])) if np.isfinite(sold[first]) else Words("∞", "∞")
    most = percent_words(limit)
    if first == 0:
        return Words(
            f"Sold over tested is {over.en}; the limit is {most.en}.",
            f"Terjual dibanding teruji {over.id}; batasnya {most.id}.",
        )
    day = day_words(head.weeks[first])
    return Words(
        f"From the week of {day.en} on sold over tested is {over.en}; the limit is {most.en}.",
        f"Sejak minggu {day.id} terjual dibanding teruji {over.id}; batasnya {most.id}.",
    )


_UNSUPPORTED = {
    Standing.FAILED: Words("The newest test of {names} failed.", "Uji terbaru {names} gagal."),
    Standing.EXPIRED: Words(
        "The test of {names} has expired: what is claimed is unsupported.",
        "Uji {names} sudah kedaluwarsa: klaimnya tidak berdasar uji.",
    ),
    Standing.UNTESTED: Words(
        "No test stands behind {names}: what is claimed there is unsupported.",
        "Tidak ada uji untuk {names}: klaim di sana tidak berdasar uji.",
    ),
}


def _sentence(places: tuple[PlaceStatus, ...], weeks: int) -> Words:
    if not places:
        return Words("There is nothing to show.", "Tidak ada yang dapat ditampilkan.")
    total = len(places)
    unsupported = sum(1 for p in places if {"untested", "expired", "failed"} & set(p.flags))
    debts = sum(1 for p in places if "debt" in p.flags)
    over = sum(1 for p in places if "over_limit" in p.flags)
    return Words(
        f"Of {counted(total, 'place')} over {counted(weeks, 'week')}, {unsupported} "
        f"{'has' if unsupported == 1 else 'have'} capacity that no valid test stands behind, "
        f"{over} {'is' if over == 1 else 'are'} sold beyond the limit, and {debts} "
        f"{'owes' if debts == 1 else 'owe'} more than was tested.",
        f"Dari {total} tempat selama {weeks} minggu, {unsupported} memiliki kapasitas tanpa uji "
        f"yang berlaku, {over} terjual melampaui batas, dan {debts} berutang melebihi yang teruji.",
    )
