"""What went wrong, in the language of whoever reads it."""

from __future__ import annotations

from selaras.errors import InputError, Said, SelarasError, said_in
from selaras.records.reader import reader_language

_COMMAND = "`selaras "


def said_of(error: SelarasError) -> str:
    """The sentence of a fault, with its place where it has one."""
    return error.told_in(reader_language())


def advice_of(error: InputError) -> Said:
    """What is wrong and what to do about it, for a page: no file of the house, and no command."""
    if error.mend and _COMMAND in error.mend:
        return Said(said_in(error.problem, "en"), said_in(error.problem, "id"))
    return Said(error.advice_in("en"), error.advice_in("id"))
