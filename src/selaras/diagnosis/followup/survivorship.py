"""Why the curve is not read by the final number of attempts: the two readings side by side.

A lead that answers is not called again, so that a lead's final number of attempts is an outcome
of the calling and no setting of it (methods.md §3). Of those who ended with five attempts, many
were reached at the fifth: "five attempts reach 60%" is read off, where a fifth attempt reaches 5%.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selaras.diagnosis.followup.figures import Sentence
from selaras.errors import InputError, said
from selaras.statistics.hazards import ended_at

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ByFinalNumber:
    """Leads that ended with `attempts`: how many, which share was reached (no chance of anything).

    `chance` is P(contact within so many attempts), which that share is mistaken for.
    """

    attempts: int
    ended: int
    share_reached: float | None
    chance: float


def by_final_number(
    attempted: Floats, contacts: Floats, chances: Floats
) -> tuple[ByFinalNumber, ...]:
    """The reading by final number beside `chances` (contact within k), for each number."""
    ended, shares = ended_at(attempted, contacts)
    return tuple(
        ByFinalNumber(k + 1, int(ended[k]), None if np.isnan(shares[k]) else float(shares[k]), p)
        for k, p in enumerate(chances.tolist())
    )


def says_why(rows: tuple[ByFinalNumber, ...]) -> Sentence:
    """The reading that is refused, with its worst figure."""
    read = [r for r in rows if r.share_reached is not None and r.ended > 0]
    if not read:
        return Sentence(
            "The curve is not read by the final number of attempts.",
            "Kurva tidak dibaca menurut jumlah akhir percobaan.",
        )
    worst = max(read, key=lambda r: abs((r.share_reached or 0) - r.chance))
    reached = worst.share_reached or 0.0
    return Sentence(
        f"Not read by the final number of attempts: of the leads that ended with {worst.attempts}, "
        f"{reached:.0%} were reached, where {worst.attempts} attempts reach {worst.chance:.0%}. "
        "A lead that answers is not called again, so its final number says how it went.",
        f"Tidak dibaca menurut jumlah akhir percobaan: dari prospek yang berakhir pada percobaan "
        f"ke-{worst.attempts}, {reached:.0%} terhubung, padahal {worst.attempts} percobaan "
        f"menghubungi {worst.chance:.0%}. Prospek yang menjawab tidak ditelepon lagi, jadi jumlah "
        "akhirnya adalah hasil, bukan sebab.",
    )


def refuse_final_number() -> InputError:
    """The refusal for whoever asks for the curve by final number of attempts."""
    return InputError(
        said(
            "The curve cannot be read by the final number of attempts: a lead that answers is not "
            "called again, so that number is an outcome of the calling.",
            "Kurva tidak dapat dibaca menurut jumlah upaya akhir: prospek yang menjawab tidak "
            "dihubungi lagi, sehingga jumlah itu adalah akibat dari panggilannya.",
        ),
        mend=said(
            "Ask --by grade or --by source; the answer shows both readings side by side.",
            "Pakai --by grade atau --by source; jawabannya menampilkan kedua pembacaan.",
        ),
    )
