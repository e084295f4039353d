"""The Book for commands: read from files at once, and from records only where they hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selaras.agreements import Book
    from selaras.workspace import Workspace


def book_of(place: Workspace) -> Book:
    """The agreements that hold in a workspace: signed ones in its database, else its files.

    InputError where there is nothing to read.
    """
    from selaras.agreements import read_agreements

    return book_if_any(place) or read_agreements(place.agreements)


def book_if_any(place: Workspace) -> Book | None:
    """The signed agreements of a workspace; None where its files are all there is."""
    from selaras.records.agreements.standing import may_hold_signed

    if not may_hold_signed(place):
        return None
    from selaras.web.start import start

    start(place.root, migrate=False)
    from selaras.records.agreements.book import signed_book

    signed = signed_book()
    return signed if signed.versions else None
