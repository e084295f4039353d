"""What went wrong, in the language of whoever reads it."""

from __future__ import annotations

from selaras.errors import SelarasError
from selaras.records.reader import reader_language


def said_of(error: SelarasError) -> str:
    """The sentence of a fault, with its place where it has one."""
    return error.told_in(reader_language())
