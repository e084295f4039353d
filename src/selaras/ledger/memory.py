"""Counts of settled periods, kept in a small SQLite file beside the evidence."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from selaras.ledger.gather import Gathered, Tallies
from selaras.ledger.question import Question
from selaras.ledger.reach import Reach, digests_of
from selaras.ledger.tally import AmountRow
from selaras.ledger.verdict import METHOD_VERSION, Tally

_FORMAT = 1
_CREATE = (
    "CREATE TABLE IF NOT EXISTS counts (key TEXT PRIMARY KEY, as_of TEXT NOT NULL, "
    "horizon TEXT NOT NULL, digests TEXT NOT NULL, reach TEXT NOT NULL, body TEXT NOT NULL)"
)


class FileMemory:
    """A cache and nothing more: losing it costs time, never an answer.

    An entry holds for a later as-of as long as the digests of all months that it can reach are
    the same.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fresh: list[tuple[str, str, str, str, str, str]] = []
        self._known = self._read()

    def recall(self, question: Question, index: int) -> Gathered | None:
        found = self._known.get(_key(question, index))
        if found is None or question.horizon is None:
            return None
        as_of, horizon, digests, reach, body = found
        too_early = datetime.fromisoformat(as_of) > question.reading.as_of
        if too_early or datetime.fromisoformat(horizon) > question.horizon:
            return None
        spans = {table: (first, last) for table, (first, last) in json.loads(reach).items()}
        if digests_of(question, spans) != json.loads(digests) or not question.sees_all:
            return None
        return _gathered(index, json.loads(body))

    def keep(self, question: Question, index: int, gathered: Gathered, reach: Reach) -> None:
        assert question.horizon is not None
        self._fresh.append(
            (
                _key(question, index),
                question.reading.as_of.isoformat(),
                question.horizon.isoformat(),
                json.dumps(digests_of(question, reach)),
                json.dumps(reach),
                json.dumps(_form(gathered)),
            )
        )

    @property
    def has_news(self) -> bool:
        """Whether anything was counted that is not written down yet."""
        return bool(self._fresh)

    def save(self) -> None:
        """Write what is new; a file that cannot be written is left alone."""
        if not self._fresh:
            return
        try:
            with closing(sqlite3.connect(self._path, timeout=5)) as file, file:
                file.execute(_CREATE)
                file.executemany(
                    "INSERT OR REPLACE INTO counts VALUES (?, ?, ?, ?, ?, ?)", self._fresh
                )
        except sqlite3.Error:
            return
        self._fresh.clear()

    def _read(self) -> dict[str, tuple[str, str, str, str, str]]:
        if not self._path.exists():
            return {}
        try:
            with closing(sqlite3.connect(self._path, timeout=5)) as file:
                rows = file.execute(
                    "SELECT key, as_of, horizon, digests, reach, body FROM counts"
                ).fetchall()
        except sqlite3.Error:
            return {}
        return {key: (a, h, d, r, b) for key, a, h, d, r, b in rows}


def _key(question: Question, index: int) -> str:
    period = question.periods[index]
    parts = [
        str(_FORMAT),
        METHOD_VERSION,
        question.version.version,
        question.commitment.name,
        question.calendar_version,
        period.start.isoformat(),
        period.end.isoformat(),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _form(gathered: Gathered) -> dict[str, Any]:
    return {
        "tallies": _tallies_form(gathered.tallies),
        "over": None if gathered.over is None else _tallies_form(gathered.over),
        "sums": [
            [r.cell[1], r.currency, r.day, str(r.total), r.counted, r.unknown]
            for r in gathered.sums
        ],
    }


def _tallies_form(tallies: Tallies) -> list[list[Any]]:
    return [
        [subject, t.kept, t.broken, t.open, t.unknown, t.exempt, t.hanging]
        for subject, t in tallies.items()
    ]


def _gathered(index: int, body: dict[str, Any]) -> Gathered:
    return Gathered(
        _tallies(body["tallies"]),
        None if body["over"] is None else _tallies(body["over"]),
        tuple(
            AmountRow((index, subject), currency, day, Decimal(total), counted, unknown)
            for subject, currency, day, total, counted, unknown in body["sums"]
        ),
    )


def _tallies(rows: list[list[Any]]) -> Tallies:
    return {subject: Tally(*counts) for subject, *counts in rows}
