"""How the columns of evidence tables are written down."""

from __future__ import annotations

from selaras.contracts.table import Column, Kind


def text(name: str, says: str, **more: object) -> Column:
    return Column(name, Kind.TEXT, says, **more)  # type: ignore[arg-type]


def word(name: str, says: str, *words: str, **more: object) -> Column:
    return Column(name, Kind.WORD, says, words=words, **more)  # type: ignore[arg-type]


def time(name: str, says: str, **more: object) -> Column:
    return Column(name, Kind.TIME, says, **more)  # type: ignore[arg-type]


def day(name: str, says: str, **more: object) -> Column:
    return Column(name, Kind.DAY, says, **more)  # type: ignore[arg-type]


def amount(name: str, says: str, **more: object) -> Column:
    return Column(name, Kind.AMOUNT, says, **more)  # type: ignore[arg-type]


def flag(name: str, says: str, **more: object) -> Column:
    return Column(name, Kind.FLAG, says, **more)  # type: ignore[arg-type]


def currency(**more: object) -> Column:
    return text("currency", "ISO 4217 code of the amounts in the row", **more)


PERSON = "id of a person, as in people"
