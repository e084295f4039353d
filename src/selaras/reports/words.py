"""The words of every page a person reads, in English and Bahasa Indonesia, in one place."""

from __future__ import annotations

from typing import Literal

Language = Literal["en", "id"]
"""The languages that answers are written in."""

WORDS: dict[str, tuple[str, str]] = {
    # the frame
    "skip": ("Skip to the answer", "Langsung ke jawaban"),
    "table": ("Table", "Tabel"),
    "show_table": ("The same as a table", "Hal yang sama dalam tabel"),
    "scrolls": ("can be scrolled sideways", "dapat digeser ke samping"),
    "provenance": ("Where this comes from", "Asal jawaban ini"),
    "as_of": ("As of", "Per tanggal"),
    "snapshot": ("Evidence snapshot", "Potret bukti"),
    "interval": ("Interval", "Selang"),
    "interval_90": ("90% interval", "selang 90%"),
    "rows": ("Way to the rows", "Jalan ke baris data"),
    "versions": ("Agreement versions", "Versi kesepakatan"),
    "model_answer": ("A model’s answer", "Jawaban model"),
    "association": ("Association, not cause", "Hubungan, bukan sebab"),
    "to": ("to", "hingga"),
    "about": ("about", "sekitar"),
    "no_data": ("no data", "tidak ada data"),
    # charts
    "factor": ("Factor", "Faktor"),
    "effect": ("Effect", "Pengaruh"),
    "cost": ("Cost", "Biaya"),
    "value": ("Value", "Nilai"),
    "group": ("Group", "Kelompok"),
    "key.up": ("raises it", "menaikkan"),
    "key.down": ("lowers it", "menurunkan"),
    "key.down-hollow": ("could as well be zero", "bisa jadi nol"),
    "key.whisker": ("90% interval", "selang 90%"),
    "key.cropped": (
        "cut: the axis does not start at zero",
        "terpotong: sumbu tidak mulai dari nol",
    ),
    # verdicts
    "verdict": ("Verdict", "Putusan"),
    "cannot_tell": ("Cannot tell yet", "Belum dapat dipastikan"),
    # parties and factors of a finding
    "marketing": ("Marketing", "Marketing"),
    "sales": ("Sales", "Sales"),
    "technical": ("Technical", "Teknis"),
    "joint": ("Joint", "Bersama"),
    "both": ("Both", "Keduanya"),
    "neither": ("Neither", "Bukan keduanya"),
}
"""Key → the word in English and in Indonesian."""


def word(key: str, language: Language, **facts: object) -> str:
    """The word or sentence of that key, its facts filled in.

    Raises KeyError for a key that is not in the catalogue: a page shows no key in place of a word.
    """
    english, indonesian = WORDS[key]
    text = indonesian if language == "id" else english
    return text.format(**facts) if facts else text
