"""Sentences in both languages."""

from __future__ import annotations

import pickle
from datetime import date

import pytest

from selaras.errors import EvidenceError, InputError, Said, said, said_in


def test_a_sentence_is_its_english_and_knows_its_indonesian() -> None:
    found = said("{n} days from {day}", "{n} hari sejak {day}", n=3, day=date(2026, 5, 1))
    assert found == "3 days from 1 May 2026"
    assert said_in(found, "id") == "3 hari sejak 1 Mei 2026"
    assert said_in("plain", "id") == "plain"


def test_a_fact_is_said_in_the_language_of_its_sentence() -> None:
    fact = said("every month", "setiap bulan")
    assert said_in(said("It is {f}.", "Itu {f}.", f=fact), "id") == "Itu setiap bulan."


def test_braces_of_a_fact_are_left_alone() -> None:
    assert said("`{text}`", "`{text}`", text="{within}").indonesian == "`{within}`"


def test_a_fact_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError):
        said("{one}", "{other}", one=1)


def test_a_sentence_survives_being_sent_to_another_process() -> None:
    again = pickle.loads(pickle.dumps(Said("one", "satu")))
    assert (again, again.indonesian) == ("one", "satu")


def test_an_input_error_says_where_and_what_in_the_language_asked_for() -> None:
    error = InputError(said("No.", "Tidak."), file="a.yaml", line=3, mend=said("Do.", "Lakukan."))
    assert str(error) == error.sentence == "a.yaml:3: No. Do."
    assert error.told_in("id") == "a.yaml:3: Tidak. Lakukan."
    assert error.advice_in("id") == "Tidak. Lakukan."


def test_what_is_said_in_english_alone_is_told_so() -> None:
    assert InputError("No.", mend=said("Do.", "Lakukan.")).told_in("id") == "No. Lakukan."
    assert EvidenceError("Gone.").told_in("id") == "Gone."
    assert EvidenceError(said("Gone.", "Hilang.")).told_in("id") == "Hilang."
