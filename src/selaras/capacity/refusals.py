"""What nobody can answer or reserve, refused in a sentence of both languages."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable
from datetime import date, timedelta

from selaras.capacity.choices import PROMISE
from selaras.capacity.finding import Words
from selaras.errors import InputError, Said, said


def said_of(words: Words) -> Said:
    """Words of an answer, as the sentence of a refusal."""
    return Said(words.en, words.id)


def check_quantity(quantity: float) -> None:
    """Raise InputError for a quantity that is none, or that no network has."""
    if not (math.isfinite(quantity) and quantity > 0):
        raise InputError(
            said(
                "The quantity asked for is {quantity}.",
                "Jumlah yang diminta {quantity}.",
                quantity=f"{quantity:g}",
            ),
            mend=said("Ask for a quantity above 0.", "Mintalah jumlah di atas 0."),
        )
    if quantity > PROMISE.most_quantity:
        raise InputError(
            said(
                "The quantity asked for is {quantity}: no network has as much.",
                "Jumlah yang diminta {quantity}: tidak ada jaringan sebesar itu.",
                quantity=f"{quantity:g}",
            ),
            mend=said(
                "Ask for {most} at most.",
                "Mintalah paling banyak {most}.",
                most=f"{PROMISE.most_quantity:g}",
            ),
        )


def check_level(level: float) -> None:
    """Raise InputError for a service level that is no share between 0 and 1."""
    if not 0 < level < 1:
        raise InputError(
            said(
                "The service level is {level}.", "Tingkat layanannya {level}.", level=f"{level:g}"
            ),
            mend=said(
                "Write a share between 0 and 1, as in 0.95.",
                "Tulis bagian antara 0 dan 1, misalnya 0.95.",
            ),
        )


def check_limit(limit: float) -> None:
    """Raise InputError for a limit of what may be sold over tested that is none."""
    if not (math.isfinite(limit) and limit > 0):
        raise InputError(
            said(
                "The limit of sold over tested is {limit}.",
                "Batas terjual dibanding teruji {limit}.",
                limit=f"{limit:g}",
            ),
            mend=said("Write a number above 0.", "Tulis angka di atas 0."),
        )


def check_day(day: date, today: date) -> None:
    """Raise InputError for a day that is past, or too far ahead."""
    if day < today:
        raise InputError(
            said(
                "{day} is past: it is asked from {today}.",
                "{day} sudah lewat: pertanyaannya dari {today}.",
                day=day,
                today=today,
            ),
            mend=said("Name a day to come.", "Sebutkan hari yang akan datang."),
        )
    if day > today + timedelta(weeks=PROMISE.most_weeks):
        raise InputError(
            said(
                "{day} is more than {weeks} weeks ahead.",
                "{day} lebih dari {weeks} minggu lagi.",
                day=day,
                weeks=PROMISE.most_weeks,
            ),
            mend=said("Name a nearer day.", "Sebutkan hari yang lebih dekat."),
        )


def unknown(what: Words, name: str, known: Iterable[str]) -> InputError:
    """An InputError for a site, product or unit that is not known, with near matches."""
    names = sorted(set(known))
    folded = {known_name.casefold(): known_name for known_name in reversed(names)}
    near = difflib.get_close_matches(name.casefold(), list(folded), n=3, cutoff=0.6)
    problem = said(
        "There is no {what} named '{name}'.",
        "Tidak ada {what} bernama '{name}'.",
        what=said_of(what),
        name=name,
    )
    if near:
        found = [folded[one] for one in near]
        mend = said(
            "Did you mean {english}?",
            "Maksud Anda {indonesian}?",
            english=" or ".join(found),
            indonesian=" atau ".join(found),
        )
    elif not names:
        mend = said("No resources are loaded.", "Belum ada sumber daya yang dimuat.")
    else:
        more = len(names) - 8
        mend = said(
            "Known are {names}{more}.",
            "Yang dikenal: {names}{more}.",
            names=", ".join(names[:8]),
            more=said(" and {n} more", " dan {n} lainnya", n=more) if more > 0 else "",
        )
    return InputError(problem, mend=mend)
