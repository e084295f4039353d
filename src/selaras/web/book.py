"""The agreements that hold, from the one place where they are true."""

from __future__ import annotations

from selaras.agreements.values import Book
from selaras.records.agreements.book import workspace_book
from selaras.web.place import workspace


def book() -> Book:
    """Every agreement version there is to hold against evidence; empty where there is none.

    The database's signed versions, or, where nothing was signed yet, the files as drafts.
    """
    return workspace_book(workspace())
