"""A simulated company as evidence tables, as they would have been exported at one instant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from selaras.contracts import TABLES
from selaras.demo.companies.company import Codes, Company, Flags
from selaras.demo.companies.hours import (
    ZONE_SECONDS,
    actual_ends,
    actual_starts,
    base_starts,
    local_seconds,
)
from selaras.demo.companies.simulate import Period, simulate_period
from selaras.demo.office import Seconds
from selaras.evidence.stored_columns import staged_schema

_GRADES = ("A", "B", "C")
_CURRENCY = "IDR"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a company recorded up to `complete_to`.

    Parameters
    ----------
    tables
        Arrow tables by name, with the columns of their contracts and the flags of day precision.
    base_starts, actual_starts, actual_ends
        The base period is [base_starts, actual_starts), the second [actual_starts, actual_ends).
    """

    tables: dict[str, pa.Table]
    base_starts: datetime
    actual_starts: datetime
    actual_ends: datetime
    complete_to: datetime


def draw_evidence(company: Company) -> Evidence:
    """Draw both periods, and what was known of them `days_seen` days after the second one."""
    complete_to = actual_ends() + timedelta(days=company.days_seen)
    seen = local_seconds(complete_to)
    periods = (
        simulate_period(company, company.base, local_seconds(base_starts()), 0),
        simulate_period(company, company.actual, local_seconds(actual_starts()), 1),
    )
    parts = [
        _period_tables(period, letter, seen) for period, letter in zip(periods, "BA", strict=True)
    ]
    tables = {
        name: pa.concat_tables([part[name] for part in parts]).combine_chunks() for name in parts[0]
    }
    return Evidence(
        tables=tables | {"people": _people(company)},
        base_starts=base_starts(),
        actual_starts=actual_starts(),
        actual_ends=actual_ends(),
        complete_to=complete_to,
    )


def _people(company: Company) -> pa.Table:
    return _table(
        "people",
        company.reps,
        {
            "person_id": _reps(np.arange(company.reps)),
            "team": pa.repeat("sales", company.reps),
            "role": pa.repeat("rep", company.reps),
        },
    )


def _period_tables(period: Period, letter: str, seen: int) -> dict[str, pa.Table]:
    ids = _ids(letter, np.arange(len(period)))
    owner = _reps(period.rep)
    made = period.made & (period.attempted_at < seen)
    reached = period.contact >= 0
    reached_at = period.attempted_at[np.arange(len(period)), np.maximum(period.contact, 0)]
    reached &= reached_at < seen
    return {
        "leads": _leads(period, ids, owner),
        "assignments": _table(
            "assignments",
            len(period),
            {"lead_id": ids, "happened_at": _times(period.assigned), "person_id": owner},
        ),
        "attempts": _attempts(period, ids, owner, made),
        "lead_stages": _stages(period, ids, reached, reached_at, seen),
        "deals": _deals(period, ids, owner, reached, reached_at, seen),
    }


def _leads(period: Period, ids: pa.Array, owner: pa.Array) -> pa.Table:
    return _table(
        "leads",
        len(period),
        {
            "lead_id": ids,
            "created_at": _times(period.created),
            "source": _words([f"source-{i}" for i in range(9)], period.source),
            "sourced_by": pa.repeat("marketing", len(period)),
            "grade": _words(_GRADES, period.grade),
            "region": _words([f"region-{i}" for i in range(9)], period.region),
            "owner": owner,
            "assigned_at": _times(period.assigned),
        },
    )


def _attempts(period: Period, ids: pa.Array, owner: pa.Array, made: Flags) -> pa.Table:
    lead, attempt = np.nonzero(made)
    taken = pa.array(lead)
    number = pc.cast(pa.array(attempt), pa.string())
    return _table(
        "attempts",
        len(lead),
        {
            "attempt_id": pc.binary_join_element_wise(ids.take(taken), number, "-"),
            "lead_id": ids.take(taken),
            "happened_at": _times(period.attempted_at[lead, attempt]),
            "person_id": owner.take(taken),
            "kind": pa.repeat("call", len(lead)),
            "outcome": _words(
                ("no_answer", "contacted"), (period.contact[lead] == attempt).astype(np.int64)
            ),
            "automated": pa.repeat(pa.scalar(False), len(lead)),
        },
    )


def _stages(
    period: Period, ids: pa.Array, reached: Flags, reached_at: Seconds, seen: int
) -> pa.Table:
    ended = reached & (period.closes < seen)
    steps = (
        ("mql", np.ones(len(period), dtype=bool), period.created),
        ("contacted", reached, reached_at),
        ("won", ended & period.won, period.closes),
        ("lost", ended & ~period.won, period.closes),
    )
    parts = [
        _table(
            "lead_stages",
            int(chosen.sum()),
            {
                "lead_id": ids.filter(pa.array(chosen)),
                "stage": pa.repeat(stage, int(chosen.sum())),
                "happened_at": _times(at[chosen]),
            },
        )
        for stage, chosen, at in steps
    ]
    return pa.concat_tables(parts)


def _deals(
    period: Period, ids: pa.Array, owner: pa.Array, reached: Flags, reached_at: Seconds, seen: int
) -> pa.Table:
    """A deal is opened at the contact; what came later than `seen` is not known of it yet."""
    lead = np.flatnonzero(reached)
    taken = pa.array(lead)
    closed = period.closes[lead] < seen
    delivered = period.delivered[lead] & (period.delivers[lead] < seen)
    amount = np.round(period.amount[lead], -3)
    return _table(
        "deals",
        len(lead),
        {
            "deal_id": pc.binary_join_element_wise("D", ids.take(taken), ""),
            "lead_id": ids.take(taken),
            "owner": owner.take(taken),
            "created_at": _times(reached_at[lead]),
            "closed_at": _times(period.closes[lead], ~closed),
            "outcome": _words(("lost", "won"), period.won[lead].astype(np.int64), ~closed),
            "amount": pa.array(amount),
            "currency": pa.repeat(_CURRENCY, len(lead)),
            "delivered_at": _times(period.delivers[lead], ~delivered),
            "delivered_amount": pa.array(amount, mask=~delivered),
        },
    )


def _table(name: str, rows: int, columns: Mapping[str, Any]) -> pa.Table:
    """The columns in the types of the contract; what is not given is null, flags are false."""
    schema = pa.schema(
        [field for field in staged_schema(TABLES[name]) if not field.name.startswith("_")]
    )
    arrays = [
        columns[field.name].cast(field.type)
        if field.name in columns
        else pa.repeat(pa.scalar(False), rows)
        if field.name.endswith("_is_day")
        else pa.nulls(rows, field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _ids(letter: str, numbers: Codes) -> pa.Array:
    digits = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), 7, "0")
    return pc.binary_join_element_wise(letter, digits, "")


def _reps(numbers: Codes) -> pa.Array:
    return _words([f"rep-{i:02d}" for i in range(int(numbers.max(initial=0)) + 1)], numbers)


def _times(local: Seconds, missing: Flags | None = None) -> pa.Array:
    micros = (local - ZONE_SECONDS) * 1_000_000
    return pa.array(micros, mask=missing).cast(pa.timestamp("us", "UTC"))


def _words(
    words: list[str] | tuple[str, ...], which: NDArray[np.int64], missing: Flags | None = None
) -> pa.Array:
    return pa.array(words, pa.string()).take(pa.array(which, mask=missing))
