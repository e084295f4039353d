"""The years that evidence may be of: what lies beyond them was written by mistake."""

from __future__ import annotations

from datetime import date

from selaras.errors import InputError, said

FIRST_YEAR, LAST_YEAR = 1900, 2200


def check_year(at: date, name: str, text: str) -> None:
    """InputError, with the name and text of what was written, for a day or instant beyond them."""
    if FIRST_YEAR <= at.year <= LAST_YEAR:
        return
    raise InputError(
        said(
            "{name} {text} is further off than evidence reaches.",
            "{name} {text} di luar jangkauan bukti.",
            name=name,
            text=repr(text),
        ),
        mend=said(
            "Write a year from {first} to {last}.",
            "Tulis tahun dari {first} sampai {last}.",
            first=FIRST_YEAR,
            last=LAST_YEAR,
        ),
    )
