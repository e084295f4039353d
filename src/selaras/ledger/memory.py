"""Counts of settled periods, kept in a small SQLite file beside the evidence."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from selaras.ledger.estimate import Waits
from selaras.ledger.gather import Gathered, Tallies
from selaras.ledger.moment import Moment
from selaras.ledger.question import Question
from selaras.ledger.reach import Reach, digests_of
from selaras.ledger.tally import AmountRow
from selaras.ledger.verdict import METHOD_VERSION, Tally

_FORMAT = 6
_CREATE = (
    "CREATE TABLE IF NOT EXISTS counts (key TEXT PRIMARY KEY, as_of TEXT NOT NULL, "
    "horizon TEXT NOT NULL, digests TEXT NOT NULL, reach TEXT NOT NULL, body TEXT NOT NULL)"
)
_CREATE_MOMENTS = (
    "CREATE TABLE IF NOT EXISTS moments (moment TEXT, key TEXT, body TEXT NOT NULL, "
    "PRIMARY KEY (moment, key))"
)
_FORGET_MOMENTS = (
    "DELETE FROM moments WHERE moment NOT IN (SELECT moment FROM moments GROUP BY moment "
    "ORDER BY max(rowid) DESC LIMIT 8)"
)
"""Moments pass: the newest few are those that somebody asks about again."""


class FileMemory:
    """A cache and nothing more: losing it costs time, never an answer.

    An entry holds for a later as-of as long as the digests of all days that it can reach are
    the same. Counts of what still runs, and other small answers of the engine, hold for one
    snapshot and as-of.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fresh: list[tuple[str, str, str, str, str, str]] = []
        self._known = self._read("SELECT key, as_of, horizon, digests, reach, body FROM counts")
        self._moments: dict[str, Moment] = {}

    def moment(self, snapshot: str, as_of: datetime) -> Moment:
        at = " ".join((str(_FORMAT), METHOD_VERSION, snapshot, as_of.isoformat()))
        if at not in self._moments:
            said = at.replace("'", "''")
            known = self._read(f"SELECT key, body FROM moments WHERE moment = '{said}'")
            self._moments[at] = Moment({key: body for key, (body,) in known.items()})
        return self._moments[at]

    def recall(self, question: Question, index: int) -> Gathered | None:
        if question.horizon is None:
            return None
        settled = self._settled(question, index, _key(question, index))
        if settled is not None:
            return _gathered(index, settled)
        body = question.reading.moment.recall(_moment_key(question, index))
        return None if body is None else _gathered(index, body)

    def recall_waits(self, question: Question, index: int, due: int) -> Waits | None:
        found = self._settled(question, index, _key(question, index, "waits"))
        return None if found is None else Waits.of(found, due)

    def keep_waits(self, question: Question, index: int, waits: Waits, reach: Reach | None) -> None:
        if reach is not None:
            self._add(question, index, _key(question, index, "waits"), waits.text, reach)

    def _settled(self, question: Question, index: int, key: str) -> Any:
        """What is known under the key, if what it hangs on is still the same."""
        found = self._known.get(key)
        if found is None or question.horizon is None:
            return None
        as_of, horizon, digests, reach, body = found
        too_early = datetime.fromisoformat(as_of) > question.reading.as_of
        if too_early or datetime.fromisoformat(horizon) > question.horizon:
            return None
        if not question.sees_all:
            return None
        if digests_of(question, index, _reach(json.loads(reach))) != json.loads(digests):
            return None
        return json.loads(body)

    def keep(self, question: Question, index: int, gathered: Gathered, reach: Reach | None) -> None:
        if reach is None:
            question.reading.moment.keep(_moment_key(question, index), _form(gathered))
            return
        self._add(question, index, _key(question, index), _form(gathered), reach)

    def _add(self, question: Question, index: int, key: str, body: object, reach: Reach) -> None:
        assert question.horizon is not None
        self._fresh.append(
            (
                key,
                question.reading.as_of.isoformat(),
                question.horizon.isoformat(),
                json.dumps(digests_of(question, index, reach)),
                json.dumps(_reach_form(reach)),
                json.dumps(body),
            )
        )

    @property
    def has_news(self) -> bool:
        """Whether anything was counted that is not written down yet."""
        return bool(self._fresh) or any(moment.fresh for moment in self._moments.values())

    def save(self) -> None:
        """Write what is new; a file that cannot be written is left alone."""
        if not self.has_news:
            return
        asked = [
            (at, key, body)
            for at, moment in self._moments.items()
            for key, body in moment.fresh.items()
        ]
        try:
            with closing(sqlite3.connect(self._path, timeout=5)) as file, file:
                file.execute(_CREATE)
                file.executemany(
                    "INSERT OR REPLACE INTO counts VALUES (?, ?, ?, ?, ?, ?)", self._fresh
                )
                file.execute(_CREATE_MOMENTS)
                file.executemany("INSERT OR REPLACE INTO moments VALUES (?, ?, ?)", asked)
                file.execute(_FORGET_MOMENTS)
        except sqlite3.Error:
            return
        self._fresh.clear()
        for moment in self._moments.values():
            moment.settle()

    def _read(self, query: str) -> dict[str, tuple[str, ...]]:
        if not self._path.exists():
            return {}
        try:
            with closing(sqlite3.connect(self._path, timeout=5)) as file:
                rows = file.execute(query).fetchall()
        except sqlite3.Error:
            return {}
        return {key: tuple(rest) for key, *rest in rows}


