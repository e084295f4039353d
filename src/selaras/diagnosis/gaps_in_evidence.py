"""What the evidence does not hold, and which factors it therefore says nothing of."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from selaras.diagnosis.cohorts import Cells, Floats
from selaras.diagnosis.finding import Dropped, Words

_OVERLAP = 2
"""Reps a source, and sources a rep, needs (methods.md §3)."""
_LEAST_REACHED = 0.5
"""Share of won leads (*choice*) that attempts have to have reached before: where they say so of
fewer, outcomes were not noted, and whom nobody reached cannot be told from whom somebody did."""
_NO_ATTEMPTS = Words(
    "there are no attempts in the evidence, so that contacts cannot be told from wins",
    "tidak ada upaya kontak dalam data, sehingga kontak tidak dapat dibedakan dari kemenangan",
)
_NO_CONTACTS = Words(
    "attempts do not say whom they reached (outcome contacted): most won deals came without one",
    "upaya kontak tidak menyebut siapa yang terhubung (outcome contacted): sebagian besar "
    "transaksi datang tanpa itu",
)


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the evidence holds.

    Parameters
    ----------
    attempts, speed, delivery
        Whether these factors can be told.
    has_attempts, exact, deals
        Whether the tables are there, and times are more than days.
    separable
        Whether quality and skill can be told apart.
    overlap
        Whether that fails for want of overlap.
    contacts
        Whether attempts say whom they reached: of most won leads they do.
    """

    attempts: bool
    has_attempts: bool
    speed: bool
    exact: bool
    delivery: bool
    deals: bool
    separable: bool
    overlap: bool
    grades: bool = True
    owners: bool = True
    contacts: bool = True

    def seen(self, cells: Cells) -> Holdings:
        """The same once the cells were seen."""
        made = self.attempts and bool((cells.made * cells.leads).sum() > 0)
        contacts = not made or _says_who_was_reached(cells)
        attempts = made and contacts
        known = (cells.wait >= 0) & (cells.made > 0)
        overlap = _overlaps(cells)
        return replace(
            self,
            attempts=attempts,
            speed=self.speed and attempts and bool(known.any()),
            delivery=self.delivery and bool(cells.delivered.sum() > 0),
            separable=overlap,
            overlap=overlap,
            grades=len(cells.labels.grade) > 1,
            owners=len(cells.labels.rep) > 0,
            contacts=contacts,
        )


def _says_who_was_reached(cells: Cells) -> bool:
    """Whether attempts say so of most won leads; where nothing was won, of any lead."""
    won = cells.won.sum()
    if not won:
        return bool(cells.leads[cells.contacted].sum() > 0)
    reached = float(cells.won[cells.contacted].sum())
    return reached > 0 and reached >= _LEAST_REACHED * won


def _overlaps(cells: Cells) -> bool:
    """At least two reps a source and two sources a rep, for most leads in either period."""
    passed = cells.rep >= 0
    if not passed.any():
        return False
    worked = np.zeros((2, len(cells.labels.source), len(cells.labels.rep)))
    where = (cells.period[passed], cells.source[passed], cells.rep[passed])
    np.add.at(worked, where, cells.leads[passed])
    return all(_share_overlapping(of) >= 0.9 for of in worked)


def _share_overlapping(worked: Floats) -> float:
    total = worked.sum()
    if total <= 0:
        return 0.0
    there = worked > 0
    good = (there.sum(axis=1) >= _OVERLAP)[:, None] & (there.sum(axis=0) >= _OVERLAP)[None, :]
    return float(worked[good].sum() / total)


def dropped_factors(holdings: Holdings) -> tuple[Dropped, ...]:
    """Every factor that is left out, with the reason in both languages."""
    found = []
    if not holdings.attempts:
        reason = _NO_ATTEMPTS if holdings.contacts else _NO_CONTACTS
        found += [Dropped(name, reason) for name in ("speed", "persistence", "load")]
    elif not holdings.speed:
        found.append(
            Dropped(
                "speed",
                Words(
                    "times are dates without a time of day, and the agreed time is one of hours",
                    "waktu hanya berupa tanggal tanpa jam, sedangkan waktu yang disepakati dalam "
                    "jam",
                ),
            )
        )
    if not holdings.delivery:
        found.append(
            Dropped(
                "delivery",
                Words(
                    "the evidence does not say what was delivered: revenue is what was sold",
                    "data tidak menyebut apa yang terkirim: pendapatan dihitung dari yang terjual",
                ),
            )
        )
    if not holdings.separable:
        reason = Words(
            "sources and reps do not overlap (two reps a source, two sources a rep): their "
            "shifts are joint",
            "sumber dan tenaga penjual tidak beririsan (dua penjual per sumber, dua sumber per "
            "penjual): pergeserannya dihitung bersama",
        )
        found += [Dropped(name, reason) for name in ("quality", "skill")]
    return tuple(found)
