"""Amounts in sentences, as people write them."""

from __future__ import annotations

import pytest

from selaras.diagnosis.sentences import amount_words


@pytest.mark.parametrize(
    ("value", "english", "indonesian"),
    [
        (4.8e15, "IDR 4,800 trillion", "Rp 4.800 triliun"),
        (999_900_000, "IDR 1,000 million", "Rp 1.000 juta"),
        (-1_234_000, "IDR 1.23 million", "Rp 1,23 juta"),
        (20_000_000, "IDR 20 million", "Rp 20 juta"),
        (12_345, "IDR 12,345", "Rp 12.345"),
        (0.5, "IDR 0.5", "Rp 0,5"),
        (0.000001, "IDR 0", "Rp 0"),
    ],
)
def test_amounts_are_short_and_written_out(value: float, english: str, indonesian: str) -> None:
    words = amount_words(value, "IDR")
    assert (words.en, words.id) == (english, indonesian)