def _key(question: Question, index: int, what: str = "counts") -> str:
    period = question.periods[index]
    parts = [
        what,
        str(_FORMAT),
        METHOD_VERSION,
        question.version.version,
        question.commitment.name,
        question.calendar_version,
        period.start.isoformat(),
        period.end.isoformat(),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _reach_form(reach: Reach) -> dict[str, list[str | None]]:
    return {
        table: [None if day is None else day.isoformat() for day in days]
        for table, days in reach.items()
    }


def _reach(form: dict[str, list[str | None]]) -> Reach:
    def day(text: str | None) -> date | None:
        return None if text is None else date.fromisoformat(text)

    return {table: (day(first), day(last)) for table, (first, last) in form.items()}


def _moment_key(question: Question, index: int) -> tuple[object, ...]:
    return ("counts", *question.only([index]).identity)


def _form(gathered: Gathered) -> dict[str, Any]:
    return {
        "tallies": _tallies_form(gathered.tallies),
        "over": None if gathered.over is None else _tallies_form(gathered.over),
        "sums": [
            [r.cell[1], r.currency, r.day, *_amounts_form(r), r.counted, r.unknown]
            for r in gathered.sums
        ],
    }


def _amounts_form(row: AmountRow) -> list[str | None]:
    return [str(row.total), str(row.less), None if row.more is None else str(row.more)]


def _tallies_form(tallies: Tallies) -> list[list[Any]]:
    return [
        [subject, t.kept, t.broken, t.open, t.unknown, t.exempt, t.hanging]
        for subject, t in tallies.items()
    ]


def _gathered(index: int, body: dict[str, Any]) -> Gathered:
    return Gathered(
        _tallies(body["tallies"]),
        None if body["over"] is None else _tallies(body["over"]),
        tuple(_amount_row(index, row) for row in body["sums"]),
    )


def _amount_row(index: int, written: list[Any]) -> AmountRow:
    subject, currency, day, total, less, more, counted, unknown = written
    most = None if more is None else Decimal(more)
    amounts = (Decimal(total), Decimal(less), most)
    return AmountRow((index, subject), currency, day, *amounts, counted, unknown)


def _tallies(rows: list[list[Any]]) -> Tallies:
    return {subject: Tally(*counts) for subject, *counts in rows}
