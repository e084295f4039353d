"""Golden cases of the ledger as data: how they are written, and how they become a workspace.

A file in golden/ holds cases, one YAML document each:

case, rule, says
    A name, the numbered rule of "How a verdict is reached" that it is about, and the derivation of
    the expected verdicts by hand.
calendar, zone
    The agreement's calendar (`plain` unless stated; one of `golden/calendars/` or a shipped one),
    and the zone that times in the case are written in (`Asia/Jakarta` unless stated).
agreement, agreements
    An agreement as a user writes it, or several versions of it. What a case leaves out of the
    agreement's frame is filled in by FRAME, and a commitment's parties are sales → marketing.
evidence, complete_to, loads
    Table → rows; `_n: 3` makes three of a row, with {i} (1, 2, 3), {i5} (i + 5) and {j} (2·i) put
    into its texts. A time is local; a date alone is a time of which only the day is known.
    `complete_to` is one instant for all tables or table → instant, the as-of unless stated; a date
    is through that day. `complete_from` is written alike, a date being its midnight, and left
    out where nothing begins late. `loads` states several loads in order instead, each with its
    `export`.
as_of
    A local time.
verdicts
    What to expect: `commitment` (needed where there are several), `subject`, `period` (its first
    day) and any fields of a verdict. `value`, `target` and `estimate` may be written as a fraction,
    `probability_missed` as [low, high], `reason` as what it contains (`not empty`: anything). For
    each commitment and period that is named, subjects that are not may have no items (`only: true`:
    may not be there).
trace
    `item` and its `judgement`, of a `commitment`, `subject` and `period` as above.
absent
    Verdicts that there must not be, by `commitment` and `period`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ruamel.yaml import YAML

from selaras.agreements import read_agreements
from selaras.contracts import TABLES, Kind, Table, day_flag
from selaras.evidence import open_evidence
from selaras.evidence.staging import stage_rows
from selaras.ledger import Ledger, evaluate

FOLDER = Path(__file__).parent / "golden"
FRAME = {"agreement": "golden", "parties": ["marketing", "sales"], "effective": date(2026, 1, 1)}
PARTIES = {"promisor": "sales", "promisee": "marketing"}
LOADED_AT = datetime(2030, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """One case, as written."""

    file: str
    written: Mapping[str, Any]

    @property
    def id(self) -> str:
        return f"{self.file}:{self.written['case']}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.written.get("zone", "Asia/Jakarta"))

    @property
    def as_of(self) -> datetime:
        return self.instant(self.written["as_of"])

    def instant(self, value: object) -> datetime:
        """A local time as an aware one; a date alone is its midnight."""
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        if not isinstance(value, datetime):
            assert isinstance(value, date)
            value = datetime.combine(value, time())
        return value.replace(tzinfo=self.zone)

    def end_of(self, value: object) -> datetime:
        """As `instant`, but a date alone is the end of that day."""
        if isinstance(value, date) and not isinstance(value, datetime):
            return self.instant(value + timedelta(days=1))
        return self.instant(value)


def read_cases() -> list[Case]:
    """Every case in golden/, by file and in the order written."""
    yaml = YAML(typ="safe")
    return [
        Case(file.stem, written)
        for file in sorted(FOLDER.glob("*.yaml"))
        for written in yaml.load_all(file.read_text(encoding="utf-8"))
    ]


def evaluate_case(case: Case, root: Path, *, plain: frozenset[str] = frozenset()) -> Ledger:
    """Write the case's agreements and evidence under `root`, and hold one against the other.

    The tables in `plain` are stored as they were before ids had numbers beside them.
    """
    _write_agreements(case, root / "agreements")
    numbered = Table.numbered.fget
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            Table, "numbered", property(lambda self: {} if self.name in plain else numbered(self))
        )
        _load(case, root)
    return evaluate(
        read_agreements(root / "agreements"),
        open_evidence(root / "evidence"),
        as_of=case.as_of,
        calendars=(FOLDER / "calendars",),
    )


def _write_agreements(case: Case, folder: Path) -> None:
    folder.mkdir(parents=True)
    versions = case.written.get("agreements") or [case.written["agreement"]]
    for number, version in enumerate(versions):
        frame = FRAME | {"calendar": case.written.get("calendar", "plain")}
        commitments = {
            name: PARTIES | commitment for name, commitment in version["commitments"].items()
        }
        text = io.StringIO()
        YAML().dump(frame | version | {"commitments": commitments}, text)
        (folder / f"{number}.yaml").write_text(text.getvalue(), encoding="utf-8")


def _load(case: Case, root: Path) -> None:
    evidence = open_evidence(root / "evidence")
    usual = {
        "export": "changes",
        "tables": case.written.get("evidence"),
        "complete_to": case.written.get("complete_to", case.written["as_of"]),
        "complete_from": case.written.get("complete_from"),
    }
    for load in case.written.get("loads", [usual]):
        staged = []
        for table, rows in load["tables"].items():
            complete = load["complete_to"]
            if isinstance(complete, Mapping):
                complete = complete[table]
            begins = load.get("complete_from")
            if isinstance(begins, Mapping):
                begins = begins.get(table)
            staged.append(
                stage_rows(
                    table,
                    list(_rows(case, table, rows)),
                    root / "staged",
                    export=load["export"],
                    complete_to=case.end_of(complete),
                    complete_from=None if begins is None else case.instant(begins),
                )
            )
        evidence.commit(staged, LOADED_AT)


def _rows(case: Case, table: str, rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        for i in range(1, row.get("_n", 1) + 1):
            yield _row(case, table, {name: row[name] for name in row if name != "_n"}, i)


def _row(case: Case, table: str, row: dict[str, Any], i: int) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, str):
            value = value.format(i=i, i5=i + 5, j=2 * i)
        if TABLES[table].column(name).kind is Kind.TIME:
            is_day = isinstance(value, date) and not isinstance(value, datetime)
            made[day_flag(name)] = is_day
            value = case.instant(value)
        made[name] = value
    return made
