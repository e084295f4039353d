"""What is asked of follow-ups: which leads, seen when, under which agreements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from selaras.agreements.values import Book
from selaras.contracts import TABLES
from selaras.errors import EvidenceError, InputError, said
from selaras.errors.offsets import check_offset
from selaras.ledger.reading import Reading

_READ = ("leads", "attempts", "lead_stages", "deals")


_UTC = ZoneInfo("UTC")


@dataclass(frozen=True)
class Asked:
    """Leads that started in [start, end), as a reading shows them.

    A lead starts when a rep first gets it; where the evidence has no such times, when it came in.
    `book` holds the promises that effort is measured by (None: there are none), `calendars` the
    folders their calendars are looked for in; `currency` and `zone` (of local time of day) are the
    workspace's.
    """

    reading: Reading
    book: Book | None
    start: datetime
    end: datetime
    currency: str = "IDR"
    calendars: tuple[Path, ...] = ()
    zone: ZoneInfo = _UTC

    def __post_init__(self) -> None:
        for instant in (self.start, self.end, self.reading.as_of):
            check_offset(instant, said("The instant", "Waktu"))
        if self.end <= self.start:
            raise InputError(
                said("The period ends before it begins.", "Periode berakhir sebelum dimulai."),
                mend=said(
                    "Write the earlier day first.", "Tulis hari yang lebih awal lebih dahulu."
                ),
            )

    @property
    def horizon(self) -> datetime:
        """Up to when what happened is known: the as-of, or what is loaded, whichever is earlier."""
        snapshot = self.reading.snapshot
        known = [snapshot.complete_to(table) for table in _READ if self.reading.has(table)]
        return min([self.reading.as_of, *(at for at in known if at is not None)])

    def require(self, *tables: str) -> None:
        """EvidenceError naming the first table that is not loaded."""
        for table in tables:
            if not self.reading.has(table):
                raise EvidenceError(
                    said(
                        "The table {table} is not loaded: it says {what}.",
                        "Tabel {table} belum dimuat: petakan sebuah ekspor ke tabel itu, lalu "
                        "jalankan `selaras load`.",
                        table=table,
                        what=TABLES[table].says[:1].lower() + TABLES[table].says[1:].rstrip("."),
                    )
                )
