"""Random ids in the place of personal ones: a small SQLite file outside of evidence."""

from __future__ import annotations

import re
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from selaras.errors import EvidenceError, said

_TABLES = """
CREATE TABLE IF NOT EXISTS pseudonyms (
    kind TEXT NOT NULL,
    original TEXT NOT NULL,
    pseudonym TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    PRIMARY KEY (kind, original)
);
CREATE TABLE IF NOT EXISTS pseudonym_audit (
    happened_at TEXT NOT NULL,
    action TEXT NOT NULL,
    kind TEXT NOT NULL,
    pseudonym TEXT NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """An entry that was deleted: what stays is that the pseudonym once stood for somebody."""

    kind: str
    pseudonym: str


PSEUDONYM = re.compile(r"p-[0-9a-f]{16}")
"""How a pseudonym reads."""


def random_pseudonym(_kind: str, _original: str) -> str:
    """A pseudonym that nothing can be told from."""
    return f"p-{secrets.token_hex(8)}"


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """The entries in the SQLite file `database`, which is made when the first is needed.

    The same original id of the same kind (`person`, `lead`, …) has one pseudonym in every table
    and load, until it is forgotten; one that comes again after that gets a new one.

    `make` gives a new pseudonym for a kind and an original id. It is random, except where the ids
    are nobody's: a simulated company, of which two runs are to give the same bytes.
    """

    database: Path
    make: Callable[[str, str], str] = random_pseudonym

    def replace(self, kind: str, originals: list[str], at: datetime) -> list[str]:
        """The pseudonym of each original id, new ones made at the time `at`."""
        with self._open() as db, db:
            # taken before reading, so that two loads cannot make two for one id
            db.execute("BEGIN IMMEDIATE")
            known: dict[str, str] = {}
            for original in originals:
                row = db.execute(
                    "SELECT pseudonym FROM pseudonyms WHERE kind = ? AND original = ?",
                    (kind, original),
                ).fetchone()
                known[original] = row[0] if row else self.make(kind, original)
                if row is None:
                    db.execute(
                        "INSERT INTO pseudonyms VALUES (?, ?, ?, ?)",
                        (kind, original, known[original], at.isoformat()),
                    )
            return [known[original] for original in originals]

    def forget(self, id_: str, at: datetime) -> tuple[Forgotten, ...]:
        """Delete every entry whose original or pseudonym is `id_`, and note that in the audit.

        The rows of evidence keep the pseudonym, so that replays give the same; whom it stood for
        nobody can tell any more. Empty where there is no such entry.
        """
        if not self.database.exists():
            return ()
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            rows = db.execute(
                "SELECT kind, pseudonym FROM pseudonyms WHERE original = ? OR pseudonym = ?"
                " ORDER BY kind",
                (id_, id_),
            ).fetchall()
            for kind, pseudonym in rows:
                db.execute("DELETE FROM pseudonyms WHERE pseudonym = ?", (pseudonym,))
                db.execute(
                    "INSERT INTO pseudonym_audit VALUES (?, 'forgotten', ?, ?)",
                    (at.isoformat(), kind, pseudonym),
                )
            db.execute("COMMIT")
            return tuple(Forgotten(kind, pseudonym) for kind, pseudonym in rows)

    def originals(self, pseudonyms: list[str]) -> dict[str, str]:
        """Pseudonym → original id, of those that are known."""
        if not self.database.exists():
            return {}
        with self._open() as db:
            found = {}
            for pseudonym in pseudonyms:
                row = db.execute(
                    "SELECT original FROM pseudonyms WHERE pseudonym = ?", (pseudonym,)
                ).fetchone()
                if row is not None:
                    found[pseudonym] = str(row[0])
            return found

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.database, timeout=60, isolation_level=None)) as db:
                # a deleted name must not stay readable in a free page of the file
                db.execute("PRAGMA secure_delete = ON")
                db.executescript(_TABLES)
                yield db
        except sqlite3.Error as error:
            raise EvidenceError(
                said(
                    "{database} cannot be used: {error}.",
                    "{database} tidak dapat dipakai: {error}.",
                    database=self.database,
                    error=error,
                )
            ) from None
