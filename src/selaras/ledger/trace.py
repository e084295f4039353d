"""The items behind a verdict, each with its own judgement and its source row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import ibis.expr.types as ir

from selaras.agreements.values import (
    Amount,
    Attempts,
    Count,
    Ratio,
    ResolutionTime,
    WithinObjective,
)
from selaras.calendars import Duration, Pause, due
from selaras.ledger.items.pauses import pauses_of_tickets
from selaras.ledger.question import Question
from selaras.ledger.relation import counted_relation, judged_relation
from selaras.ledger.target import Tenure, target_of
from selaras.ledger.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Item:
    """One item: what happened to it, and how it is judged.

    `judgement` is kept, broken, open, unknown or exempt for items that wait for something, and
    counted or unknown for those that are counted. `side` says which side of a ratio it counts on.
    `elapsed_seconds` is working time where the promise is in business time, pauses taken off, of
    the stop or, without one, up to the horizon. `due` is None while a pause is open.
    """

    item: str
    judgement: str
    start: datetime
    start_is_day: bool
    stop: datetime | None = None
    until: datetime | None = None
    due: datetime | None = None
    elapsed_seconds: float | None = None
    paused_seconds: float | None = None
    made: int | None = None
    amount: Decimal | None = None
    currency: str | None = None
    side: str | None = None
    source: str | None = None
    file: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """Items of a verdict, in order of their start."""

    verdict: Verdict
    items: tuple[Item, ...]


def trace_of(question: Question, verdict: Verdict, tenure: Tenure) -> Trace:
    """Every item that a verdict of `question` stands on."""
    measure = question.commitment.measure
    index = question.periods.index(verdict.period)
    question = question.only([index])
    if question.horizon is None or verdict.unit == "":
        return Trace(verdict, ())
    if isinstance(measure, Count | Amount):
        items = list(_counted(question, measure, index, verdict, None))
    elif isinstance(measure, Ratio):
        items = [
            *_counted(question, measure.of, index, verdict, "of"),
            *_counted(question, measure.over, index, verdict, "over"),
        ]
    else:
        items = list(_judged(question, index, verdict, tenure))
    return Trace(verdict, tuple(sorted(items, key=lambda i: (i.start, i.item, i.side or ""))))


def _of_cell(items: ir.Table, index: int, subject: str | None) -> ir.Table:
    chosen = items.filter(items.period == index)
    return chosen if subject is None else chosen.filter(chosen.subject == subject)


def _rows(question: Question, items: ir.Table, columns: Iterable[str]) -> list[dict[str, Any]]:
    wanted = {c.removeprefix("row_"): c for c in columns if c in items.columns}
    rows: list[dict[str, Any]] = question.reading.engine.to_arrow(
        items.select(**wanted)
    ).to_pylist()
    return rows


def _counted(
    question: Question, measure: Count | Amount, index: int, verdict: Verdict, side: str | None
) -> Iterable[Item]:
    items = _of_cell(counted_relation(question, measure, traced=True), index, verdict.subject)
    columns = ("item", "judgement", "start", "start_is_day", "row_source", "row_file", "row_line")
    money = ("amount", "currency") if isinstance(measure, Amount) else ()
    for row in _rows(question, items, (*columns, *money)):
        yield Item(side=side, **row)


def _judged(question: Question, index: int, verdict: Verdict, tenure: Tenure) -> Iterable[Item]:
    relation = judged_relation(question, tenure, traced=True)
    items = _of_cell(relation, index, verdict.subject)
    within = _within(question, verdict.subject, index, tenure)
    pauses = _pauses(question, items)
    columns = (
        "item", "judgement", "start", "start_is_day", "stop", "until", "elapsed", "paused",
        "made", "calendar", "row_source", "row_file", "row_line",
    )  # fmt: skip
    for row in _rows(question, items, columns):
        start, calendar = row["start"], question.working[row.pop("calendar") or 0]
        elapsed, paused = row.pop("elapsed", None), row.pop("paused", None)
        fall = due(calendar, start, within, pauses.get(str(row["item"]), ()))
        yield Item(
            due=fall.instant,
            elapsed_seconds=None if elapsed is None else elapsed / 1_000_000,
            paused_seconds=None if paused is None else paused / 1_000_000,
            **row,
        )


def _within(question: Question, subject: str | None, index: int, tenure: Tenure) -> Duration:
    measure, objective = question.commitment.measure, question.commitment.objective
    if isinstance(measure, Attempts):
        return measure.within
    assert isinstance(objective, WithinObjective)
    within = target_of(objective.within, subject, question.periods, index, tenure)
    assert within is not None
    return within


def _pauses(question: Question, items: ir.Table) -> dict[str, list[Pause]]:
    measure = question.commitment.measure
    if not isinstance(measure, ResolutionTime) or not measure.pauses:
        return {}
    if not question.reading.has("ticket_events"):
        return {}
    spans = pauses_of_tickets(question.reading, measure.pauses)
    # Only tickets have both times in one row, and a ticket's item is its id.
    tickets = items.select(ticket_id=items["item"]).distinct()
    found: dict[str, list[Pause]] = {}
    for row in question.reading.engine.to_arrow(tickets.inner_join(spans, "ticket_id")).to_pylist():
        found.setdefault(row["ticket_id"], []).append(Pause(row["paused_from"], row["paused_to"]))
    return found
