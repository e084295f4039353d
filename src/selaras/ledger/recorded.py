"""Verdicts read back from what was recorded of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
from deltalake import DeltaTable

from selaras.calendars.clock import from_micros
from selaras.ledger.period import Period
from selaras.ledger.verdict import Status, Verdict

_COLUMNS = ("id", "agreement", "commitment", "subject", "period_start", "period_end", "as_of",
            "snapshot", "form")  # fmt: skip


class RecordedVerdict:
    """A verdict with the id it was recorded under, the snapshot and the as-of it was told at."""

    __slots__ = ("as_of", "id", "snapshot", "verdict")

    def __init__(self, id_: str, verdict: Verdict, snapshot: int, as_of: datetime) -> None:
        self.id = id_
        self.verdict = verdict
        self.snapshot = snapshot
        self.as_of = as_of


def read_standing(folder: Path, zones: dict[str, ZoneInfo]) -> tuple[RecordedVerdict, ...]:
    """The newest verdict on every matter in a store's folder, in the ledger's order.

    Parameters
    ----------
    zones
        Agreement → the zone of its calendar. Agreements that are not named are left out.
    """
    newest: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in _rows(folder):
        if row["agreement"] not in zones:
            continue
        matter = (row["agreement"], row["commitment"], row["period_start"], row["period_end"],
                  "" if row["subject"] is None else f"={row['subject']}")  # fmt: skip
        before = newest.get(matter)
        if before is None or _age(row) > _age(before):
            newest[matter] = row
    return tuple(
        RecordedVerdict(
            row["id"],
            verdict_from_form(json.loads(row["form"]), zones[row["agreement"]]),
            row["snapshot"],
            row["as_of"],
        )
        for _, row in sorted(newest.items())
    )


def store_version(folder: Path) -> int:
    """How often a store was written to: changes whenever what it says does; -1 for none."""
    log = folder / "_delta_log"
    return max((int(p.stem) for p in log.glob("*.json") if p.stem.isdigit()), default=-1)


def verdict_from_form(form: dict[str, Any], zone: ZoneInfo) -> Verdict:
    """The verdict that was written as `form` (of `verdict_form`).

    Shares come back exact, since they are those kept of those decided; other figures as they were
    rounded.
    """
    fields = {key: value for key, value in form.items() if key != "period"}
    fields["status"] = Status(form["status"])
    fields["asked"] = _fraction(form["asked"])
    fields["value"] = _value(form)
    fields["horizon"] = None if form["horizon"] is None else datetime.fromisoformat(form["horizon"])
    start = datetime.fromisoformat(form["period"]["start"]).date()
    last = datetime.fromisoformat(form["period"]["end"]).date() - timedelta(days=1)
    return Verdict(period=_period(start, last, zone), **fields)


def _period(first: date, last: date, zone: ZoneInfo) -> Period:
    return Period(first, last, first, last, zone)


def _value(form: dict[str, Any]) -> int | Decimal | Fraction | None:
    value = form["value"]
    if value is None or isinstance(value, int):
        return value
    decided = form["kept"] + form["broken"]
    if form["unit"] == "share" and decided:
        return Fraction(form["kept"], decided)
    return Fraction(str(value)) if form["unit"] == "ratio" else Decimal(str(value))


def _fraction(value: float | None) -> Fraction | None:
    return None if value is None else Fraction(str(value))


def _age(row: dict[str, Any]) -> tuple[int, datetime, str]:
    return row["snapshot"], row["as_of"], row["id"]


def _rows(folder: Path) -> Iterator[dict[str, Any]]:
    if store_version(folder) < 0:
        return
    for uri in DeltaTable(str(folder)).file_uris():
        with pq.ParquetFile(folder / Path(uri).name) as file:
            for batch in file.iter_batches(columns=list(_COLUMNS)):
                times = batch.column("as_of").cast("int64").to_pylist()
                for row, at in zip(batch.drop_columns(["as_of"]).to_pylist(), times, strict=True):
                    yield row | {"as_of": from_micros(at)}
