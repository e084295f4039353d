"""The agreements that hold, from the one place where they are true."""

from __future__ import annotations

from selaras.agreements import read_agreements
from selaras.agreements.values import Book
from selaras.web.place import workspace


def book() -> Book:
    """Every agreement version there is to hold against evidence; empty where there is none."""
    folder = workspace().agreements
    if not folder.is_dir() or not any(folder.glob("*.y*ml")):
        return Book(())
    return read_agreements(folder)
